"""How well a rule tells items apart under bias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.arrays import MAX_ITEMS
from rankfold.committee.bias.rules import native_rule
from rankfold.committee.bias.scenario import MAX_RANKINGS, scenario
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.committee.bias.scenario import Culture, Model, Variant
    from rankfold.control import Control

__all__ = ["Smoothness", "smoothness"]

_MAX_BETAS = 2**20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Smoothness(ToJson):
    """Estimates of alpha, and of gamma as a function of beta.

    Attributes
    ----------
    alpha : float
        The least mean score of an item, latent or biased, in one ranking, over ``normaliser``.
    alpha_error : float
        Its standard error: that of the mean score of the item that has the least.
    beta : ndarray of float64, shape (n_beta,)
        Factors between latent scores.
    gamma : ndarray of float64, shape (n_beta,)
        The largest ratio of the biased scores of j and i, over all ordered pairs of one group in which the latent score
        of j is at most beta times that of i; 0 where there is no pair, infinite where i has no biased score and j has
        one. Below 1, no such pair is turned round.
    gamma_error : ndarray of float64, shape (n_beta,)
        Standard errors, by the delta method at the pair that decides.
    items : tuple of str or int
        The labels.
    groups : tuple of str or int
        The group of each item.
    latent, latent_error, biased, biased_error : ndarray of float64, shape (n_items,)
        Mean scores in one ranking, and their standard errors over the elections.
    normaliser : float
        What scores were divided by.
    settings : dict
        Every argument as it was applied.
    """

    alpha: float
    alpha_error: float
    beta: NDArray[np.float64]
    gamma: NDArray[np.float64]
    gamma_error: NDArray[np.float64]
    items: tuple[str | int, ...]
    groups: tuple[str | int, ...]
    latent: NDArray[np.float64]
    latent_error: NDArray[np.float64]
    biased: NDArray[np.float64]
    biased_error: NDArray[np.float64]
    normaliser: float
    settings: dict[str, Any]

    def _columns(self) -> dict[str, list[Any]]:
        names = ("beta", "gamma", "gamma_error")
        return {name: getattr(self, name).tolist() for name in names}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns beta, gamma and gamma_error; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; what is infinite becomes ``None``."""
        curve = {
            name: [value if np.isfinite(value) else None for value in values]
            for name, values in self._columns().items()
        }
        names = ("latent", "latent_error", "biased", "biased_error")
        return {
            "alpha": self.alpha,
            "alpha_error": self.alpha_error,
            **curve,
            "items": list(self.items),
            "groups": list(self.groups),
            **{name: getattr(self, name).tolist() for name in names},
            "normaliser": self.normaliser,
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table of the curve."""
        return markdown(self._columns())

    def plot(self, *, axes: Any = None) -> Any:
        """Draw gamma over beta with its standard errors.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw; default a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        MissingDependencyError
            Without matplotlib: ``pip install 'rankfold[plot]'``.
        """
        from rankfold.committee.bias.plot import plot_smoothness

        return plot_smoothness(self, axes)

    def __repr__(self) -> str:
        settings = self.settings
        head = (
            f"smoothness of {settings['rule']}: alpha {self.alpha:.4g} (standard error {self.alpha_error:.2g}), "
            f"normaliser {self.normaliser:g}, {settings['n_elections']} elections of {settings['n_rankings']} rankings"
        )
        return f"{head}\n{plain(self._columns(), limit=10)}"


def smoothness(
    culture: Culture = "impartial_culture",
    *,
    rule: str | ArrayLike = "borda",
    committee_size: int | None = None,
    n_rankings: int | None = None,
    groups: Sequence[str | int] | None = None,
    group_sizes: tuple[int, int] | None = None,
    disadvantaged: str | int | None = None,
    strength: float,
    model: Model = "swaps",
    phi: float = 0.5,
    variant: Variant = "live",
    utilities: Literal["uniform"] | ArrayLike = "uniform",
    normaliser: float | None = None,
    beta: int | Sequence[float] | NDArray[np.float64] = 100,
    n_elections: int = 500,
    seed: int = 0,
    **control: Unpack[Control],
) -> Smoothness:
    """Estimate how much score every item has, and how far gaps between items survive bias.

    Parameters
    ----------
    culture : str, (str, dict), Ballots, array or list of rankings, default "impartial_culture"
        Where latent rankings come from.

        - ``"impartial_culture"``: every ranking is as likely as any other.
        - ``"mallows"``: around the order of the items, ``phi**distance``; ``("mallows", {"phi": 0.8})``. Default: phi
          uniform in [0, 1), anew for each election.
        - ``"normalised_mallows"``: the same, with the dispersion told by ``norm_phi``, the mean distance over that of
          rankings at random. Default: uniform in [0, 1), anew for each election.
        - ``"urn"``: ranking i (from 0) is new with probability ``1 / (1 + i * alpha)``, else a copy of an earlier one.
          Default: alpha from the gamma distribution of shape 0.8, anew for each election.
        - ``"conitzer"``: single-peaked on the order of the items, with a peak at random.
        - Rankings of your own, complete and without ties: ``Ballots``, an integer array of positions (1 is best), or a
          list of rankings. A weight is so many rankings. With ``n_rankings``
          each election draws so many of them, with replacement; without it each election has them all.
    rule : str or array-like of shape (n_items,), default "borda"
        ``"borda"``, ``"bloc"``, ``"sntv"`` or points by place, at least 0 and not rising.
    committee_size : int, optional
        For ``"bloc"``, which needs it: how many places get a point.
    n_rankings : int, optional
        How many rankings an election has; may be left out if the rankings are your own.
    groups : sequence of str or int, length n_items
        The group of each item, of two.
    group_sizes : (int, int)
        Instead of ``groups``: so many items in the advantaged group 1 and in the disadvantaged group 2, drawn once
        for all elections.
    disadvantaged : str or int, optional
        Which group stands too low. Default: the last in label order.
    strength : float
        From 0, no bias, to 1.
    model : {"swaps", "utility"}, default "swaps"
        How bias moves a ranking; see the notes of :func:`simulate_bias`.
    phi : float, default 0.5
        For swaps: how much less likely a pair is for each place between its items, from 0 (neighbours alone) to 1 (all
        pairs alike).
    variant : {"live", "frozen"}, default "live"
        For swaps: ``"frozen"`` reproduces the published figures.
    utilities : "uniform" or array-like of shape (n_items,), default "uniform"
        For utility: what the places of a latent ranking are worth; independent draws, or the same for each ranking.
    normaliser : float, optional
        What scores are divided by, tau_1 of the definition. Default: the points of the first place, the most that an
        item can have in one ranking, so that alpha is a share. The published table divides by the number of items, for
        SNTV too; which of the two the definition means could not be settled. It scales alpha and nothing else.
    beta : int or sequence of float, default 100
        Where gamma is told, each from 0 to 1; or at how many points, evenly from the least mean latent score over the
        largest, to 1.
    n_elections : int, default 500
        How many elections are drawn; at least 2.
    seed : int, default 0
        From 0 to 2**64 - 1; see the notes of :func:`simulate_bias`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Smoothness

    Raises
    ------
    InvalidInputError
        As :func:`simulate_bias`; and for an unknown rule, points that rise, or a normaliser that is not above 0.

    Notes
    -----
    With W the mean latent and V the mean biased score in one ranking, over all elections,
    ``alpha = min(min W, min V) / normaliser`` and ``gamma(beta) = max V(j) / V(i)`` over i, j of one group with
    ``beta * W(i) >= W(j)``. Both orders of each pair are looked at; the published notebook looks at one, and its
    gammas can be too small. Which pairs count is decided exactly. Two scores of 0 have the ratio 1. A maximum over
    noisy ratios is a little too large, which the standard error does not tell.

    Items keep their names over the elections: groups are the same, and Mallows and single-peaked elections go by the
    order of the items, in all of them.

    Drawing the elections, as :func:`fairness_curve`; then ``O(n_items**2 * log n_beta)``.

    References
    ----------
    Boehmer, Celis, Huang, Mehrotra, Vishnoi, ICML, 2023; see :func:`simulate_bias`.

    Examples
    --------
    >>> import rankfold as rf
    >>> found = rf.committee.bias.smoothness(
    ...     rule="sntv", n_rankings=10, group_sizes=(5, 5), strength=0.9, phi=1e-4, normaliser=10, variant="frozen"
    ... )
    >>> round(found.alpha, 2), round(found.alpha_error, 4)
    (0.01, 0.0004)
    """
    if n_rankings is not None:
        n_rankings = integer("n_rankings", n_rankings, 1, MAX_RANKINGS)
    if committee_size is not None:
        committee_size = integer("committee_size", committee_size, 1, MAX_ITEMS)
    strength = real("strength", strength)
    n_elections = integer("n_elections", n_elections, 2, MAX_RANKINGS)
    native = native_rule(rule)
    at, n_beta = None, 1
    if hasattr(beta, "__index__"):
        n_beta = integer("beta", beta, 1, _MAX_BETAS)
    else:
        at = [real(f"beta[{k}]", value) for k, value in enumerate(beta)]
    drawn_from = scenario(
        culture,
        n_rankings=n_rankings,
        groups=groups,
        group_sizes=group_sizes,
        disadvantaged=disadvantaged,
        model=model,
        phi=phi,
        variant=variant,
        utilities=utilities,
        seed=seed,
    )
    n = drawn_from.rankings(n_rankings)
    tau = None if normaliser is None else real("normaliser", normaliser)
    found = _native.smoothness(
        drawn_from.native, native, committee_size, n, strength, tau, at, n_beta, n_elections, native_control(control)
    )
    settings = {"rule": native[0], "n_rankings": n, "strength": strength, "n_elections": n_elections}
    if native[1] is not None:
        settings["points"] = native[1]
    if committee_size is not None:
        settings["committee_size"] = committee_size
    return Smoothness(
        found.alpha,
        found.alpha_error,
        found.betas,
        found.gammas,
        found.gamma_errors,
        drawn_from.items,
        drawn_from.groups,
        found.latent,
        found.latent_errors,
        found.biased,
        found.biased_errors,
        found.normaliser,
        {**drawn_from.settings, **settings},
    )

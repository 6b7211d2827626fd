"""Rankings as they are, and as bias makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.ballots import Ballots
from rankfold.committee.bias.scenario import MAX_RANKINGS, scenario
from rankfold.control import native_control
from rankfold.json_output import ToJson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike

    from rankfold.committee.bias.scenario import Culture, Model, Variant
    from rankfold.control import Control

__all__ = ["BiasedRankings", "simulate_bias"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BiasedRankings(ToJson):
    """The rankings of one election, before bias and after.

    Attributes
    ----------
    latent : Ballots
        The rankings as they are; ``latent.positions()`` is an array.
    biased : Ballots
        The rankings of the same voters, in the same order, as they are seen.
    groups : tuple of str or int, length n_items
        The group of each item.
    disadvantaged : str or int
        The group that stands too low.
    settings : dict
        Every argument as it was applied.
    """

    latent: Ballots
    biased: Ballots
    groups: tuple[str | int, ...]
    disadvantaged: str | int
    settings: dict[str, Any]

    @property
    def items(self) -> tuple[str | int, ...]:
        """The labels, in the order of ``groups``."""
        return self.latent.items

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, rankings as lists of labels, best first."""
        return {
            "items": list(self.items),
            "groups": list(self.groups),
            "disadvantaged": self.disadvantaged,
            "latent": self.latent.orders(),
            "biased": self.biased.orders(),
            "settings": dict(self.settings),
        }

    def __len__(self) -> int:
        return len(self.latent)

    def __repr__(self) -> str:
        n_low = self.groups.count(self.disadvantaged)
        settings = self.settings
        return (
            f"BiasedRankings({len(self)} rankings, {len(self.items)} items, {n_low} of them in group "
            f"{self.disadvantaged!r}, model {settings['model']!r}, strength {settings['strength']:g})"
        )


def simulate_bias(
    culture: Culture = "impartial_culture",
    *,
    n_rankings: int | None = None,
    groups: Sequence[str | int] | None = None,
    group_sizes: tuple[int, int] | None = None,
    disadvantaged: str | int | None = None,
    strength: float,
    model: Model = "swaps",
    phi: float = 0.5,
    variant: Variant = "live",
    utilities: Literal["uniform"] | ArrayLike = "uniform",
    seed: int = 0,
    **control: Unpack[Control],
) -> BiasedRankings:
    """Draw rankings, and move the items of one group down in them.

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
          so many are drawn from them, with replacement; without it they are taken as they are.
    n_rankings : int, optional
        How many rankings; needed unless the rankings are your own.
    groups : sequence of str or int, length n_items
        The group of each item, of two.
    group_sizes : (int, int)
        Instead of ``groups``: so many items in the advantaged group 1 and in the disadvantaged group 2, drawn at
        random.
    disadvantaged : str or int, optional
        Which group stands too low. Default: the last in label order.
    strength : float
        From 0, no bias, to 1.
    model : {"swaps", "utility"}, default "swaps"
        How bias moves a ranking; see the notes.
    phi : float, default 0.5
        For swaps: how much less likely a pair is for each place between its items, from 0 (neighbours alone) to 1 (all
        pairs alike).
    variant : {"live", "frozen"}, default "live"
        For swaps: ``"frozen"`` reproduces the published figures.
    utilities : "uniform" or array-like of shape (n_items,), default "uniform"
        For utility: what the places of a latent ranking are worth; independent draws, or the same for each ranking.
    seed : int, default 0
        From 0 to 2**64 - 1.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    BiasedRankings

    Raises
    ------
    InvalidInputError
        For an unknown culture, model or variant, a parameter out of its range, groups that do not fit, or rankings with
        ties, gaps or float weights.

    Notes
    -----
    **Swaps.** Let M be the number of pairs of an advantaged item i and a disadvantaged item j that stands ahead of it.
    ``floor(strength * M)`` times such a pair is drawn, with a probability in proportion to ``phi**(pos(i) - pos(j))``,
    and its items change places. ``"live"`` draws among the pairs that stand so at that moment, and stops when none is
    left; as an exchange settles other pairs too, that may be long before strength 1. ``"frozen"`` draws, as the
    published notebook does, among the pairs that stood so at first, with the weights they had at first, so that a pair
    that is drawn again changes back.

    **Utility.** The best place of a latent ranking is worth the largest of n_items utilities, and so on. Those of the
    disadvantaged items are multiplied by ``1 - strength``, and the items ranked anew; ties keep the latent order. This
    is the textbook model of a discount on merit, and not attributed to the study.

    **Draws.** ChaCha8 under the seed, a stream for the latent rankings and one for the bias of each ranking. So a
    longer election begins with a shorter one, the swaps of a lower strength are the first ones of a higher, and no
    number of threads changes a bit. This is election 0 of :func:`fairness_curve` under the same arguments.

    ``O(n_rankings * (n_items + swaps * log n_items))``, with at most ``n_items**2 / 4`` swaps.

    References
    ----------
    Boehmer, Celis, Huang, Mehrotra, Vishnoi, "Subset selection based on multiple rankings in the presence of bias:
    effectiveness of fairness constraints for multiwinner voting score functions", ICML, 2023, and its notebook
    (AnayMehrotra/Selection-with-Multiple-Rankings-with-Bias, commit be1e559). Urn, Mallows and single-peaked elections:
    as in its library mapel.

    Examples
    --------
    >>> import rankfold as rf
    >>> seen = rf.committee.bias.simulate_bias([list("abcd")], groups=[2, 1, 2, 1], strength=0.4)
    >>> seen
    BiasedRankings(1 rankings, 4 items, 2 of them in group 2, model 'swaps', strength 0.4)
    >>> seen.latent.orders(), seen.biased.orders()
    ([['a', 'b', 'c', 'd']], [['a', 'b', 'd', 'c']])
    """
    if n_rankings is not None:
        n_rankings = integer("n_rankings", n_rankings, 1, MAX_RANKINGS)
    strength = real("strength", strength)
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
    latent, biased = _native.simulate_bias(drawn_from.native, n, strength, native_control(control))
    return BiasedRankings(
        Ballots._wrap(latent),
        Ballots._wrap(biased),
        drawn_from.groups,
        drawn_from.disadvantaged,
        {**drawn_from.settings, "n_rankings": n, "strength": strength},
    )

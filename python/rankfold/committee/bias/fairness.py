"""What share of the best committee's value is had under bias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.arrays import MAX_ITEMS
from rankfold.committee.bias.curve import FairnessCurve
from rankfold.committee.bias.rules import native_rules
from rankfold.committee.bias.scenario import MAX_RANKINGS, scenario
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.committee.bias.rules import Rules
    from rankfold.committee.bias.scenario import Culture, Model, Variant
    from rankfold.control import Control

__all__ = ["fairness_curve"]

_EIGHT = tuple(k / 7 for k in range(8))


def fairness_curve(
    culture: Culture = "impartial_culture",
    *,
    rules: Rules = ("borda", "bloc", "sntv"),
    committee_size: int,
    n_rankings: int | Sequence[int] | None = None,
    strengths: Sequence[float] | NDArray[np.float64] = _EIGHT,
    groups: Sequence[str | int] | None = None,
    group_sizes: tuple[int, int] | None = None,
    disadvantaged: str | int | None = None,
    splits: Sequence[int] | None = None,
    model: Model = "swaps",
    phi: float = 0.5,
    variant: Variant = "live",
    utilities: Literal["uniform"] | ArrayLike = "uniform",
    n_elections: int = 40,
    seed: int = 0,
    **control: Unpack[Control],
) -> FairnessCurve:
    """Say what a committee chosen by biased rankings is worth, with constraints and without.

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
          each election draws so many of them, with replacement; without it each election has them all and differs in
          its bias alone.
    rules : str, sequence of str, or dict, default ("borda", "bloc", "sntv")
        ``"borda"``: as many points as there are items behind; ``"bloc"``: 1 for each of the first ``committee_size``
        places; ``"sntv"``: 1 for the first. A dict names points by place of your own, at least 0 and not rising:
        ``{"dowdall": [1, 1/2, 1/3]}``.
    committee_size : int
        Members to choose.
    n_rankings : int or sequence of int
        How many rankings an election has; may be left out if the rankings are your own.
    strengths : sequence of float, default 0, 1/7, ..., 1
        From 0, no bias, to 1.
    groups : sequence of str or int, length n_items
        The group of each item, of two.
    group_sizes : (int, int)
        Instead of ``groups``: so many items in the advantaged group 1 and in the disadvantaged group 2, drawn once
        for all elections.
    disadvantaged : str or int, optional
        Which group stands too low. Default: the last in label order.
    splits : sequence of int, optional
        How many of the disadvantaged group exact splits take. Default: every number that is possible.
    model : {"swaps", "utility"}, default "swaps"
        How bias moves a ranking; see the notes of :func:`simulate_bias`.
    phi : float, default 0.5
        For swaps: how much less likely a pair is for each place between its items, from 0 (neighbours alone) to 1 (all
        pairs alike).
    variant : {"live", "frozen"}, default "live"
        For swaps: ``"frozen"`` reproduces the published figures.
    utilities : "uniform" or array-like of shape (n_items,), default "uniform"
        For utility: what the places of a latent ranking are worth; independent draws, or the same for each ranking.
    n_elections : int, default 40
        How many elections are drawn; at least 2.
    seed : int, default 0
        From 0 to 2**64 - 1; see the notes of :func:`simulate_bias`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FairnessCurve

    Raises
    ------
    InvalidInputError
        As :func:`simulate_bias`; and for an unknown rule, points that rise, a size or a split that is not possible.

    Notes
    -----
    Items with equal biased scores are taken in random order; what is averaged is the expectation over that order, so
    that ties add neither noise nor an advantage of low labels. Without bias, ``unconstrained`` is exactly 1.

    All rules, numbers, strengths and splits share the draws of an election, and smaller elections are the first
    rankings of larger ones. Differences between curves are therefore more certain than the errors of each suggest.
    Groups are the same in all elections, so errors do not tell how results vary from groups to groups; in a culture
    with favourites, such as Mallows, they do.

    One pass over the largest number of rankings, with ``O(n_items + swaps * log n_items)`` for each, and a sort for
    each committee's scores; elections run in parallel.

    References
    ----------
    Boehmer, Celis, Huang, Mehrotra, Vishnoi, ICML, 2023; see :func:`simulate_bias`. Its figures are
    ``culture=..., group_sizes=(25, 25), committee_size=10, splits=range(0, 11, 2), variant="frozen"``.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.committee.bias.fairness_curve(
    ...     rules=["borda", "sntv"], committee_size=4, n_rankings=100, group_sizes=(6, 6), strengths=[0, 0.4], seed=1
    ... )
    fairness curve: committees of 4, model 'swaps', 40 elections
    rule   n_rankings  strength  unconstrained  best_split      best  proportional
    borda         100         0              1           2  0.995663      0.995663
    borda         100       0.4        0.95931           2  0.984853      0.984853
    sntv          100         0              1           2  0.979921      0.979921
    sntv          100       0.4       0.823726           1  0.839986       0.83599
    """
    names, native = native_rules(rules)
    sizes = None if n_rankings is None else _integers("n_rankings", n_rankings, 1, MAX_RANKINGS)
    given = [strengths] if isinstance(strengths, (int, float)) else list(strengths)
    levels = [real(f"strengths[{k}]", strength) for k, strength in enumerate(given)]
    committee_size = integer("committee_size", committee_size, 1, MAX_ITEMS)
    wanted = None if splits is None else sorted(set(_integers("splits", splits, 0, MAX_ITEMS)))
    n_elections = integer("n_elections", n_elections, 2, MAX_RANKINGS)
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
    numbers = [drawn_from.rankings(None)] if sizes is None else sizes
    found, means, errors = _native.fairness_curve(
        drawn_from.native, native, numbers, levels, committee_size, wanted, n_elections, native_control(control)
    )
    shape = (len(names), len(numbers), len(levels), 2 + len(found))
    means, errors = means.reshape(shape), errors.reshape(shape)
    points = {name: points for name, (_, points) in zip(names, native, strict=True) if points is not None}
    options = {"committee_size": committee_size, "n_elections": n_elections, "points": points}
    return FairnessCurve(
        names,
        tuple(numbers),
        np.array(levels),
        np.array(found, dtype=np.int64),
        means[..., 0],
        errors[..., 0],
        means[..., 1],
        errors[..., 1],
        means[..., 2:],
        errors[..., 2:],
        drawn_from.items,
        drawn_from.groups,
        {**drawn_from.settings, **options},
    )


def _integers(name: str, values: Any, least: int, most: int) -> list[int]:
    """One whole number or several."""
    if hasattr(values, "__index__"):
        return [integer(name, values, least, most)]
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise InvalidTypeError(f"{name} is of type {type(values).__name__}: expected an int or a list of them")
    return [integer(f"{name}[{k}]", value, least, most) for k, value in enumerate(values)]

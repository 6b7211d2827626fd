"""Thiele's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["thiele"]


@register(
    name="Thiele's rules",
    inputs=APPROVALS,
    ties="as pav",
    complexity="as pav",
    properties=("anonymous", "neutral"),
    source="Thiele 1895; Lackner and Skowron 2023",
    peers=(
        Peer("abcvoting", "slav", options='weights="odd", method="exact"'),
        Peer("abcvoting", "cc", options='weights="coverage", method="exact"'),
    ),
)
def thiele(
    data: Any,
    k: int,
    *,
    weights: Literal["harmonic", "odd", "geometric", "coverage", "constant"] | Sequence[float | Fraction],
    method: Literal["auto", "greedy", "stochastic_greedy", "local_search", "exact"] = "auto",
    seed: int = 0,
    epsilon: float = 0.1,
    max_swaps: int = 1000,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """The committee with the highest sum of weights, as many for a voter as it approves of members.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
    weights : {"harmonic", "odd", "geometric", "coverage", "constant"} or sequence of numbers
        What the first, second, ... approved member counts: ``1, 1/2, 1/3, ...``; ``1, 1/3, 1/5, ...``; ``1, 1/2, 1/4,
        ...``; ``1, 0, 0, ...``; ``1, 1, 1, ...``; or numbers of at least 0 that do not increase: integers, floats and
        fractions, as the exact numbers that they are. What lies beyond a sequence counts 0.
    method : {"auto", "greedy", "stochastic_greedy", "local_search", "exact"}, default "auto"
        How the best committee is looked for; ``"auto"`` is ``"exact"`` for small votes, else ``"greedy"``. The result
        names the method and what it guarantees.
    seed : int, default 0
        For ``"stochastic_greedy"``, from 0 to 2**63 - 1: the same seed gives the same committee on every machine.
    epsilon : float, default 0.1
        For ``"stochastic_greedy"``, between 0 and 1: each round looks at ``m/k ln(1/epsilon)`` items, drawn by lot.
    max_swaps : int, default 1000
        For ``"local_search"``: the most swaps.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.

    Returns
    -------
    Committee
        The score is that of the committee, ``bound`` what none can surpass, and ``proven`` says whether they are equal.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, weights that increase, or bounds that no committee keeps to.

    Notes
    -----
    Maximises ``sum of w_v (weights[0] + ... + weights[u - 1])`` with ``u = |A_v & S|``. ``"harmonic"`` is :func:`pav`,
    ``"odd"`` is known as SLAV after Sainte-Laguë, ``"coverage"`` is :func:`chamberlin_courant` on approvals,
    ``"constant"`` is :func:`approval`. Source: Thiele 1895; Lackner and Skowron 2023.

    Greedy choices reach ``1 - 1/e`` of the highest score (Nemhauser, Wolsey and Fisher 1978), and half of it with
    bounds of groups that do not overlap (Fisher, Nemhauser and Wolsey 1978). ``"stochastic_greedy"`` reaches ``1 - 1/e
    - epsilon`` in expectation without bounds (Mirzasoleiman et al. 2015). ``"local_search"`` swaps members for other
    items, starting from the greedy committee, until no swap raises the score. ``bound`` follows from submodularity. All
    decisions and scores are exact. With ``outcomes="all"``, ``"greedy"`` lists what greedy choices under other
    tie-breaks lead to.

    Examples
    --------
    >>> import rankfold as rf
    >>> sets = [{"a", "b"}, {"a", "b"}, {"a", "b"}, {"c"}]
    >>> rf.committee.thiele(sets, 2, weights=[1, 1 / 4], method="greedy").members
    ('a', 'c')
    """
    return evaluate(
        "thiele",
        {"weights": weights, "method": method, "seed": seed, "epsilon": epsilon, "max_swaps": max_swaps},
        data,
        k,
        request,
    )

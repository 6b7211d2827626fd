"""Ordered weighted averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import SCORES, evaluate, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["owa"]


@register(
    name="ordered weighted averages",
    inputs=SCORES,
    ties="as chamberlin_courant",
    complexity="NP-hard exactly; greedy: O(k n m)",
    properties=("anonymous", "neutral"),
    source="Skowron, Faliszewski and Lang 2016",
)
def owa(
    data: Any,
    k: int,
    *,
    weights: Literal["harmonic", "odd", "geometric", "coverage", "constant"] | Sequence[float | Fraction],
    scores: Literal["borda", "approval"] | Sequence[float | Fraction] = "borda",
    ties: Literal["average", "min", "max"] = "average",
    missing: Literal["below", "absent", "average", "zero_points"] | None = None,
    method: Literal["auto", "greedy", "stochastic_greedy", "local_search", "exact"] = "auto",
    seed: int = 0,
    epsilon: float = 0.1,
    max_swaps: int = 1000,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """The committee with the highest sum of weighted utilities, where the weight depends on the place among members.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes; with ``scores="approval"`` approvals, a list of sets, or rankings with ``threshold=``.
    k : int
        How many seats there are.
    weights : {"harmonic", "odd", "geometric", "coverage", "constant"} or sequence of numbers
        What the best, second best, ... member counts: ``1, 1/2, 1/3, ...``; ``1, 1/3, 1/5, ...``; ``1, 1/2, 1/4, ...``;
        ``1, 0, 0, ...``; ``1, 1, 1, ...``; or numbers of at least 0 that do not increase: integers, floats and
        fractions, as the exact numbers that they are. What lies beyond a sequence counts 0.
    scores : {"borda", "approval"} or sequence of numbers, default "borda"
        What an item is worth to a voter: the number of items below it, 1 if it is approved of, or so much for each
        place, the best first; numbers of at least 0 that do not increase, as the exact numbers that they are.
    ties : {"average", "min", "max"}, default "average"
        What tied items are worth: the mean, the least or the most of their places.
    missing : {"below", "absent", "average", "zero_points"}, optional
        How unranked items are read, as by :func:`rankfold.rank.positional`; default as the votes say.
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
        For approvals where ``scores`` asks for rankings, and the other way round.
    InvalidInputError
        For a number of seats out of range, weights or scores that increase or do not fit, or bounds that no committee
        keeps to.

    Notes
    -----
    Maximises ``sum of w_v (weights[0] u_1 + weights[1] u_2 + ...)``, where ``u_1 >= u_2 >= ...`` is what the members
    are worth to ``v``. ``weights="coverage"`` is :func:`chamberlin_courant`, ``"constant"`` adds the points of all
    members, and with ``scores="approval"`` it is :func:`thiele`. Source: Skowron, Faliszewski and Lang 2016.

    Greedy choices reach ``1 - 1/e`` of the highest score (Nemhauser, Wolsey and Fisher 1978), and half of it with
    bounds of groups that do not overlap (Fisher, Nemhauser and Wolsey 1978). ``"stochastic_greedy"`` reaches ``1 - 1/e
    - epsilon`` in expectation without bounds (Mirzasoleiman et al. 2015). ``"local_search"`` swaps members for other
    items, starting from the greedy committee, until no swap raises the score. ``bound`` follows from submodularity. All
    decisions and scores are exact. With ``outcomes="all"``, ``"greedy"`` lists what greedy choices under other
    tie-breaks lead to.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c", "d"], ["a", "b", "c", "d"], ["d", "c", "b", "a"]]
    >>> rf.committee.owa(votes, 2, weights="harmonic", method="greedy").score
    Fraction(9, 1)
    """
    return evaluate(
        "owa",
        {
            "weights": weights,
            "scores": scores,
            "ties": ties,
            "missing": missing,
            "method": method,
            "seed": seed,
            "epsilon": epsilon,
            "max_swaps": max_swaps,
        },
        data,
        k,
        request,
    )

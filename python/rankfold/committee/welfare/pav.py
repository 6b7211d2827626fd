"""Proportional approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["pav"]


@register(
    name="proportional approval voting",
    inputs=APPROVALS,
    ties="committees with equal scores tie; greedy choices between items that add equally much",
    complexity="NP-hard exactly; greedy: O(approvals) and, for each member, the sizes of its supporters' sets",
    properties=("anonymous", "neutral", "extended justified representation, if exact"),
    source="Thiele 1895; Aziz et al. 2017 for representation",
    peers=(Peer("abcvoting", "pav", options='method="exact"'),),
)
def pav(
    data: Any,
    k: int,
    *,
    method: Literal["auto", "greedy", "stochastic_greedy", "local_search", "exact"] = "auto",
    seed: int = 0,
    epsilon: float = 0.1,
    max_swaps: int = 1000,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """The committee with the highest sum of ``1 + 1/2 + ... + 1/u`` over voters who approve of ``u`` members.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
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
        For a number of seats out of range, an option out of range, or bounds that no committee keeps to.

    Notes
    -----
    Maximises ``sum of w_v (1 + 1/2 + ... + 1/|A_v & S|)``. Source: Thiele 1895.

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
    >>> found = rf.committee.pav(sets, 2, method="greedy")
    >>> found.members, found.score, found.bound
    (('a', 'b'), Fraction(9, 2), Fraction(11, 2))
    """
    return evaluate(
        "pav", {"method": method, "seed": seed, "epsilon": epsilon, "max_swaps": max_swaps}, data, k, request
    )

"""Reverse sequential proportional approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["reverse_sequential_pav"]


@register(
    name="reverse sequential proportional approval voting",
    inputs=APPROVALS,
    ties="items that would be missed equally little tie for leaving; the last in the order of priority leaves",
    complexity="O(approvals) and, for each that leaves, the sizes of its supporters' sets",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Thiele 1895; Janson 2016",
    peers=(Peer("abcvoting", "revseqpav"),),
)
def reverse_sequential_pav(
    data: Any,
    k: int,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """From all items, the one whose supporters lose the least leaves, again and again.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.

    Returns
    -------
    Committee
        The score is the score of :func:`pav`; the value of a round is what its supporters lost with the item excluded
        in it.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    A supporter of whom ``u`` approved items are left loses ``1/u`` of its weight. Exact, by integers over a common
    denominator, or, where that has too many digits, by intervals whose overlaps are compared as fractions.
    ``O(approvals)`` and, for each that leaves, the sizes of its supporters' sets. Source: Thiele 1895; Janson 2016.

    Examples
    --------
    >>> import rankfold as rf
    >>> sets = [{"a", "b"}, {"a", "b"}, {"a", "b"}, {"c"}]
    >>> rf.committee.reverse_sequential_pav(sets, 2).members
    ('a', 'b')
    """
    return evaluate("reverse_sequential_pav", {}, data, k, request)

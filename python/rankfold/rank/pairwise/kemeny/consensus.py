"""Kemeny's rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.rank.pairwise.kemeny.buckets import bucket_order_ranking
from rankfold.rank.pairwise.kemeny.ranking import KemenyRanking
from rankfold.rank.pairwise.kemeny.votes import kemeny_votes
from rankfold.rank.registry import PAIRS, Peer, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.kemeny.scheme import TieScheme
    from rankfold.rank.pairwise.options import Missing

__all__ = ["kemeny"]


@register(
    name="Kemeny (Kemeny-Young)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side",
    complexity="that of counting pairs, O(n m^2), O(m^2), and for cycles of k items O(k 2^k) up to 18, then a search",
    properties=("anonymous", "neutral up to ties", "Condorcet consistent", "reversal symmetric"),
    source="Kemeny 1959, Young and Levenglick 1978",
    peers=(
        Peer("pref_voting", "kemeny_young", "", "the first items of all best orders; up to some 8 items"),
        Peer("permsc", "KemenyOptimalAggregator", "", "votes without ties alone; up to some 50 items"),
        Peer("corankco", "ExactAlgorithmPulp", "ties_in_consensus=True, scheme=..."),
    ),
)
def kemeny(
    data: Any,
    *,
    method: Literal["auto", "exact", "search"] = "auto",
    ties_in_consensus: bool = False,
    scheme: TieScheme | Literal["strict", "half", "extended"] | None = None,
    missing: Missing | None = None,
    max_iterations: int | None = None,
    seed: int = 0,
    **control: Unpack[Control],
) -> KemenyRanking:
    """Find the order that contradicts the least weight of preferences, and prove it.

    An order costs ``sum of weights[b, a]`` over all items ``a`` that it puts before ``b``, where ``weights[b, a]`` is
    the weight of the voters who prefer ``b``. The items fall apart into the strongly connected components of the
    majorities, which are solved one by one: up to 18 items through their subsets, larger ones by a search, then by
    branch and bound.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons, list of ballots or array of shape (n_items, n_items)
        The votes. A bare square array is a linear ordering problem: integers or floats of any sign, the items are
        ``0 .. n_items - 1``, and the order is the one with the greatest sum of ``data[a, b]`` over all ``a`` before
        ``b``; its ``cost`` is what is left of the sum of all cells off the diagonal, which itself says nothing.
    method : {"auto", "exact", "search"}, default "auto"
        Prove the order unless the proof turns out to be long; prove it however long it takes; or search alone, with a
        bound that proves easy cases only.
    ties_in_consensus : bool, default False
        Whether the consensus may tie items. It is then the ranking with ties that costs the least by ``scheme``, and
        its tiers are items that the consensus ties.
    scheme : TieScheme or {"strict", "half", "extended"}, optional
        What a pair costs; with ties in the consensus ``"half"`` by default, else the weight of the preferences that it
        contradicts. Without ties in the consensus a tie in a vote costs the same in both orders: it adds to the cost
        and moves no decision.
    missing : {"below", "absent"}, optional
        What an unranked item means: worse than every ranked one, or compared with none; of the schemes, ``"strict"``
        and ``"half"`` ask for it. The default is that of ``data``.
    max_iterations : int, optional
        The most steps of the search, and of the proof, for each component; reproducible where a time limit is not.
        By default ``method`` decides.
    seed : int, default 0
        Of the random numbers of the search, from 0 to 2**63 - 1.
    **control
        See :class:`rankfold.control.Control`. When the time limit passes, the best order so far is returned, with
        ``stopped_early``, its bound and its gap.

    Returns
    -------
    KemenyRanking
        The order, its cost, and what is proven.

    Raises
    ------
    InputKindError
        For counts of places.
    SizeLimitError
        For integer margins that add up to 2**61 or more.
    TimeLimitError
        If the time limit passes while pairs are still counted, so that there is no order at all.

    Notes
    -----
    Memory is 17 bytes for each ordered pair of items, at most 32 MiB for subsets, and for a component of more than 18
    items 2 to 8 bytes for each ordered pair and thread in the search, and at most some 600 MiB in the proof. For ties
    in the consensus see the page on Kemeny with ties.

    References
    ----------
    Kemeny 1959; Truchon 1998 for the components; Betzler et al. 2009 for the subsets; Schiavinotto and Stuetzle 2004
    for the search; Grötschel, Jünger and Reinelt 1984 for the cycles of three items.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([list("abcd"), list("bcad"), list("cdab")], weights=[2, 1, 2])
    >>> found = rf.rank.kemeny(votes)
    >>> found.order, found.cost, found.proven, found.n_optima
    (('a', 'b', 'c', 'd'), 10, True, 2)
    """
    options: dict[str, Any] = {
        "method": method,
        "ties_in_consensus": bool(ties_in_consensus),
        "scheme": scheme,
        "missing": missing,
        "max_iterations": None if max_iterations is None else integer("max_iterations", max_iterations, 0, 2**63 - 1),
        "seed": integer("seed", seed, 0, 2**63 - 1),
    }
    running = native_control(control)
    if ties_in_consensus or scheme is not None:
        return bucket_order_ranking(data, options, control, running)
    found = _native.kemeny(
        kemeny_votes(data, control), method, missing, options["max_iterations"], options["seed"], running
    )
    settings = {"rule": "kemeny", **options, "missing": found.missing}
    return KemenyRanking._from_native(found, found.cost, found.lower_bound, settings)

"""Fusions that look at the place of a document in each list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.fusion.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.fusion.fused import FusedRuns
    from rankfold.rank.fusion.registry import Weights

    Ties = Literal["average", "min", "max"]

__all__ = ["borda_fusion", "inverse_square_rank", "rank_biased_centroids", "reciprocal_rank_fusion"]


@register(
    name="Reciprocal rank fusion (RRF)",
    reads="ranks",
    source="Cormack, Clarke, Buettcher 2009",
    peers={"ranx": "rrf"},
)
def reciprocal_rank_fusion(
    runs: Any,
    *,
    k: int = 60,
    ties: Ties = "average",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the sum of 1 / (k + place) over the lists that hold it.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists.
    k : int, default 60
        From 0 to 1,000,000. The larger, the less the first places stand out.
    ties : {"average", "min", "max"}, default "average"
        What each of several documents gets that have the same score in a list: the mean of the points of the places
        that they occupy, those of the last or those of the first.
    weights : array-like of shape (n_runs,), optional
        What the points of each run are multiplied by, above 0; default 1 each. An integer weight is a repetition of
        the run, bit for bit.
    top_k : int, optional
        How many documents to keep of each query; default all.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are sums of reciprocals.

    Raises
    ------
    InvalidInputError
        For an option or a weight out of range, and for lists that :class:`Runs` refuses.

    Notes
    -----
    ``score(d) = sum_r w_r / (k + place_r(d))``, places from 1; ``O(entries)`` and a sort a query. Terms are added in
    fixed point of 126 bits and the sum is rounded to a float at the end: the order of runs cannot matter, equal
    multisets of places tie, and in practice so do different ones with the same sum on paper.

    References
    ----------
    G. V. Cormack, C. L. A. Clarke, S. Buettcher: Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods. SIGIR 2009.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.reciprocal_rank_fusion([[["a", "b", "c"]], [["b", "d", "a"]], [["a", "d", "b", "e"]]])
    reciprocal_rank_fusion: 1 query, 5 documents
    query  rank  document      score
        0     1  a         0.0486599
        0     2  b         0.0483955
        0     3  d         0.0322581
        0     4  c          0.015873
        0     5  e          0.015625
    """
    return evaluate("reciprocal_rank_fusion", {"k": k, "ties": ties}, runs, weights, top_k, control)


@register(
    name="Inverse square rank (ISR)",
    reads="ranks",
    source="Mourao, Martins, Magalhaes 2015",
    peers={"ranx": "isr, log_isr (frequency='log'), logn_isr (frequency='smoothed_log')"},
)
def inverse_square_rank(
    runs: Any,
    *,
    frequency: Literal["count", "log", "smoothed_log"] = "count",
    ties: Ties = "average",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the sum of 1 / place**2, times how many lists hold it.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists.
    frequency : {"count", "log", "smoothed_log"}, default "count"
        How the number n of lists that hold a document counts: n, ln n or ln(n + 0.01). Beware of "log": a document in
        one list scores 0, wherever it stands there.
    ties, weights, top_k
        As for :func:`reciprocal_rank_fusion`. n is the total weight of the lists that hold the document.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are sums of inverse squares times a frequency.

    Raises
    ------
    InvalidInputError
        For an option or a weight out of range, a weight below 1 with a logarithm, and for lists that :class:`Runs`
        refuses.

    Notes
    -----
    ``score(d) = f(n_d) sum_r w_r / place_r(d)**2``, ``O(entries)`` and a sort a query; sums as in
    :func:`reciprocal_rank_fusion`.

    References
    ----------
    A. Mourao, F. Martins, J. Magalhaes: Multimodal medical information retrieval with unsupervised rank fusion.
    Computerized Medical Imaging and Graphics 39, 2015.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.inverse_square_rank([[["a", "b", "c"]], [["b", "d", "a"]], [["a", "d", "b", "e"]]], top_k=2)
    inverse_square_rank: 1 query, 2 documents
    query  rank  document    score
        0     1  a         6.33333
        0     2  b         4.08333
    """
    options = {"frequency": frequency, "ties": ties}
    return evaluate("inverse_square_rank", options, runs, weights, top_k, control)


@register(
    name="Rank-biased centroids (RBC)",
    reads="ranks",
    source="Bailey, Moffat, Scholer, Thomas 2017",
    peers={"ranx": "rbc"},
)
def rank_biased_centroids(
    runs: Any,
    *,
    phi: float,
    ties: Ties = "average",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the sum of (1 - phi) phi**(place - 1) over the lists that hold it.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists.
    phi : float
        Between 0 and 1: how likely a reader is to go on from one place to the next. Small values look at the top alone.
    ties, weights, top_k
        As for :func:`reciprocal_rank_fusion`; a weight multiplies floats here, so that a repetition may differ in the
        last bit.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are shares of attention, summed over the runs.

    Raises
    ------
    InvalidInputError
        Unless ``0 < phi < 1``; for a weight out of range, and for lists that :class:`Runs` refuses.

    Notes
    -----
    ``O(entries)`` and a sort a query. Points are floats, since they fall off beyond what fixed point holds, and sums
    are correctly rounded, so the order of runs cannot matter. From some depth on points are 0 and documents tie (place
    3,300 for phi = 0.8).

    References
    ----------
    P. Bailey, A. Moffat, F. Scholer, P. Thomas: Retrieval consistency in the presence of query variations. SIGIR 2017.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.rank_biased_centroids([[["a", "b"]], [["b", "c"]]], phi=0.5)
    rank_biased_centroids: 1 query, 3 documents
    query  rank  document  score
        0     1  b          0.75
        0     2  a           0.5
        0     3  c          0.25
    """
    return evaluate("rank_biased_centroids", {"phi": phi, "ties": ties}, runs, weights, top_k, control)


@register(
    name="Borda fusion (BordaFuse)",
    reads="ranks",
    source="Aslam and Montague 2001",
    peers={"ranx": "bordafuse"},
)
def borda_fusion(
    runs: Any,
    *,
    ties: Ties = "average",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by Borda's points among all documents that any list of the query holds.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists.
    ties, weights, top_k
        As for :func:`reciprocal_rank_fusion`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are points, halves included.

    Raises
    ------
    InvalidInputError
        For an option or a weight out of range, and for lists that :class:`Runs` refuses.

    Notes
    -----
    With c different documents in the lists of a query, a list of r gives ``c - place + 1`` to those that it holds and
    shares what is left equally: ``(c - r + 1) / 2`` to each of the others. A run without a list for the query gives all
    the same. Exact; ``O(entries)`` and a sort a query. :func:`borda` is the rule for one set of ballots.

    References
    ----------
    J. A. Aslam, M. H. Montague: Models for metasearch. SIGIR 2001.

    Examples
    --------
    >>> import rankfold as rf
    >>> fused = rf.rank.borda_fusion([[["a", "b", "c"]], [["b", "d", "a"]], [["a", "d", "b", "e"]]])
    >>> fused[0].to_dict()
    {'a': 13.0, 'b': 12.0, 'd': 9.5, 'c': 5.5, 'e': 5.0}
    """
    return evaluate("borda_fusion", {"ties": ties}, runs, weights, top_k, control)

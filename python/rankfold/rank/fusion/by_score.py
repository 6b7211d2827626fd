"""Fusions that add up the scores of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.fusion.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.fusion.fused import FusedRuns
    from rankfold.rank.fusion.registry import Weights

    Normalize = Literal["min_max", "z", "rank", "sum"]

__all__ = ["comb_anz", "comb_mnz", "comb_sum"]


@register(name="CombSUM", reads="scores", source="Fox and Shaw 1994", peers={"ranx": "sum"})
def comb_sum(
    runs: Any,
    *,
    normalize: Normalize | None = "min_max",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the sum of its normalised scores.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists, with scores unless ``normalize="rank"``.
    normalize : {"min_max", "z", "rank", "sum"} or None, default "min_max"
        What makes the scores of one list comparable with those of another, for each query and run: see the notes.
    weights : array-like of shape (n_runs,), optional
        What the normalised scores of each run are multiplied by, above 0; default 1 each.
    top_k : int, optional
        How many documents to keep of each query; default all.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are sums of normalised scores.

    Raises
    ------
    InvalidInputError
        For a run without scores unless ``normalize="rank"``, an option or a weight out of range, and for lists that
        :class:`Runs` refuses.

    Notes
    -----
    A list of n documents with scores s:

    ========= =================================================== ==============================
    normalize value                                               all scores equal, or one alone
    ========= =================================================== ==============================
    min_max   ``(s - min) / (max - min)``                         1
    z         ``(s - mean) / deviation``, over n and not n - 1     0
    rank      ``(n + 1 - place) / n``, the mean place where tied  ``(n + 1) / (2 n)``
    sum       ``(s - min) / sum(s - min)``                        ``1 / n``
    None      ``s``                                               ``s``
    ========= =================================================== ==============================

    A list that does not hold a document adds nothing. So under "min_max" the last of a list gets as much as those that
    are not in it, and under "z" a document below the mean gets less.

    Sums are correctly rounded, so the order of runs cannot matter. ``O(entries)`` and a sort a query.

    References
    ----------
    E. A. Fox, J. A. Shaw: Combination of multiple searches. TREC-2, 1994.

    Examples
    --------
    >>> import rankfold as rf
    >>> runs = rf.rank.Runs.from_lists([{"q": {"a": 9.0, "b": 5.0, "c": 1.0}}, {"q": {"b": 0.75, "d": 0.5}}])
    >>> rf.rank.comb_sum(runs)["q"].to_dict()
    {'b': 1.5, 'a': 1.0, 'c': 0.0, 'd': 0.0}
    """
    return evaluate("comb_sum", {"normalize": normalize}, runs, weights, top_k, control)


@register(name="CombMNZ", reads="scores", source="Fox and Shaw 1994", peers={"ranx": "mnz"})
def comb_mnz(
    runs: Any,
    *,
    normalize: Normalize | None = "min_max",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the sum of its normalised scores, times how many lists hold it.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists, with scores unless ``normalize="rank"``.
    normalize, weights, top_k
        As for :func:`comb_sum`. The number of lists is the total of their weights.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are sums of normalised scores times a number of lists.

    Raises
    ------
    InvalidInputError
        As for :func:`comb_sum`.

    Notes
    -----
    A list counts as holding a document whose normalised score is 0. With negative scores, as "z" gives them, more lists
    make a bad document worse.

    References
    ----------
    E. A. Fox, J. A. Shaw: Combination of multiple searches. TREC-2, 1994.

    Examples
    --------
    >>> import rankfold as rf
    >>> runs = rf.rank.Runs.from_lists([{"q": {"a": 9.0, "b": 5.0, "c": 1.0}}, {"q": {"b": 0.75, "d": 0.5}}])
    >>> rf.rank.comb_mnz(runs)["q"].to_dict()
    {'b': 3.0, 'a': 1.0, 'c': 0.0, 'd': 0.0}
    """
    return evaluate("comb_mnz", {"normalize": normalize}, runs, weights, top_k, control)


@register(name="CombANZ", reads="scores", source="Fox and Shaw 1994", peers={"ranx": "anz"})
def comb_anz(
    runs: Any,
    *,
    normalize: Normalize | None = "min_max",
    weights: Weights | None = None,
    top_k: int | None = None,
    **control: Unpack[Control],
) -> FusedRuns:
    """Score each document by the mean of its normalised scores over the lists that hold it.

    Parameters
    ----------
    runs : Runs, or whatever :meth:`Runs.from_lists` takes
        The lists, with scores unless ``normalize="rank"``.
    normalize, weights, top_k
        As for :func:`comb_sum`. With weights the mean is weighted.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    FusedRuns
        Scores are means of normalised scores.

    Raises
    ------
    InvalidInputError
        As for :func:`comb_sum`.

    Notes
    -----
    A document that one list puts first and all others miss is as good as one that all put first.

    References
    ----------
    E. A. Fox, J. A. Shaw: Combination of multiple searches. TREC-2, 1994.

    Examples
    --------
    >>> import rankfold as rf
    >>> runs = rf.rank.Runs.from_lists([{"q": {"a": 9.0, "b": 5.0, "c": 1.0}}, {"q": {"b": 0.75, "d": 0.5}}])
    >>> rf.rank.comb_anz(runs)["q"].to_dict()
    {'a': 1.0, 'b': 0.75, 'c': 0.0, 'd': 0.0}
    """
    return evaluate("comb_anz", {"normalize": normalize}, runs, weights, top_k, control)

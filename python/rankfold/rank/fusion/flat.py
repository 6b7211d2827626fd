"""Runs as users have them, brought into the one form that the native container reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arrays import score_vector
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.rank.fusion.labels import as_column, label_tuple, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Flat", "flat_arrays", "flat_lists"]


@dataclass(frozen=True, slots=True)
class Flat:
    """One array of documents, one of offsets and perhaps one of scores a run; labels where integers stand for them."""

    documents: list[NDArray[np.int64]]
    offsets: list[NDArray[np.int64]]
    scores: list[NDArray[np.float64] | None]
    queries: Sequence[str | int]
    labels: tuple[str | int, ...] | None


def flat_arrays(documents: Any, offsets: Any, query_keys: Any, scores: Any, queries: Any) -> Flat:
    """From one array of documents a run, with offsets or with the query of each document."""
    columns = [as_column(f"documents[{run}]", values) for run, values in enumerate(_per_run("documents", documents))]
    n_runs = len(columns)
    given = [None] * n_runs if scores is None else _per_run("scores", scores, n_runs)
    values = [
        None if one is None else score_vector(f"scores[{run}]", one, "(n_documents,)") for run, one in enumerate(given)
    ]
    for run, (column, one) in enumerate(zip(columns, values, strict=True)):
        _same_length(f"scores[{run}]", one, len(column))
    codes, labels = numbered(columns)
    if (offsets is None) == (query_keys is None):
        raise InvalidTypeError("expected either offsets or query_keys, which say where the list of each query is")
    if query_keys is None:
        bounds = _offsets(offsets, n_runs)
        names = range(len(bounds[0]) - 1) if queries is None else label_tuple("queries", queries, len(bounds[0]) - 1)
        return Flat(codes, bounds, values, names, labels)
    if queries is not None:
        raise InvalidTypeError("queries goes with offsets: query_keys name the queries already")
    keys = [as_column(f"query_keys[{run}]", one) for run, one in enumerate(_per_run("query_keys", query_keys, n_runs))]
    for run, (column, key) in enumerate(zip(codes, keys, strict=True)):
        _same_length(f"query_keys[{run}]", key, len(column))
    return _grouped(codes, values, keys, labels)


def _per_run(name: str, values: Any, n_runs: int | None = None) -> list[Any]:
    """A list with one entry a run."""
    if not isinstance(values, (list, tuple)):
        kind = type(values).__name__
        raise InvalidTypeError(f"{name} is of type {kind}: expected a list with one array a run")
    if n_runs is not None and len(values) != n_runs:
        raise InvalidInputError(f"{name} has {len(values)} entries: expected one for each of the {n_runs} runs")
    if not values:
        raise InvalidInputError(f"{name} is empty: expected at least one run")
    return list(values)


def _same_length(name: str, values: Any, length: int) -> None:
    if values is not None and len(values) != length:
        raise InvalidInputError(f"{name} has {len(values)} entries: expected one for each of the {length} documents")


def _offsets(offsets: Any, n_runs: int) -> list[NDArray[np.int64]]:
    """One array for all runs, or one each."""
    if isinstance(offsets, (list, tuple)) and offsets and hasattr(offsets[0], "__len__"):
        each = _per_run("offsets", offsets, n_runs)
    else:
        each = [offsets] * n_runs
    bounds = []
    for run, one in enumerate(each):
        array = np.asarray(one)
        if array.ndim != 1 or not array.size:
            raise InvalidInputError(f"offsets[{run}] has shape {array.shape}: expected (n_queries + 1,)")
        if array.dtype.kind not in "iu":
            raise InvalidTypeError(f"offsets[{run}] has dtype {array.dtype}: expected integers")
        bounds.append(np.ascontiguousarray(array, dtype=np.int64))
        if len(bounds[-1]) != len(bounds[0]):
            text = f"offsets[{run}] has {len(bounds[-1])} entries, offsets[0] has {len(bounds[0])}"
            raise InvalidInputError(f"{text}: expected the same queries in every run; a list may be empty")
    return bounds


def _grouped(
    codes: list[NDArray[np.int64]],
    scores: list[NDArray[np.float64] | None],
    keys: list[Any],
    labels: tuple[str | int, ...] | None,
) -> Flat:
    """Documents of each run brought together by query, queries in label order, else as they stand."""
    places, queries = numbered(keys)
    if queries is None:
        found = np.unique(np.concatenate(places))
        queries = tuple(found.tolist())
        places = [np.searchsorted(found, one) for one in places]
    documents, bounds, values = [], [], []
    for place, column, one in zip(places, codes, scores, strict=True):
        counts = np.bincount(place, minlength=len(queries))
        bounds.append(np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]))
        order = None if np.all(place[1:] >= place[:-1]) else np.argsort(place, kind="stable")
        documents.append(column if order is None else column[order])
        values.append(one if one is None or order is None else one[order])
    return Flat(documents, bounds, values, queries, labels)


def flat_lists(runs: Any, queries: Any) -> Flat:
    """From one list of lists a run, or one mapping from queries to lists."""
    if not isinstance(runs, (list, tuple)):
        raise InvalidTypeError(f"runs is of type {type(runs).__name__}: expected Runs, or a list with one entry a run")
    if not runs:
        raise InvalidInputError("runs is empty: expected at least one run")
    mappings = [isinstance(run, Mapping) for run in runs]
    if all(mappings):
        if queries is not None:
            raise InvalidTypeError("queries goes with lists of lists: the keys of a mapping name the queries already")
        names: Sequence[str | int]
        names, lists = _aligned(runs)
    elif any(mappings):
        raise InvalidTypeError(
            "runs are of different kinds: expected lists of lists, or mappings from queries to lists"
        )
    else:
        for run, one in enumerate(runs):
            if not isinstance(one, (list, tuple)):
                kind = type(one).__name__
                raise InvalidTypeError(f"runs[{run}] is of type {kind}: expected a list with one list a query")
            if len(one) != len(runs[0]):
                text = f"runs[{run}] has {len(one)} lists, runs[0] has {len(runs[0])}"
                raise InvalidInputError(f"{text}: expected one a query in every run; a list may be empty")
        n_queries = len(runs[0])
        names = range(n_queries) if queries is None else label_tuple("queries", queries, n_queries)
        lists = [list(run) for run in runs]
    columns, bounds, values = [], [], []
    for run, one in enumerate(lists):
        column, lengths, scores = _flattened(run, one, names)
        columns.append(as_column(f"runs[{run}]", column))
        bounds.append(np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]))
        values.append(None if scores is None else score_vector(f"the scores of runs[{run}]", scores, "(n_documents,)"))
    codes, labels = numbered(columns)
    return Flat(codes, bounds, values, names, labels)


def _aligned(runs: Sequence[Mapping[Any, Any]]) -> tuple[tuple[str | int, ...], list[list[Any]]]:
    """The queries of all runs in label order, and the lists of each run in that order; one that it lacks is empty."""
    keys = [as_column(f"the queries of runs[{run}]", list(one)) for run, one in enumerate(runs)]
    places, names = numbered(keys)
    if names is None:
        names = tuple(np.unique(np.concatenate(places)).tolist())
    return names, [[one.get(query, ()) for query in names] for one in runs]


def _flattened(
    run: int, lists: Iterable[Any], queries: Sequence[str | int]
) -> tuple[list[Any], list[int], list[Any] | None]:
    """All documents of a run, the length of each list, and all scores if there are any."""
    documents: list[Any] = []
    lengths: list[int] = []
    scores: list[Any] = []
    for query, one in zip(queries, lists, strict=True):
        before = len(documents)
        if isinstance(one, Mapping):
            documents.extend(one)
            scores.extend(one.values())
        elif isinstance(one, (str, bytes, set, frozenset)) or not hasattr(one, "__len__"):
            kind = type(one).__name__
            text = f"runs[{run}], query {query!r} is of type {kind}: expected a list of documents"
            raise InvalidTypeError(f"{text}, a list of (document, score), or a mapping from documents to scores")
        elif len(one) and isinstance(one[0], (tuple, list)):
            for entry in one:
                if not isinstance(entry, (tuple, list)) or len(entry) != 2:
                    text = (
                        f"runs[{run}], query {query!r} holds {entry!r}: expected (document, score), as its first entry"
                    )
                    raise InvalidInputError(text)
                documents.append(entry[0])
                scores.append(entry[1])
        else:
            documents.extend(one.tolist() if isinstance(one, np.ndarray) else one)
        lengths.append(len(documents) - before)
        if scores and len(scores) != len(documents):
            text = f"runs[{run}] has scores for some queries: query {query!r} or one before it has none"
            raise InvalidInputError(f"{text}; expected them in all lists of a run, or in none")
    return documents, lengths, scores or None

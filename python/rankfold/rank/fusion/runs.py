"""Ranked lists of several systems over many queries."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native as native
from rankfold.control import native_control
from rankfold.rank.fusion.flat import Flat, flat_arrays, flat_lists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["Runs"]


class Runs:
    """Ranked lists of several systems (runs) over many queries, with or without scores.

    Immutable. Lists are checked and copied once, and then trusted by every fusion. Documents are integers or texts and
    stay what they are. Build runs with :meth:`from_arrays` or :meth:`from_lists`.

    Notes
    -----
    A list is read best first. If its run has scores, these decide instead, more being better, and documents of equal
    scores share their places: where a document stands in the input then means nothing. A run without a list for a query
    has an empty one. At most 2**36 documents in all lists together; scores of at most 1e150, either sign.
    """

    __slots__ = ("_labels", "_native", "_queries")
    _native: native.Runs
    _queries: Sequence[str | int]
    _labels: NDArray[np.object_] | None

    def __init__(self) -> None:
        raise TypeError("Runs() has nothing to hold: write Runs.from_lists(...) or Runs.from_arrays(...)")

    @classmethod
    def _from_flat(cls, flat: Flat, control: Control) -> Self:
        queries = None if isinstance(flat.queries, range) else flat.queries
        handle = native.Runs.from_flat(
            flat.documents,
            flat.offsets,
            flat.scores,
            len(flat.queries),
            queries,
            flat.labels,
            native_control(control),
        )
        runs = object.__new__(cls)
        labels = None if flat.labels is None else np.fromiter(flat.labels, dtype=object, count=len(flat.labels))
        for name, value in (("_native", handle), ("_queries", flat.queries), ("_labels", labels)):
            object.__setattr__(runs, name, value)
        return runs

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Runs are immutable: cannot set {name}")

    @classmethod
    def from_arrays(
        cls,
        documents: Sequence[ArrayLike],
        *,
        offsets: ArrayLike | Sequence[ArrayLike] | None = None,
        query_keys: Sequence[ArrayLike] | None = None,
        scores: Sequence[ArrayLike | None] | None = None,
        queries: Sequence[str | int] | NDArray[Any] | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Runs from flat arrays; arrays of integers are the fastest way in.

        Parameters
        ----------
        documents : sequence of array-like, one of shape (n_documents,) a run
            The documents of all its lists, integers or texts.
        offsets : array-like of int, shape (n_queries + 1,), or one a run
            The list of query q is ``documents[r][offsets[q]:offsets[q + 1]]``; starts at 0.
        query_keys : sequence of array-like, one of shape (n_documents,) a run
            Instead of offsets: the query of each document, an integer or a text, in any order. Documents of a query
            rank as they stand unless there are scores. Queries are then kept in label order.
        scores : sequence of (array-like of float, shape (n_documents,), or None), optional
            The score of each document; None for a run without.
        queries : sequence of str or int, optional
            With offsets: labels of the queries. Default 0, 1, 2, ...
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For a document twice in a list (run, query and document are named), a score that is NaN or infinite, offsets
            that fall or do not fit, a length that differs.
        InvalidTypeError
            For labels that are neither integers nor texts.

        Examples
        --------
        >>> import rankfold as rf
        >>> runs = rf.rank.Runs.from_arrays([[7, 3, 9], [3, 7]], offsets=[[0, 2, 3], [0, 2, 2]])
        >>> runs.to_lists()
        [[[7, 3], [9]], [[3, 7], []]]
        """
        return cls._from_flat(flat_arrays(documents, offsets, query_keys, scores, queries), control)

    @classmethod
    def from_lists(
        cls,
        runs: Sequence[Sequence[Any]] | Sequence[Mapping[Any, Any]] | Any,
        *,
        queries: Sequence[str | int] | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Runs from lists or mappings.

        Parameters
        ----------
        runs : sequence of (list of lists, or mapping from query to list)
            One entry a run. As lists: one list a query, in the same order in every run. As mappings: queries that some
            runs lack are empty there, and queries are kept in label order. A list holds documents, best first, or
            (document, score) pairs, or is a mapping from documents to scores; integers or texts are documents.
        queries : sequence of str or int, optional
            With lists: labels of the queries. Default 0, 1, 2, ...
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            As for :meth:`from_arrays`; for a run that has scores for some of its lists only.
        InvalidTypeError
            For a list that is a text or a set.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.rank.Runs.from_lists([{"q1": ["a", "b"], "q2": ["c"]}, {"q1": {"b": 0.7, "a": 0.9}}])
        Runs(2 runs, 2 queries, 5 entries, scores in 1 run)
        """
        return cls._from_flat(flat_lists(runs, queries), control)

    @property
    def n_runs(self) -> int:
        """How many runs there are."""
        return self._native.n_runs

    @property
    def n_queries(self) -> int:
        """How many queries there are."""
        return self._native.n_queries

    @property
    def n_entries(self) -> int:
        """How many documents all lists hold together."""
        return self._native.n_entries

    @property
    def queries(self) -> Sequence[str | int]:
        """The queries in the order in which results list them; a ``range`` if they have no labels."""
        return self._queries

    @property
    def has_scores(self) -> tuple[bool, ...]:
        """For each run whether it has scores."""
        return tuple(self._native.scored)

    def to_lists(self) -> list[list[Any]]:
        """Per run and query the documents, best first, as (document, score) pairs where there are scores.

        Documents of equal scores stand in label order.
        """
        return [self._lists(run) for run in range(self.n_runs)]

    def _lists(self, run: int) -> list[Any]:
        documents, offsets, scores = self._native.run(run)
        entries: list[Any] = self._named(documents).tolist()
        if scores is not None:
            entries = list(zip(entries, scores.tolist(), strict=True))
        bounds = offsets.tolist()
        return [entries[start:end] for start, end in pairwise(bounds)]

    def _named(self, documents: NDArray[np.int64]) -> NDArray[Any]:
        """Documents as they were given."""
        if self._labels is None:
            return documents
        found: NDArray[Any] = self._labels[documents]
        found.setflags(write=False)
        return found

    def __repr__(self) -> str:
        n_scored = sum(self.has_scores)
        scores = "no scores" if not n_scored else f"scores in {_count(n_scored, 'run')}"
        size = f"{_count(self.n_runs, 'run')}, {_count(self.n_queries, 'query', 'queries')}"
        return f"Runs({size}, {_count(self.n_entries, 'entry', 'entries')}, {scores})"

    def __reduce__(self) -> tuple[Any, ...]:
        documents, offsets, scores = (
            list(part) for part in zip(*map(self._native.run, range(self.n_runs)), strict=True)
        )
        labels = None if self._labels is None else tuple(self._labels)
        return _rebuild, (Flat(documents, offsets, scores, self._queries, labels),)


def _rebuild(flat: Flat) -> Runs:
    """What a pickle calls."""
    return Runs._from_flat(flat, {})


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"

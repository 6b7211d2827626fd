"""What a fusion returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import as_json
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rankfold import _native
    from rankfold.rank.fusion.runs import Runs

__all__ = ["FusedList", "FusedRuns"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FusedList:
    """The documents of one query, best first.

    Attributes
    ----------
    query : str or int
        The query.
    documents : ndarray of int64 or object, shape (n_documents,)
        Best first; in label order inside a tie.
    scores : ndarray of float64, shape (n_documents,)
        In the unit that the fusion documents.
    ranks : ndarray of int64, shape (n_documents,)
        Competition ranks: 1, 2, 2, 4. Equal if and only if the scores are.
    cut_tied : bool
        Whether ``top_k`` left out a document with the score of the last one.
    """

    query: str | int
    documents: NDArray[Any]
    scores: NDArray[np.float64]
    ranks: NDArray[np.int64]
    cut_tied: bool

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "rank": self.ranks.tolist(),
            "document": self.documents.tolist(),
            "score": self.scores.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns rank, document and score; see :meth:`FusedRuns.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str | int, float]:
        """Documents and their scores, best first."""
        return dict(zip(self.documents.tolist(), self.scores.tolist(), strict=True))

    def __len__(self) -> int:
        return len(self.documents)

    def __repr__(self) -> str:
        return f"query {self.query!r}: {len(self)} documents\n{plain(self._columns())}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FusedRuns:
    """One ranked list a query.

    ``fused[query]`` is the list of that query, ``fused.at(i)`` that of the i-th; iterating goes through all of them.

    Attributes
    ----------
    queries : sequence of str or int, length n_queries
        As in the runs; a ``range`` if they have no labels.
    offsets : ndarray of int64, shape (n_queries + 1,)
        The list of the i-th query is ``documents[offsets[i]:offsets[i + 1]]``.
    documents : ndarray of int64, or of object if there are texts
        Best first within a query; in label order inside a tie.
    scores : ndarray of float64
        One a document, in the unit that the fusion documents. Documents tie if and only if these are equal.
    cut_tied : ndarray of bool, shape (n_queries,)
        Whether ``top_k`` left out a document with the score of the last one of the query.
    settings : dict
        The fusion and every option as it was applied.
    """

    queries: Sequence[str | int]
    offsets: NDArray[np.int64]
    documents: NDArray[Any]
    scores: NDArray[np.float64]
    cut_tied: NDArray[np.bool_]
    settings: dict[str, Any]
    _place: dict[str | int, int] = field(default_factory=dict)

    @classmethod
    def _from_native(cls, fused: _native.Fused, runs: Runs, settings: dict[str, Any]) -> FusedRuns:
        return cls(runs.queries, fused.offsets, runs._named(fused.documents), fused.scores, fused.cut_tied, settings)

    @property
    def ranks(self) -> NDArray[np.int64]:
        """Competition ranks within each query, 1, 2, 2, 4: equal if and only if the scores are."""
        places = np.arange(len(self.scores))
        lengths = np.diff(self.offsets)
        new = np.ones(len(places), dtype=np.bool_)
        new[1:] = self.scores[1:] != self.scores[:-1]
        new[self.offsets[:-1][lengths > 0]] = True
        ranks: NDArray[np.int64] = np.maximum.accumulate(np.where(new, places, 0))
        return ranks - np.repeat(self.offsets[:-1], lengths) + 1

    def at(self, i: int) -> FusedList:
        """The list of the i-th query."""
        n_queries = len(self.queries)
        if not -n_queries <= i < n_queries:
            raise IndexError(f"there is no query number {i}: expected {-n_queries} <= i < {n_queries}")
        i %= n_queries
        start, end = int(self.offsets[i]), int(self.offsets[i + 1])
        scores = self.scores[start:end]
        _, first, inverse = np.unique(-scores, return_index=True, return_inverse=True)
        ranks = first[inverse].astype(np.int64) + 1
        return FusedList(self.queries[i], self.documents[start:end], scores, ranks, bool(self.cut_tied[i]))

    def __getitem__(self, query: str | int) -> FusedList:
        if isinstance(self.queries, range):
            if query in self.queries:
                return self.at(int(query))
        else:
            if not self._place:
                self._place.update({label: place for place, label in enumerate(self.queries)})
            if query in self._place:
                return self.at(self._place[query])
        raise InvalidInputError(f"there is no query {query!r} among the {len(self.queries)} queries")

    def __iter__(self) -> Iterator[FusedList]:
        return map(self.at, range(len(self.queries)))

    def __len__(self) -> int:
        return len(self.queries)

    def _columns(self, n_queries: int | None = None) -> dict[str, list[Any]]:
        """Query, rank, document and score, of the first few queries or of all."""
        end = len(self.queries) if n_queries is None else min(n_queries, len(self.queries))
        lengths = np.diff(self.offsets[: end + 1]).tolist()
        n = int(self.offsets[end])
        return {
            "query": [query for query, length in zip(self.queries, lengths, strict=False) for _ in range(length)],
            "rank": self.ranks[:n].tolist(),
            "document": self.documents[:n].tolist(),
            "score": self.scores[:n].tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns query, rank, document and score.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str | int, dict[str | int, float]]:
        """For each query its documents and their scores, best first: a run as other packages read it."""
        return {fused.query: fused.to_dict() for fused in self}

    def to_json(self, *, indent: int | None = None) -> str:
        """Queries, documents, scores, ranks and settings as JSON."""
        lists = [
            {"query": fused.query, "cut_tied": fused.cut_tied, "ranking": _rows(fused._columns())} for fused in self
        ]
        content = {"queries": lists, "settings": self.settings}
        return as_json(content, indent)

    def __repr__(self) -> str:
        name = self.settings.get("fusion", "fusion")
        n_queries = f"{len(self)} {'query' if len(self) == 1 else 'queries'}"
        shown = int(np.searchsorted(self.offsets, 21))
        columns = self._columns(shown)
        table = plain({column: cells[:20] for column, cells in columns.items()})
        left = len(self.documents) - 20
        more = f"\n... and {left} more" if left > 0 else ""
        return f"{name}: {n_queries}, {len(self.documents)} documents\n{table}{more}"


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

"""What a stopping rule returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


__all__ = ["StopDecision", "StopDecisions"]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


@dataclass(frozen=True, slots=True)
class StopDecision(ToJson):
    """Whether to stop sampling one question.

    Attributes
    ----------
    stop : bool
        Whether to stop.
    reason : str
        Why. Stops: ``"confident"`` (the probability has reached the threshold), ``"decided"`` (the lead cannot be
        caught with the samples that are left), ``"exhausted"`` (there are ``max_samples``). Goes on: ``"uncertain"``,
        ``"too_few"`` (fewer than ``min_samples``, or no answer at all).
    leader : int, label or None
        The most frequent answer, the first one where several are: its index among the counts, or its label where
        samples or votes were given, in whose order it then is the first. None without answers.
    tied : bool
        Whether several are the most frequent.
    p_leader : float
        The probability that the rule is about; 0 without answers. It is not the probability that the leader is right.
    expected_remaining : float
        How many more samples to expect before the rule stops: 0 if it does; NaN without ``max_samples``, since then
        there may be no end.
    """

    stop: bool
    reason: str
    leader: Any
    tied: bool
    p_leader: float
    expected_remaining: float

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StopDecisions(ToJson):
    """Whether to stop sampling each of many questions; ``[q]`` and iteration give a :class:`StopDecision`.

    Attributes
    ----------
    stop : ndarray of bool, shape (n_questions,)
        Whether to stop.
    reason : tuple of str
        Why; see :class:`StopDecision`.
    leader : ndarray of int64, shape (n_questions,), or tuple of labels
        Indices of the most frequent answers, -1 without answers; or their labels, None without answers.
    tied : ndarray of bool, shape (n_questions,)
        Whether several are the most frequent.
    p_leader, expected_remaining : ndarray of float64, shape (n_questions,)
        See :class:`StopDecision`.
    """

    stop: NDArray[np.bool_]
    reason: tuple[str, ...]
    leader: NDArray[np.int64] | tuple[Any, ...]
    tied: NDArray[np.bool_]
    p_leader: NDArray[np.float64]
    expected_remaining: NDArray[np.float64]

    def _columns(self) -> dict[str, list[Any]]:
        columns = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(column) if isinstance(column, tuple) else column.tolist() for name, column in columns.items()
        }

    def __len__(self) -> int:
        return len(self.reason)

    def __getitem__(self, question: int) -> StopDecision:
        leader = self.leader[question]
        if isinstance(self.leader, np.ndarray):
            leader = None if leader < 0 else int(leader)
        return StopDecision(
            bool(self.stop[question]),
            self.reason[question],
            leader,
            bool(self.tied[question]),
            float(self.p_leader[question]),
            float(self.expected_remaining[question]),
        )

    def __iter__(self) -> Iterator[StopDecision]:
        return map(self.__getitem__, range(len(self)))

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row a question; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, a list each; NaN becomes ``None``."""
        return {name: [_plain(value) for value in column] for name, column in self._columns().items()}

    def __repr__(self) -> str:
        return f"adaptive_stop: {int(self.stop.sum())} of {len(self)} questions stop\n{plain(self._columns())}"

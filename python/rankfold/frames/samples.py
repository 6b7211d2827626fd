"""Data frames of samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rankfold.frames.columns import check_column, is_missing, labels, open_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SampleParts", "sample_parts"]


class SampleParts(NamedTuple):
    """Flat parts of samples: answers, the question of each, and the columns by the name of the container's argument."""

    answers: list[Any]
    questions: list[str | int]
    columns: dict[str, list[Any]]


def sample_parts(frame: Any, *, question: str, answer: str, columns: Mapping[str, str | None]) -> SampleParts:
    """The parts of a frame with a row a sample; ``columns`` maps arguments to names of columns."""
    opened = open_frame(frame, instead="Samples.from_flat(answers, offsets=...)")
    check_column(opened, "question", question)
    check_column(opened, "answer", answer)
    given = {argument: name for argument, name in columns.items() if name is not None}
    for argument, name in given.items():
        check_column(opened, argument.removesuffix("s") if argument != "n_tokens" else argument, name)
    answers = [None if is_missing(cell) else cell for cell in opened[answer].to_list()]
    cells = {
        argument: [None if is_missing(cell) else cell for cell in opened[name].to_list()]
        for argument, name in given.items()
    }
    return SampleParts(answers, labels(opened, question), cells)

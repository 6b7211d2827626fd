"""Samples brought together: those of one question, and those of several containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native as native
from rankfold.errors import InvalidInputError
from rankfold.frames.columns import encode, sorted_labels
from rankfold.labels import checked_labels
from rankfold.offsets import offsets_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rankfold.samples.samples import Samples

__all__ = ["by_question", "joined"]


def by_question(
    answers: Any, question: Any, columns: Mapping[str, Any]
) -> tuple[Any, dict[str, Any], NDArray[np.int64], tuple[str | int, ...]]:
    """Answers and columns question by question, their offsets, and the questions in label order."""
    n_samples = len(answers)
    labels = checked_labels("question", question, n_samples)
    different = sorted_labels(labels)
    codes = encode(labels, different)
    order = np.argsort(codes, kind="stable")
    offsets = offsets_of(np.bincount(codes, minlength=len(different)))

    def moved(name: str, values: Any) -> Any:
        if values is None:
            return None
        if len(values) != n_samples:
            raise InvalidInputError(f"{name} has {len(values)} entries: expected {n_samples}, one a sample")
        return values[order] if isinstance(values, np.ndarray) else [values[k] for k in order.tolist()]

    rearranged = {name: moved(name, values) for name, values in columns.items()}
    return moved("answers", answers), rearranged, offsets, tuple(different)


def joined(parts: Sequence[Samples]) -> tuple[native.Samples, list[str | int] | None, tuple[str | int, ...]]:
    """The native container of all parts, the labels of the questions, if there are any, and those of the raters."""
    if not parts:
        raise InvalidInputError("concat was given nothing to join: expected at least one Samples")
    columns = [dict(part.columns) for part in parts]
    for place, found in enumerate(columns):
        if found.keys() != columns[0].keys():
            differ = ", ".join(sorted(found.keys() ^ columns[0].keys()))
            raise InvalidInputError(f"parts[{place}] and parts[0] differ in the columns {differ}: expected the same")
    numbers = [part._native.numbers() for part in parts]
    raters = tuple(sorted_labels(label for part in parts for label in part.rater_labels))
    together: dict[str, Any] = {}
    for name in columns[0]:
        values = [found[name] for found in columns]
        if name == "token_offsets":
            together[name] = _joined_offsets(values)
        elif name == "raters":
            known = [np.asarray(encode(part.rater_labels, raters), dtype=np.int64) for part in parts]
            together[name] = np.concatenate([places[codes] for places, codes in zip(known, values, strict=True)])
        else:
            together[name] = np.concatenate(values)
    labels = [part[3] for part in numbers]
    handle = native.Samples.from_numbers(
        _joined_offsets([part[0] for part in numbers]),
        np.concatenate([part[1] for part in numbers]),
        _joined_offsets([part[2] for part in numbers]),
        np.concatenate(labels)
        if all(isinstance(part, np.ndarray) for part in labels)
        else [label for part in labels for label in (part.tolist() if isinstance(part, np.ndarray) else part)],
        all(part[4] for part in numbers),
        together,
    )
    if all(part._labels() is None for part in parts):
        return handle, None, raters
    return handle, [label for part in parts for label in part.questions], raters


def _joined_offsets(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    ends = offsets_of(int(part[-1]) for part in parts)
    shifted = [part[1:] + start for part, start in zip(parts, ends, strict=False)]
    return np.concatenate([np.zeros(1, dtype=np.int64), *shifted])

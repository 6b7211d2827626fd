"""What counts, estimators and stopping rules read of samples and of votes on answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rankfold import _native
from rankfold.answer_votes import AnswerVotes
from rankfold.answers.ragged import Ragged
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.offsets import offsets_of
from rankfold.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Counted", "column", "counted", "labels_of", "refuse"]


class Counted(NamedTuple):
    """How often each answer was given.

    Attributes
    ----------
    rows : Ragged
        Counts, question after question, in label order.
    n_missing : ndarray of int64, shape (n_questions,)
        Samples without an answer.
    labels : sequence
        The label of each count.
    """

    rows: Ragged
    n_missing: NDArray[np.int64]
    labels: Sequence[Any]


def counted(data: object) -> Counted | None:
    """The counts of samples or votes; None for anything else."""
    if isinstance(data, Samples):
        counts, offsets, n_missing = _native.answer_counts(data._native)
        return Counted(Ragged(counts, offsets, False), n_missing, labels_of(data))
    if isinstance(data, AnswerVotes):
        votes = data._native.votes()
        labels = [label for answers, _ in votes for label in answers]
        counts = np.array([count for answers, _ in votes for count, _, _ in answers.values()], dtype=np.int64)
        offsets = offsets_of(len(answers) for answers, _ in votes)
        n_missing = np.array([missing[0] for _, missing in votes], dtype=np.int64)
        return Counted(Ragged(counts, offsets, False), n_missing, labels)
    return None


def labels_of(samples: Samples) -> Sequence[Any]:
    """The labels of all answers, question after question."""
    labels: Any = samples._native.numbers()[3]
    return labels.tolist() if isinstance(labels, np.ndarray) else list(labels)


def column(samples: Samples, name: str, function: str) -> NDArray[Any]:
    """A column that a function needs."""
    values = samples._native.column(name)
    if values is None:
        raise InvalidInputError(f"{function}: samples without {name}; expected Samples made with {name}=")
    return values


def refuse(kind: str, **arguments: object) -> None:
    """Refuse arguments that the samples already answer."""
    for name, value in arguments.items():
        if value is not None:
            raise InvalidTypeError(f"{name} is given beside {kind}, which say it themselves: expected no {name}")

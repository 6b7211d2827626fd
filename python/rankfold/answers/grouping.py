"""Equal answers under one label."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.answers.canonical import canonical_forms, checked_steps
from rankfold.answers.label_order import label_key
from rankfold.answers.worker_equality import WorkerEquality
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.samples import Samples
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.answers.canonical import Canonical
    from rankfold.control import Control

    Direction = Literal["either", "both", "one"]

__all__ = ["AnswerGroups", "group_answers"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnswerGroups(ToJson):
    """The groups of equal answers of each question.

    Attributes
    ----------
    samples : Samples
        The samples that came in, with every column, and the label of its group for each answer: what every method of
        :mod:`rankfold.answers` reads.
    offsets : ndarray of int64, shape (n_questions + 1,)
        The samples of question q are ``offsets[q]:offsets[q + 1]``.
    groups : ndarray of int64, shape (n_samples,)
        The group of each sample within its question, or -1 for a missing answer.
    group_offsets : ndarray of int64, shape (n_questions + 1,)
        The groups of question q are ``group_offsets[q]:group_offsets[q + 1]``, in the order of their labels.
    labels : tuple, length n_groups
        The label of each group: its most frequent answer as it was written; of several the first in label order
        (numbers by value, then texts by their UTF-8 bytes).
    sizes : ndarray of int64, shape (n_groups,)
        How many samples each group has.
    n_forms : ndarray of int64, shape (n_questions,)
        Different canonical forms.
    n_forced : ndarray of int64, shape (n_questions,)
        Pairs of forms that are in one group only because both are equal to others: the equality said no.
    n_calls : int
        How often the equality was asked.
    n_asymmetric : int
        Pairs of which it said yes one way round and no the other.
    n_undecided : int
        Pairs that it did not decide (a worker's time limit, a crash), which count as no.
    settings : dict
        Every option as it was applied.
    """

    samples: Samples
    offsets: NDArray[np.int64]
    groups: NDArray[np.int64]
    group_offsets: NDArray[np.int64]
    labels: tuple[Hashable, ...]
    sizes: NDArray[np.int64]
    n_forms: NDArray[np.int64]
    n_forced: NDArray[np.int64]
    n_calls: int
    n_asymmetric: int
    n_undecided: int
    settings: dict[str, Any]

    @property
    def answers(self) -> list[list[Any]]:
        """The answers as they came, each replaced by the label of its group; None where one is missing."""
        return self.samples.to_lists()

    def counts(self) -> list[dict[Hashable, int]]:
        """For each question how many samples each group has, in label order."""
        sizes = self.sizes.tolist()
        return [
            dict(zip(self.labels[start:end], sizes[start:end], strict=True))
            for start, end in pairwise(self.group_offsets.tolist())
        ]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def _columns(self) -> dict[str, list[Any]]:
        lengths = np.diff(self.group_offsets).tolist()
        named = zip(self.samples.questions, lengths, strict=True)
        questions = [question for question, length in named for _ in range(length)]
        return {"question": questions, "answer": list(self.labels), "samples": self.sizes.tolist()}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns question, answer and samples; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, a question a list entry."""
        columns = (self.samples.questions, self.counts(), self.n_forms.tolist(), self.n_forced.tolist())
        questions = [
            {
                "question": question,
                "groups": [{"answer": answer, "samples": n} for answer, n in counts.items()],
                "n_forms": n_forms,
                "n_forced": n_forced,
            }
            for question, counts, n_forms, n_forced in zip(*columns, strict=True)
        ]
        return {
            "questions": questions,
            "n_calls": self.n_calls,
            "n_asymmetric": self.n_asymmetric,
            "n_undecided": self.n_undecided,
            "settings": dict(self.settings),
        }

    def __repr__(self) -> str:
        n_questions = f"{len(self)} {'question' if len(self) == 1 else 'questions'}"
        return f"group_answers: {n_questions}, {len(self.labels)} groups\n{plain(self._columns())}"


def group_answers(
    answers: Any,
    *,
    equal: Callable[[Any, Any], bool] | WorkerEquality | None = None,
    canonical: Canonical = "standard",
    direction: Direction = "either",
    **control: Unpack[Control],
) -> AnswerGroups:
    r"""Put equal answers of each question under one label, so that they vote together.

    Parameters
    ----------
    answers : Samples, or list of lists, one a question
        The answers: any hashable labels, None where one is missing. Python decides which are the same (1, 1.0 and True
        are, "1" is another); NaN is refused.
    equal : callable or WorkerEquality, optional
        Whether two answers are equal: called as ``equal(a, b)`` with different canonical forms (or labels that are no
        texts) of one question. It has to return a bool. :class:`WorkerEquality` calls it in processes of its own, with
        a time limit; :func:`math_equality` is one for mathematics.
    canonical : "standard", sequence of str or None, default "standard"
        The steps that bring texts into canonical form, see :func:`canonical_form`. Texts of one form are equal without
        a question.
    direction : {"either", "both", "one"}, default "either"
        An equality may depend on the order of its arguments. "either" and "both" ask both ways, and take two forms for
        equal if one answer, or both, are yes. "one" asks once, with the form that is first in label order as ``a``: for
        an equality that is known to be symmetric, at half the calls.
    **control
        See :class:`rankfold.control.Control`; it does not reach into ``equal``.

    Returns
    -------
    AnswerGroups
        Groups, their labels and sizes, what the equality did, and ``samples`` with the grouped answers.

    Raises
    ------
    InvalidInputError
        For answers that :meth:`rankfold.Samples.from_lists` refuses, an option that does not exist.
    InvalidTypeError
        For answers that are no lists, an answer that cannot be hashed, an equality that returns no bool.

    Notes
    -----
    All pairs of different forms within a question are asked about, m (m - 1) / 2 for m forms, and what is equal is
    joined by union-find. So the groups are the transitive closure, whatever the order of samples, and ``n_forced``
    counts the pairs that only the closure joined. Where it is not 0, the equality is not transitive: look at it before
    trusting the groups. ``O(n)`` besides the calls.

    Examples
    --------
    >>> import rankfold as rf
    >>> groups = rf.answers.group_answers([["0.5", "\\frac12", "1/2", ".50", None], ["Yes", "yes.", "no"]])
    >>> groups
    group_answers: 2 questions, 4 groups
    question  answer   samples
           0  .50            2
           0  1/2            2
           1  Yes            2
           1  no             1
    >>> rf.answers.majority_vote(groups.samples).answers
    ['.50', 'Yes']
    >>> halves = {"0.5", "\\frac{1}{2}"}
    >>> answers = [["0.5", "\\frac12", "1/2", "7"]]
    >>> rf.answers.group_answers(answers, equal=lambda a, b: {a, b} <= halves).counts()
    [{'0.5': 3, '7': 1}]
    """
    if direction not in ("either", "both", "one"):
        raise InvalidInputError(f'direction = {direction!r}: expected "either", "both" or "one"')
    if equal is not None and not callable(equal) and not isinstance(equal, WorkerEquality):
        raise InvalidTypeError(f"equal is of type {type(equal).__name__}: expected a callable or a WorkerEquality")
    steps = checked_steps(canonical)
    samples = answers if isinstance(answers, Samples) else Samples.from_lists(answers)
    offsets = samples.offsets
    flat = [answer for question in samples.to_lists() for answer in question]
    numbers, labels = _numbered(flat)
    form_of, forms = _forms(labels, canonical, control)
    native = _native.AnswerForms(offsets, numbers, form_of)
    asked = _Asked()
    if equal is not None and native.n_pairs:
        asked.ask(equal, [(forms[a], forms[b]) for a, b in native.pairs()], direction)
    found = native.close(asked.verdicts, native_control(control))
    settings = {
        "canonical": None if canonical is None else "standard" if steps is None else list(steps),
        "equal": None if equal is None else getattr(equal, "__name__", type(equal).__name__),
        "direction": direction,
    }
    group_labels = tuple(labels[label] for label in found.labels.tolist())
    return AnswerGroups(
        _regrouped(samples, found, group_labels),
        offsets,
        found.groups,
        found.offsets,
        group_labels,
        found.sizes,
        found.n_forms,
        found.n_forced,
        asked.n_calls,
        asked.n_asymmetric,
        asked.n_undecided,
        settings,
    )


def _numbered(flat: list[Any]) -> tuple[NDArray[np.int64], list[Hashable]]:
    """The number of each sample's answer in label order, -1 where it is missing, and the different answers."""
    labels = sorted(set(flat) - {None}, key=label_key)
    number: dict[Any, int] = {label: place for place, label in enumerate(labels)}
    number[None] = -1
    return np.fromiter((number[label] for label in flat), dtype=np.int64, count=len(flat)), labels


def _regrouped(samples: Samples, found: _native.AnswerGrouping, labels: tuple[Hashable, ...]) -> Samples:
    """The samples with the label of its group for each answer."""
    columns, ordered = dict(samples.columns), samples._native.ordered
    handle = _native.Samples.from_numbers(samples.offsets, found.groups, found.offsets, list(labels), ordered, columns)
    return Samples._wrap(handle, samples._labels(), samples.rater_labels)


def _forms(labels: list[Hashable], canonical: Canonical, control: Control) -> tuple[NDArray[np.uint32], list[Hashable]]:
    """The number of each label's form in label order, and the different forms; what is no text is its own form."""
    texts = [label for label in labels if isinstance(label, str)]
    own = dict(zip(texts, canonical_forms(texts, canonical, control), strict=True))
    all_forms: list[Hashable] = [own[label] if isinstance(label, str) else label for label in labels]
    forms = sorted(set(all_forms), key=label_key)
    number = {form: place for place, form in enumerate(forms)}
    return np.fromiter((number[form] for form in all_forms), dtype=np.uint32, count=len(labels)), forms


class _Asked:
    """What an equality said of all pairs."""

    def __init__(self) -> None:
        self.verdicts: NDArray[np.uint8] | None = None
        self.n_calls = self.n_asymmetric = self.n_undecided = 0

    def ask(
        self,
        equal: Callable[[Any, Any], bool] | WorkerEquality,
        pairs: Sequence[tuple[Hashable, Hashable]],
        direction: Direction,
    ) -> None:
        # One run over both directions, so that workers are never idle between the two.
        asked = list(pairs) if direction == "one" else [*pairs, *((b, a) for a, b in pairs)]
        answers = equal.compare(asked) if isinstance(equal, WorkerEquality) else [_call(equal, a, b) for a, b in asked]
        self.n_calls = len(asked)
        yes = np.fromiter((answer is True for answer in answers), dtype=np.bool_, count=len(answers))
        unknown = np.fromiter((answer is None for answer in answers), dtype=np.bool_, count=len(answers))
        ways = (1 if direction == "one" else 2, len(pairs))
        yes, unknown = yes.reshape(ways), unknown.reshape(ways)
        verdicts = yes.all(axis=0) if direction == "both" else yes.any(axis=0)
        decided = ~unknown.any(axis=0)
        self.n_asymmetric = int((decided & (yes.any(axis=0) != yes.all(axis=0))).sum())
        self.n_undecided = int((~decided & ~verdicts).sum())
        self.verdicts = np.asarray(verdicts, dtype=np.uint8)


def _call(equal: Callable[[Any, Any], bool], a: Hashable, b: Hashable) -> bool:
    answer = equal(a, b)
    if not isinstance(answer, (bool, np.bool_)):
        raise InvalidTypeError(
            f"equal({a!r}, {b!r}) returned {answer!r}, of type {type(answer).__name__}: expected a bool"
        )
    return bool(answer)

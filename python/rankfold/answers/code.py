"""Programs that agree: on tests that were written along with them, or on what they print."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.answers.nested import column, flatten, log_probabilities, offsets_of, where
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

__all__ = ["CodeSelection", "DualAgreement", "SuspectTests", "dual_agreement", "mbr_execution", "suspect_tests"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DualAgreement:
    """Groups of solutions that pass the same tests, best first.

    Attributes
    ----------
    best : ndarray of int64, shape (n_problems,)
        A solution of the best group, the first; -1 where no solution passes any test.
    n_tied : ndarray of int64, shape (n_problems,)
        Groups that share the best score.
    solution_offsets : ndarray of int64, shape (n_problems + 1,)
        The solutions of problem p are ``solution_offsets[p]:solution_offsets[p + 1]``.
    groups : ndarray of int64, shape (n_all_solutions,)
        The group of each solution within its problem, 0 for the best.
    group_offsets : ndarray of int64, shape (n_problems + 1,)
        The groups of problem p are ``group_offsets[p]:group_offsets[p + 1]``.
    n_solutions, n_tests : ndarray of int64, shape (n_groups,)
        Solutions in each group and tests that they pass, repetitions counted.
    scores : ndarray of float64, shape (n_groups,)
        What each group is worth; equal scores tie exactly.
    pass_at_k : ndarray of float64, shape (n_problems, n_k), or None
        With ``correct``: the probability that one of the first k solutions of the ranking is correct.
    settings : dict
        Every option as it was applied.
    """

    best: NDArray[np.int64]
    n_tied: NDArray[np.int64]
    solution_offsets: NDArray[np.int64]
    groups: NDArray[np.int64]
    group_offsets: NDArray[np.int64]
    n_solutions: NDArray[np.int64]
    n_tests: NDArray[np.int64]
    scores: NDArray[np.float64]
    pass_at_k: NDArray[np.float64] | None
    settings: dict[str, Any]

    def members(self, problem: int, group: int) -> list[int]:
        """The solutions of a group, counted within their problem."""
        n_problems = len(self)
        if not 0 <= problem < n_problems:
            raise InvalidInputError(f"problem = {problem}: expected 0 <= problem < {n_problems}")
        start, end = self.solution_offsets[problem : problem + 2].tolist()
        found: list[int] = np.flatnonzero(self.groups[start:end] == group).tolist()
        return found

    def _columns(self) -> dict[str, list[Any]]:
        sizes = np.diff(self.group_offsets)
        group = np.arange(len(self.scores)) - np.repeat(self.group_offsets[:-1], sizes)
        return {
            "problem": np.repeat(np.arange(len(self)), sizes).tolist(),
            "group": group.tolist(),
            "solutions": self.n_solutions.tolist(),
            "tests": self.n_tests.tolist(),
            "score": self.scores.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns problem, group, solutions, tests and score."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects."""
        columns = self._columns()
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {
            "best": self.best.tolist(),
            "n_tied": self.n_tied.tolist(),
            "groups": rows,
            "pass_at_k": None if self.pass_at_k is None else self.pass_at_k.tolist(),
            "settings": dict(self.settings),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    def __len__(self) -> int:
        return len(self.best)

    def __repr__(self) -> str:
        n_problems = f"{len(self)} {'problem' if len(self) == 1 else 'problems'}"
        return f"dual_agreement: {n_problems}, {len(self.groups)} solutions\n{plain(self._columns())}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SuspectTests:
    """How many solutions fail each test.

    Attributes
    ----------
    suspicion : ndarray of float64, shape (n_all_tests,)
        The share of the solutions of its problem that fail each test; NaN for a problem without solutions.
    test_offsets : ndarray of int64, shape (n_problems + 1,)
        The tests of problem p are ``test_offsets[p]:test_offsets[p + 1]``.
    """

    suspicion: NDArray[np.float64]
    test_offsets: NDArray[np.int64]

    def __getitem__(self, problem: int) -> NDArray[np.float64]:
        n_problems = len(self)
        if not 0 <= problem < n_problems:
            raise IndexError(f"there is no problem {problem}: expected 0 <= problem < {n_problems}")
        return self.suspicion[self.test_offsets[problem] : self.test_offsets[problem + 1]]

    def __len__(self) -> int:
        return len(self.test_offsets) - 1

    def _columns(self) -> dict[str, list[Any]]:
        sizes = np.diff(self.test_offsets)
        test = np.arange(len(self.suspicion)) - np.repeat(self.test_offsets[:-1], sizes)
        problems = np.repeat(np.arange(len(self)), sizes)
        return {"problem": problems.tolist(), "test": test.tolist(), "suspicion": self.suspicion.tolist()}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns problem, test and suspicion."""
        return to_native_frame(self._columns(), backend)

    def __repr__(self) -> str:
        return f"suspect_tests: {len(self)} problems\n{plain(self._columns())}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeSelection:
    """The program of each question whose output most programs have.

    Attributes
    ----------
    best : ndarray of int64, shape (n_questions,)
        The sample within its question; -1 where none ran.
    outputs : tuple, length n_questions
        Its output; None where none ran.
    confidence : ndarray of float64, shape (n_questions,)
        The share of all samples that have that output; one that did not run counts against it. Not the probability of
        being right.
    n_tied : ndarray of int64, shape (n_questions,)
        Different outputs that share the highest score.
    n_ran : ndarray of int64, shape (n_questions,)
        Samples that ran.
    offsets : ndarray of int64, shape (n_questions + 1,)
        The samples of question q are ``offsets[q]:offsets[q + 1]``.
    scores : ndarray of int64, shape (n_samples,)
        How many samples that ran have the output of each, itself included; 0 where it did not run.
    """

    best: NDArray[np.int64]
    outputs: tuple[Hashable, ...]
    confidence: NDArray[np.float64]
    n_tied: NDArray[np.int64]
    n_ran: NDArray[np.int64]
    offsets: NDArray[np.int64]
    scores: NDArray[np.int64]

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "question": list(range(len(self))),
            "best": self.best.tolist(),
            "output": [repr(output) for output in self.outputs],
            "confidence": self.confidence.tolist(),
            "tied": self.n_tied.tolist(),
            "ran": self.n_ran.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns question, best, output (its ``repr``), confidence, tied and ran."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, outputs as their ``repr``."""
        columns = self._columns()
        return {"questions": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]}

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    def __len__(self) -> int:
        return len(self.best)

    def __repr__(self) -> str:
        return f"mbr_execution: {len(self)} questions\n{plain(self._columns())}"


def dual_agreement(
    passed: Any,
    *,
    score: Literal["sqrt", "product", "solutions", "tests"] = "sqrt",
    solution_counts: Any = None,
    test_counts: Any = None,
    correct: Any = None,
    k: int | Sequence[int] = (1, 2, 10),
    **control: Unpack[Control],
) -> DualAgreement:
    """Rank solutions by how many pass the same tests and how many tests these are (CodeT).

    Parameters
    ----------
    passed : array-like of bool, shape (n_solutions, n_tests), or a list of them, one a problem
        Whether each solution passes each test. One array (or list of rows) is one problem, a list of 2-D arrays many.
    score : {"sqrt", "product", "solutions", "tests"}, default "sqrt"
        What a group of s solutions that pass the same t tests is worth: ``sqrt(s) t``, which is what the authors' code
        computes; ``s t``, as their paper writes; ``s`` or ``t`` alone. 0 for a group that passes none. The code is the
        default, since it is what ran.
    solution_counts, test_counts : array-like of int, or a list of them, optional
        How often each solution and each test came, if repetitions were put together; default 1. They count in s and t.
    correct : array-like of bool, shape (n_solutions,), or a list of them, optional
        Whether each solution is right: values the ranking by ``pass_at_k``.
    k : int or sequence of int, default (1, 2, 10)
        With ``correct``: the numbers of draws, each at most the solutions of the smallest problem.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    DualAgreement
        Groups, best first; groups of equal scores in the order of their first solutions.

    Raises
    ------
    InvalidInputError
        For arrays that do not fit, a count below 1, a ``k`` beyond the solutions of a problem.
    InvalidTypeError
        For cells that are not bool.

    Notes
    -----
    Groups of equal scores are one level. For ``pass_at_k``, each level in turn gives a solution at random that it has
    not given yet, and after the last it is the first one's turn again; solutions that pass no test come when no others
    are left. Rows are what is drawn, whatever their counts. Scores are compared as integers, so they tie exactly.
    ``O(cells)`` and a sort of the rows.

    References
    ----------
    B. Chen, F. Zhang, A. Nguyen, D. Zan, Z. Lin, J.-G. Lou, W. Chen: CodeT: code generation with generated tests.
    arXiv 2207.10397, 2022.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> passed = np.array([[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1], [1, 1, 1, 0]], dtype=bool)
    >>> found = rf.answers.dual_agreement(passed)
    >>> found
    dual_agreement: 1 problem, 5 solutions
    problem  group  solutions  tests    score
          0      0          3      3  5.19615
          0      1          1      2        2
          0      2          1      1        1
    >>> found.members(0, 0)
    [0, 1, 4]
    """
    if not isinstance(score, str):
        raise InvalidTypeError(f"score is of type {type(score).__name__}: expected a str")
    matrices, many = _matrices(passed)
    problems = _problems(matrices, many, solution_counts, test_counts)
    flags = None if correct is None else _parts("correct", correct, many, [len(matrix) for matrix in matrices], "b")
    one = isinstance(k, int) or hasattr(k, "__index__")
    draws = [integer("k", number, 1, 2**62) for number in ([k] if one else list(k))]  # type: ignore[arg-type]
    native_flags = None if flags is None else flags.astype(np.uint8)
    found = _native.dual_agreement(
        problems, score, native_flags, draws if flags is not None else [], native_control(control)
    )
    return DualAgreement(
        found.best,
        found.n_tied,
        problems[1],
        found.groups,
        found.offsets,
        found.n_solutions,
        found.n_tests,
        found.scores,
        None if flags is None else found.pass_at_k.reshape(len(matrices), len(draws)),
        {"score": score, "k": draws if flags is not None else None},
    )


def suspect_tests(passed: Any, *, solution_counts: Any = None, **control: Unpack[Control]) -> SuspectTests:
    """How few solutions pass each test: where a person should look first.

    Parameters
    ----------
    passed, solution_counts, **control
        As for :func:`dual_agreement`.

    Returns
    -------
    SuspectTests
        The share of the solutions that fail each test.

    Raises
    ------
    InvalidInputError, InvalidTypeError
        As for :func:`dual_agreement`.

    Notes
    -----
    ``O(cells)``. The idea of ranking generated tests by how few programs pass them is that of ConAIR (arXiv
    2411.15587); its weights are not published, so this is the plain share.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> rf.answers.suspect_tests(np.array([[1, 0], [1, 1]], dtype=bool))[0].tolist()
    [0.0, 0.5]
    """
    matrices, many = _matrices(passed)
    problems = _problems(matrices, many, solution_counts, None)
    return SuspectTests(_native.suspect_tests(problems, native_control(control)), problems[2])


def mbr_execution(
    outputs: Any, *, ran: Any = None, sum_logprobs: Any = None, **control: Unpack[Control]
) -> CodeSelection:
    """Pick the program of each question whose output most programs have (MBR-exec).

    Parameters
    ----------
    outputs : list of lists, one a question
        What each program printed: any hashable values, such as a tuple over several inputs. Python decides which are
        equal; NaN is refused.
    ran : list of lists of bool, optional
        Whether each program ran; default all. What did not run has no vote and cannot win.
    sum_logprobs : list of lists of float, optional
        The log-probability of each program, at most 0.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    CodeSelection
        Of the programs with the most frequent output, the one with the highest log-probability; of those the first.
        ``n_tied`` says how many outputs are as frequent.

    Raises
    ------
    InvalidInputError
        For a log-probability above 0, NaN or None, a NaN among the outputs, columns that do not fit.
    InvalidTypeError
        For outputs that are no lists, or an output that cannot be hashed.

    Notes
    -----
    ``O(n log n)`` in the samples of a question. Without log-probabilities the order of samples decides between outputs
    that are equally frequent.

    References
    ----------
    F. Shi, D. Fried, M. Ghazvininejad, L. Zettlemoyer, S. I. Wang: Natural language to code translation with execution.
    arXiv 2204.11454, 2022.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.mbr_execution(
    ...     [["1", "1", "2", "error", "2"]],
    ...     ran=[[True, True, True, False, True]],
    ...     sum_logprobs=[[-3.0, -2.0, -1.0, -0.5, -4.0]],
    ... )
    mbr_execution: 1 questions
    question  best  output  confidence  tied  ran
           0     2  '2'            0.4     2    4
    """
    flat, offsets = flatten("outputs", outputs, "outputs")
    flags = [True] * len(flat) if ran is None else column("ran", ran, offsets, "bools")
    number: dict[Hashable, int] = {}
    numbers = np.empty(len(flat), dtype=np.int64)
    for at, (output, flag) in enumerate(zip(flat, flags, strict=True)):
        if not isinstance(flag, (bool, np.bool_)):
            raise InvalidTypeError(f"ran{where(offsets, at)} = {flag!r}: expected a bool")
        if not flag:
            numbers[at] = -1
            continue
        try:
            numbers[at] = number.setdefault(output, len(number))
        except TypeError:
            kind = type(output).__name__
            raise InvalidTypeError(
                f"outputs{where(offsets, at)} is of type {kind}, which cannot be hashed: expected a label, say a tuple"
            ) from None
        if output != output:
            raise InvalidInputError(f"outputs{where(offsets, at)} is NaN, which equals nothing: expected a label")
    logprobs = None if sum_logprobs is None else log_probabilities("sum_logprobs", sum_logprobs, offsets)
    found = _native.mbr_execution(numbers, offsets, logprobs, native_control(control))
    best = found.best.tolist()
    starts, sizes = offsets[:-1].tolist(), np.diff(offsets)
    scores = np.asarray([found.scores[start + at] if at >= 0 else 0 for start, at in zip(starts, best, strict=True)])
    confidence = np.divide(scores, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    chosen = tuple(flat[start + at] if at >= 0 else None for start, at in zip(starts, best, strict=True))
    return CodeSelection(found.best, chosen, confidence, found.n_tied, found.n_ran, offsets, found.scores)


def _matrices(passed: Any) -> tuple[list[NDArray[np.bool_]], bool]:
    """The matrices of all problems, and whether they came as a list of them."""
    many = isinstance(passed, (list, tuple)) and all(np.ndim(entry) == 2 for entry in passed)
    if isinstance(passed, np.ndarray) and passed.ndim == 3:
        passed, many = list(passed), True
    found = []
    for problem, entry in enumerate(passed if many else [passed]):
        name = f"passed[{problem}]" if many else "passed"
        try:
            matrix = np.asarray(entry)
        except ValueError:
            raise InvalidInputError(f"{name} is ragged: expected (n_solutions, n_tests)") from None
        if matrix.ndim != 2:
            raise InvalidInputError(f"{name} has shape {matrix.shape}: expected (n_solutions, n_tests)")
        if matrix.dtype.kind != "b" and matrix.size:
            raise InvalidTypeError(f"{name} has dtype {matrix.dtype}: expected bool")
        found.append(np.ascontiguousarray(matrix, dtype=np.bool_))
    return found, many


def _problems(matrices: list[NDArray[np.bool_]], many: bool, solution_counts: Any, test_counts: Any) -> Any:
    """What the kernels read: cells, offsets of solutions and tests, their counts."""
    solutions, tests = [matrix.shape[0] for matrix in matrices], [matrix.shape[1] for matrix in matrices]
    cells = np.concatenate([*(matrix.ravel() for matrix in matrices), np.zeros(0, dtype=np.bool_)]).view(np.uint8)
    of_solutions = (
        None if solution_counts is None else _parts("solution_counts", solution_counts, many, solutions, "iu")
    )
    of_tests = None if test_counts is None else _parts("test_counts", test_counts, many, tests, "iu")
    return cells, offsets_of(solutions), offsets_of(tests), of_solutions, of_tests


def _parts(name: str, parts: Any, many: bool, lengths: list[int], kinds: str) -> NDArray[Any]:
    """One vector a problem as one vector."""
    vectors = list(parts) if many else [parts]
    if len(vectors) != len(lengths):
        raise InvalidInputError(f"{name} has {len(vectors)} problems: expected {len(lengths)}")
    found = []
    for problem, (vector, length) in enumerate(zip(vectors, lengths, strict=True)):
        own = f"{name}[{problem}]" if many else name
        array = np.asarray(vector)
        if array.size and array.dtype.kind not in kinds:
            raise InvalidTypeError(f"{own} has dtype {array.dtype}: expected {'bool' if kinds == 'b' else 'integers'}")
        if array.shape != (length,):
            raise InvalidInputError(f"{own} has shape {array.shape}: expected ({length},)")
        found.append(array.astype(np.bool_ if kinds == "b" else np.int64))
    return np.concatenate([*found, np.zeros(0, dtype=np.bool_ if kinds == "b" else np.int64)])

"""Programs that agree on tests (CodeT)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

from rankfold.answers.code.problems import flat_parts, pass_matrices, problem_parts

__all__ = ["DualAgreement", "dual_agreement"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DualAgreement(ToJson):
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

    def __len__(self) -> int:
        return len(self.best)

    def __repr__(self) -> str:
        n_problems = f"{len(self)} {'problem' if len(self) == 1 else 'problems'}"
        return f"dual_agreement: {n_problems}, {len(self.groups)} solutions\n{plain(self._columns())}"


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
    matrices, many = pass_matrices(passed)
    problems = problem_parts(matrices, many, solution_counts, test_counts)
    flags = None if correct is None else flat_parts("correct", correct, many, [len(matrix) for matrix in matrices], "b")
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

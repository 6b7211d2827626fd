"""Tests that few programs pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

from rankfold.answers.code.problems import pass_matrices, problem_parts

__all__ = ["SuspectTests", "suspect_tests"]


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
    matrices, many = pass_matrices(passed)
    problems = problem_parts(matrices, many, solution_counts, None)
    return SuspectTests(_native.suspect_tests(problems, native_control(control)), problems[2])

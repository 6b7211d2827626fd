"""Solutions and tests as they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.offsets import offsets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = ["flat_parts", "pass_matrices", "problem_parts"]


def pass_matrices(passed: Any) -> tuple[list[NDArray[np.bool_]], bool]:
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


def problem_parts(matrices: list[NDArray[np.bool_]], many: bool, solution_counts: Any, test_counts: Any) -> Any:
    """What the kernels read: cells, offsets of solutions and tests, their counts."""
    solutions, tests = [matrix.shape[0] for matrix in matrices], [matrix.shape[1] for matrix in matrices]
    cells = np.concatenate([*(matrix.ravel() for matrix in matrices), np.zeros(0, dtype=np.bool_)]).view(np.uint8)
    of_solutions = (
        None if solution_counts is None else flat_parts("solution_counts", solution_counts, many, solutions, "iu")
    )
    of_tests = None if test_counts is None else flat_parts("test_counts", test_counts, many, tests, "iu")
    return cells, offsets_of(solutions), offsets_of(tests), of_solutions, of_tests


def flat_parts(name: str, parts: Any, many: bool, lengths: list[int], kinds: str) -> NDArray[Any]:
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

"""Mathematical equality of answers, by math-verify."""

from __future__ import annotations

import importlib.util
import logging
from functools import partial
from typing import Any

from rankfold.answers.worker_equality import WorkerEquality
from rankfold.arguments import integer
from rankfold.errors import MissingDependencyError

__all__ = ["math_equality"]


def math_equality(
    *,
    n_workers: int | None = None,
    timeout: float = 5.0,
    float_rounding: int = 6,
    numeric_precision: int = 15,
    strict: bool = True,
    percent: bool = False,
) -> WorkerEquality:
    r"""Whether two answers are the same mathematics: an equality for :func:`group_answers`.

    Parameters
    ----------
    n_workers, timeout
        As for :class:`WorkerEquality`.
    float_rounding, numeric_precision, strict
        As for ``math_verify.verify``: decimals that floats are rounded to, digits of numerical evaluation, and whether
        variables have to have the same names and sets the same kind.
    percent : bool, default False
        Whether ``50%`` may equal ``0.5``, as it does for math-verify. By default an answer with a percent sign equals
        none without.

    Returns
    -------
    WorkerEquality
        Use it as a context manager to keep its processes for several calls.

    Raises
    ------
    MissingDependencyError
        Without math-verify: ``pip install 'rankfold[math]'``.

    Notes
    -----
    math-verify reads LaTeX with a grammar and compares with sympy, which takes milliseconds to seconds a pair. So it is
    asked about different canonical forms only, nothing is remembered between calls, and it runs in processes of its
    own: its own time limits use a signal that only the main thread may set. They are switched off inside the workers;
    ``timeout`` takes their place.

    It is asymmetric by design: the first argument is the reference answer. An inequality as reference accepts the
    interval that solves it, and not the other way round. :func:`group_answers` asks both ways; ``direction`` says what
    is made of it.

    Examples
    --------
    >>> import rankfold as rf
    >>> with rf.answers.math_equality() as equal:  # doctest: +SKIP
    ...     rf.answers.group_answers([["0.5", "\\frac12", "2/4"]], equal=equal).counts()
    [{'0.5': 3}]
    """
    if importlib.util.find_spec("math_verify") is None:
        raise MissingDependencyError("math_equality() needs math-verify: pip install 'rankfold[math]'")
    verify = partial(
        _verify,
        float_rounding=integer("float_rounding", float_rounding, 0, 100),
        numeric_precision=integer("numeric_precision", numeric_precision, 1, 1000),
        strict=bool(strict),
        percent=bool(percent),
    )
    found = WorkerEquality(verify, n_workers=n_workers, timeout=timeout)
    found.__name__ = "math_equality"
    return found


def _verify(reference: Any, answer: Any, *, percent: bool, **options: Any) -> bool:
    """Run in a worker: whether the answer matches the reference."""
    from math_verify import parse, verify

    # It warns at every call that its own time limits are off.
    logging.getLogger("math_verify").setLevel(logging.ERROR)
    sides = [str(reference), str(answer)]
    if not percent and ("%" in sides[0]) != ("%" in sides[1]):
        return False
    parsed = [parse(f"${side}$", parsing_timeout=None) for side in sides]
    return bool(verify(*parsed, timeout_seconds=None, **options))

"""How long something takes: process CPU time, the best of several repetitions, contestants in turn."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Contestant", "Settings", "race", "timed"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is measured.

    Attributes
    ----------
    repeats : int
        Repetitions, of which the fastest counts.
    quick : bool
        Small sizes, to see that everything runs; figures then mean little, and bars nothing.
    """

    repeats: int = 5
    quick: bool = False

    def size(self, n: int) -> int:
        """So many, or a few."""
        return max(n // 50, 5) if self.quick else n


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to do a task.

    Attributes
    ----------
    name : str
        Who does it.
    run : callable
        What is timed; takes what ``prepare`` returned.
    prepare : callable
        Builds the input anew before each repetition, outside the clock.
    read : callable, optional
        Turns the result into numbers that must be the same for all contestants; without it nothing is compared.
    calls : int
        Calls per repetition on the same input, for tasks shorter than the clock can tell.
    """

    name: str
    run: Callable[[Any], Any]
    prepare: Callable[[], Any] = lambda: None
    read: Callable[[Any], Any] | None = None
    calls: int = 1


def race(task: str, contestants: Sequence[Contestant], repeats: int) -> list[float]:
    """CPU seconds of one call of each: the best repetition.

    Contestants take turns, so that whatever else the machine does hits them alike. A first call, which may compile, is
    not counted. The speed of a wrong answer is of no use, so the results are compared.

    Raises
    ------
    RuntimeError
        If two results differ.
    """
    best = [float("inf")] * len(contestants)
    answers: list[Any] = [None] * len(contestants)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for contestant in contestants:
            contestant.run(contestant.prepare())
        for _ in range(repeats):
            for k, contestant in enumerate(contestants):
                seconds, result = _once(contestant)
                best[k] = min(best[k], seconds)
                answers[k] = contestant.read(result) if contestant.read else None
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    first, *others = [answer for answer in answers if answer is not None] or [None]
    for other in others:
        if not np.allclose(np.asarray(first, dtype=float), np.asarray(other, dtype=float), rtol=1e-9):
            raise RuntimeError(f"{task}: the contestants do not agree")
    return best


def _once(contestant: Contestant) -> tuple[float, Any]:
    votes, run, result = contestant.prepare(), contestant.run, None
    start = time.process_time()
    for _ in range(contestant.calls):
        result = run(votes)
    return (time.process_time() - start) / contestant.calls, result


def timed(run: Callable[[], object], *, repeats: int = 5, calls: int = 1) -> float:
    """CPU seconds of one call, for the limits of the machine."""
    return race("", [Contestant("", lambda _: run(), calls=calls)], repeats)[0]

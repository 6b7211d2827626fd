"""An equality that runs in processes of its own."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arguments import integer, real
from rankfold.errors import InvalidInputError, InvalidTypeError, RankfoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from types import TracebackType
    from typing import Self

__all__ = ["WorkerEquality", "WorkerError"]

#: Seconds that a new process may take to import what it needs.
START_LIMIT = 120.0


class WorkerError(RankfoldError, RuntimeError):
    """An equality raised in its worker, or the workers cannot run."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    # The pair that it is asked about, and when it has to have answered.
    task: int | None = None
    deadline: float = 0.0

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class WorkerEquality:
    """An equality in worker processes, with a time limit a call: for what is slow, may hang, or needs a main thread.

    Parameters
    ----------
    equal : callable
        Called as ``equal(a, b)``, returns a bool. It has to be picklable: a function of a module, not a lambda.
    n_workers : int, optional
        Processes; default the processors that this process may use.
    timeout : float, default 5.0
        Seconds a call may take. Then its process is killed and the pair is left undecided.

    Notes
    -----
    Processes are spawned, never forked, so that threads of the caller do no harm; scripts need the usual
    ``if __name__ == "__main__":``. As a context manager the workers stay for several calls; else they are started and
    ended with each. Nothing is remembered from one call to the next. A worker that dies (out of memory, a crash in a
    library) leaves its pair undecided and is replaced; an exception of the equality is raised as :class:`WorkerError`.
    Calls from several threads take turns.

    Examples
    --------
    >>> import operator
    >>> import rankfold as rf
    >>> with rf.answers.WorkerEquality(operator.eq, n_workers=1) as equal:
    ...     equal.compare([("a", "a"), ("a", "b")])
    [True, False]
    """

    def __init__(
        self, equal: Callable[[Any, Any], bool], *, n_workers: int | None = None, timeout: float = 5.0
    ) -> None:
        if not callable(equal):
            raise InvalidTypeError(f"equal is of type {type(equal).__name__}: expected a callable")
        try:
            self._pickled = pickle.dumps(equal)
        except Exception as error:
            raise InvalidTypeError(f"equal = {equal!r} cannot be pickled: expected a function of a module") from error
        self.__name__: str = getattr(equal, "__name__", type(equal).__name__)
        self.n_workers = len(os.sched_getaffinity(0)) if n_workers is None else integer("n_workers", n_workers, 1, 1024)
        self.timeout = real("timeout", timeout)
        if self.timeout <= 0:
            raise InvalidInputError(f"timeout = {timeout}: expected seconds above 0")
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._owner = os.getpid()
        self._kept = False

    def __enter__(self) -> Self:
        self._kept = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept = False
        self.close()

    def close(self) -> None:
        """End the workers. They start again when they are needed."""
        with self._lock:
            self._stop()

    def compare(self, pairs: Sequence[tuple[Any, Any]]) -> list[bool | None]:
        """Whether the two of each pair are equal; None where a call took too long or its process died.

        Raises
        ------
        WorkerError
            For an exception of the equality, named with its pair, or workers that cannot start.
        """
        with self._lock:
            if self._owner != os.getpid():
                # After a fork the workers are the parent's.
                self._owner, self._workers = os.getpid(), []
            try:
                return self._compare(pairs)
            except BaseException:
                # What was asked and not answered would be taken for the answers of the next call.
                self._stop()
                raise
            finally:
                if not self._kept:
                    self._stop()

    def _compare(self, pairs: Sequence[tuple[Any, Any]]) -> list[bool | None]:
        # Imported here, since it brings sockets along and most programs never get here.
        from multiprocessing import connection

        answers: list[bool | None] = [None] * len(pairs)
        upcoming = iter(range(len(pairs)))
        left = len(pairs)
        while len(self._workers) < min(self.n_workers, left):
            self._workers.append(self._started())
        for worker in self._workers:
            if worker.ready and not worker.process.is_alive():
                self._replace(worker)
            self._hand_over(worker, pairs, upcoming)
        while left:
            busy = [worker for worker in self._workers if worker.task is not None or not worker.ready]
            patience = min(worker.deadline for worker in busy) - time.monotonic()
            answered = connection.wait([worker.connection for worker in busy], max(patience, 0.0))
            for worker in busy:
                task = worker.task
                if worker.connection in answered:
                    verdict = self._received(worker, pairs)
                elif time.monotonic() >= worker.deadline:
                    verdict = None
                    self._replace(worker)
                else:
                    continue
                if task is not None:
                    answers[task] = verdict
                    left -= 1
                self._hand_over(worker, pairs, upcoming)
        return answers

    def _hand_over(self, worker: _Worker, pairs: Sequence[tuple[Any, Any]], upcoming: Any) -> None:
        """Ask about the next pair, if there is one and the worker listens."""
        if not worker.ready:
            return
        worker.task = next(upcoming, None)
        if worker.task is not None:
            worker.deadline = time.monotonic() + self.timeout
            try:
                worker.connection.send(pairs[worker.task])
            except (BrokenPipeError, ConnectionError):
                # It died between two calls. The end of its pipe is seen by the next look at it.
                return

    def _received(self, worker: _Worker, pairs: Sequence[tuple[Any, Any]]) -> bool | None:
        try:
            kind, content = worker.connection.recv()
        except (EOFError, ConnectionError):
            if not worker.ready:
                raise WorkerError(
                    'the worker processes do not start: is the call under `if __name__ == "__main__":`, and can '
                    f"{self.__name__} be imported?"
                ) from None
            self._replace(worker)
            return None
        if kind == "ready":
            worker.ready = True
            return None
        if kind == "failed":
            what = f"equal{pairs[worker.task]!r}" if worker.task is not None else "loading the equality"
            raise WorkerError(f"{what} failed in its worker: {content}")
        return bool(content)

    def _started(self) -> _Worker:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, self._pickled), daemon=True, name="rankfold-equality")
        process.start()
        there.close()
        return _Worker(process, here, deadline=time.monotonic() + START_LIMIT)

    def _replace(self, worker: _Worker) -> None:
        if not worker.ready:
            raise WorkerError(f"a worker process was not ready after {START_LIMIT:g} s")
        worker.stop()
        fresh = self._started()
        worker.process, worker.connection, worker.deadline = fresh.process, fresh.connection, fresh.deadline
        worker.ready, worker.task = False, None

    def _stop(self) -> None:
        if self._owner == os.getpid():
            for worker in self._workers:
                worker.stop()
        self._workers = []

    def __repr__(self) -> str:
        return f"WorkerEquality({self.__name__}, n_workers={self.n_workers}, timeout={self.timeout:g})"


def _work(connection: Connection, pickled: bytes) -> None:
    """What a worker does until its pipe is closed."""
    # Ctrl-C reaches all processes of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        equal = pickle.loads(pickled)
    except Exception as error:
        connection.send(("failed", repr(error)))
        return
    connection.send(("ready", None))
    while True:
        try:
            a, b = connection.recv()
        except EOFError:
            return
        try:
            answer = equal(a, b)
            if isinstance(answer, (bool, np.bool_)):
                connection.send(("answer", bool(answer)))
            else:
                connection.send(("failed", f"it returned {answer!r}, expected a bool"))
        except Exception as error:
            connection.send(("failed", repr(error)))

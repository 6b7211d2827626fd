"""How a call runs: threads, time limit, progress, cancellation. The same four keywords everywhere."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypedDict

from rankfold import _native
from rankfold._native import CancelToken
from rankfold.errors import InvalidTypeError, RankfoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CancelToken", "Control", "native_control", "threads"]

_n_threads: ContextVar[int | None] = ContextVar("rankfold_n_threads", default=None)


class Control(TypedDict, total=False):
    """Keywords that every call of some length takes.

    Attributes
    ----------
    n_threads : int, optional
        Threads to use; the default is that of :func:`rankfold.threads`, else ``RANKFOLD_NUM_THREADS``, else the
        processors that this process may use. The result is the same for every number; 1 starts no thread.
    time_limit : float, optional
        Seconds after which the call raises :class:`rankfold.TimeLimitError`.
    progress : callable, optional
        Called as ``progress(done, total)`` about every 50 ms on the calling thread, and once at the end.
    cancel : rankfold.CancelToken, optional
        A token that any thread may set; the call then raises :class:`rankfold.Cancelled`.
    """

    n_threads: int | None
    time_limit: float | None
    progress: Callable[[int, int], object] | None
    cancel: CancelToken | None


_KEYWORDS = frozenset(Control.__annotations__)


def native_control(control: Control) -> _native.Control | None:
    """Check the keywords of a call; ``None`` where nothing was asked for."""
    n_threads = _n_threads.get()
    if not control and n_threads is None:
        return None
    unknown = control.keys() - _KEYWORDS
    if unknown:
        expected = ", ".join(sorted(_KEYWORDS))
        raise InvalidTypeError(f"unknown keyword {min(unknown)!r}: expected an option of the function or {expected}")
    given = control.get("n_threads")
    return _checked({**control, "n_threads": n_threads if given is None else given})


def _checked(control: Control) -> _native.Control:
    try:
        return _native.Control(**control)
    except RankfoldError:
        raise
    except (TypeError, OverflowError) as error:
        raise InvalidTypeError(str(error)) from None


@contextmanager
def threads(n: int) -> Iterator[None]:
    """Set the number of threads for the calls inside a ``with`` block.

    The setting belongs to the current context: other threads and other tasks of an event loop keep theirs.

    Parameters
    ----------
    n : int
        At least 1.

    Raises
    ------
    InvalidInputError
        If ``n`` is not between 1 and 1024.

    Examples
    --------
    >>> import rankfold as rf
    >>> with rf.threads(1):
    ...     rf.rank.borda([["a", "b"], ["a", "b"], ["b", "a"]]).order
    ('a', 'b')
    """
    _checked({"n_threads": n})
    token = _n_threads.set(n)
    try:
        yield
    finally:
        _n_threads.reset(token)

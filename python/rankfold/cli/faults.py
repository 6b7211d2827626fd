"""What can go wrong on the command line, as one line and an exit code."""

from __future__ import annotations

from rankfold.errors import InternalError

__all__ = ["DATA_FAULT", "INTERRUPTED", "USAGE_FAULT", "CommandError", "one_line"]

DATA_FAULT = 1
USAGE_FAULT = 2
# 128 + SIGINT, as shells have it.
INTERRUPTED = 130


class CommandError(Exception):
    """The command contradicts itself or asks for what does not exist."""


def one_line(error: BaseException) -> str:
    """Say what happened, and to which file where the system's message leaves that apart."""
    if isinstance(error, InternalError):
        return f"{error} (this is a bug in rankfold: please report it)"
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, MemoryError):
        return f"not enough memory: {error}" if str(error) else "not enough memory"
    if isinstance(error, UnicodeEncodeError):
        letters = error.object[error.start : error.end]
        return f"stdout takes {error.encoding} alone and cannot hold {letters!a}: set PYTHONIOENCODING=utf-8"
    return str(error)

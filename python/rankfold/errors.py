"""The exceptions of rankfold.

Every one of them is a :class:`RankfoldError` and also the builtin that a caller would guess: ``ValueError`` for a bad
value, ``TypeError`` for a bad type, ``TimeoutError`` for a time limit. The text says what, where, got and expected.
"""

from __future__ import annotations

__all__ = [
    "Cancelled",
    "CorruptStateError",
    "IncompatibleStateError",
    "InputKindError",
    "InternalError",
    "InvalidFileError",
    "InvalidInputError",
    "InvalidTypeError",
    "MissingDependencyError",
    "RankfoldError",
    "SizeLimitError",
    "TimeLimitError",
]


class RankfoldError(Exception):
    """The base of every exception that rankfold raises on purpose."""


class InvalidInputError(RankfoldError, ValueError):
    """A value in the input or an option is not what it should be."""


class InvalidTypeError(RankfoldError, TypeError):
    """An argument is of a type that is not understood."""


class InvalidFileError(InvalidInputError):
    """A file does not follow its format; the text names file and line."""


class SizeLimitError(InvalidInputError):
    """The input is larger, or its weights are larger, than rankfold can count exactly."""


class InputKindError(RankfoldError, TypeError):
    """A rule was given a kind of data that it does not read."""


class IncompatibleStateError(InvalidInputError):
    """Two states do not count the same things and cannot be merged."""


class CorruptStateError(InvalidInputError):
    """Bytes that are not a state written by rankfold."""


class Cancelled(RankfoldError, RuntimeError):  # noqa: N818 - it is a request that was followed, not a fault
    """The call was stopped through its :class:`rankfold.CancelToken`."""


class TimeLimitError(RankfoldError, TimeoutError):
    """The call did not finish within its ``time_limit``; nothing was changed."""


class MissingDependencyError(RankfoldError, ImportError):
    """An optional package is needed; the text names the extra that installs it."""


class InternalError(RankfoldError, RuntimeError):
    """A bug in rankfold: a kernel panicked. The process and its data are unharmed."""

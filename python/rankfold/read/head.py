"""How a file begins, which tells its format where the suffix does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold.errors import InvalidFileError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_head"]

_N_BYTES = 4096


def read_head(path: Path) -> bytes:
    """The first bytes of a file that can be read and is not empty.

    Raises
    ------
    InvalidFileError
        For any other.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_N_BYTES)
    except IsADirectoryError:
        raise InvalidFileError(f"{path} is a directory: expected a file") from None
    except FileNotFoundError:
        raise InvalidFileError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InvalidFileError(f"{path}: cannot be read: {error.strerror}") from None
    if not head.strip():
        raise InvalidFileError(f"{path} is empty: expected votes or rows of a table")
    return head

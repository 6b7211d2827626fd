"""Results as JSON."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

import numpy as np

__all__ = ["ToJson", "as_json"]


class ToJson(ABC):
    """A result that is a dictionary of what JSON has."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """What :meth:`to_json` writes."""

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of a level; by default all is in one line.

        Returns
        -------
        str
            Labels and answers that JSON does not have are written as their ``str``; numbers that it does not have, NaN
            and infinities, are ``null`` or left out, as :meth:`to_dict` says.
        """
        return as_json(self.to_dict(), indent)


def as_json(content: object, indent: int | None) -> str:
    """How results are written: in UTF-8, without numbers that JSON does not have."""
    return json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)

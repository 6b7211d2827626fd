"""Results as JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

__all__ = ["ToJson"]


class ToJson:
    """A result that is a dictionary of what JSON has."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """What :meth:`to_json` writes."""
        raise NotImplementedError

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
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)

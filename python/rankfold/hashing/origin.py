"""What a table belongs to."""

from __future__ import annotations

from typing import Any

from rankfold.errors import IncompatibleStateError
from rankfold.hashing.simhash import SimHash

__all__ = ["OfEncoder"]


class OfEncoder:
    """What all tables say of their origin."""

    __slots__ = ()
    _native: Any

    @property
    def encoder(self) -> SimHash:
        """What gives the codes."""
        return SimHash._wrap(self._native.encoder)

    @property
    def model_tag(self) -> str | None:
        """What the values belong to, if that was said."""
        tag: str | None = self._native.model_tag
        return tag

    def _check_origin(self, encoder: SimHash | None, model_tag: str | None) -> None:
        """Refuse another encoder or model tag than the caller asked for."""
        if encoder is not None and self.encoder != encoder:
            raise IncompatibleStateError(f"the table has the encoder {self.encoder}: expected {encoder}")
        if model_tag is not None and self.model_tag != model_tag:
            raise IncompatibleStateError(f"the table has the model tag {self.model_tag!r}: expected {model_tag!r}")

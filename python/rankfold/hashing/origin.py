"""What a table that was read belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rankfold.errors import IncompatibleStateError

if TYPE_CHECKING:
    from rankfold.hashing.simhash import SimHash

__all__ = ["check_origin"]


class _Table(Protocol):
    @property
    def encoder(self) -> SimHash:
        """What gives the codes."""

    @property
    def model_tag(self) -> str | None:
        """What the values belong to."""


def check_origin(table: _Table, encoder: SimHash | None, model_tag: str | None) -> None:
    """Refuse a table of another encoder or model tag than the caller asked for."""
    if encoder is not None and table.encoder != encoder:
        raise IncompatibleStateError(f"the table has the encoder {table.encoder}: expected {encoder}")
    if model_tag is not None and table.model_tag != model_tag:
        raise IncompatibleStateError(f"the table has the model tag {table.model_tag!r}: expected {model_tag!r}")

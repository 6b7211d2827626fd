"""What the operators return of rows: a table of columns that are floats, and ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

__all__ = ["COLUMNS", "DIFFERENTIABLE", "SAVED", "Asked"]

#: Columns that are floats, in the order in which those that are asked for lie in memory.
COLUMNS = ("logprob", "entropy", "self_certainty", "margin", "max", "logsumexp", "log_sum", "greatest")

DIFFERENTIABLE = ("logprob", "logsumexp", "entropy")

#: What the backward pass needs. The sum relative to the greatest, since that of the sum itself is rounded.
SAVED = ("log_sum", "greatest")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of rows.

    Attributes
    ----------
    names : tuple of str
        The columns, in their order.
    columns : int
        A bit for each of :data:`COLUMNS`.
    rank : bool
        Whether ranks are asked for.
    """

    names: tuple[str, ...]
    columns: int
    rank: bool

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, outputs: tuple[str, ...]) -> Asked:
        """From names of columns and "rank"."""
        names = tuple(name for name in COLUMNS if name in outputs)
        return cls(names, sum(1 << COLUMNS.index(name) for name in names), "rank" in outputs)

    @property
    def n_columns(self) -> int:
        """How many columns there are."""
        return len(self.names)

    @property
    def margin(self) -> bool:
        """Whether margins are asked for."""
        return "margin" in self.names

"""What Kemeny's rule returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rankfold.rank.ranking import Ranking

if TYPE_CHECKING:
    from rankfold import _native

__all__ = ["Component", "KemenyRanking"]


class Component(NamedTuple):
    """Items that cycles of majorities hold together; where they are few, ties too.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the consensus.
    method : str
        How it was put in order; see :attr:`KemenyRanking.method_used`.
    proven : bool
        Whether no order of it is better.
    """

    items: tuple[str | int, ...]
    method: str
    proven: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class KemenyRanking(Ranking):
    """A :class:`Ranking` with what it costs and what is known of all other orders.

    Neighbours that may trade places at no cost share a rank, and :attr:`Ranking.tiers` holds them together; ``order``
    is one best order, by label inside a tier. An item's score is the number of items below its tier.

    Attributes
    ----------
    cost : int or float
        The weight of the preferences that ``order`` contradicts, summed over all pairs; an int if all weights are.
    lower_bound : int or float
        No order costs less.
    proven : bool
        Whether ``order`` is proven to cost the least; then ``lower_bound`` is ``cost``. Float weights whose margins do
        not fit into 61 bits together are compared after the last bits are dropped; the proof is then as exact as that.
    components : tuple of Component
        The sets of items that were put in order one by one, from best to worst. Most have one item.
    n_optima : int or None
        How many orders cost the least. None where more than 18 items hang together through cycles and ties, or where
        ``order`` is not proven.
    method_used : str
        What the hardest component took: ``"decomposition"`` where there was no cycle,
        ``"subset_dynamic_programming"``, ``"branch_and_bound"`` or ``"search"``.
    stopped_early : bool
        Whether the time limit or the iteration budget ended the work.
    """

    lower_bound: float
    proven: bool
    components: tuple[Component, ...]
    n_optima: int | None
    method_used: str
    stopped_early: bool

    @classmethod
    def _from_native(
        cls,
        found: _native.Kemeny | _native.BucketConsensus,
        cost: int | float,
        lower_bound: int | float,
        settings: dict[str, Any],
    ) -> KemenyRanking:
        outcome = found.outcome
        return cls(
            items=outcome.items,
            order=outcome.order,
            ranks=outcome.ranks,
            scores=outcome.scores,
            winners=outcome.order[: outcome.n_winners],
            higher_is_better=True,
            settings=settings,
            complete=outcome.complete,
            cost=cost,
            lower_bound=lower_bound,
            proven=found.proven,
            components=tuple(Component(*component) for component in found.components),
            n_optima=found.n_optima,
            method_used=found.method,
            stopped_early=found.stopped_early,
        )

    @property
    def unique(self) -> bool | None:
        """Whether no other order costs as little; None where neither that nor the contrary is known."""
        if self.n_optima is not None:
            return self.n_optima == 1
        return False if self.proven and len(self.tiers) < len(self.items) else None

    @property
    def gap(self) -> float:
        """How far ``cost`` may be from the least: ``(cost - lower_bound) / abs(cost)``; 0 if proven."""
        cost = 0 if self.cost is None else self.cost
        if cost == self.lower_bound:
            return 0.0
        return math.inf if cost == 0 else float((cost - self.lower_bound) / abs(cost))

    @property
    def proof(self) -> str:
        """Cost, bound and what they prove, in a line."""
        if not self.proven:
            stop = ", stopped early" if self.stopped_early else ""
            return f"cost {self.cost}, lower bound {self.lower_bound} (gap {self.gap:.2%}{stop}), not proven"
        if self.n_optima is None:
            return f"cost {self.cost}, lower bound {self.lower_bound}, proven"
        orders = "the only best order" if self.n_optima == 1 else f"one of {self.n_optima} best orders"
        return f"cost {self.cost}, lower bound {self.lower_bound}, proven, {orders}"

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, best first."""
        return {
            **Ranking.to_dict(self),
            "lower_bound": self.lower_bound,
            "proven": self.proven,
            "gap": self.gap if math.isfinite(self.gap) else None,
            "components": [
                {"items": list(part.items), "method": part.method, "proven": part.proven} for part in self.components
            ],
            "n_optima": self.n_optima,
            "unique": self.unique,
            "method_used": self.method_used,
            "stopped_early": self.stopped_early,
        }

    def __repr__(self) -> str:
        head, _, table = Ranking.__repr__(self).partition("\n")
        return f"{head}, {self.proof}\n{table}"

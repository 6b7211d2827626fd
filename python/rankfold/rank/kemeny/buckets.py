"""Consensus rankings that may tie items."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.rank.kemeny.scheme import TieScheme, tie_scheme
from rankfold.rank.registry import native_votes
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing

__all__ = ["BucketOrder", "bucket_order_cost", "kemeny_buckets"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BucketOrder:
    """A consensus with ties, and what is known of all others.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    buckets : tuple of tuple of str or int
        From best to worst; the items of a bucket tie, and stand in label order.
    exact_cost : Fraction
        What the scheme says, summed over all pairs and votes.
    exact_lower_bound : Fraction
        No bucket order costs less.
    proven : bool
        Whether no bucket order costs less than this one.
    n_optima : int or None
        How many bucket orders cost the least. None where more than 20 items hang together through cycles and ties,
        where counting takes long, or where the cost is not proven.
    components : tuple of tuple of str or int
        The parts that were solved apart, from best to worst.
    method_used : str
        What the hardest part took: ``"decomposition"`` where each item was a part of its own,
        ``"subset_dynamic_programming"``, ``"branch_and_bound"``, ``"cutting_planes"`` or ``"search"``.
    stopped_early : bool
        Whether a time limit ended the work. Such a result depends on the machine.
    settings : dict
        The options as they were applied.
    """

    items: tuple[str | int, ...]
    buckets: tuple[tuple[str | int, ...], ...]
    exact_cost: Fraction
    exact_lower_bound: Fraction
    proven: bool
    n_optima: int | None
    components: tuple[tuple[str | int, ...], ...]
    method_used: str
    stopped_early: bool
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def cost(self) -> int | float:
        """The cost as a number: an int if it is whole."""
        return _plain_number(self.exact_cost)

    @property
    def lower_bound(self) -> int | float:
        """The lower bound as a number: an int if it is whole."""
        return _plain_number(self.exact_lower_bound)

    @property
    def gap(self) -> float:
        """How far the cost may be from the least, as a share of it: 0 if proven."""
        return 0.0 if self.proven else float((self.exact_cost - self.exact_lower_bound) / self.exact_cost)

    @property
    def unique(self) -> bool | None:
        """Whether no other bucket order costs as little; None where that is not known."""
        return None if self.n_optima is None else self.n_optima == 1

    @property
    def order(self) -> tuple[str | int, ...]:
        """The items from best to worst, in label order inside a bucket."""
        return tuple(item for bucket in self.buckets for item in bucket)

    def _columns(self) -> dict[str, list[Any]]:
        ranks = []
        above = 0
        for bucket in self.buckets:
            ranks += [above + 1] * len(bucket)
            above += len(bucket)
        return {"rank": ranks, "item": list(self.order)}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns rank (1, 2, 2, 4) and item, the best first.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, the best first."""
        return {
            "buckets": [list(bucket) for bucket in self.buckets],
            "cost": self.cost,
            "lower_bound": self.lower_bound,
            "proven": self.proven,
            "gap": self.gap,
            "n_optima": self.n_optima,
            "unique": self.unique,
            "components": [list(part) for part in self.components],
            "method_used": self.method_used,
            "stopped_early": self.stopped_early,
            "settings": {**self.settings, "scheme": repr(self.settings["scheme"])},
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        head = f"kemeny with ties: {len(self.items)} items in {len(self.buckets)} buckets, cost {self.cost}"
        if self.proven:
            proof = "proven" if self.n_optima is None else f"proven, one of {self.n_optima} best"
            head += f", {'proven, the only best' if self.n_optima == 1 else proof}"
        else:
            head += f", lower bound {self.lower_bound} (gap {self.gap:.2%}), not proven"
        return f"{head}\n{plain(self._columns())}"


def kemeny_buckets(
    data: Any,
    *,
    scheme: TieScheme | Literal["strict", "half", "extended"] = "half",
    method: Literal["auto", "exact", "search"] = "auto",
    missing: Missing | None = None,
    max_iterations: int | None = None,
    seed: int = 0,
    **control: Unpack[Control],
) -> BucketOrder:
    """Find the ranking with ties that costs the least, and prove it where that is possible.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    scheme : TieScheme or {"strict", "half", "extended"}, default "half"
        What a pair costs.
    method : {"auto", "exact", "search"}, default "auto"
        Solve parts of up to 20 items exactly, unless that takes more than some 2 s; however long it takes; or search
        alone.
    missing : {"below", "absent"}, optional
        What an unranked item means to ``"strict"`` and ``"half"``; the other schemes say so themselves. Default:
        that of the container.
    max_iterations : int, optional
        Rounds of the search for each part that is not solved exactly. Default: 1000, fewer for more than 183 items, so
        that it takes some 0.3 s; at least 20.
    seed : int, default 0
        Of the search, from 0 to 2**63 - 1.
    **control
        See :class:`rankfold.control.Control`. A time limit ends the search with the best that was found.

    Returns
    -------
    BucketOrder

    Raises
    ------
    InputKindError
        For counts of places.
    SizeLimitError
        For costs that 125 bits cannot hold.

    Notes
    -----
    The items fall into parts that can be solved apart: if each of some items costs the least in front of each of the
    rest, some best bucket order has them there. A part of ``k`` items takes O(3**k) time at most, mostly much less, up
    to 20 items; beyond, a search moves items between buckets, O(k) for each, against a lower bound by triples of items,
    O(k**3). Where no tie costs less than the mean of both orders, some best bucket order has no ties, and is found as
    such.

    References
    ----------
    Fagin, Kumar, Mahdian, Sivakumar and Vee 2006, Comparing partial rankings; Cohen-Boulakia, Denise and Hamel 2011
    (BioConsert); Andrieu, Brancotte, Bulteau, Cohen-Boulakia, Denise, Pierrot and Vialette 2021 (the schemes).

    Examples
    --------
    >>> from rankfold.rank.kemeny.buckets import kemeny_buckets
    >>> kemeny_buckets([["a", ("b", "c")], [("b", "c"), "a"], ["a", ("b", "c")]])
    kemeny with ties: 3 items in 2 buckets, cost 2, proven, the only best
    rank  item
       1  a
       2  b
       2  c
    """
    chosen = tie_scheme(scheme)
    rounds = None if max_iterations is None else integer("max_iterations", max_iterations, 0, 2**63 - 1)
    seed = integer("seed", seed, 0, 2**63 - 1)
    running = native_control(control)
    native = native_votes(data, control)
    found = _native.kemeny_buckets(native, chosen._native, method, missing, rounds, seed, running)
    settings = {"scheme": chosen, "method": method, "missing": found.missing, "max_iterations": rounds, "seed": seed}
    return BucketOrder(
        found.items,
        found.buckets,
        _fraction(found.cost),
        _fraction(found.lower_bound),
        found.proven,
        found.n_optima,
        found.components,
        found.method,
        found.stopped_early,
        settings,
    )


def bucket_order_cost(
    order: BucketOrder | Sequence[str | int | Sequence[str | int]],
    data: Any,
    *,
    scheme: TieScheme | Literal["strict", "half", "extended"] = "half",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Fraction:
    """What a ranking with ties costs, exactly.

    Parameters
    ----------
    order : BucketOrder, or sequence of labels and of tuples of labels
        Every item once, from best to worst; a tuple holds tied items.
    data, scheme, missing
        As for :func:`kemeny_buckets`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Fraction

    Raises
    ------
    InvalidInputError
        For an order that names a stranger, or an item twice, or not all of them.

    Notes
    -----
    ``O(n_items**2)`` and the counting of pairs.

    Examples
    --------
    >>> from rankfold.rank.kemeny.buckets import bucket_order_cost
    >>> from rankfold.rank.kemeny.scheme import TieScheme
    >>> votes = [[1, 2, 3, 4], [(1, 4), 3]]
    >>> bucket_order_cost([(1, 2), 4, 3], votes, scheme=TieScheme.pseudodistance(1))
    Fraction(6, 1)
    """
    buckets = getattr(order, "buckets", order)
    if isinstance(buckets, (str, bytes, set, frozenset, dict)) or not hasattr(buckets, "__iter__"):
        kind = type(order).__name__
        raise InvalidTypeError(f"order is of type {kind}: expected labels and tuples of labels, best first")
    chosen, running, native = tie_scheme(scheme), native_control(control), native_votes(data, control)
    ballot = _native.Ballots.from_orders([list(buckets)], native.items, None, "below")
    return _fraction(_native.kemeny_buckets_cost(native, chosen._native, missing, ballot, running))


def _fraction(cost: tuple[int, int, int]) -> Fraction:
    numerator, exponent, denominator = cost
    return Fraction(numerator, denominator) * Fraction(2) ** exponent


def _plain_number(value: Fraction) -> int | float:
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return math.inf

"""Consensus rankings that may tie items."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.errors import InvalidTypeError
from rankfold.rank.pairwise.kemeny.ranking import Component, KemenyRanking
from rankfold.rank.pairwise.kemeny.scheme import tie_scheme
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from rankfold.control import Control

__all__ = ["bucket_order_cost", "bucket_order_ranking"]


def bucket_order_ranking(
    data: Any, options: dict[str, Any], control: Control, running: _native.Control | None
) -> KemenyRanking:
    """What :func:`kemeny` returns for costs by a scheme."""
    ties = options["ties_in_consensus"]
    scheme = tie_scheme("half" if options["scheme"] is None else options["scheme"])
    found = _native.kemeny_buckets(
        native_votes(data, control),
        scheme._native,
        ties,
        options["method"],
        options["missing"],
        options["max_iterations"],
        options["seed"],
        running,
    )
    index = {item: k for k, item in enumerate(found.items)}
    ranks = np.empty(len(found.items), np.int64)
    scores = np.empty(len(found.items))
    above = 0
    for bucket in found.buckets:
        members = [index[item] for item in bucket]
        ranks[members] = above + 1
        above += len(bucket)
        scores[members] = len(found.items) - above
    # Without ties in the consensus, neighbours that may trade places stand for all of their orders.
    ways = 1 if ties else math.prod(math.factorial(len(bucket)) for bucket in found.buckets)
    return KemenyRanking(
        items=found.items,
        order=tuple(item for bucket in found.buckets for item in bucket),
        ranks=ranks,
        scores=scores,
        winners=found.buckets[0],
        higher_is_better=True,
        settings={"rule": "kemeny", **options, "scheme": repr(scheme), "missing": found.missing},
        complete=found.n_optima == ways,
        cost=_number(_fraction(found.cost)),
        lower_bound=_number(_fraction(found.lower_bound)),
        proven=found.proven,
        components=tuple(Component(*component) for component in found.components),
        n_optima=found.n_optima,
        method_used=found.method,
        stopped_early=found.stopped_early,
    )


def bucket_order_cost(
    order: Any, data: Any, scheme: object, missing: str | None, control: Control, running: _native.Control | None
) -> Fraction:
    """What a ranking with ties costs, exactly."""
    if isinstance(order, (str, bytes, set, frozenset, dict)) or not hasattr(order, "__iter__"):
        kind = type(order).__name__
        raise InvalidTypeError(f"order is of type {kind}: expected labels and tuples of labels, best first")
    native = native_votes(data, control)
    ballot = _native.Ballots.from_orders([list(order)], native.items, None, "below")
    return _fraction(_native.kemeny_buckets_cost(native, tie_scheme(scheme)._native, missing, ballot, running))


def _fraction(cost: tuple[int, int, int]) -> Fraction:
    numerator, exponent, denominator = cost
    return Fraction(numerator, denominator) * Fraction(2) ** exponent


def _number(value: Fraction) -> int | float:
    """An int if it is whole."""
    return int(value) if value.denominator == 1 else float(value)

"""Consensus rankings that may tie items."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.errors import InvalidTypeError
from rankfold.rank.pairwise.kemeny.ranking import KemenyRanking
from rankfold.rank.pairwise.kemeny.scheme import tie_scheme
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from rankfold.control import Control

__all__ = ["bucket_order_cost", "bucket_order_ranking"]


def bucket_order_ranking(
    data: Any, options: dict[str, Any], control: Control, running: _native.Control | None
) -> KemenyRanking:
    """What :func:`kemeny` returns for costs by a scheme."""
    scheme = tie_scheme("half" if options["scheme"] is None else options["scheme"])
    found = _native.kemeny_buckets(
        native_votes(data, control),
        scheme._native,
        options["ties_in_consensus"],
        options["method"],
        options["missing"],
        options["max_iterations"],
        options["seed"],
        running,
    )
    settings = {"rule": "kemeny", **options, "scheme": repr(scheme), "missing": found.outcome.missing}
    cost, lower_bound = _number(_fraction(found.cost)), _number(_fraction(found.lower_bound))
    return KemenyRanking._from_native(found, cost, lower_bound, settings)


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

"""Rules that add up points: a name, or points by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from rankfold.arrays import score_vector
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Rules", "native_rule", "native_rules"]

Rules: TypeAlias = "str | Sequence[str] | Mapping[str, str | ArrayLike]"


def native_rule(rule: str | ArrayLike) -> tuple[str, list[float] | None]:
    """One rule as the kernels read it."""
    if isinstance(rule, str):
        return rule, None
    return "points", score_vector("points", rule, "(n_items,)").tolist()


def native_rules(rules: Any) -> tuple[tuple[str, ...], list[tuple[str, list[float] | None]]]:
    """Names of rules for the result, and the rules."""
    if isinstance(rules, str):
        rules = [rules]
    if isinstance(rules, Mapping):
        names = list(rules)
        values = list(rules.values())
    elif isinstance(rules, Sequence):
        names = values = list(rules)
    else:
        raise InvalidTypeError(f"rules is of type {type(rules).__name__}: expected names, or a dict of points by name")
    for place, name in enumerate(names):
        if not isinstance(name, str):
            raise InvalidTypeError(
                f"rules hold {name!r}: expected a name; write points by place as a dict, {{'my points': [3, 1, 0]}}"
            )
        if name in names[:place]:
            raise InvalidInputError(f"rules name {name!r} twice: expected each once")
    return tuple(names), [native_rule(value) for value in values]

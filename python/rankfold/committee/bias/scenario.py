"""What elections are drawn from, as arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.arrays import MAX_ITEMS, flag_vector, is_bare_array, score_vector
from rankfold.ballots import Ballots
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frames.columns import sorted_labels
from rankfold.labels import checked_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["MAX_RANKINGS", "Culture", "Model", "Scenario", "Variant", "scenario"]

Culture: TypeAlias = "str | tuple[str, Mapping[str, float]] | Ballots | ArrayLike"
Model: TypeAlias = Literal["swaps", "utility"]
Variant: TypeAlias = Literal["live", "frozen"]

MAX_RANKINGS = 2**32 - 2
MAX_SEED = 2**64 - 1

#: The one parameter that a culture has.
PARAMETERS = {"mallows": "phi", "normalised_mallows": "norm_phi", "urn": "alpha"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Checked arguments, and how to name what comes back.

    Attributes
    ----------
    native : object
        What the kernels read.
    items : tuple of str or int
        The labels.
    groups : tuple of str or int, length n_items
        The group of each item.
    disadvantaged : str or int
        The group that stands too low.
    settings : dict
        Every argument as it was applied.
    """

    native: _native.BiasScenario
    items: tuple[str | int, ...]
    groups: tuple[str | int, ...]
    disadvantaged: str | int
    settings: dict[str, Any]

    def rankings(self, n_rankings: int | None) -> int:
        """How many rankings an election has."""
        n = self.native.n_rankings if n_rankings is None else n_rankings
        if n is None:
            raise InvalidInputError("n_rankings is missing: expected how many rankings to draw from the culture")
        return n


def scenario(
    culture: Culture,
    *,
    n_rankings: object,
    groups: Sequence[str | int] | None,
    group_sizes: tuple[int, int] | None,
    disadvantaged: str | int | None,
    model: str,
    phi: float,
    variant: str,
    utilities: Literal["uniform"] | ArrayLike,
    seed: int,
) -> Scenario:
    """Check what the functions of this room share; ``n_rankings`` matters as given or not given."""
    source, parameter, described = _culture(culture)
    flags, sizes, names = _groups(groups, group_sizes, disadvantaged)
    places = None if isinstance(utilities, str) else score_vector("utilities", utilities, "(n_items,)")
    if isinstance(utilities, str) and utilities != "uniform":
        raise InvalidInputError(f"utilities = {utilities!r}: expected 'uniform' or a utility for each place")
    for name, value in (("model", model), ("variant", variant)):
        if not isinstance(value, str):
            raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a str")
    seed = integer("seed", seed, 0, MAX_SEED)
    phi = real("phi", phi)
    native = _native.BiasScenario(
        source, parameter, n_rankings is not None, flags, sizes, model, phi, variant, places, seed
    )
    group_of = tuple(names[second] for second in native.is_second)
    items = source.items if isinstance(source, _native.Ballots) else tuple(range(len(group_of)))
    options: dict[str, Any] = {"phi": phi, "variant": variant}
    if model == "utility":
        options = {"utilities": "uniform" if places is None else places.tolist()}
    settings = {"culture": described, "model": model, **options, "seed": seed}
    if flags is None:
        settings["group_sizes"] = list(sizes)
    return Scenario(native, items, group_of, names[1], settings)


def _culture(culture: Any) -> tuple[str | _native.Ballots, float | None, Any]:
    """The native culture, its parameter, and a description that JSON can write."""
    if isinstance(culture, str):
        return culture, None, culture
    if isinstance(culture, tuple) and len(culture) == 2 and isinstance(culture[1], Mapping):
        name, given = culture
        if not isinstance(name, str):
            raise InvalidTypeError(f"culture names {name!r}: expected a str, such as 'mallows'")
        expected = PARAMETERS.get(name)
        unknown = [option for option in given if option != expected]
        if unknown:
            text = "no parameter" if expected is None else f"the parameter {expected!r} alone"
            raise InvalidInputError(f"culture = ({name!r}, ...) has the parameter {unknown[0]!r}: expected {text}")
        parameter = None if not given else real(str(expected), given[expected])
        return name, parameter, name if parameter is None else [name, {str(expected): parameter}]
    if isinstance(culture, Ballots):
        ballots = culture
    elif is_bare_array(culture):
        ballots = Ballots.from_positions(culture)
    elif isinstance(culture, (list, tuple)):
        ballots = Ballots.from_orders(culture)
    else:
        kind = type(culture).__name__
        raise InvalidTypeError(
            f"culture is of type {kind}: expected a name, a name with its parameter, Ballots, an array of positions or "
            "a list of rankings"
        )
    return ballots._native, None, f"{ballots.n_voters} rankings of the caller"


def _groups(
    groups: Sequence[str | int] | None, group_sizes: tuple[int, int] | None, disadvantaged: str | int | None
) -> tuple[Any, tuple[int, int], tuple[str | int, str | int]]:
    """Flags of the second group or none, sizes, and the labels of both groups."""
    if (groups is None) == (group_sizes is None):
        given = "neither" if groups is None else "both"
        raise InvalidInputError(f"{given} of groups and group_sizes is given: expected one of them")
    if groups is None:
        if not isinstance(group_sizes, (tuple, list)) or len(group_sizes) != 2:
            raise InvalidTypeError(f"group_sizes = {group_sizes!r}: expected two numbers of items")
        if disadvantaged is not None:
            raise InvalidInputError("disadvantaged names one of groups: with group_sizes the second group is group 2")
        first, second = (integer(f"group_sizes[{k}]", size, 1, MAX_ITEMS) for k, size in enumerate(group_sizes))
        return None, (first, second), (1, 2)
    if isinstance(groups, (str, bytes, set, frozenset, dict)) or not hasattr(groups, "__iter__"):
        raise InvalidTypeError(
            f"groups is of type {type(groups).__name__}: expected a list with the group of each item"
        )
    listed = list(groups)
    labels = checked_labels("groups", listed, len(listed))
    different = sorted_labels(labels)
    if len(different) != 2:
        raise InvalidInputError(f"groups name {len(different)} different groups: expected 2")
    second_label = different[1] if disadvantaged is None else disadvantaged
    if second_label not in different:
        raise InvalidInputError(f"disadvantaged = {disadvantaged!r} is none of the groups: expected one of {different}")
    first_label = different[0] if second_label == different[1] else different[1]
    flags = np.array([label == second_label for label in labels])
    return flag_vector("groups", flags, len(labels), "(n_items,)"), (0, 0), (first_label, second_label)

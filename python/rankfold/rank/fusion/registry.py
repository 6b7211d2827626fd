"""The fusions by name: what they look at, what they cost, where they come from."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

from rankfold import _native
from rankfold.arrays import weight_vector
from rankfold.control import Control, native_control
from rankfold.errors import InvalidInputError, InvalidTypeError, RankfoldError
from rankfold.rank.fusion.fused import FusedRuns
from rankfold.rank.fusion.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    #: One weight a run.
    Weights = Sequence[float] | NDArray[Any]

__all__ = ["FUSIONS", "FusionInfo", "evaluate", "register"]

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class FusionInfo:
    """One fusion.

    Attributes
    ----------
    id : str
        The name of the function, and of its heading in the documentation.
    name : str
        What the literature calls it.
    reads : {"ranks", "scores"}
        What of a list decides: its order, or its scores.
    source : str
        Who wrote it down.
    peers : dict of str to str
        What other packages call it.
    function : callable
        The fusion.
    defaults : dict
        Its options and their defaults; an option without a default maps to ``inspect.Parameter.empty``.
    """

    id: str
    name: str
    reads: Literal["ranks", "scores"]
    source: str
    peers: Mapping[str, str]
    function: Callable[..., FusedRuns]
    defaults: Mapping[str, Any]


FUSIONS: dict[str, FusionInfo] = {}


def register(
    *, name: str, reads: Literal["ranks", "scores"], source: str, peers: Mapping[str, str]
) -> Callable[[Callable[P, FusedRuns]], Callable[P, FusedRuns]]:
    """Enter a fusion under the name of its function; its keyword-only parameters are its options."""

    def enter(function: Callable[P, FusedRuns]) -> Callable[P, FusedRuns]:
        parameters = inspect.signature(function).parameters.values()
        defaults = {option.name: option.default for option in parameters if option.kind is option.KEYWORD_ONLY}
        FUSIONS[function.__name__] = FusionInfo(function.__name__, name, reads, source, peers, function, defaults)
        return function

    return enter


def evaluate(
    fusion: str,
    options: dict[str, Any],
    runs: object,
    weights: Weights | None,
    top_k: int | None,
    control: Control,
) -> FusedRuns:
    """Run a fusion: what the body of every fusion's function is."""
    native = _checked(fusion, options)
    if top_k is not None:
        _check_top_k(top_k)
    given = weight_vector(weights, "(n_runs,)")
    lists = runs if isinstance(runs, Runs) else Runs.from_lists(runs, **control)
    found = _native.fuse(native, lists._native, given, top_k, native_control(control))
    settings = {"fusion": fusion, **options, "weights": None if given is None else given.tolist(), "top_k": top_k}
    return FusedRuns._from_native(found, lists, settings)


def _checked(fusion: str, options: Mapping[str, Any]) -> _native.Fusion:
    try:
        checked: _native.Fusion = getattr(_native.Fusion, fusion)(**options)
    except RankfoldError:
        raise
    except (TypeError, OverflowError) as error:
        raise InvalidTypeError(f"{fusion}: {error}") from None
    return checked


def _check_top_k(top_k: object) -> None:
    if isinstance(top_k, bool) or not hasattr(top_k, "__index__"):
        raise InvalidTypeError(f"top_k is of type {type(top_k).__name__}: expected an int, or None for all documents")
    if not 1 <= int(top_k) < 2**63:
        raise InvalidInputError(f"top_k = {top_k}: expected at least 1, or None for all documents")

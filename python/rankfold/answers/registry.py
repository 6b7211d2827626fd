"""The methods by name: what they read, where they come from."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

from rankfold import _native
from rankfold.answer_votes import AnswerVotes
from rankfold.answers.selection import AnswerSelection
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.registry import chosen_options
from rankfold.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rankfold.control import Control

    Missing = Literal["count", "drop", "own_group"]
    TieBreak = Literal["by_logprob", "lowest_label", "share", "abstain", "first_seen"]

__all__ = ["METHODS", "MethodInfo", "evaluate", "register", "samples_of"]

P = ParamSpec("P")

#: Parameters that every method has.
_SHARED = ("missing", "tie_break")


@dataclass(frozen=True, slots=True)
class MethodInfo:
    """One method.

    Attributes
    ----------
    id : str
        The name of the function, and of its heading in the documentation.
    name : str
        What the literature calls it.
    reads : tuple of str
        The columns of :class:`rankfold.Samples` that it needs beside the answers.
    votes : bool
        Whether :class:`rankfold.AnswerVotes` will do.
    source : str
        Who wrote it down.
    function : callable
        The method.
    defaults : dict
        Its own options and their defaults; an option without a default maps to ``inspect.Parameter.empty``.
    """

    id: str
    name: str
    reads: tuple[str, ...]
    votes: bool
    source: str
    function: Callable[..., AnswerSelection]
    defaults: Mapping[str, Any]

    def native(self, options: Mapping[str, Any]) -> _native.AnswerRule:
        """The method with these options, checked; what is not given takes its default."""
        return _native.AnswerRule(self.id, chosen_options(self.id, self.defaults, options))


METHODS: dict[str, MethodInfo] = {}


def register(
    *, name: str, source: str, reads: tuple[str, ...] = (), votes: bool = False
) -> Callable[[Callable[P, AnswerSelection]], Callable[P, AnswerSelection]]:
    """Enter a method under the name of its function; its keyword-only parameters are its options."""

    def enter(function: Callable[P, AnswerSelection]) -> Callable[P, AnswerSelection]:
        parameters = inspect.signature(function).parameters.values()
        defaults = {
            option.name: option.default
            for option in parameters
            if option.kind is option.KEYWORD_ONLY and option.name not in _SHARED
        }
        METHODS[function.__name__] = MethodInfo(function.__name__, name, reads, votes, source, function, defaults)
        return function

    return enter


def evaluate(
    method: str,
    options: dict[str, Any],
    samples: object,
    missing: str,
    tie_break: str | None,
    control: Control,
) -> AnswerSelection:
    """Run a method: what the body of every method's function is."""
    rule = _native.AnswerRule(method, options)
    data = samples if isinstance(samples, AnswerVotes) else samples_of(samples)
    for name, value in (("missing", missing), ("tie_break", tie_break)):
        if not isinstance(value, str) and (value is not None or name == "missing"):
            raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a str")
    selected = _native.select_answers(rule, data._native, missing, tie_break, native_control(control))
    questions: Sequence[str | int] | None = data._labels()
    settings = {"method": method, **options, "missing": missing, "tie_break": tie_break}
    return AnswerSelection._wrap(selected, questions, settings)


def samples_of(data: object) -> Samples:
    """Samples, or what :meth:`rankfold.Samples.from_lists` reads."""
    if isinstance(data, Samples):
        return data
    if hasattr(data, "columns"):
        kind = type(data).__name__
        raise InvalidTypeError(f"samples is a data frame ({kind}): write Samples.from_frame(frame, question=, answer=)")
    return Samples.from_lists(data)  # type: ignore[arg-type]

"""One form of texts that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rankfold import _native
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rankfold.control import Control

__all__ = ["CANONICAL_STEPS", "Canonical", "canonical_form", "canonical_forms"]

#: "standard", the names of steps, or None for texts as they are.
Canonical = Literal["standard"] | tuple[str, ...] | list[str] | None

#: The steps of ``canonical="standard"``, in the order in which they run.
CANONICAL_STEPS: tuple[str, ...] = tuple(_native.canonical_steps())


def canonical_form(text: str, *, canonical: Canonical = "standard") -> str:
    r"""Bring an answer into the form that all its spellings share.

    Parameters
    ----------
    text : str
        The answer.
    canonical : "standard", sequence of str or None, default "standard"
        Which steps to take; they run in the order of this table whatever order they are named in, again and again
        until nothing changes (at most 8 times). "standard" is all but ``drop_percent``; None is none.

        - ``math_delimiters``: ``$``, ``\$``, ``\(``, ``\)``, ``\[`` and ``\]`` are dropped.
        - ``latex_sizes``: ``\left``, ``\right``, ``\big``, ``\displaystyle`` and their like are dropped.
        - ``thousands``: ``1,000``, ``1{,}000``, ``1\,000`` and ``1,\!000`` are ``1000``; not inside round, square or
          ``\{`` brackets, nor beside another comma, where it may be a list.
        - ``latex_spaces``: ``\,``, ``\;``, ``\quad``, ``~`` are spaces, ``\!`` is nothing.
        - ``fraction_commands``: ``\dfrac``, ``\tfrac`` and ``\cfrac`` are ``\frac``.
        - ``short_arguments``: ``\frac12`` is ``\frac{1}{2}``, ``\sqrt3`` is ``\sqrt{3}``, ``x^{2}`` is ``x^2``.
        - ``percent_sign``: ``\%`` is ``%``, which stays.
        - ``drop_percent``: ``50%`` is ``50``. Not part of the standard; no step makes it ``0.5``.
        - ``full_stop``: a full stop at the end is dropped; an ellipsis stays.
        - ``text_commands``: ``\text{x}``, ``\boxed{x}`` and their like around the whole answer are ``x``.
        - ``unit_tails``: ``5\text{ cm}`` is ``5``. Units are not converted: 5 m is 5 too. Words that say which number
          it is (million, percent, pm, ...) stay.
        - ``degrees``: ``30^\circ`` and ``30°`` are ``30``, if that is the whole answer.
        - ``numerals``: ``07`` is ``7``, ``3.50`` is ``3.5``, ``.5`` is ``0.5``, ``+3`` is ``3``, ``-0`` is ``0``; digit
          by digit, nothing is rounded.
        - ``slashes``: ``1/2`` as the whole answer is ``\frac{1}{2}``; it is not cancelled down.
        - ``case``: small letters, outside of commands.
        - ``whitespace``: one space between words and behind commas, none beside other signs.

    Returns
    -------
    str
        The form.

    Raises
    ------
    InvalidInputError
        For a step that does not exist, or a text with half of a surrogate pair.
    InvalidTypeError
        For anything but a text.

    Notes
    -----
    Linear in the length of the text. Nothing is computed: ``1/2``, ``2/4`` and ``0.5`` keep three forms, and
    ``2\cdot3`` never becomes ``23``, as it does where ``\cdot`` is dropped. Unicode is not normalised.

    Examples
    --------
    >>> import rankfold as rf
    >>> texts = ["$1,000.0$", r"\dfrac12", r"5\text{ cm}", r" 50 \%", "New  York."]
    >>> [rf.answers.canonical_form(text) for text in texts]
    ['1000', '\\frac{1}{2}', '5', '50%', 'new york']
    >>> rf.answers.canonical_form("New  York.", canonical=["whitespace"])
    'New York.'
    """
    return canonical_forms([text], canonical, {})[0]


def canonical_forms(texts: list[str], canonical: Canonical, control: Control) -> list[str]:
    """The form of each text."""
    steps = checked_steps(canonical)
    return _native.canonical_forms(texts, None if steps is None else list(steps), native_control(control))


def checked_steps(canonical: Canonical) -> Sequence[str] | None:
    """The names of steps, or None for the standard ones."""
    if canonical is None:
        return ()
    if isinstance(canonical, str):
        if canonical != "standard":
            raise InvalidInputError(
                f'canonical = {canonical!r}: expected "standard", None or a list of steps: {", ".join(CANONICAL_STEPS)}'
            )
        return None
    if not isinstance(canonical, (list, tuple)) or not all(isinstance(name, str) for name in canonical):
        raise InvalidTypeError(f'canonical = {canonical!r}: expected "standard", None or a list of the names of steps')
    return canonical

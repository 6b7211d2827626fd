"""What the words in a column of winners mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rankfold.frames.columns import Label

__all__ = ["SKIP", "is_both_bad", "read_outcomes"]

#: The outcome of a battle that does not count.
SKIP = 2
_UNKNOWN = 3

_CODES = {"a": 1, "b": -1, "tie": 0, "skip": SKIP}

_A = "a modela a>b a>>b a>b>c awins winnera modelawins left leftvote leftwins first firstwins win won"
_B = "b modelb b>a b>>a b>a>c bwins winnerb modelbwins right rightvote rightwins second secondwins loss lost lose"
_BOTH_BAD = "bothbad tiebothbad bothbadvote a=b=bad neither"
_TIE = "tie tied tievote ties draw drawn equal same both bothgood a=b a=b=good"

_WORDS = {
    **dict.fromkeys(_A.split(), 1),
    **dict.fromkeys(_B.split(), -1),
    **dict.fromkeys(_TIE.split(), 0),
    **dict.fromkeys(_BOTH_BAD.split(), 0),
}


def _plain(value: object) -> str:
    """A word without case, brackets and joints: ``[[A>B]]``, ``model_a``, ``tie (bothbad)``."""
    return re.sub(r"[^\w<>=]|_", "", str(value).casefold())


def is_both_bad(value: object) -> bool:
    """Whether a word says that both lost."""
    return isinstance(value, str) and _plain(value) in _BOTH_BAD.split()


def _key(value: object) -> str:
    """A value as it is looked up: without case, and 1, 1.0 and "1" alike."""
    text = "" if value is None else str(value).strip().casefold()
    try:
        return repr(float(text))
    except ValueError:
        return text


def read_outcomes(
    winners: Sequence[Any],
    first: Sequence[Label],
    second: Sequence[Label],
    outcomes: Mapping[Any, str] | None,
    column: str,
) -> NDArray[np.int8]:
    """For each battle 1 where the first item won, -1 for the second, 0 for a tie, :data:`SKIP` where it counts not.

    What ``outcomes`` says goes first. The other cells are labels, if each that is no tie holds a label of its row, and
    words otherwise. Where both readings fit and differ, that is an error.
    """
    table = _user_table(outcomes)
    different = list(dict.fromkeys(winners))
    told = {value: table[_key(value)] for value in different if _key(value) in table}
    words = {value: _WORDS.get(_plain(value), _UNKNOWN) for value in different if isinstance(value, str)}
    index = {value: place for place, value in enumerate(different)}
    place = np.fromiter(map(index.__getitem__, winners), dtype=np.int64, count=len(winners))
    told_code = np.array([told.get(value, _UNKNOWN) for value in different], dtype=np.int8)[place]
    word_code = np.array([words.get(value, _UNKNOWN) for value in different], dtype=np.int8)[place]
    label_code = np.fromiter(
        (
            1 if value == a else -1 if value == b else _UNKNOWN
            for value, a, b in zip(winners, first, second, strict=True)
        ),
        dtype=np.int8,
        count=len(winners),
    )
    as_labels = np.where(label_code != _UNKNOWN, label_code, np.where(word_code == 0, 0, _UNKNOWN))
    by_label, by_word = (np.where(told_code != _UNKNOWN, told_code, code) for code in (as_labels, word_code))
    labels_fit, words_fit = not np.any(by_label == _UNKNOWN), not np.any(by_word == _UNKNOWN)
    if labels_fit and words_fit:
        _refuse_two_meanings(by_label, by_word, winners, column)
    found = by_label if labels_fit else by_word if words_fit else np.where(by_label != _UNKNOWN, by_label, by_word)
    unknown = found == _UNKNOWN
    if unknown.any():
        row = int(np.argmax(unknown))
        said = "is missing" if winners[row] is None else f"{winners[row]!r} is not understood"
        value = "" if winners[row] is None else winners[row]
        raise InvalidInputError(
            f"column {column!r}, row {row}: the outcome {said}: expected {first[row]!r}, {second[row]!r}, 'a', 'b' or "
            f"'tie', or say what it means, as in outcomes={{{value!r}: 'skip'}}"
        )
    return found.astype(np.int8)


def _user_table(outcomes: Mapping[Any, str] | None) -> dict[str, int]:
    table: dict[str, int] = {}
    for value, meaning in (outcomes or {}).items():
        if meaning not in _CODES:
            expected = ", ".join(map(repr, _CODES))
            raise InvalidInputError(f"outcomes[{value!r}] = {meaning!r}: expected one of {expected}")
        table[_key(value)] = _CODES[meaning]
    return table


def _refuse_two_meanings(
    by_label: NDArray[np.int8], by_word: NDArray[np.int8], winners: Sequence[Any], column: str
) -> None:
    differ = by_label != by_word
    if differ.any():
        row = int(np.argmax(differ))
        raise InvalidInputError(
            f"column {column!r}, row {row}: {winners[row]!r} is an item and also a word for the first or second one: "
            "rename the items, or say which in outcomes="
        )

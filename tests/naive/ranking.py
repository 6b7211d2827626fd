"""From scores to a ranking."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Label = int | str


class Ranking(NamedTuple):
    """Items as indexes: ``labels`` only decide the order inside a tie."""

    order: list[int]
    tiers: list[list[int]]
    ranks: list[int]


def label_key(label: Label) -> tuple[int, int, bytes]:
    """Integers by value, before texts by their UTF-8 bytes."""
    return (0, label, b"") if isinstance(label, int) else (1, 0, label.encode())


def ranking(
    scores: Sequence[Fraction | None], labels: Sequence[Label] | None = None, *, higher_is_better: bool = True
) -> Ranking:
    """Best first, items without a score last, in label order inside a tie; competition ranks (1, 2, 2, 4)."""
    labels = range(len(scores)) if labels is None else labels

    def worth(item: int) -> tuple[bool, Fraction]:
        score = scores[item]
        if score is None:
            return (True, Fraction(0))
        return (False, -score if higher_is_better else score)

    order = sorted(range(len(scores)), key=lambda item: (worth(item), label_key(labels[item])))
    tiers = [list(tier) for _, tier in groupby(order, key=worth)]
    ranks, above = [0] * len(scores), 0
    for tier in tiers:
        for item in tier:
            ranks[item] = above + 1
        above += len(tier)
    return Ranking(order, tiers, ranks)

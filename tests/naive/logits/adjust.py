"""Adjusted logits, class by class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def adjust(logits: Sequence[float], counts: Sequence[float], power: float) -> list[float]:
    return [x + math.log(count**power) for x, count in zip(logits, counts, strict=True)]

"""Rewards of tokens and follow-ups as they are printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def contrastive_token_rewards(better: Sequence[float], worse: Sequence[float]) -> list[float]:
    return [1 / (1 + math.exp(b - a)) - 0.5 for a, b in zip(better, worse, strict=True)]


def followup_reward(positive: Sequence[float], negative: Sequence[float]) -> float:
    return sum(positive) / len(positive) - sum(negative) / len(negative)

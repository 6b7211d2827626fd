"""The values of options that several pairwise rules share."""

from __future__ import annotations

from typing import Literal

__all__ = ["Missing", "PairTieBreak", "Strength"]

Missing = Literal["below", "absent"]
Strength = Literal["winning_votes", "margins"]
PairTieBreak = Literal["parallel_universe", "lowest_label"]

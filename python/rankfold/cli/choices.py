"""Words that options take; typer lists them in the help and refuses all others."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "CommitteeVoters",
    "Duplicates",
    "Missing",
    "MissingAnswer",
    "Model",
    "Resample",
    "TieBreak",
    "Variant",
    "Voters",
]


class Missing(StrEnum):
    """What an unranked item or an empty cell means."""

    BELOW = "below"
    ABSENT = "absent"
    AVERAGE = "average"
    ZERO_POINTS = "zero_points"
    COMPATIBLE = "compatible"


class Resample(StrEnum):
    """What the bootstrap draws."""

    ROWS = "rows"
    GROUPS = "groups"


class Voters(StrEnum):
    """Where the voters of a table of rank numbers stand."""

    ROWS = "rows"


class CommitteeVoters(StrEnum):
    """What the rows of a table of voters hold."""

    ROWS = "rows"
    APPROVALS = "approvals"


class Duplicates(StrEnum):
    """Which score counts where an item has several in one metric."""

    ERROR = "error"
    FIRST = "first"
    LAST = "last"
    MEAN = "mean"
    BEST = "best"


class Model(StrEnum):
    """How bias moves a ranking."""

    SWAPS = "swaps"
    UTILITY = "utility"


class Variant(StrEnum):
    """Which pairs bias may exchange after the first exchange."""

    LIVE = "live"
    FROZEN = "frozen"


class MissingAnswer(StrEnum):
    """What a sample without an answer means."""

    COUNT = "count"
    DROP = "drop"
    OWN_GROUP = "own_group"


class TieBreak(StrEnum):
    """Which of several answers with the highest score is chosen."""

    BY_LOGPROB = "by_logprob"
    LOWEST_LABEL = "lowest_label"
    SHARE = "share"
    ABSTAIN = "abstain"
    FIRST_SEEN = "first_seen"

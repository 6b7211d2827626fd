"""What was read and how, in words and as plain objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from rankfold.approvals import Approvals
from rankfold.ballots import Ballots
from rankfold.comparisons import Comparisons
from rankfold.score_table import ScoreTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rankfold.rank import Stability

__all__ = ["Votes", "drawn", "lines", "summary"]

Votes: TypeAlias = Ballots | Approvals | ScoreTable | Comparisons


def summary(file: Path, data: Votes) -> dict[str, Any]:
    """What was read, for programs."""
    found: dict[str, Any]
    if isinstance(data, Ballots):
        found = {
            "kind": "ballots",
            "n_voters": data.n_voters,
            "weight": data.weights.sum().item(),
            "has_ties": data.has_ties,
            "share_missing": _share_missing(data),
            "missing": data.missing,
        }
    elif isinstance(data, Approvals):
        found = {
            "kind": "approvals",
            "n_voters": data.n_voters,
            "weight": data.weights.sum().item(),
            "n_approvals": data.n_approvals,
        }
    elif isinstance(data, ScoreTable):
        found = {
            "kind": "score table",
            "n_rows": data.n_rows,
            "rows": list(data.rows),
            "lower_is_better": data.lower_is_better.tolist(),
            "groups": None if data.groups is None else list(data.groups),
            "share_missing": data.share_missing,
        }
    else:
        found = {
            "kind": "battles",
            "n_comparisons": data.n_comparisons,
            "weight": data.weights.sum().item(),
            "n_ties": int(np.count_nonzero(data.outcome == 0)),
        }
    notes = [{"code": note.code, "text": note.text, "columns": list(note.columns)} for note in data.notes]
    return {"file": str(file), "n_items": data.n_items, **found, "notes": notes}


def lines(file: Path, data: Votes, *, is_long: bool) -> list[str]:
    """What was read and how, for people; ``is_long`` says that each row of a table was one score."""
    if isinstance(data, ScoreTable):
        what = "one score" if is_long else "one item"
        # The table lists its notes itself.
        return [f"{file}: a table of scores, {what} in each row", *_indented(data.describe().splitlines())]
    found = summary(file, data)
    if isinstance(data, Ballots):
        share = found["share_missing"]
        missing = f"{share:.1%} of the places unranked, taken as {data.missing!r}" if share else "all complete"
        ties = "with ties" if data.has_ties else "without ties"
        first = (
            f"{data.n_voters} ballots, together of weight {found['weight']}, {data.n_items} items, {ties}, {missing}"
        )
    elif isinstance(data, Approvals):
        first = (
            f"{data.n_voters} sets, together of weight {found['weight']}, {data.n_items} items, "
            f"{data.n_approvals} approvals"
        )
    else:
        first = f"{data.n_comparisons} battles, {data.n_items} items, {found['n_ties']} ties"
    return [f"{file}: {first}", *_indented(f"note: {note}" for note in data.notes)]


def drawn(data: Votes, stability: Stability) -> list[str]:
    """How stability intervals were made, for people."""
    settings = stability.settings
    units = "voters" if isinstance(data, Ballots) and settings["resample"] == "rows" else settings["resample"]
    return [
        f"stability intervals: {settings['rule']}, {settings['n_resamples']} resamples of {units}, "
        f"level {settings['level']:g}, seed {settings['seed']}"
    ]


def _indented(texts: Iterable[str]) -> list[str]:
    return [f"  {text}" for text in texts]


def _share_missing(ballots: Ballots) -> float:
    """The share of unranked places, each ballot counting with its weight."""
    if ballots.is_complete:
        return 0.0
    of_ballots = (ballots.positions() == 0).mean(axis=1)
    weights = ballots.weights
    return float(np.average(of_ballots, weights=weights if weights.any() else None))

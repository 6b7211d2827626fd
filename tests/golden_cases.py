"""The golden cases: worked examples with their source, in ``golden/*.toml``.

A file holds the items, the ballots (a tied group is an inner list) and, rule by rule, what the source or a computation
by hand says. Scores are written as fractions, so that nothing is rounded on the way.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.strategies import Votes

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Expected:
    """What one rule makes of the votes of one case."""

    case: str
    votes: Votes
    rule: str
    options: dict[str, Any] = field(default_factory=dict)
    scores: list[Fraction] | None = None
    ranks: list[int] | None = None
    winners: list[str] | None = None

    def __str__(self) -> str:
        options = "".join(f"-{value}" for value in self.options.values())
        return f"{self.case}-{self.rule}{options}"


def load(name: str) -> dict[str, Any]:
    """One file, as it stands."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def votes_of(case: dict[str, Any]) -> Votes:
    """The ballots of a case."""
    items = case["items"]
    index = {label: at for at, label in enumerate(items)}

    def tier(entry: str | list[str]) -> tuple[int, ...]:
        return tuple(index[label] for label in ([entry] if isinstance(entry, str) else entry))

    return Votes(
        labels=tuple(items),
        ballots=tuple(tuple(tier(entry) for entry in ballot) for ballot in case["ballots"]),
        weights=tuple(case["weights"]) if "weights" in case else None,
        missing=case.get("missing", "below"),
    )


def expectations() -> list[Expected]:
    """Every expectation of every file that holds ballots."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        case = load(path.stem)
        for entry in case.get("expected", []):
            scores = [Fraction(value) for value in entry["scores"]] if "scores" in entry else None
            expected = Expected(
                case=path.stem,
                votes=votes_of(case),
                rule=entry["rule"],
                options=entry.get("options", {}),
                scores=scores,
                ranks=entry.get("ranks"),
                winners=entry.get("winners"),
            )
            found.append(expected)
    return found

"""Votes and score tables for property tests: small, and rich in ties, gaps and empty ballots."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from tests import naive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import rankfold as rf
    from tests.naive.ranking import Label

Weights = tuple[int, ...] | tuple[float, ...] | None

#: Scores on a grid tie often, and tenths show whether anything is rounded on the way.
GRID = tuple(tenth / 10 for tenth in range(-3, 10))


@dataclass(frozen=True)
class Votes:
    """Rankings as the naive twins read them; ``to_ballots`` is the same for rankfold."""

    labels: tuple[Label, ...]
    ballots: tuple[tuple[tuple[int, ...], ...], ...]
    weights: Weights = None
    missing: str = "below"

    @property
    def n_items(self) -> int:
        return len(self.labels)

    @property
    def is_complete(self) -> bool:
        return all(sum(map(len, ballot)) == self.n_items for ballot in self.ballots)

    @property
    def orders(self) -> list[list[Label | tuple[Label, ...]]]:
        """Ballots as users write them."""

        def written(tier: Sequence[int]) -> Label | tuple[Label, ...]:
            labels = tuple(self.labels[item] for item in tier)
            return labels if len(labels) > 1 else labels[0]

        return [[written(tier) for tier in ballot] for ballot in self.ballots]

    def to_ballots(self) -> rf.Ballots:
        import rankfold as rf

        weights = None if self.weights is None else np.array(self.weights, dtype=_dtype(self.weights))
        return rf.Ballots.from_orders(self.orders, items=list(self.labels), weights=weights, missing=self.missing)

    def scores(self, rule: str, **options: Any) -> list[Fraction | None]:
        """What the naive twin of the rule says."""
        if rule in naive.READS_LABELS:
            options["labels"] = self.labels
        if rule not in naive.DROPS_UNRANKED:
            options.setdefault("missing", self.missing)
        return naive.scores(rule, self.ballots, self.n_items, self.weights, **options)

    def with_voters(self, voters: Sequence[int]) -> Votes:
        """These voters, in this order, as often as they are named."""
        weights: Any = None if self.weights is None else tuple(self.weights[voter] for voter in voters)
        return replace(self, ballots=tuple(self.ballots[voter] for voter in voters), weights=weights)

    def with_items(self, order: Sequence[int]) -> Votes:
        """The same votes with items and their labels stored in another order."""
        new_index = {item: at for at, item in enumerate(order)}
        ballots = tuple(tuple(tuple(new_index[i] for i in tier) for tier in ballot) for ballot in self.ballots)
        return replace(self, labels=tuple(self.labels[item] for item in order), ballots=ballots)


@dataclass(frozen=True)
class Table:
    """Scores of items in rows, None where a cell is missing."""

    labels: tuple[Label, ...]
    rows: tuple[tuple[float | None, ...], ...]
    lower_is_better: tuple[bool, ...]
    weights: Weights = None
    groups: tuple[int, ...] | None = None

    @property
    def n_items(self) -> int:
        return len(self.labels)

    def array(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        cells = [[math.nan if score is None else score for score in row] for row in self.rows]
        return np.array(cells, dtype=np.float64).reshape(len(self.rows), self.n_items)

    def to_score_table(self) -> rf.ScoreTable:
        import rankfold as rf

        weights = None if self.weights is None else np.array(self.weights, dtype=_dtype(self.weights))
        groups = None if self.groups is None else list(self.groups)
        lower = list(self.lower_is_better)
        return rf.ScoreTable(
            self.array(), items=list(self.labels), lower_is_better=lower, weights=weights, groups=groups
        )

    def votes(self) -> Votes:
        """Every row as a ballot over the items that it scores."""
        ballots = []
        for row, lower in zip(self.rows, self.lower_is_better, strict=True):
            values = sorted({score for score in row if score is not None}, reverse=not lower)
            ballots.append(tuple(tuple(i for i, score in enumerate(row) if score == value) for value in values))
        return Votes(self.labels, tuple(ballots), self.weights, missing="absent")

    def scores(self, rule: str, **options: Any) -> list[Fraction | None]:
        """What the naive twin of the rule says."""
        if rule in naive.READS_SCORES:
            return naive.scores(rule, self.rows, self.n_items, self.weights, **options)
        if options.get("levels") == 2:
            options["groups"] = self.groups
        return self.votes().scores(rule, **options)


def _dtype(weights: Sequence[float]) -> type[np.int64] | type[np.float64]:
    """Integers stay integers, in an empty list too."""
    return np.int64 if all(isinstance(weight, int) for weight in weights) else np.float64


@st.composite
def labels(draw: st.DrawFn, n_items: int) -> tuple[Label, ...]:
    """Distinct labels whose order is not the order of the items."""
    integers = st.integers(-20, 20)
    texts = st.text("abAB0zé_", min_size=1, max_size=3)
    kind = draw(st.sampled_from([integers, texts, st.one_of(integers, texts)]))
    return tuple(draw(st.lists(kind, min_size=n_items, max_size=n_items, unique=True)))


@st.composite
def ballots(draw: st.DrawFn, n_items: int, *, complete: bool, ties: bool) -> tuple[tuple[int, ...], ...]:
    """One ballot: a shuffled list of items, cut short unless complete, tied where neighbours are joined."""
    order = draw(st.permutations(range(n_items)))
    n_ranked = n_items if complete else draw(st.integers(0, n_items))
    tiers: list[tuple[int, ...]] = []
    for item in order[:n_ranked]:
        if tiers and ties and draw(st.booleans()):
            tiers[-1] += (item,)
        else:
            tiers.append((item,))
    return tuple(tiers)


@st.composite
def weights(draw: st.DrawFn, n_voters: int, kinds: Sequence[str] = ("unit", "integer", "float")) -> Weights:
    """Weights of one kind, zeros included."""
    kind = draw(st.sampled_from(list(kinds)))
    if kind == "unit":
        return None
    if kind == "integer":
        return tuple(draw(st.lists(st.integers(0, 5), min_size=n_voters, max_size=n_voters)))
    # Tenths make sums that are equal on paper and not in floats, or the other way round.
    values = st.one_of(st.sampled_from((0.0, 0.1, 0.2, 0.3, 0.5, 1.0)), st.floats(1e-3, 1e3))
    return tuple(draw(st.lists(values, min_size=n_voters, max_size=n_voters)))


@st.composite
def votes(
    draw: st.DrawFn,
    *,
    min_items: int = 1,
    max_items: int = 6,
    min_voters: int = 0,
    max_voters: int = 8,
    complete: bool | None = None,
    ties: bool | None = None,
    kinds: Sequence[str] = ("unit", "integer", "float"),
) -> Votes:
    """Complete, top-k, tied and empty ballots; ``None`` leaves a choice open."""
    n_items = draw(st.integers(min_items, max_items))
    complete = draw(st.booleans()) if complete is None else complete
    ties = draw(st.booleans()) if ties is None else ties
    ballot = ballots(n_items, complete=complete, ties=ties)
    cast = draw(st.lists(ballot, min_size=min_voters, max_size=max_voters))
    return Votes(
        labels=draw(labels(n_items)),
        ballots=tuple(cast),
        weights=draw(weights(len(cast), kinds)),
        missing=draw(st.sampled_from(["below", "absent"])),
    )


@st.composite
def score_tables(
    draw: st.DrawFn,
    *,
    min_items: int = 1,
    max_items: int = 6,
    min_rows: int = 0,
    max_rows: int = 8,
    complete: bool | None = None,
    one_direction: bool = False,
    grouped: bool = False,
    kinds: Sequence[str] = ("unit", "integer", "float"),
) -> Table:
    """Tables with ties, missing cells, directions, weights and groups."""
    n_items = draw(st.integers(min_items, max_items))
    n_rows = draw(st.integers(min_rows, max_rows))
    complete = draw(st.booleans()) if complete is None else complete
    score = st.sampled_from(GRID)
    cell = score if complete else st.one_of(st.none(), score)
    rows = draw(st.lists(st.tuples(*[cell] * n_items), min_size=n_rows, max_size=n_rows))
    flags = st.just(draw(st.booleans())) if one_direction else st.booleans()
    group_of = st.lists(st.integers(0, 2), min_size=n_rows, max_size=n_rows)
    return Table(
        labels=draw(labels(n_items)),
        rows=tuple(rows),
        lower_is_better=tuple(draw(st.lists(flags, min_size=n_rows, max_size=n_rows))),
        weights=draw(weights(n_rows, kinds)),
        groups=tuple(draw(group_of)) if grouped else None,
    )

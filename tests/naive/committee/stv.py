"""The single transferable vote, paper by paper, in fractions (Meek and Warren in floats with a tolerance)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.naive.committee.search import Committee, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Votes of Meek's and Warren's counts that differ by less are equal.
CLOSE = 1e-9


@dataclass
class Paper:
    order: tuple[int, ...]
    weight: Any
    value: Any = Fraction(1)
    at: int | None = None
    came: int = 0


@dataclass
class Count:
    """What a count came to; ``choose`` breaks ties: ``choose(tied, best)`` is the one that is best, or worst."""

    n_items: int
    k: int
    every: list[Committee]
    previous: str
    choose: Callable[[list[int], bool], int]
    close: float = 0
    continuing: list[int] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    history: list[dict[int, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)

    def within(self) -> list[Committee]:
        return [c for c in self.every if c >= set(self.elected) and not c & set(self.excluded)]

    def drop_doomed(self) -> list[int]:
        if len(self.elected) == self.k:
            return []
        doomed = [i for i in self.continuing if not any(i in c for c in self.within())]
        self.continuing = [i for i in self.continuing if i not in doomed]
        self.excluded += doomed
        return doomed

    def extreme(self, items: list[int], votes: dict[int, Any], sign: int) -> list[int]:
        top = max(sign * votes[i] for i in items)
        return [i for i in items if top - sign * votes[i] <= self.close]

    def first(self, items: list[int], sign: int) -> int:
        """The item with the most (or fewest) votes, then in previous stages, then by lot."""
        tied = self.extreme(items, self.history[-1], sign)
        before = self.history[:-1]
        order = {"backwards": before[::-1], "forwards": before, "none": []}[self.previous]
        for votes in order:
            tied = self.extreme(tied, votes, sign)
        return tied[0] if len(tied) == 1 else self.choose(sorted(tied), sign > 0)

    def elect(self, quota: Any) -> tuple[list[int], list[int]]:
        """Who is elected at the end of a stage, and who cannot be any more."""
        votes, new, doomed = self.history[-1], [], []
        reached = [i for i in self.continuing if votes[i] >= quota - self.close]
        while reached and len(self.elected) < self.k:
            new.append(self.first(reached, 1))
            self.elected.append(new[-1])
            self.continuing.remove(new[-1])
            doomed += self.drop_doomed()
            reached = [i for i in reached if i in self.continuing]
        if len(self.elected) + len(self.continuing) == self.k:
            while self.continuing:
                new.append(self.first(self.continuing, 1))
                self.elected.append(new[-1])
                self.continuing.remove(new[-1])
        return new, doomed

    def exclude(self) -> int:
        can_go = [i for i in self.continuing if any(i not in c for c in self.within())]
        worst = self.first(can_go, -1)
        self.continuing.remove(worst)
        self.excluded.append(worst)
        return worst


def quota_of(name: str, n: Fraction, k: int) -> Fraction:
    return {"droop": n / (k + 1), "droop_integer": Fraction(n // (k + 1) + 1), "hare": n / k}[name]


def gregory(count: Count, papers: list[Paper], transfer: str, quota: Fraction) -> Count:
    scottish = transfer == "scottish"
    n = sum((p.weight for p in papers), Fraction(0))
    keeps: dict[int, Fraction] = {}
    lost = Fraction(0)
    pending: list[int] = []
    doomed: list[int] = []

    def move(moving: list[Paper]) -> None:
        for paper in moving:
            paper.at = next((i for i in paper.order if i in count.continuing), None)
            paper.came = len(count.history)

    def votes(item: int) -> Fraction:
        if item in keeps:
            return keeps[item]
        return sum((p.weight * p.value for p in papers if p.at == item), Fraction(0))

    def record(action: str, items: list[int]) -> None:
        gone = [i for i in count.excluded if i not in doomed]
        table = {i: votes(i) for i in range(count.n_items) if i not in gone}
        count.history.append({i: table.get(i, Fraction(0)) for i in range(count.n_items)})
        spent = sum((p.weight * p.value for p in papers if p.at is None), Fraction(0))
        stage = {"action": action, "items": items, "votes": table, "exhausted": spent, "lost": lost}
        assert sum(table.values()) + spent + lost == n
        count.stages.append(stage)

    count.drop_doomed()
    move(papers)
    record("first_preferences", [])
    while True:
        new, newly_doomed = count.elect(quota)
        doomed += newly_doomed
        count.stages[-1]["elected"] = new
        pending += [i for i in new if votes(i) > quota]
        if len(count.elected) == count.k:
            return count
        if doomed:
            leaving, doomed = doomed, []
            move([p for p in papers if p.at in leaving])
            record("bounds", leaving)
        elif pending:
            now = [count.first(pending, 1)] if scottish else list(pending)
            pending = [i for i in pending if i not in now]
            moving = []
            for item in now:
                whole = votes(item)
                parcel = [p for p in papers if p.at == item]
                if transfer == "last_parcel":
                    parcel = [p for p in parcel if p.came == max(q.came for q in parcel)]
                passed = sum((p.weight * p.value for p in parcel), Fraction(0))
                for paper in parcel:
                    value = paper.value * (whole - quota) / passed
                    paper.value = Fraction(value * 100_000 // 1, 100_000) if scottish else value
                keeps[item] = quota
                moving += parcel
                if scottish:
                    lost += whole - quota - sum(p.weight * p.value for p in parcel)
            move(moving)
            record("surplus", now)
        else:
            out = count.exclude()
            doomed += count.drop_doomed()
            move([p for p in papers if p.at == out])
            record("exclusion", [out])


def meek(count: Count, papers: list[Paper], transfer: str) -> Count:
    n = float(sum(p.weight for p in papers))
    take: dict[int, float] = {}
    doomed: list[int] = []

    def share() -> tuple[dict[int, float], float]:
        votes, spent = dict.fromkeys(range(count.n_items), 0.0), 0.0
        for paper in papers:
            left = 1.0
            for item in paper.order:
                if item in count.continuing:
                    votes[item] += float(paper.weight) * left
                    left = 0.0
                elif item in count.elected:
                    kept = left * take[item] if transfer == "meek" else min(left, take[item])
                    votes[item] += float(paper.weight) * kept
                    left -= kept
            spent += float(paper.weight) * left
        return votes, (n - spent) / (count.k + 1)

    def settle() -> float:
        for _ in range(100_000):
            votes, quota = share()
            if all(abs(votes[i] - quota) < 1e-13 * n for i in count.elected):
                break
            for i in count.elected:
                take[i] = min(1.0, take[i] * quota / votes[i]) if votes[i] > 0 else 1.0
        count.history.append(votes)
        return quota

    count.drop_doomed()
    while True:
        quota = settle()
        new, newly_doomed = count.elect(quota)
        take.update(dict.fromkeys(new, 1.0))
        doomed += newly_doomed
        if len(count.elected) == count.k:
            return count
        if doomed:
            doomed = []
        elif not new:
            count.exclude()
            doomed += count.drop_doomed()


def run(
    ballots: Sequence[tuple[int, ...]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
    choose: Callable[[list[int], bool], int],
    *,
    transfer: str = "weighted_inclusive",
    quota: str | None = None,
    previous_stages: str = "backwards",
) -> Count:
    """One count, its lots drawn by ``choose``."""
    papers = [Paper(order, w) for order, w in zip(ballots, weights, strict=True) if order and w]
    every = committees(n_items, k, allowed)
    count = Count(n_items, k, every, previous_stages, choose, continuing=list(range(n_items)))
    if transfer in ("meek", "warren"):
        count.close = CLOSE
        return meek(count, papers, transfer)
    n = sum((p.weight for p in papers), Fraction(0))
    named = quota or ("droop_integer" if transfer == "scottish" else "droop")
    return gregory(count, papers, transfer, quota_of(named, n, k))


def outcomes(
    ballots: Sequence[tuple[int, ...]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
    **options: Any,
) -> set[Committee]:
    """All committees, by counting anew for every series of lots."""
    found: set[Committee] = set()
    scripts: list[list[int]] = [[]]
    while scripts:
        script = scripts.pop()
        drawn: list[int] = []

        def choose(tied: list[int], best: bool, script: list[int] = script, drawn: list[int] = drawn) -> int:
            if len(drawn) == len(script):
                scripts.extend([*script, other] for other in range(1, len(tied)))
                script.append(0)
            drawn.append(script[len(drawn)])
            return tied[drawn[-1]]

        found.add(frozenset(run(ballots, weights, n_items, k, allowed, choose, **options).elected))
    return found

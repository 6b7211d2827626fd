"""Kemeny orders: proofs against a lazy linear program on HiGHS, searches against the best values known."""

from __future__ import annotations

import csv
import gzip
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.report import Bar, Measured, Row
from benches.timing import Contestant, race

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from benches.timing import Settings

    Matrix = NDArray[np.int64]

#: Real instances lie beside the checkout, if anywhere: they are other people's, and not part of this project.
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

#: How much faster than the linear program a proof has to be, in the geometric mean; none may take longer than 1.25
#: times as long and 5 ms.
TIMES = 2.0

#: Seconds after which a proof is given up, and its gap reported.
LIMIT = 20.0


@dataclass(frozen=True, slots=True)
class Instance:
    """A matrix of weights of preference; ``best`` is the best sum above the diagonal that is known."""

    name: str
    weights: Matrix
    best: int | None = None

    def value(self, found: rf.rank.KemenyRanking) -> int:
        """The sum above the diagonal, which is what the literature counts."""
        assert isinstance(found.cost, int)
        return int(self.weights.sum() - np.trace(self.weights)) - found.cost


def rows(settings: Settings) -> list[Row]:
    """Proofs of drawn votes and, where they are at hand, of published tables and of the matrices of LOLIB."""
    sizes = (20, 30) if settings.quick else (100, 200, 500)
    found = [_proofs("drawn by Mallows(0.9), 21 voters", [_mallows(m) for m in sizes], settings)]
    even = sizes[:1] if settings.quick else (20, 30, 40, 50)
    found.append(_proofs("drawn evenly, 21 voters", [_uniform(m) for m in even], settings))
    tables = list(_tables())
    if tables:
        found.append(_proofs("published tables", tables, settings))
        found.append(_bootstrap(tables[0], settings))
    for family in ("IO", "RandB", "SGB"):
        matrices = list(_lolib(family, only=40 if family == "RandB" else None))
        if matrices:
            found.append(_proofs(f"LOLIB {family}", matrices[: settings.size(100)], settings))
    return found


def search_rows(settings: Settings) -> list[Row]:
    """How close the search comes to the best values known, within a time."""
    bars = (
        ("IO", 1, 1, 0.0),
        ("SGB", 1, 1, 0.0),
        ("MB", 1, 1, 0.0),
        ("RandB", 10, 1, 0.0),
        ("RandA2", 10, 1, 0.0),
        ("RandA1", 30, 2, 0.001),
        ("xLOLIB", 30, 2, 0.003),
    )
    return [
        _searches(family, matrices[: settings.size(100)], seconds / 10 if settings.quick else seconds, threads, gap)
        for family, seconds, threads, gap in bars
        if (matrices := list(_lolib(family)))
    ]


def _proofs(name: str, instances: list[Instance], settings: Settings) -> Row:
    """The geometric mean over the instances that are proven in time."""
    solve = _peer()
    own, peer, slower, gaps = [], [], [], []
    for instance in instances:
        found = _prove(instance.weights)
        if not found.proven:
            gaps.append(found.gap)
            continue
        contestants = [Contestant("rankfold", _prove, lambda at=instance: at.weights.copy(), read=instance.value)]
        if solve is not None:
            read: Callable[[Any], Any] = lambda answer: answer.value  # noqa: E731 - one expression
            contestants.append(Contestant("highspy", solve, lambda at=instance: at.weights.copy(), read=read))
        seconds = race(instance.name, contestants, 1 if len(instances) > 5 else settings.repeats)
        own.append(seconds[0])
        peer += seconds[1:]
        if seconds[1:] and seconds[0] > 1.25 * seconds[1] + 0.005:
            slower.append(instance.name)
    mean, size = _geometric_mean(own), f"{len(instances)} instances, {max(own):.2g} s at most"
    if gaps:
        size += f"; {len(gaps)} more than {LIMIT:g} s, gap {max(gaps):.1%} at most"
    if not peer:
        return Row(f"Kemeny, proven: {name}", size, mean)
    other = _geometric_mean(peer)
    text = f"{TIMES:g}x, none slower" + "".join(f" ({name})" for name in slower)
    bar = Bar(text, other >= TIMES * mean and not slower)
    return Row(f"Kemeny, proven: {name}", size, mean, peer=Measured("highspy, lazy 3-cycles", other), bar=bar)


def _prove(weights: Matrix) -> rf.rank.KemenyRanking:
    return rf.rank.kemeny(weights, method="exact", time_limit=LIMIT)


def _peer() -> Callable[[Matrix], Any] | None:
    try:
        from benches.lazy_cycle_lp import solve
    except ImportError:
        return None
    return solve


def _bootstrap(instance: Instance, settings: Settings) -> Row:
    n_resamples = settings.size(1000)
    table = _leaderboard(DATA / "benchmarks" / "colombo" / "glue.data")
    start = time.process_time()
    rf.rank.bootstrap(rf.ScoreTable(table), rule="kemeny", n_resamples=n_resamples)
    seconds = time.process_time() - start
    size = f"{n_resamples} resamples of {instance.name}"
    # A minute on two processors.
    return Row("bootstrap of exact Kemeny", size, seconds, bar=Bar("120 s", seconds < 120))


def _searches(family: str, instances: list[Instance], seconds: float, n_threads: int, most: float) -> Row:
    gaps, start = [], time.process_time()
    for instance in instances:
        found = rf.rank.kemeny(instance.weights, method="search", time_limit=seconds, n_threads=n_threads)
        assert instance.best is not None
        gaps.append((instance.best - instance.value(found)) / instance.best)
    met = sum(gap <= most for gap in gaps)
    size = f"{len(instances)} instances, gap {max(gaps):.3%} at most, {met} within {most:.1%}"
    mean = (time.process_time() - start) / len(instances)
    bar = Bar(f"95 % within {most:.1%} in {seconds:g} s", met >= 0.95 * len(instances))
    return Row(f"Kemeny, searched: LOLIB {family}", size, mean, bar=bar)


def _geometric_mean(seconds: list[float]) -> float:
    return math.exp(sum(math.log(max(second, 1e-7)) for second in seconds) / len(seconds))


def _mallows(m: int, phi: float = 0.9, n_voters: int = 21) -> Instance:
    """Votes around one order: each item is inserted so many places from the end of those before it."""
    generator = np.random.default_rng(m)
    orders = []
    for _ in range(n_voters):
        order: list[int] = []
        for item in range(m):
            chances = phi ** np.arange(item + 1)
            order.insert(item - int(generator.choice(item + 1, p=chances / chances.sum())), item)
        orders.append(order)
    return Instance(f"Mallows {m}", _wins(np.argsort(orders)))


def _uniform(m: int, n_voters: int = 21) -> Instance:
    generator = np.random.default_rng(m)
    return Instance(f"uniform {m}", _wins(np.argsort([generator.permutation(m) for _ in range(n_voters)])))


def _wins(ranks: NDArray[Any]) -> Matrix:
    """How many rows have the first of two items at a smaller number."""
    return (ranks[:, :, None] < ranks[:, None, :]).sum(axis=0).astype(np.int64)


def _tables() -> Iterator[Instance]:
    for name in ("glue", "superglue"):
        path = DATA / "benchmarks" / "colombo" / f"{name}.data"
        if path.exists():
            yield Instance(name.upper(), _wins(-_leaderboard(path)))


def _leaderboard(path: Path) -> NDArray[np.float64]:
    """Scores of tasks in rows: a line is a name, the overall score, and the score of each task."""
    with path.open(newline="", encoding="utf-8") as lines:
        fields = [
            [cell for cell in field[2:] if cell.strip()] for field in list(csv.reader(lines))[1:] if len(field) > 2
        ]
    return np.array(fields, float).T


def _lolib(family: str, *, only: int | None = None) -> Iterator[Instance]:
    """The matrices of a family, with the best values that are known."""
    listing = DATA / "lop" / "best_known.csv"
    if not listing.exists():
        return
    with listing.open(newline="", encoding="utf-8") as lines:
        for entry in csv.DictReader(lines):
            if entry["family"] == family and only in (None, int(entry["n"])):
                cells = gzip.decompress((DATA / "lop" / family / f"{entry['name']}.txt.gz").read_bytes()).split()
                m = int(cells[0])
                weights = np.array(cells[1 : m * m + 1], np.int64).reshape(m, m)
                yield Instance(entry["name"], weights, int(entry["best_known"]))

"""Distances and correlations of rankings from their definitions: pair by pair, permutation by permutation."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class PairCounts(NamedTuple):
    """Pairs by what two rankings say of them."""

    concordant: int
    discordant: int
    tied_x: int
    tied_y: int
    tied_both: int


def sign(a: Any, b: Any) -> int:
    """1 for a > b, -1 for a < b, 0 for a tie."""
    return int(a > b) - int(a < b)


def pair_counts(x: Sequence[float], y: Sequence[float]) -> PairCounts:
    """Every pair looked at."""
    counts = [0] * 5
    for (a, b), (c, d) in combinations(zip(x, y, strict=True), 2):
        in_x, in_y = sign(a, c), sign(b, d)
        if in_x and in_y:
            counts[0 if in_x == in_y else 1] += 1
        else:
            counts[4 if in_x == in_y else 2 if in_x == 0 else 3] += 1
    return PairCounts(*counts)


def kendall_tau(x: Sequence[float], y: Sequence[float], variant: str = "b") -> float:
    """Tau-a, tau-b or tau-c; NaN where it is not defined."""
    pairs, n = pair_counts(x, y), len(x)
    lead, untied = pairs.concordant - pairs.discordant, pairs.concordant + pairs.discordant
    k = min(len(set(x)), len(set(y)))
    if n < 2 or (variant != "a" and k < 2):
        return math.nan
    if variant == "a":
        return lead / (n * (n - 1) // 2)
    if variant == "b":
        return lead / math.sqrt((untied + pairs.tied_x) * (untied + pairs.tied_y))
    return float(Fraction(2 * k * lead, n * n * (k - 1)))


def kendall_distance(x: Sequence[float], y: Sequence[float], penalty: float = 0.5) -> float:
    """Discordant pairs, and the penalty for each that one of the two ties."""
    pairs = pair_counts(x, y)
    return pairs.discordant + penalty * (pairs.tied_x + pairs.tied_y)


def mid_ranks(x: Sequence[float]) -> list[Fraction]:
    """Ranks from 1 for the lowest; the mean for ties."""
    return [1 + sum(other < value for other in x) + Fraction(sum(other == value for other in x) - 1, 2) for value in x]


def spearman_rho(x: Sequence[float], y: Sequence[float]) -> float:
    """Pearson's correlation of the ranks."""
    middle = Fraction(len(x) + 1, 2)
    first, second = ([rank - middle for rank in mid_ranks(values)] for values in (x, y))
    spread = sum(a * a for a in first) * sum(b * b for b in second)
    return float(sum(a * b for a, b in zip(first, second, strict=True))) / math.sqrt(spread) if spread else math.nan


def spearman_footrule(x: Sequence[float], y: Sequence[float]) -> Fraction:
    """How far all ranks move together."""
    return sum((abs(a - b) for a, b in zip(mid_ranks(x), mid_ranks(y), strict=True)), Fraction(0))


def weighted_tau(
    x: Sequence[float],
    y: Sequence[float],
    rank: str | Sequence[int] = "both",
    weight: Callable[[int], float] = lambda rank: 1 / (rank + 1),
    *,
    additive: bool = True,
) -> float:
    """Pairs by the weights of their items; the highest score is the best."""
    if rank == "both":
        ways = [weighted_tau(x, y, way, weight, additive=additive) for way in ("x", "y")]
        return sum(ways) / 2
    if isinstance(rank, str):
        key = (lambda i: (x[i], y[i])) if rank == "x" else (lambda i: (y[i], x[i]))
        order = sorted(range(len(x)), key=key, reverse=True)
        rank = [order.index(i) for i in range(len(x))]
    lead = untied_x = untied_y = 0.0
    for i, j in combinations(range(len(x)), 2):
        a, b = weight(rank[i]), weight(rank[j])
        w = a + b if additive else a * b
        in_x, in_y = sign(x[i], x[j]), sign(y[i], y[j])
        lead, untied_x, untied_y = lead + w * in_x * in_y, untied_x + w * abs(in_x), untied_y + w * abs(in_y)
    return lead / math.sqrt(untied_x * untied_y) if untied_x * untied_y else math.nan


def average_precision_correlation(candidate: Sequence[float], reference: Sequence[float], variant: str = "a") -> float:
    """The highest is the best. "a": over every way to break the ties of the candidate; "b": over groups, both ways."""
    n = len(candidate)
    if n < 2:
        return math.nan
    if variant == "b":
        ways = [_below_the_top(candidate, reference), _below_the_top(reference, candidate)]
        return math.nan if None in ways else float(sum(ways) / 2)  # type: ignore[arg-type]
    orders = [
        order for order in permutations(range(n)) if all(candidate[a] >= candidate[b] for a, b in pairwise(order))
    ]
    total = Fraction(0)
    for order in orders:
        for place in range(1, n):
            above = sum(reference[other] > reference[order[place]] for other in order[:place])
            total += Fraction(above, place)
    return float(2 * total / len(orders) / (n - 1) - 1)


def _below_the_top(candidate: Sequence[float], reference: Sequence[float]) -> Fraction | None:
    shares = []
    for i, value in enumerate(candidate):
        above = [j for j, other in enumerate(candidate) if other > value]
        if above:
            shares.append(Fraction(sum(reference[j] > reference[i] for j in above), len(above)))
    return 2 * sum(shares, Fraction(0)) / len(shares) - 1 if shares else None


def kendall_w(rows: Sequence[Sequence[float]]) -> tuple[float, float]:
    """W and Friedman's chi-square, from sums of mid-ranks."""
    m, n = len(rows), len(rows[0])
    ranks = [mid_ranks(row) for row in rows]
    sums = [sum(column, Fraction(0)) for column in zip(*ranks, strict=True)]
    spread = sum((total - Fraction(m * (n + 1), 2)) ** 2 for total in sums)
    ties = sum(row.count(value) ** 3 - row.count(value) for row in map(list, rows) for value in set(row))
    most = m * m * (n**3 - n) - m * ties
    w = float(12 * spread / most) if most else math.nan
    return w, m * (n - 1) * w


def tiers(order: Iterable[Any]) -> list[list[Any]]:
    """A list with inner lists as groups of one or more."""
    return [list(entry) if isinstance(entry, (list, tuple, set, frozenset)) else [entry] for entry in order]


def unified(x: Iterable[Any], y: Iterable[Any], missing: str = "below") -> tuple[list[int], list[int]]:
    """Two lists as vectors of tiers over the same items."""
    places = [{item: number for number, tier in enumerate(tiers(order)) for item in tier} for order in (x, y)]
    first, second = places
    items = sorted(first.keys() | second.keys() if missing == "below" else first.keys() & second.keys(), key=str)
    return [first.get(item, 10**9) for item in items], [second.get(item, 10**9) for item in items]


def top_k_kendall_distance(x: Sequence[Any], y: Sequence[Any], penalty: float) -> float:
    """The four cases of Fagin, Kumar and Sivakumar (2003), for lists without ties."""
    distance = 0.0
    for i, j in combinations(sorted({*x, *y}, key=str), 2):
        here, there = ([item for item in order if item in (i, j)] for order in (x, y))
        if len(here) == len(there) == 2:
            distance += here != there
        elif len(here) + len(there) == 3:
            both, one = (here, there) if len(here) == 2 else (there, here)
            distance += both[0] != one[0]
        elif len(here) == len(there) == 1:
            distance += here != there
        else:
            distance += penalty
    return distance


def contributions(order: Iterable[Any], depth: int, variant: str) -> dict[Any, float]:
    """What each item counts at a depth: 1 if known, and a part of it inside a tie."""
    found, start = {}, 0
    for tier in tiers(order):
        inside = min(max(depth - start, 0), len(tier))
        if inside:
            found.update(dict.fromkeys(tier, 1.0 if variant == "w" else inside / len(tier)))
        start += len(tier)
    return found


def rank_biased_overlap(x: Sequence[Any], y: Sequence[Any], p: float, variant: str = "a") -> float:
    """Extrapolated, for lists of one length: the agreement at their end goes on for ever."""

    def agreement(depth: int) -> float:
        a, b = contributions(x, depth, variant), contributions(y, depth, variant)
        common = sum(a[item] * b[item] for item in a.keys() & b.keys())
        if variant == "w":
            return 2 * common / (sum(a.values()) + sum(b.values()))
        if variant == "a":
            return common / depth
        return common / math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))

    length = sum(map(len, tiers(x)))
    total = sum((1 - p) * p ** (d - 1) * agreement(d) for d in range(1, length + 1))
    return total + p**length * agreement(length)


def overlap_of_uneven_lists(x: Sequence[Any], y: Sequence[Any], p: float) -> float:
    """Equation 32 of Webber, Moffat and Zobel, term by term; no ties."""
    short, long = sorted((list(x), list(y)), key=len)
    s, n = len(short), len(long)
    common = [len({*short[:d]} & {*long[:d]}) for d in range(n + 1)]
    total = sum(common[d] / d * p**d for d in range(1, n + 1))
    total += sum(common[s] * (d - s) / (s * d) * p**d for d in range(s + 1, n + 1))
    return (1 - p) / p * total + ((common[n] - common[s]) / n + common[s] / s) * p**n


def overlap_minimum(x: Sequence[Any], y: Sequence[Any], p: float, depth: int = 500) -> float:
    """Both lists go on with items of their own; what lies beyond the depth is next to nothing."""
    first, second = ([*order, *((own, k) for k in range(depth))] for own, order in (("x", x), ("y", y)))
    return sum((1 - p) * p ** (d - 1) * len({*first[:d]} & {*second[:d]}) / d for d in range(1, depth + 1))

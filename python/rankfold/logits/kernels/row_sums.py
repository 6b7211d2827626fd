"""One row of logits in one read: what lanes keep, how they take up more of it, and how they become the row's numbers.

A lane keeps a reference, ``r = max(x) * scale`` of its logits so far with ``scale = log2(e) / temperature``, and
relative to it the sums over ``y = x * scale - r`` that entropies and the like are made of: of ``2^y``, ``2^y y`` and
``y``. The product and the difference are rounded once, and what was rounded of ``r`` cancels, since all that is ever
taken from ``r`` are differences.

Lanes do not meet before the end of the row: nothing waits in the loop. Minus infinity is left out by predicates, which
cost an instruction for two logits; the reference of a lane that has seen nothing else is a finite number far below.
NaN and plus infinity make the sum of their lane NaN, and with it that of the row.
"""

from __future__ import annotations

import triton
import triton.language as tl

__all__ = ["absorb", "finish", "join", "merge", "start"]

#: The reference of a lane that has seen no finite logit.
LEAST = tl.constexpr(-3.0e38)

#: References are taken to fall no further at once: times a sum this stays finite, and as an exponent it gives 0.
FALL = tl.constexpr(-1.0e30)

#: More than rounding leaves of a distance that is 0.
NOTHING = tl.constexpr(1.0e-30)

#: Logits as low as this, which only masks are, count as minus infinity: scaled, they might be. It is a number of
#: bfloat16, so that two of those are compared at once.
FLOOR = tl.constexpr(-(2.0**100))

LN_2 = tl.constexpr(0.6931471805599453)

NEGATIVE_INFINITY = tl.constexpr(float("-inf"))

POSITIVE_INFINITY = tl.constexpr(float("inf"))


@triton.jit
def start(LANES: tl.constexpr, WIDTH: tl.constexpr):
    """What lanes know of nothing: greatest, reference, three sums, finite and greater logits, the two greatest."""
    nothing = tl.full([LANES], NEGATIVE_INFINITY, tl.float32)
    zeros = tl.zeros([LANES], tl.float32)
    cells = tl.full([LANES, WIDTH], NEGATIVE_INFINITY, tl.float32)
    return nothing, tl.full([LANES], LEAST, tl.float32), zeros, zeros, zeros, zeros, zeros, cells, cells


@triton.jit
def absorb(
    lanes,
    tiles,
    threshold,
    scale,
    LANES: tl.constexpr,
    WIDTH: tl.constexpr,
    TILES: tl.constexpr,
    ENTROPY: tl.constexpr,
    CERTAINTY: tl.constexpr,
    RANK: tl.constexpr,
    MARGIN: tl.constexpr,
    PACKED: tl.constexpr,
):
    """The lanes with some tiles more; PACKED compares short formats two at a time, before they are widened."""
    greatest, reference, total, weighted, spread, finite, greater, first, second = lanes
    if PACKED:
        high = tiles[0]
        for t in tl.static_range(1, TILES):
            high = tl.maximum(high, tiles[t])
        high = high.to(tl.float32)
    else:
        high = tiles[0].to(tl.float32)
        for t in tl.static_range(1, TILES):
            high = tl.maximum(high, tiles[t].to(tl.float32))
    greatest = tl.maximum(greatest, tl.max(high, 1))
    risen = tl.maximum(greatest * scale, LEAST)
    fall = tl.maximum(reference - risen, FALL)
    factor = tl.exp2(fall)
    weighted = factor * tl.fma(fall, total, weighted)
    total = factor * total
    spread = tl.fma(fall, finite, spread)
    zeros = tl.zeros([LANES, WIDTH], tl.float32)
    below = tl.broadcast_to(risen[:, None], [LANES, WIDTH])
    sums, weights, spreads, counts, above = zeros, zeros, zeros, zeros, zeros
    for t in tl.static_range(TILES):
        x = tiles[t].to(tl.float32)
        exponent = tl.fma(x, scale, -below)
        power = tl.exp2(exponent)
        sums += power
        # Each of these is one instruction under a predicate. Not "x > floor", which is false of NaN.
        is_possible = ~(x <= FLOOR)
        if ENTROPY:
            weights = tl.where(is_possible, tl.fma(power, exponent, weights), weights)
        if CERTAINTY:
            spreads = tl.where(is_possible, spreads + exponent, spreads)
            counts = tl.where(is_possible, counts + 1, counts)
        if RANK:
            above = tl.where(x > threshold, above + 1, above)
        if MARGIN:
            second = tl.maximum(second, tl.minimum(first, x))
            first = tl.maximum(first, x)
    total += tl.sum(sums, 1)
    weighted += tl.sum(weights, 1)
    spread += tl.sum(spreads, 1)
    finite += tl.sum(counts, 1)
    greater += tl.sum(above, 1)
    return greatest, risen, total, weighted, spread, finite, greater, first, second


@triton.jit
def merge(greatest, reference, total, weighted, spread, finite, greater):
    """Lanes as one: the sums relative to the highest reference."""
    highest = tl.max(reference, 0)
    fall = tl.maximum(reference - highest, FALL)
    factor = tl.exp2(fall)
    weighted = tl.sum(factor * tl.fma(fall, total, weighted), 0)
    spread = tl.sum(tl.fma(fall, finite, spread), 0)
    total = tl.sum(factor * total, 0)
    return tl.max(greatest, 0), highest, total, weighted, spread, tl.sum(finite, 0), tl.sum(greater, 0)


@triton.jit
def join(one, other):
    """The sums of two parts of a row as those of both."""
    greatest, reference, total, weighted, spread, finite, greater = one
    greatest_2, reference_2, total_2, weighted_2, spread_2, finite_2, greater_2 = other
    highest = tl.maximum(reference, reference_2)
    fall = tl.maximum(reference - highest, FALL)
    fall_2 = tl.maximum(reference_2 - highest, FALL)
    factor = tl.exp2(fall)
    factor_2 = tl.exp2(fall_2)
    weighted = factor * tl.fma(fall, total, weighted) + factor_2 * tl.fma(fall_2, total_2, weighted_2)
    spread = tl.fma(fall, finite, spread) + tl.fma(fall_2, finite_2, spread_2)
    total = factor * total + factor_2 * total_2
    return tl.maximum(greatest, greatest_2), highest, total, weighted, spread, finite + finite_2, greater + greater_2


@triton.jit
def top_two(first, second, SIZE: tl.constexpr):
    """The greatest but one of cells that hold their two greatest each."""
    best = tl.argmax(first, 0)
    others = tl.where(tl.arange(0, SIZE) == best, NEGATIVE_INFINITY, first)
    return tl.maximum(tl.max(others, 0), tl.max(second, 0))


@triton.jit
def finish(row, sums, second, own, scale, per_temperature, columns, rank, n_rows, ASKED: tl.constexpr):
    """Writes the numbers of a row, one column behind the other; ``own`` is the logit of the target.

    A bit of ASKED for each of :data:`~rankfold.logits.columns.COLUMNS` says whether there is such a column.
    """
    greatest, reference, total, weighted, spread, finite, greater = sums
    # Not "total <= 0", which is false of NaN.
    is_known = (total > 0) & (total < POSITIVE_INFINITY) & (greatest > FLOOR)
    log_total = tl.log2(total)
    # What was rounded of the reference; the greatest logit is this much above it.
    rounding = tl.fma(greatest, scale, -reference)
    natural = (log_total - rounding) * LN_2
    at = columns + row
    if ASKED & 1:
        found = (tl.fma(own, scale, -reference) - log_total) * LN_2
        found = tl.where(found > 0, 0.0, found)
        tl.store(at, tl.where(is_known, found, float("nan")))
        at += n_rows
    if ASKED & 2:
        found = (log_total - weighted / total) * LN_2
        found = tl.where(found < NOTHING, 0.0, found)
        tl.store(at, tl.where(is_known, found, float("nan")))
        at += n_rows
    if ASKED & 4:
        found = (log_total - spread / finite - tl.log2(finite)) * LN_2
        found = tl.where(found < NOTHING, 0.0, found)
        tl.store(at, tl.where(is_known, found, float("nan")))
        at += n_rows
    if ASKED & 8:
        tl.store(at, tl.where(is_known, (greatest - second) * per_temperature, float("nan")))
        at += n_rows
    if ASKED & 16:
        tl.store(at, tl.where(is_known, greatest * per_temperature, float("nan")))
        at += n_rows
    if ASKED & 32:
        tl.store(at, tl.where(is_known, greatest * per_temperature + natural, float("nan")))
        at += n_rows
    if ASKED & 64:
        tl.store(at, tl.where(is_known, natural, float("nan")))
        at += n_rows
    if ASKED & 128:
        tl.store(at, tl.where(is_known, greatest, float("nan")))
    if rank is not None:
        tl.store(rank + row, tl.where(is_known, greater + 1, 0.0).to(tl.int64))

"""The share of time that a walk spends at each item, in fractions."""

from __future__ import annotations

from fractions import Fraction

Rates = list[list[Fraction]]


def stationary(rates: Rates) -> list[Fraction]:
    """The distribution that the walk leaves as it is: what flows in flows out, and all shares sum to 1."""
    n_items = len(rates)
    # A row an item: inflow less outflow; the last one says that the shares sum to 1.
    rows = [[rates[j][i] if j != i else -sum(rates[i]) + rates[i][i] for j in range(n_items)] for i in range(n_items)]
    rows[-1] = [Fraction(1)] * n_items
    right = [Fraction(0)] * (n_items - 1) + [Fraction(1)]
    for column in range(n_items):
        pivot = next(row for row in range(column, n_items) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        right[column], right[pivot] = right[pivot], right[column]
        for row in range(n_items):
            factor = rows[row][column] / rows[column][column]
            if row != column and factor:
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
                right[row] -= factor * right[column]
    return [right[item] / rows[item][item] for item in range(n_items)]

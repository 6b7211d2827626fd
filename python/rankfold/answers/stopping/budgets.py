"""A schedule of growing budgets."""

from __future__ import annotations

from fractions import Fraction

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.errors import InvalidInputError

__all__ = ["deepening_budgets"]


def deepening_budgets(total: int, *, first: int, growth: float | Fraction = 2) -> tuple[int, ...]:
    """Budgets of rounds that grow geometrically and together spend a total.

    Iterative deepening: after each round one looks whether to stop, and the next round is ``growth`` times as large.

    Parameters
    ----------
    total : int
        What all rounds spend together, in samples or tokens.
    first : int
        The budget of the first round.
    growth : float or Fraction, default 2
        1 or more. A float is read as the decimal that it prints as.

    Returns
    -------
    tuple of int
        A budget for each round; they never fall, and sum to ``total``.

    Raises
    ------
    InvalidInputError
        Unless ``1 <= first <= total`` and ``growth >= 1``; for more than 10,000 rounds.

    Notes
    -----
    Round ``i`` from 0 gets ``first * growth**i``, rounded down from the exact number, as long as all together stay
    within ``total``; what is left over goes to the last round. The sum of all rounds is at most about
    ``growth / (growth - 1)`` times the last one.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.deepening_budgets(31_000, first=1000)
    (1000, 2000, 4000, 8000, 16000)
    >>> rf.answers.deepening_budgets(64, first=4, growth=1.5)
    (4, 6, 9, 13, 32)
    """
    whole = integer("total", total, 1, 2**63 - 1)
    start = integer("first", first, 1, whole)
    ratio = growth if isinstance(growth, Fraction) else Fraction(repr(real("growth", growth)))
    if ratio < 1 or ratio.numerator >= 2**63:
        raise InvalidInputError(f"growth = {growth}: expected 1 <= growth, of a numerator that fits 63 bits")
    return tuple(_native.deepening_budgets(whole, start, (ratio.numerator, ratio.denominator)))

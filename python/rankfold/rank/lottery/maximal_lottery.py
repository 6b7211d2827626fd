"""The lottery that no item beats on average."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.lottery.votes import lottery_votes
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

    Missing = Literal["below", "absent"]

__all__ = ["Lottery", "lottery_columns", "maximal_lottery", "sample"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lottery(ToJson):
    """A lottery over the items: how likely each shall be chosen.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    probabilities : ndarray of float64, shape (n_items,)
        In item order; they sum to 1 up to rounding.
    numerators : tuple of int, or None
        The probabilities exactly: integers in item order without a common factor; None if they are floats alone.
    denominator : int or None
        Their sum.
    essential : tuple of str or int, or None
        The items that carry weight in some maximal lottery, in item order; None where that is not proven. Where the
        lottery is unique they are its support.
    unique : bool or None
        Whether no other lottery is maximal; None where that is not proven.
    exploitability : float
        The most that an item earns against the lottery, as a share of the largest margin: 0 if exact.
    settings : dict
        The method and its options as they were applied.
    """

    items: tuple[str | int, ...]
    probabilities: NDArray[np.float64]
    numerators: tuple[int, ...] | None
    denominator: int | None
    essential: tuple[str | int, ...] | None
    unique: bool | None
    exploitability: float
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the probabilities are known as fractions."""
        return self.numerators is not None

    @property
    def fractions(self) -> tuple[Fraction, ...] | None:
        """The probabilities as fractions in item order, if exact."""
        if self.numerators is None or self.denominator is None:
            return None
        return tuple(Fraction(numerator, self.denominator) for numerator in self.numerators)

    @property
    def support(self) -> tuple[str | int, ...]:
        """The items that can be chosen, in item order."""
        return tuple(item for item, share in zip(self.items, self.probabilities.tolist(), strict=True) if share > 0)

    def sample(self, n: int = 1, *, seed: int = 0) -> tuple[str | int, ...]:
        """Choose ``n`` times, independently.

        Parameters
        ----------
        n : int, default 1
            How often.
        seed : int, default 0
            From 0 to 2**64 - 1. The same seed gives the same choices on every machine, whatever the order of the items.

        Returns
        -------
        tuple of str or int
            ``n`` labels.
        """
        return sample(self.items, self.probabilities, n, seed)

    def _columns(self) -> dict[str, list[Any]]:
        columns = lottery_columns(self.items, self.probabilities)
        exact = self.fractions
        if exact is not None:
            by_item = dict(zip(self.items, exact, strict=True))
            columns["fraction"] = [str(by_item[item]) for item in columns["item"]]
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns item, probability and, if exact, fraction (a text); the likeliest first.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, the likeliest first; fractions are texts."""
        columns = self._columns()
        return {
            "lottery": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
            "support": list(self.support),
            "essential": None if self.essential is None else list(self.essential),
            "exact": self.exact,
            "unique": self.unique,
            "exploitability": self.exploitability,
            "settings": dict(self.settings),
        }

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        how = "exact" if self.exact else f"exploitable by {self.exploitability:.2g}"
        alone = {True: "unique", False: "one of several", None: "perhaps one of several"}[self.unique]
        columns = self._columns()
        if max(map(len, columns.get("fraction", [])), default=0) > 24:
            del columns["fraction"]
        return f"maximal_lottery: {len(self.items)} items, {how}, {alone}\n{plain(columns)}"


def maximal_lottery(
    data: Any,
    *,
    by: Literal["margins", "signs"] = "margins",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Lottery:
    """Find the lottery over items that no item beats on average.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons, list of ballots, or array of shape (n_items, n_items)
        The votes; or a matrix whose cell ``[i, j]`` is the weight, share or probability of preferring ``i`` to ``j``,
        or the margin of ``i`` over ``j``. Only the difference of ``[i, j]`` and ``[j, i]`` matters, so one need not say
        which; the diagonal is ignored.
    by : {"margins", "signs"}, default "margins"
        Whether a majority counts for as much as its lead, or for 1.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Lottery

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.
    InvalidInputError
        Without items, or for a matrix with a NaN or infinite cell or that is not square.

    Notes
    -----
    With ``M[i, j]`` the margin of ``i`` over ``j``, a lottery ``p`` is maximal if ``p >= 0``, ``sum(p) = 1`` and
    ``p @ M >= 0``: against any item it is preferred at least as often as not. Such lotteries are the optimal mixed
    strategies of the symmetric zero-sum game ``M``; one always exists. An item that beats every other one gets
    probability 1. Where the lottery is unique, copies of an item share its probability and take nothing from others.

    Where all margins are odd integers, as with an odd number of complete ballots without ties, only one lottery is
    maximal. Where there are several, this is the one of least norm ``sum(p**2)``, which is the one nearest to the
    uniform lottery: there is exactly one, its probabilities are rational, and items that play like parts get the same.

    Exact, with fractions, for up to 1000 items in the Smith set (the smallest set of items that each beat every item
    outside) and margins of up to 88 bits; floats are taken as the exact numbers that they are. Floats beyond, and where
    maximal lotteries span more than 127 dimensions, or floats cannot tell who is in the support and more than 40 items
    are left: then ``exploitability`` says how good the lottery is, and where there are several it is their analytic
    centre, to about half the digits of a float.

    The time is that of counting pairs, O(n m^2), and some ten to thirty times O(k^3) for the ``k`` items in the Smith
    set.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.maximal_lottery(votes)
    maximal_lottery: 3 items, exact, unique
    item  probability  fraction
    a        0.555556  5/9
    c        0.333333  1/3
    b        0.111111  1/9
    """
    if not isinstance(by, str):
        raise InvalidTypeError(f"by is of type {type(by).__name__}: expected 'margins' or 'signs'")
    running = native_control(control)
    found = _native.maximal_lottery(lottery_votes(data, control), by, missing, running)
    numerators, denominator = found.fractions or (None, None)
    return Lottery(
        found.items,
        found.probabilities,
        numerators,
        denominator,
        found.essential,
        found.unique,
        found.exploitability,
        {"method": "maximal_lottery", "by": by, "missing": found.missing},
    )


def label_key(item: str | int) -> tuple[bool, int, bytes]:
    """Sorts labels as everywhere: integers by value and first, texts by their bytes."""
    return (True, 0, item.encode()) if isinstance(item, str) else (False, item, b"")


def lottery_columns(items: tuple[str | int, ...], probabilities: NDArray[np.float64]) -> dict[str, list[Any]]:
    """Item and probability, the likeliest first, ties in label order."""
    pairs = zip(items, probabilities.tolist(), strict=True)
    rows = sorted(pairs, key=lambda row: (-row[1], label_key(row[0])))
    return {"item": [item for item, _ in rows], "probability": [share for _, share in rows]}


def sample(
    items: tuple[str | int, ...], probabilities: NDArray[np.float64], n: int, seed: int
) -> tuple[str | int, ...]:
    """Labels drawn by their probabilities, in the order of labels so that the order of items leaves no trace."""
    n, seed = _below("n", n, 2**32), _below("seed", seed, 2**64)
    by_label = sorted(range(len(items)), key=lambda index: label_key(items[index]))
    drawn = _native.draw(np.ascontiguousarray(probabilities[by_label]), n, seed)
    return tuple(items[by_label[index]] for index in drawn.tolist())


def _below(name: str, value: int, limit: int) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected an int") from None
    if not 0 <= count < limit:
        raise InvalidInputError(f"{name} = {count}: expected 0 <= {name} < {limit}")
    return count

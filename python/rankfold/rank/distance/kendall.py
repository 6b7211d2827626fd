"""Kendall's tau and Kendall's distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rankfold import _native
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.distance.inputs import leaves_out, vector
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike

    from rankfold.control import Control
    from rankfold.rank.distance.inputs import Missing

__all__ = ["KendallTau", "kendall_distance", "kendall_tau"]


@dataclass(frozen=True, slots=True, repr=False)
class KendallTau(ToJson):
    """Kendall's tau, and the pairs of items that it comes from. ``float(...)`` of it is the tau.

    Attributes
    ----------
    tau : float
        From -1, the reverse order, to 1, the same; NaN where it is not defined.
    variant : {"a", "b", "c"}
        What the lead of the concordant pairs was divided by.
    n_items : int
        How many items were compared.
    concordant, discordant : int
        Pairs that the two order the same way, and oppositely.
    tied_x, tied_y : int
        Pairs that only the first ties, and only the second.
    tied_both : int
        Pairs that both tie. The five add up to ``n_items * (n_items - 1) / 2``.
    """

    tau: float
    variant: str
    n_items: int
    concordant: int
    discordant: int
    tied_x: int
    tied_y: int
    tied_both: int

    def __float__(self) -> float:
        return self.tau

    def _pairs(self) -> dict[str, int]:
        names = ("concordant", "discordant", "tied_x", "tied_y", "tied_both")
        return {name: getattr(self, name) for name in names}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of one row; see :meth:`rankfold.rank.Ranking.to_frame`."""
        columns = {"tau": self.tau, "variant": self.variant, "n_items": self.n_items, **self._pairs()}
        return to_native_frame({name: [value] for name, value in columns.items()}, backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        tau = None if self.tau != self.tau else self.tau
        return {"tau": tau, "variant": self.variant, "n_items": self.n_items, "pairs": self._pairs()}

    def __repr__(self) -> str:
        pairs = self._pairs()
        table = plain({"pairs": list(pairs), "number": list(pairs.values())})
        return f"kendall_tau: tau-{self.variant} = {self.tau:.6g}, {self.n_items} items\n{table}"


def kendall_tau(
    x: ArrayLike,
    y: ArrayLike,
    *,
    variant: Literal["a", "b", "c"] = "b",
    missing: Missing = "error",
    **control: Unpack[Control],
) -> KendallTau:
    """Kendall's tau: the lead of the pairs that two rankings order the same way over those that they order oppositely.

    Parameters
    ----------
    x, y : array-like of shape (n_items,)
        Ranks or scores of the same items, in the same direction; which one is best does not matter.
    variant : {"a", "b", "c"}, default "b"
        What the lead is divided by.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    KendallTau
        The tau with the exact numbers of pairs; ``float(...)`` gives the tau alone.

    Raises
    ------
    InvalidInputError
        For vectors of different length, an infinity, NaN (its place is named), no items.
    InvalidTypeError
        For anything but numbers.

    Notes ----- With ``C`` concordant and ``D`` discordant pairs of ``N = n (n - 1) / 2``, ``X`` and ``Y`` pairs tied
    in x and in y: tau-a is ``(C - D) / N``, tau-b ``(C - D) / sqrt((N - X) (N - Y))``, tau-c ``2 (C - D) k / (n**2 (k
    - 1))`` with ``k`` the smaller number of different values. NaN for fewer than two items; tau-b and tau-c are also
    NaN if one of the vectors ties everything, for then there is no order to agree with. Time ``O(n log n)``; the
    counts are exact.

    References
    ----------
    M. G. Kendall, The treatment of ties in ranking problems. Biometrika 33 (1945). W. R. Knight, A computer method for
    calculating Kendall's tau with ungrouped data. JASA 61 (1966).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.distance.kendall_tau([1, 1, 2, 3, 3], [1, 2, 2, 3, 1])
    kendall_tau: tau-b = 0.25, 5 items
    pairs       number
    concordant       4
    discordant       2
    tied_x           2
    tied_y           2
    tied_both        0
    """
    counts = _counts(x, y, missing, control)
    return KendallTau(
        counts.tau(variant),
        variant,
        counts.n_items,
        counts.concordant,
        counts.discordant,
        counts.tied_x,
        counts.tied_y,
        counts.tied_both,
    )


def kendall_distance(
    x: ArrayLike,
    y: ArrayLike,
    *,
    penalty: float = 0.5,
    normalized: bool = False,
    missing: Missing = "error",
    **control: Unpack[Control],
) -> float:
    """Kendall's distance: the pairs that two rankings order oppositely, and a penalty for those that only one ties.

    Parameters
    ----------
    x, y : array-like of shape (n_items,)
        Ranks or scores of the same items, in the same direction; which one is best does not matter.
    penalty : float, default 0.5
        Of a pair tied in one ranking alone, from 0 to 1. Without ties it does not matter.
    normalized : bool, default False
        Divide by the number of pairs, so that the reverse of a strict ranking is at distance 1.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For a penalty out of range, vectors of different length, an infinity, NaN, no items.

    Notes ----- ``K^(p)`` of Fagin et al.: a metric on rankings with ties for penalties from 1/2 to 1, a near-metric
    below. A pair that both tie costs nothing. Time ``O(n log n)``.

    References
    ----------
    R. Fagin, R. Kumar, M. Mahdian, D. Sivakumar, E. Vee, Comparing partial rankings. SIAM J. Discrete Math. 20 (2006).

    Examples
    --------
    >>> import rankfold as rf
    >>> [rf.rank.distance.kendall_distance([1, 1, 2, 3, 3], [1, 2, 2, 3, 1], penalty=p) for p in (0, 0.5, 1)]
    [2.0, 4.0, 6.0]
    """
    return _counts(x, y, missing, control).distance(penalty, normalized)


def _counts(x: ArrayLike, y: ArrayLike, missing: str, control: Control) -> _native.PairCounts:
    return _native.pair_counts(vector("x", x), vector("y", y), leaves_out(missing), native_control(control))

"""Kendall's coefficient of concordance, W."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.distance.tables import ballots_of
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control

__all__ = ["KendallW", "kendall_w"]


@dataclass(frozen=True, slots=True, repr=False)
class KendallW(ToJson):
    """How far many rankings agree. ``float(...)`` of it is W.

    Attributes
    ----------
    w : float
        From 0, no agreement, to 1, all the same; NaN if every row ties everything.
    chi_square : float
        The statistic of Friedman's test, ``m (n_items - 1) W`` for ``m`` rows.
    degrees_of_freedom : int
        ``n_items - 1``; the p-value is ``scipy.stats.chi2.sf(chi_square, degrees_of_freedom)``.
    n_rankings, n_items : int
        The size of the table.
    """

    w: float
    chi_square: float
    degrees_of_freedom: int
    n_rankings: int
    n_items: int

    def __float__(self) -> float:
        return self.w

    def _columns(self) -> dict[str, list[Any]]:
        names = ("w", "chi_square", "degrees_of_freedom", "n_rankings", "n_items")
        return {name: [getattr(self, name)] for name in names}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of one row; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        return {name: None if value != value else value for name, (value,) in self._columns().items()}

    def __repr__(self) -> str:
        return f"kendall_w:\n{plain(self._columns())}"


def kendall_w(
    data: Any,
    *,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> KendallW:
    """Kendall's W: how far all rows of a table agree, with the statistic of Friedman's test, both corrected for ties.

    Parameters
    ----------
    data : Ballots, ScoreTable, list of ballots, or array-like of shape (n_rankings, n_items)
        A ranking a row. An array holds ranks or scores; W does not depend on their direction.
    missing : {"below", "absent"}, optional
        What an unranked item means; the default is that of the container. W needs every item in every row, so
        ``"absent"`` is refused where there are gaps.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For gaps that are ``"absent"``, no rows or no items; for NaN in an array.

    Notes ----- ``W = 12 S / (m**2 (n**3 - n) - m T)`` with ``S`` the squared deviations of the items' rank sums and
    ``T`` the sum of ``t**3 - t`` over all groups of ``t`` tied items; tied items have the mean of their ranks. A
    weight counts as so many equal rows. Time ``O(m n)``; exact until the last division.

    References
    ----------
    M. G. Kendall, B. Babington Smith, The problem of m rankings. Annals of Math. Statistics 10 (1939).

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([list("ABCD"), list("BCAD"), list("CDAB")], weights=[2, 1, 2])
    >>> rf.rank.distance.kendall_w(votes)
    kendall_w:
        w  chi_square  degrees_of_freedom  n_rankings  n_items
    0.168        2.52                   3           3        4
    """
    ballots = ballots_of(data, control)
    w, chi_square, degrees = _native.kendall_w(ballots, missing, native_control(control))
    return KendallW(w, chi_square, degrees, ballots.n_voters, ballots.n_items)

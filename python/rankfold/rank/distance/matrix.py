"""A measure between each two rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.distance.tables import rows_of
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Literal, Unpack

    import numpy as np
    from numpy.typing import NDArray

    from rankfold.control import Control

__all__ = ["DistanceMatrix", "pairwise"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DistanceMatrix(ToJson):
    """A measure between each two rows.

    Attributes
    ----------
    rows : tuple of str or int
        The names of the rows.
    values : ndarray of float64, shape (n_rows, n_rows)
        Symmetric, with the measure of each row and itself on the diagonal.
    settings : dict
        The measure and its options.
    """

    rows: tuple[str | int, ...]
    values: NDArray[np.float64]
    settings: dict[str, Any]

    def _columns(self) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {"row": list(self.rows)}
        for name, column in zip(self.rows, self.values.T.tolist(), strict=True):
            columns[str(name)] = column
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of one row and one column for each; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        values = [[None if value != value else value for value in row] for row in self.values.tolist()]
        return {"rows": list(self.rows), "values": values, "settings": dict(self.settings)}

    def __repr__(self) -> str:
        head = f"{self.settings['measure']}: {len(self.rows)} rows"
        columns = dict(list(self._columns().items())[:9])
        more = "" if len(self.rows) < 9 else f"\n... {len(self.rows) - 8} more columns"
        return f"{head}\n{plain(columns)}{more}"


def pairwise(
    data: Any,
    *,
    measure: Literal[
        "kendall_tau",
        "kendall_distance",
        "spearman_rho",
        "spearman_footrule",
        "weighted_tau",
        "average_precision_correlation",
    ] = "kendall_tau",
    variant: Literal["a", "b", "c"] = "b",
    penalty: float = 0.5,
    normalized: bool = False,
    additive: bool = True,
    higher_is_better: bool = True,
    missing: Literal["error", "below", "absent"] | None = None,
    **control: Unpack[Control],
) -> DistanceMatrix:
    """A measure between each two rows of a table, in one call and in parallel.

    Parameters
    ----------
    data : ScoreTable, Ballots, list of ballots, or array-like of shape (n_rows, n_items)
        A ranking a row: ranks or scores. Weights of containers are not used: each row is a row of the result.
    measure : str, default "kendall_tau"
        A function of this module that does not change when its two rankings do; ``weighted_tau`` has
        ``rank="both"`` and hyperbolic weights, ``average_precision_correlation`` has ``variant="b"``.
    variant : {"a", "b", "c"}, default "b"
        For ``kendall_tau``.
    penalty : float, default 0.5
        For ``kendall_distance``.
    normalized : bool, default False
        For ``kendall_distance`` and ``spearman_footrule``.
    additive : bool, default True
        For ``weighted_tau``.
    higher_is_better : bool, default True
        The direction of an array; containers have their own.
    missing : {"error", "below", "absent"}, optional
        What NaN or an unranked item means: an error, tied below all others of its row, or not compared where one of two
        rows misses it. Default: that of the container, ``"error"`` for an array.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For an unknown measure, a penalty out of range, an infinity, NaN where that is an error (its cell is named).
    SizeLimitError
        For more than 2**15 rows.

    Notes ----- Each row is ranked once. Kendall's measures compare up to 4096 items as bits, 64 pairs of items at a
    time, and more by merge sort: ``O(n_rows**2 n log n)``; Spearman's take ``O(n_rows**2 n)``. The numbers are those
    of the functions on two vectors, bit for bit, for any number of threads.

    Examples
    --------
    >>> import rankfold as rf
    >>> table = rf.ScoreTable([[3, 2, 1], [3, 1, 2], [1, 2, 3]], rows=["speed", "taste", "price"])
    >>> rf.rank.distance.pairwise(table)
    kendall_tau: 3 rows
    row       speed      taste      price
    speed         1   0.333333         -1
    taste  0.333333          1  -0.333333
    price        -1  -0.333333          1
    """
    rows = rows_of(data, higher_is_better, missing)
    values = _native.distance_matrix(
        rows.values,
        measure,
        variant,
        penalty,
        normalized,
        additive,
        not rows.higher_is_better,
        rows.leave_out,
        native_control(control),
    )
    options: dict[str, dict[str, Any]] = {
        "kendall_tau": {"variant": variant},
        "kendall_distance": {"penalty": penalty, "normalized": normalized},
        "spearman_footrule": {"normalized": normalized},
        "weighted_tau": {"additive": additive},
    }
    return DistanceMatrix(rows.names, values, {"measure": measure, **options.get(measure, {})})

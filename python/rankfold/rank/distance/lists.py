"""Lists that name different items: top-k lists, partial rankings, results of searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rankfold import _native
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.distance.inputs import two_lists
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from rankfold.control import Control

__all__ = ["RankBiasedOverlap", "rank_biased_overlap", "top_k_footrule", "top_k_kendall_distance"]


def top_k_kendall_distance(
    x: Iterable[Any],
    y: Iterable[Any],
    *,
    penalty: float = 0.5,
    missing: Literal["below", "absent"] = "below",
    **control: Unpack[Control],
) -> float:
    """Kendall's distance of two lists that need not name the same items.

    Parameters
    ----------
    x, y : iterables of str or int
        Labels, best first; an inner list, tuple or set is a tied group. Of any length, also different ones.
    penalty : float, default 0.5
        From 0 to 1, for a pair that one list ties and the other orders.
    missing : {"below", "absent"}, default "below"
        What an item means that one list names and the other does not: tied below all that the other names, or not
        compared.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For a penalty out of range, a label twice in a list.
    InvalidTypeError
        For a text or a set in place of a list, a label that is neither text nor integer.

    Notes ----- Under ``"below"`` this is ``K^(p)`` of Fagin, Kumar and Sivakumar: over the items that one of the
    lists names, a pair costs 1 if the lists order it oppositely, where what a list names stands above what it does
    not; a pair that one list names and the other names nothing of costs the penalty. Time ``O(k log k)`` for ``k``
    items.

    References
    ----------
    R. Fagin, R. Kumar, D. Sivakumar, Comparing top k lists. SIAM J. Discrete Math. 17 (2003).

    Examples
    --------
    >>> import rankfold as rf
    >>> [rf.rank.distance.top_k_kendall_distance([1, 2, 3], [2, 4, 5], penalty=p) for p in (0, 0.5)]
    [5.0, 6.0]
    """
    counts = _native.top_k_pair_counts(two_lists(x, y), missing, native_control(control))
    return counts.distance(penalty, False)


def top_k_footrule(
    x: Iterable[Any], y: Iterable[Any], *, absent_rank: float | None = None, **control: Unpack[Control]
) -> float:
    """Spearman's footrule of two lists that need not name the same items.

    Parameters
    ----------
    x, y : iterables of str or int
        Labels, best first; an inner list, tuple or set is a tied group, whose items have the mean of their ranks.
    absent_rank : float, optional
        The rank, from 1, of an item that a list does not name; more than either list has items. Default: one more than
        the longer list has.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For an absent rank within a list, a label twice in a list.
    InvalidTypeError
        For a text or a set in place of a list, a label that is neither text nor integer.

    Notes
    -----
    ``F^(l)`` of Fagin, Kumar and Sivakumar, with the location parameter ``l = absent_rank``.

    References
    ----------
    R. Fagin, R. Kumar, D. Sivakumar, Comparing top k lists. SIAM J. Discrete Math. 17 (2003).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.distance.top_k_footrule([1, 2, 3], [2, 4, 5])
    8.0
    """
    absent = None if absent_rank is None else float(absent_rank)
    return _native.top_k_footrule(two_lists(x, y), absent, native_control(control))


@dataclass(frozen=True, slots=True, repr=False)
class RankBiasedOverlap(ToJson):
    """The overlap of two lists, and its bounds if they go on. ``float(...)`` of it is the extrapolated one.

    Attributes
    ----------
    extrapolated : float
        As if the lists went on to agree as far as they do where they end.
    minimum, maximum : float
        If nothing, or everything, that is still to come were common.
    residual : float
        ``maximum - minimum``: what the ends of the lists leave open.
    persistence : float
        The chance to look one place further.
    variant : {"a", "b", "w"}
        How ties were read.
    """

    extrapolated: float
    minimum: float
    maximum: float
    persistence: float
    variant: str

    @property
    def residual(self) -> float:
        """What the ends of the lists leave open."""
        return self.maximum - self.minimum

    def __float__(self) -> float:
        return self.extrapolated

    def _columns(self) -> dict[str, list[Any]]:
        names = ("extrapolated", "minimum", "maximum", "residual", "persistence", "variant")
        return {name: [getattr(self, name)] for name in names}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of one row; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects."""
        return {name: value for name, (value,) in self._columns().items()}

    def __repr__(self) -> str:
        return f"rank_biased_overlap:\n{plain(self._columns())}"


def rank_biased_overlap(
    x: Iterable[Any],
    y: Iterable[Any],
    *,
    persistence: float = 0.9,
    variant: Literal["a", "b", "w"] = "a",
    **control: Unpack[Control],
) -> RankBiasedOverlap:
    """Rank-biased overlap: the share of common items, averaged over the depths that a reader stops at.

    Parameters
    ----------
    x, y : iterables of str or int
        Labels, best first; an inner list, tuple or set is a tied group. Tops of lists that may go on, of any length.
    persistence : float, default 0.9
        The chance ``p`` that the reader looks one place further; between 0 and 1. The first ``d`` places have about the
        weight ``1 - p**d``, a little more for the deeper places that they are part of.
    variant : {"a", "b", "w"}, default "a"
        What a tie means; without ties all three are the same. "a": nobody knows the order of the tied, so the mean over
        all ways to break the tie. "b": as "a", corrected for what ties hide, so that a list agrees wholly with itself.
        "w": the tied share their rank, so that a group counts as a whole from its first place on.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For a persistence out of range, an empty list, a label twice in a list.
    InvalidTypeError
        For a text or a set in place of a list, a label that is neither text nor integer.

    Notes ----- ``(1 - p) * sum p**(d - 1) A(d)`` over all depths ``d``, where ``A(d)`` is the share of common items
    among the first ``d`` of both. Extrapolation follows equation 32 of Webber et al., also for lists of different
    length. Equal lists give exactly 1 (with ties under "b" and "w"), disjoint ones exactly 0. Time ``O(n log n)``.

    References ---------- W. Webber, A. Moffat, J. Zobel, A similarity measure for indefinite rankings. ACM TOIS 28
    (2010). M. Corsi, J. Urbano, The treatment of ties in rank-biased overlap. SIGIR 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.distance.rank_biased_overlap(list("abc"), list("bcade"))
    rank_biased_overlap:
    extrapolated   minimum  maximum  residual  persistence  variant
           0.855  0.377528    0.855  0.477472          0.9  a
    """
    lists = two_lists(x, y)
    found = _native.rank_biased_overlap(lists, float(persistence), variant, native_control(control))
    return RankBiasedOverlap(*found, float(persistence), variant)

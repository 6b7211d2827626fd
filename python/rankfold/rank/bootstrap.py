"""How stable a ranking is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.comparisons import Comparisons
from rankfold.control import Control, native_control
from rankfold.errors import InputKindError, InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import native_votes, rule_info
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Stability", "bootstrap"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stability(ToJson):
    """Stability intervals: how ranks vary when the votes are drawn again.

    They answer "would another sample of such voters (tasks, runs) have ranked alike?". They do not say how probable it
    is that an item is truly the best, they do not correct for looking at many items at once, and with few rows they
    are too narrow.

    Attributes
    ----------
    items : tuple of str or int
        The labels, in the order of the vectors below.
    rank_low, rank_median, rank_high : ndarray of int64, shape (n_items,)
        The interval of an item's rank over the resamples, and its median; ranks that occurred.
    p_first : ndarray of float64, shape (n_items,)
        The share of resamples that the item wins; winners that tie share. Sums to 1, less the share without a winner.
    p_above : ndarray of float64, shape (n_items, n_items)
        ``p_above[i, j]`` is the share of resamples in which ``i`` stands strictly above ``j``.
    ranking : Ranking
        The ranking of the votes themselves.
    settings : dict
        The rule and the options of the resampling.
    """

    items: tuple[str | int, ...]
    rank_low: NDArray[np.int64]
    rank_median: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    p_first: NDArray[np.float64]
    p_above: NDArray[np.float64]
    ranking: Ranking
    settings: dict[str, Any]

    def _columns(self) -> dict[str, list[Any]]:
        index = {item: k for k, item in enumerate(self.items)}
        order = [index[item] for item in self.ranking.order]
        return {
            "rank": self.ranking.ranks[order].tolist(),
            "item": list(self.ranking.order),
            "score": self.ranking.scores[order].tolist(),
            "rank_low": self.rank_low[order].tolist(),
            "rank_median": self.rank_median[order].tolist(),
            "rank_high": self.rank_high[order].tolist(),
            "p_first": self.p_first[order].tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame, best first; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, best first; NaN becomes ``None``."""
        columns = self._columns()
        columns["score"] = [None if score != score else score for score in columns["score"]]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {
            "ranking": rows,
            "items": list(self.items),
            "p_above": self.p_above.tolist(),
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table, best first."""
        return markdown(self._columns())

    def plot(self, *, axes: Any = None) -> Any:
        """Draw the leaderboard with its intervals; see :meth:`Ranking.plot`."""
        return self.ranking.plot(axes=axes, intervals=self)

    def __repr__(self) -> str:
        n_resamples, level = self.settings["n_resamples"], self.settings["level"]
        head = f"{self.settings['rule']}: stability intervals, {n_resamples} resamples of {self.settings['resample']}"
        return f"{head}, level {level:g}\n{plain(self._columns())}"


def bootstrap(
    data: Any,
    *,
    rule: str = "borda",
    n_resamples: int = 1000,
    resample: Literal["rows", "groups"] = "rows",
    seed: int = 0,
    level: float = 0.95,
    **options: Any,
) -> Stability:
    """Draw the votes again, with replacement, and see how far the ranks move.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes; counts hold no rows to draw.
    rule : str, default "borda"
        Any rule of :data:`rankfold.rank.RULES`.
    n_resamples : int, default 1000
        How often; between 1 and 2**24.
    resample : {"rows", "groups"}, default "rows"
        Draw single voters (rows of a table), or whole groups of a table: the honest choice where rows of a group belong
        together, such as the instances of a task. Integer weights of ballots count voters, so a ballot of weight 3 is
        drawn as three; float weights, and weights of a table's rows, say how much a row matters once it is drawn.
    seed : int, default 0
        From 0 to 2**64 - 1. Resample b draws from stream b of ChaCha8 under this seed, so the result does not depend on
        the number of threads.
    level : float, default 0.95
        The share of resamples that an interval holds, in (0, 1).
    **options
        The rule's own options, and those of :class:`rankfold.control.Control`.

    Returns
    -------
    Stability

    Raises
    ------
    InvalidInputError
        For an option out of range, no rows, or ``resample="groups"`` without groups.
    InputKindError
        For counts, or votes that the rule does not read.

    Notes
    -----
    ``n_resamples`` times the rule on as many draws as there are voters. The ends of an interval are the
    (1 - level)/2 and (1 + level)/2 quantiles, as ranks that occurred (the inverse of the empirical distribution
    function).

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"]] * 8 + [["b", "a", "c"]] * 4)
    >>> rf.rank.bootstrap(votes, n_resamples=200, seed=1).rank_high
    array([2, 2, 3])
    """
    info = rule_info(rule)
    control: Any = {name: options.pop(name) for name in Control.__annotations__ if name in options}
    options = {name: tuple(value.tolist()) if hasattr(value, "tolist") else value for name, value in options.items()}
    native_rule = info.native(options)
    if resample not in ("rows", "groups"):
        raise InvalidInputError(f"resample = {resample!r}: expected 'rows' or 'groups'")
    n_resamples = integer("n_resamples", n_resamples, 1, 2**24)
    seed = integer("seed", seed, 0, 2**64 - 1)
    if isinstance(level, bool) or not isinstance(level, (int, float)):
        raise InvalidTypeError(f"level is of type {type(level).__name__}: expected a float")
    if isinstance(data, Comparisons):
        raise InputKindError("bootstrap cannot read Comparisons: expected Ballots or a ScoreTable, whose rows it draws")
    votes, running = native_votes(data, control), native_control(control)
    found = _native.bootstrap(native_rule, votes, n_resamples, resample == "groups", seed, level, running)
    ranking = Ranking._from_outcome(found.outcome, {"rule": rule, **info.defaults, **options})
    settings = {
        **ranking.settings,
        "n_resamples": n_resamples,
        "resample": resample,
        "seed": seed,
        "level": level,
        "generator": "ChaCha8",
    }
    return Stability(
        ranking.items,
        found.rank_low,
        found.rank_median,
        found.rank_high,
        found.p_first,
        found.p_above,
        ranking,
        settings,
    )

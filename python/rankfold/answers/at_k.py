"""What an estimator at k returns, and the options that all of them take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.arrays import integer_vector
from rankfold.control import Control, native_control
from rankfold.errors import InvalidInputError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Table = Callable[
        [NDArray[np.int64] | None, str, _native.Control | None], tuple[NDArray[np.int64], NDArray[np.float64]]
    ]

    #: Sizes of subsets: one, several, or all there are.
    K = int | Sequence[int] | NDArray[np.int64] | Literal["all"]

__all__ = ["AtK", "AtKOptions", "estimate", "summary"]


class AtKOptions(Control, total=False):
    """Keywords that every estimator at k takes, beside those of :class:`rankfold.control.Control`.

    Attributes
    ----------
    short : {"error", "nan"}, default "error"
        What a question with fewer than ``k`` samples means: an error that names it, or NaN, which the mean leaves out.
    interval : {"student", "hoeffding", "bootstrap"}, default "student"
        How the interval for the mean over questions is found. ``"student"`` is ``mean ± t s / sqrt(n_questions)``; it
        covers the mean of the population that the questions are drawn from with probability about ``level``, exactly in
        the limit of many questions, and less where most values are 0 or 1 and the questions few. ``"hoeffding"`` covers
        it with probability ``level`` or more for any number of questions and any values from 0 to 1, and is wide.
        ``"bootstrap"`` takes percentiles of the means of questions drawn anew. All are cut to the range from 0 to 1.
    level : float, default 0.95
        How probable it is that an interval covers the mean.
    n_resamples : int, default 2000
        Resamples of the bootstrap.
    seed : int, default 0
        From 0 to 2**64 - 1: of the bootstrap. The same seed gives the same interval on every machine, whatever the
        order of the questions.
    """

    short: Literal["error", "nan"]
    interval: Literal["student", "hoeffding", "bootstrap"]
    level: float
    n_resamples: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AtK(ToJson):
    """Values of every question at each k, and their means over questions with intervals.

    Attributes
    ----------
    estimator : str
        What was estimated.
    k : tuple of int or None
        Sizes of subsets, rising; ``None`` stands for all samples of each question.
    values : ndarray of float64, shape (n_questions, n_k)
        The value of each question; NaN where it has fewer than ``k`` samples.
    mean : ndarray of float64, shape (n_k,)
        Means over the questions that have a value; NaN if none has.
    low, high : ndarray of float64, shape (n_k,)
        The ends of the interval for the mean. NaN for a single question, which has none.
    n_questions : ndarray of int64, shape (n_k,)
        Over how many questions each mean is.
    settings : dict
        The options as they were applied.
    """

    estimator: str
    k: tuple[int | None, ...]
    values: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_questions: NDArray[np.int64]
    settings: dict[str, Any] = field(default_factory=dict)

    def _columns(self) -> dict[str, list[Any]]:
        names = ("mean", "low", "high", "n_questions")
        return {"k": list(self.k), **{name: getattr(self, name).tolist() for name in names}}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns k, mean, low, high, n_questions; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        columns = {name: [_plain(value) for value in column] for name, column in self._columns().items()}
        return {
            "estimator": self.estimator,
            "at_k": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
            "values": [[_plain(value) for value in row] for row in self.values.tolist()],
            "settings": dict(self.settings),
        }

    def __len__(self) -> int:
        return len(self.k)

    def __repr__(self) -> str:
        columns = self._columns()
        columns["k"] = ["all" if k is None else k for k in self.k]
        return f"{self.estimator}: {self.values.shape[0]} questions\n{plain(columns)}"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


def _sizes(k: object) -> NDArray[np.int64] | None:
    """The sizes that were asked for; ``None`` for all."""
    if isinstance(k, str):
        if k != "all":
            raise InvalidInputError(f'k = {k!r}: expected "all", an int, or a list of them')
        return None
    if hasattr(k, "__index__") and not isinstance(k, bool) and np.ndim(cast("Any", k)) == 0:
        return np.array([integer("k", k, 1, 2**32 - 1)], dtype=np.int64)
    sizes = integer_vector("k", cast("Any", k), "(n_k,)")
    if not sizes.size:
        raise InvalidInputError("k is empty: expected at least one number of samples")
    return sizes


def estimate(estimator: str, table: Table, k: object, options: AtKOptions, **settings: Any) -> AtK:
    """Fill the table of an estimator, and sum it up."""
    rest: dict[str, Any] = dict(options)
    short = rest.pop("short", "error")
    interval = rest.pop("interval", "student")
    level = real("level", rest.pop("level", 0.95))
    n_resamples = integer("n_resamples", rest.pop("n_resamples", 2000), 1, 2**20)
    seed = integer("seed", rest.pop("seed", 0), 0, 2**64 - 1)
    if interval == "clopper_pearson":
        text = 'expected "student", "hoeffding" or "bootstrap"; it is for values that are 0 or 1'
        raise InvalidInputError(f'interval = "clopper_pearson": {text}')
    control = native_control(cast("Control", rest))
    sizes, values = table(_sizes(k), short, control)
    settings = {**settings, "short": short}
    sizes_given = tuple(sizes.tolist())
    return summary(estimator, sizes_given, values, (interval, level, n_resamples, seed), control, settings)


def summary(
    estimator: str,
    k: tuple[int | None, ...],
    values: NDArray[np.float64],
    interval: tuple[str, float, int, int],
    control: _native.Control | None,
    settings: dict[str, Any],
) -> AtK:
    """Means with intervals of a table that is filled."""
    method, level, n_resamples, seed = interval
    mean, low, high, n_questions = _native.means_at_k(values, method, level, n_resamples, seed, control)
    settings = {**settings, "interval": method, "level": level}
    if method == "bootstrap":
        settings |= {"n_resamples": n_resamples, "seed": seed}
    return AtK(estimator, k, values, mean, low, high, n_questions, settings)

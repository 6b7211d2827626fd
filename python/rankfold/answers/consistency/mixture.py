"""Two Weibull laws, fitted to numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from rankfold import _native
from rankfold.arguments import real
from rankfold.arrays import integer_vector, score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import number, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["WeibullMixture", "WeibullMixtures", "weibull_mixture"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeibullMixture(ToJson):
    """A mixture of two Weibull laws, the one of the higher mean first.

    Attributes
    ----------
    weights, shapes, scales, means : tuple of float
        Of the two laws: weights sum to 1.
    responsibilities : ndarray of float64, shape (n_values,)
        How likely it is that each value came of the first law.
    log_likelihood : float
        In nats.
    single_shape, single_scale, single_log_likelihood : float
        Of one law alone.
    information_gain : float
        By how much the mixture has the lower Bayesian information criterion: above 0, two laws describe the values
        better than one.
    converged : bool
        Whether the search ended by its tolerances.
    n_evaluations : int
        How often the likelihood was evaluated.
    settings : dict
        Every option as it was applied.
    """

    weights: tuple[float, float]
    shapes: tuple[float, float]
    scales: tuple[float, float]
    means: tuple[float, float]
    responsibilities: NDArray[np.float64]
    log_likelihood: float
    single_shape: float
    single_scale: float
    single_log_likelihood: float
    information_gain: float
    converged: bool
    n_evaluations: int
    settings: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """All fields as plain Python values."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        pairs = {name: list(value) for name, value in fields.items() if isinstance(value, tuple)}
        return {**fields, **pairs, "responsibilities": self.responsibilities.tolist(), "settings": dict(self.settings)}

    def __repr__(self) -> str:
        columns: dict[str, list[object]] = {
            "law": ["high", "low", "one alone"],
            "weight": [*self.weights, 1.0],
            "shape": [*self.shapes, self.single_shape],
            "scale": [*self.scales, self.single_scale],
            "log-likelihood": [self.log_likelihood, self.log_likelihood, self.single_log_likelihood],
        }
        gain = number(self.information_gain)
        return f"weibull_mixture: {len(self.responsibilities)} values, information gain {gain}\n{plain(columns)}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeibullMixtures(ToJson):
    """Mixtures of two Weibull laws, one a group; ``mixtures[i]`` is a :class:`WeibullMixture`.

    Attributes
    ----------
    offsets : ndarray of int64, shape (n_groups + 1,)
        Where the values of each group start.
    weights, shapes, scales, means : ndarray of float64, shape (n_groups, 2)
        Of the two laws, the one of the higher mean first.
    responsibilities : ndarray of float64, shape (n_values,)
        How likely it is that each value came of its group's first law.
    log_likelihood, single_shape, single_scale, single_log_likelihood, information_gain : ndarray of float64
        As for :class:`WeibullMixture`, shape (n_groups,).
    converged : ndarray of bool, shape (n_groups,)
        Whether each search ended by its tolerances.
    n_evaluations : ndarray of int64, shape (n_groups,)
        How often each likelihood was evaluated.
    settings : dict
        Every option as it was applied.
    """

    offsets: NDArray[np.int64]
    weights: NDArray[np.float64]
    shapes: NDArray[np.float64]
    scales: NDArray[np.float64]
    means: NDArray[np.float64]
    responsibilities: NDArray[np.float64]
    log_likelihood: NDArray[np.float64]
    single_shape: NDArray[np.float64]
    single_scale: NDArray[np.float64]
    single_log_likelihood: NDArray[np.float64]
    information_gain: NDArray[np.float64]
    converged: NDArray[np.bool_]
    n_evaluations: NDArray[np.int64]
    settings: dict[str, Any]

    def __len__(self) -> int:
        return len(self.log_likelihood)

    def __getitem__(self, group: int) -> WeibullMixture:
        k = range(len(self))[group]

        def pair(values: NDArray[np.float64]) -> tuple[float, float]:
            return float(values[k, 0]), float(values[k, 1])

        return WeibullMixture(
            weights=pair(self.weights),
            shapes=pair(self.shapes),
            scales=pair(self.scales),
            means=pair(self.means),
            responsibilities=self.responsibilities[self.offsets[k] : self.offsets[k + 1]],
            log_likelihood=float(self.log_likelihood[k]),
            single_shape=float(self.single_shape[k]),
            single_scale=float(self.single_scale[k]),
            single_log_likelihood=float(self.single_log_likelihood[k]),
            information_gain=float(self.information_gain[k]),
            converged=bool(self.converged[k]),
            n_evaluations=int(self.n_evaluations[k]),
            settings=self.settings,
        )

    def __iter__(self) -> Iterator[WeibullMixture]:
        return (self[k] for k in range(len(self)))

    def to_dict(self) -> dict[str, Any]:
        """All fields as plain Python values."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: dict(value) if name == "settings" else value.tolist() for name, value in fields.items()}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row a group.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        columns: dict[str, Any] = {"group": np.arange(len(self)), "n_values": np.diff(self.offsets)}
        for name in ("weights", "shapes", "scales", "means"):
            values = getattr(self, name)
            columns |= {f"high_{name.removesuffix('s')}": values[:, 0], f"low_{name.removesuffix('s')}": values[:, 1]}
        rest = ("log_likelihood", "single_log_likelihood", "information_gain", "converged", "n_evaluations")
        return to_native_frame(columns | {name: getattr(self, name) for name in rest}, backend)

    def __repr__(self) -> str:
        columns: dict[str, list[object]] = {"group": list(range(len(self))), "values": np.diff(self.offsets).tolist()}
        for name in ("weights", "shapes", "scales"):
            values = getattr(self, name)
            for k, law in enumerate(("high", "low")):
                columns[f"{law} {name.removesuffix('s')}"] = values[:, k].tolist()
        columns["information gain"] = self.information_gain.tolist()
        return f"weibull_mixture: {len(self)} groups\n{plain(columns)}"


@overload
def weibull_mixture(
    values: ArrayLike,
    *,
    offsets: None = None,
    start: Literal["halves", "fixed"] = "halves",
    max_shape: float | None = 100.0,
    **control: Unpack[Control],
) -> WeibullMixture: ...
@overload
def weibull_mixture(
    values: ArrayLike,
    *,
    offsets: ArrayLike,
    start: Literal["halves", "fixed"] = "halves",
    max_shape: float | None = 100.0,
    **control: Unpack[Control],
) -> WeibullMixtures: ...
def weibull_mixture(
    values: ArrayLike,
    *,
    offsets: ArrayLike | None = None,
    start: Literal["halves", "fixed"] = "halves",
    max_shape: float | None = 100.0,
    **control: Unpack[Control],
) -> WeibullMixture | WeibullMixtures:
    """Fit two Weibull laws at once, and one alone, to numbers above 0.

    Parameters
    ----------
    values : array-like of shape (n_values,)
        The numbers, such as probabilities of paths.
    offsets : array-like of int, shape (n_groups + 1,), optional
        Where each group of values starts, from 0 to ``n_values``; each group is fitted on its own. Default: one group.
    start : {"halves", "fixed"}, default "halves"
        Where the search starts: at the laws that have mean and spread of the logarithms of the lower and of the upper
        half of the values; or at weight 1/2, shapes 1 and 1.5, scales 1 and 2, as the authors of RPC do, which suits
        values around 1.
    max_shape : float or None, default 100
        The greatest shape, at least 1. Without a bound the likelihood has none either: a law can shrink to one value.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    WeibullMixture, or WeibullMixtures with offsets
        The mixture of greatest likelihood that the search found, which may be a local one.

    Raises
    ------
    InvalidInputError
        For a value that is not finite or not above 0, for offsets that do not fit or an empty group, and for a greatest
        shape below 1.

    Notes
    -----
    A law has the density ``k / l (x / l)**(k - 1) exp(-(x / l)**k)``, with shape k and scale l. The weight of a law is
    kept within 0.2 and 0.8, shapes and scales at or above 0.01. The search is that of L-BFGS-B with the analytic
    gradient, in logarithms, on sorted values: the order of values within a group cannot matter. Some 50 evaluations of
    ``O(n_values)`` each.

    Examples
    --------
    >>> import rankfold as rf
    >>> values = [0.95, 0.94, 0.93, 0.92, 0.9, 0.88, 0.86, 0.4, 0.35, 0.3, 0.25, 0.2]
    >>> mixture = rf.answers.weibull_mixture(values)
    >>> mixture.information_gain > 0, mixture.responsibilities.round(2).tolist()
    (True, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    """
    numbers = score_vector("values", values, "(n_values,)")
    if offsets is None and not numbers.size:
        raise InvalidInputError("values is empty: expected at least one number above 0")
    starts = np.array([0, len(numbers)]) if offsets is None else integer_vector("offsets", offsets, "(n_groups + 1,)")
    starts = starts.copy()
    if not isinstance(start, str):
        raise InvalidTypeError(f"start is of type {type(start).__name__}: expected a str")
    most = float("inf") if max_shape is None else real("max_shape", max_shape)
    found = _native.weibull_mixture(numbers, starts, start, most, native_control(control))
    settings = {"start": start, "max_shape": max_shape}
    for array in (starts, found.responsibilities):
        array.setflags(write=False)
    mixtures = WeibullMixtures(
        offsets=starts,
        weights=found.weights.reshape(-1, 2),
        shapes=found.shapes.reshape(-1, 2),
        scales=found.scales.reshape(-1, 2),
        means=found.means.reshape(-1, 2),
        responsibilities=found.responsibilities,
        log_likelihood=found.log_likelihood,
        single_shape=found.single_shape,
        single_scale=found.single_scale,
        single_log_likelihood=found.single_log_likelihood,
        information_gain=found.information_gain,
        converged=found.converged,
        n_evaluations=found.n_evaluations,
        settings=settings,
    )
    return mixtures[0] if offsets is None else mixtures

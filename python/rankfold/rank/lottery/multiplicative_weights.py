"""A lottery that is learned round by round."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.lottery.maximal_lottery import lottery_columns, sample
from rankfold.rank.lottery.votes import lottery_votes
from rankfold.text_table import plain

if TYPE_CHECKING:
    from typing import Literal, Unpack

    import numpy as np
    from numpy.typing import NDArray

    from rankfold.control import Control

    Missing = Literal["below", "absent"]

__all__ = ["AverageLottery", "multiplicative_weights"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AverageLottery(ToJson):
    """The average of the lotteries of all rounds: nearly a maximal lottery.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    probabilities : ndarray of float64, shape (n_items,)
        In item order; all above 0 unless they vanish in floats.
    exploitability : float
        The most that an item earns against the lottery, as a share of the largest margin.
    regret_bound : float
        What the exploitability cannot exceed, apart from rounding, after the rounds that were played.
    n_iterations : int
        The rounds that were played.
    converged : bool
        Whether ``exploitability <= tolerance``.
    stopped_early : bool
        Whether a time limit ended it before its rounds were over. Such a result depends on the machine.
    settings : dict
        The method and its options as they were applied, the learning rate among them.
    """

    items: tuple[str | int, ...]
    probabilities: NDArray[np.float64]
    exploitability: float
    regret_bound: float
    n_iterations: int
    converged: bool
    stopped_early: bool
    settings: dict[str, Any] = field(default_factory=dict)

    def sample(self, n: int = 1, *, seed: int = 0) -> tuple[str | int, ...]:
        """Choose ``n`` times, independently; see :meth:`Lottery.sample`."""
        return sample(self.items, self.probabilities, n, seed)

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns item and probability, the likeliest first; see :meth:`Lottery.to_frame`."""
        return to_native_frame(lottery_columns(self.items, self.probabilities), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, the likeliest first."""
        columns = lottery_columns(self.items, self.probabilities)
        return {
            "lottery": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
            "exploitability": self.exploitability,
            "regret_bound": self.regret_bound,
            "n_iterations": self.n_iterations,
            "converged": self.converged,
            "stopped_early": self.stopped_early,
            "settings": dict(self.settings),
        }

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        head = f"multiplicative_weights: {len(self.items)} items, {self.n_iterations} rounds"
        head += f", exploitable by {self.exploitability:.2g}"
        return f"{head}\n{plain(lottery_columns(self.items, self.probabilities))}"


def multiplicative_weights(
    data: Any,
    *,
    n_iterations: int = 10_000,
    tolerance: float = 0.0,
    learning_rate: float | None = None,
    optimistic: bool = True,
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> AverageLottery:
    """Learn a lottery that no item beats on average by much.

    For more items than :func:`maximal_lottery` has time for, and for seeing what an algorithm that learns from pairs
    tends to. Deterministic: nothing is drawn.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons, list of ballots, or array of shape (n_items, n_items)
        As for :func:`maximal_lottery`.
    n_iterations : int, default 10,000
        Rounds at most.
    tolerance : float, default 0.0
        Stop once the average is exploitable by no more than this; 0 plays all rounds.
    learning_rate : float, optional
        The default is the rate of the smallest bound: ``sqrt(1/8)`` if optimistic, which is also the largest for which
        the bound holds, else ``sqrt(2 log(n_items) / n_iterations)``.
    optimistic : bool, default True
        Whether the last round counts twice, as a guess of the next. False is plain Hedge.
    missing : {"below", "absent"}, optional
        As for :func:`maximal_lottery`.
    **control
        See :class:`rankfold.control.Control`. A time limit ends the rounds, once there was one, without an error.

    Returns
    -------
    AverageLottery

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.
    InvalidInputError
        Without items, for bad matrices, for options out of range.

    Notes
    -----
    Margins are divided by the largest one. Round ``t`` plays ``p_t``, uniform at first, against itself: item ``i``
    earns ``r_t[i] = sum_j M[i, j] p_t[j]``, and ``p_{t+1}`` is proportional to ``exp(rate (r_1 + ... + r_t))``, with
    ``r_t`` a second time if optimistic. As a lottery earns 0 against itself, the most that an item earns against the
    average of ``T`` rounds is the regret per round. It is at most ``log(m) / (rate T) + rate / 2`` for plain Hedge,
    ``sqrt(2 log(m) / T)`` at its default rate, and ``(log(m) / rate + sqrt(1/8)) / T`` for the optimistic method.

    O(m^2) a round.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> preference = np.array([[0.5, 0.9, 0.2], [0.1, 0.5, 0.8], [0.8, 0.2, 0.5]])
    >>> learned = rf.rank.multiplicative_weights(preference, tolerance=1e-3)
    >>> learned.probabilities.round(2)
    array([0.3, 0.3, 0.4])
    >>> learned.exploitability <= 1e-3
    True
    """
    try:
        rounds, rate = operator.index(n_iterations), None if learning_rate is None else float(learning_rate)
        tolerance = float(tolerance)
    except (TypeError, ValueError) as error:
        raise InvalidTypeError(f"multiplicative_weights: {error}") from None
    if not 1 <= rounds < 2**63:
        raise InvalidInputError(f"n_iterations = {rounds}: expected 1 <= n_iterations < 2**63")
    if not isinstance(optimistic, bool):
        raise InvalidTypeError(f"optimistic is of type {type(optimistic).__name__}: expected a bool")
    running = native_control(control)
    votes = lottery_votes(data, control)
    found = _native.multiplicative_weights(votes, rounds, tolerance, rate, optimistic, missing, running)
    return AverageLottery(
        found.items,
        found.probabilities,
        found.exploitability,
        found.regret_bound,
        found.n_iterations,
        found.converged,
        found.stopped_early,
        {
            "method": "multiplicative_weights",
            "n_iterations": rounds,
            "tolerance": tolerance,
            "learning_rate": found.learning_rate,
            "optimistic": optimistic,
            "missing": found.missing,
        },
    )

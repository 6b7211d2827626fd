"""Generalised Mallows: a centre, and a dispersion for each stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.control import native_control
from rankfold.rank.models.centered import CenteredModel
from rankfold.rank.models.votes import labels
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["GeneralizedMallows", "generalized_mallows"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GeneralizedMallows(CenteredModel):
    """A centre, a dispersion for each stage, and the distribution over rankings that they stand for.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    center : tuple of str or int
        The labels from best to worst.
    phi : ndarray of float64, shape (n_stages,)
        For each stage the dispersion, in [0, 1]: the probability of a displacement V is proportional to ``phi**V``.
        There are as many stages as the longest ballot has choices, at most ``n_items - 1``.
    theta : ndarray of float64, shape (n_stages,)
        ``-log(phi)``; infinite for ``phi = 0``.
    mean_displacement : ndarray of float64, shape (n_stages,)
        The mean of V over the ballots that reach the stage.
    expected_distance : float
        The mean of the sum of V over the stages, under the model.
    log_likelihood : float
        Of the ballots, in nats.
    center_cost, center_lower_bound, center_proven
        As for :class:`Mallows`: they say how good a Kemeny order the centre is.
    settings : dict
        The model and every option as it was applied.
    """

    items: tuple[str | int, ...]
    center: tuple[str | int, ...]
    phi: NDArray[np.float64]
    theta: NDArray[np.float64]
    mean_displacement: NDArray[np.float64]
    expected_distance: float
    log_likelihood: float
    center_cost: float
    center_lower_bound: float
    center_proven: bool
    settings: dict[str, Any]

    def _theta(self) -> NDArray[np.float64]:
        return self.theta

    def _columns(self) -> dict[str, list[Any]]:
        open_end = [float("nan")] * (len(self.center) - len(self.theta))
        return {
            "rank": list(range(1, len(self.center) + 1)),
            "item": list(self.center),
            "phi": self.phi.tolist() + open_end,
            "mean_displacement": self.mean_displacement.tolist() + open_end,
        }

    def _summary(self) -> dict[str, Any]:
        names = ("phi", "theta", "mean_displacement", "expected_distance", "log_likelihood")
        return {name: getattr(self, name) for name in (*names, "center_cost", "center_lower_bound", "center_proven")}

    def __repr__(self) -> str:
        return self._text(f"{len(self.theta)} stages by {self._stages}")


def generalized_mallows(
    data: Any,
    *,
    center: Sequence[str | int] | Ranking | None = None,
    stages: Literal["choices", "items"] = "choices",
    missing: Literal["below"] | None = None,
    **control: Unpack[Control],
) -> GeneralizedMallows:
    """Fit a centre and a dispersion for each stage: voters may agree on the best and not on the rest.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        Votes without ties, with their weights. They are complete, or, with ``stages="choices"``, top-k ballots whose
        unranked items stand below.
    center : sequence of labels or Ranking, optional
        The centre, if it is known. Default: that of :func:`mallows`.
    stages : {"choices", "items"}, default "choices"
        What the j-th displacement counts.

        - ``choices``: when the voter makes the j-th choice, the items left that the centre puts before the chosen one.
        - ``items``: of the items that the centre puts after its j-th, those that the voter puts before it.

        Both sum to Kendall's distance from the centre.
    missing : {"below"}, optional
        Reads the unranked items of a container that says "absent" as below the ranked ones.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    GeneralizedMallows

    Raises
    ------
    InvalidInputError
        As for :func:`mallows`; for another name of stages, or incomplete ballots with ``stages="items"``.
    InputKindError
        For counts of pairs or places, which forget the ballots.

    Notes
    -----
    The displacements are independent, and ``P(V[j] = v)`` is proportional to ``exp(-theta[j] * v)`` for ``v`` from 0
    to ``m - j``. Each theta is the one under which the mean of V is that of the ballots:
    ``1/(e**t - 1) - (m-j+1)/(e**(t (m-j+1)) - 1)``; 0 if it is no less than that of random orders.

    The dispersions are the most likely ones for the centre. The centre that is searched for is a Kemeny order, which
    fits best where all dispersions are alike, and need not do so otherwise.

    References
    ----------
    Fligner, Verducci, "Distance based ranking models", Journal of the Royal Statistical Society B, 1986.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [list("ABCD")] * 6 + [list("ABDC")] * 5 + [list("BACD")]
    >>> rf.rank.generalized_mallows(votes)
    generalized_mallows: 4 items, 3 stages by choices, log-likelihood -11.6754
    rank  item        phi  mean_displacement
       1  A     0.0770431          0.0833333
       2  B             0                  0
       3  C      0.714286           0.416667
       4  D             -                  -
    """
    native_center = None if center is None else labels("center", center)
    votes, running = native_votes(data, control), native_control(control)
    found = _native.generalized_mallows(votes, missing, native_center, stages, running)
    phi = np.exp(-found.theta)
    phi.setflags(write=False)
    return GeneralizedMallows(
        found.items,
        found.center,
        phi,
        found.theta,
        found.mean_distance,
        found.expected_distance,
        found.log_likelihood,
        found.center_cost,
        found.center_lower_bound,
        found.center_proven,
        {
            "model": "generalized_mallows",
            "stages": stages,
            "center": "searched" if center is None else "given",
            "missing": found.missing,
        },
    )

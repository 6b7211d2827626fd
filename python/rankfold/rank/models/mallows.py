"""Mallows: a centre, and one dispersion for how far voters stray from it."""

from __future__ import annotations

import math
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

__all__ = ["Mallows", "mallows"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mallows(CenteredModel):
    """A centre, a dispersion, and the distribution over rankings that they stand for.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    center : tuple of str or int
        The labels from best to worst.
    phi : float
        The dispersion, in [0, 1]: the probability of an order is proportional to ``phi**distance``, where the distance
        is the number of pairs that it orders otherwise than the centre. 0: everybody votes the centre; 1: every order
        is as likely as any other.
    theta : float
        ``-log(phi)``; infinite for ``phi = 0``.
    mean_distance : float
        The mean distance of the ballots from the centre.
    expected_distance : float
        The mean distance of complete orders under the model.
    log_likelihood : float
        Of the ballots, in nats.
    center_cost : float
        The weight of the preferences that the centre contradicts: the sum of all distances.
    center_lower_bound : float
        No order costs less.
    center_proven : bool
        Whether the cost is that bound, and the centre therefore a Kemeny order. If not, it may still be one.
    settings : dict
        The model and every option as it was applied.
    """

    items: tuple[str | int, ...]
    center: tuple[str | int, ...]
    phi: float
    theta: float
    mean_distance: float
    expected_distance: float
    log_likelihood: float
    center_cost: float
    center_lower_bound: float
    center_proven: bool
    settings: dict[str, Any]

    def _theta(self) -> NDArray[np.float64]:
        return np.full(max(len(self.items) - 1, 0), self.theta)

    def _columns(self) -> dict[str, list[Any]]:
        return {"rank": list(range(1, len(self.center) + 1)), "item": list(self.center)}

    def _summary(self) -> dict[str, Any]:
        names = ("phi", "theta", "mean_distance", "expected_distance", "log_likelihood")
        return {name: getattr(self, name) for name in (*names, "center_cost", "center_lower_bound", "center_proven")}

    def __repr__(self) -> str:
        return self._text(f"phi {self.phi:.6g}, mean distance {self.mean_distance:.6g}")


def mallows(
    data: Any,
    *,
    center: Sequence[str | int] | Ranking | None = None,
    missing: Literal["below"] | None = None,
    **control: Unpack[Control],
) -> Mallows:
    """Fit a centre and a dispersion: an order is less likely by a factor phi for each pair that it turns round.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        Votes without ties, with their weights. They are complete, or top-k ballots whose unranked items stand below.
    center : sequence of labels or Ranking, optional
        The centre, if it is known. Default: the Kemeny order of the ballots; see the notes.
    missing : {"below"}, optional
        Reads the unranked items of a container that says "absent" as below the ranked ones.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Mallows
        ``center_proven`` says whether the centre is known to be the best one.

    Raises
    ------
    InvalidInputError
        For a ballot with a tie, or one that leaves out items without putting them below, both named; a centre that is
        no order of the items; no ballot that ranks anything, or less than two items.
    InputKindError
        For counts of pairs or places, which forget the ballots.

    Notes
    -----
    ``P(order) = phi**distance / Z``, with Kendall's distance and ``Z = prod over i of (1 - phi**i) / (1 - phi)``. A
    ballot that ranks k items counts with the probability that these come first, in its order. Whatever phi is, the
    likelihood is highest at a Kemeny order; and there phi is such that the expected distance is the mean distance of
    the ballots, or 1 if they stray no less than random ones would. All sums are exact.

    The centre, its lower bound and the proof are those of :func:`rankfold.rank.kemeny`. Counting pairs costs
    ``O(n_voters * n_items**2)``, large cycles of majorities what they cost there.

    References
    ----------
    Mallows, "Non-null ranking models. I", Biometrika, 1957.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [list("ABCD")] * 2 + [list("BCAD")] + [list("CDAB")] * 2
    >>> model = rf.rank.mallows(votes)
    >>> model
    mallows: 4 items, phi 0.615488, mean distance 2, log-likelihood -14.7074
    rank  item
       1  A
       2  B
       3  C
       4  D
    >>> round(model.probability(["A", "B", "C", "D"]), 4)
    0.1393
    """
    native_center = None if center is None else labels("center", center)
    votes, running = native_votes(data, control), native_control(control)
    found = _native.mallows(votes, missing, native_center, running)
    theta, given = float(found.theta[0]), center is not None
    return Mallows(
        found.items,
        found.center,
        math.exp(-theta),
        theta,
        float(found.mean_distance[0]),
        found.expected_distance,
        found.log_likelihood,
        found.center_cost,
        found.center_lower_bound,
        found.center_proven,
        {"model": "mallows", "center": "given" if given else "searched", "missing": found.missing},
    )

"""Plackett-Luce: a ballot as a chain of choices, each in proportion to strength."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.ballots import Ballots
from rankfold.control import native_control
from rankfold.errors import InvalidInputError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.models.votes import MAX_SEED, labels, n_ballots, votes_over
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import native_votes
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

    Missing = Literal["below", "absent"]

__all__ = ["PlackettLuce", "plackett_luce"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlackettLuce(ToJson):
    """Strengths of items, and the distribution over rankings that they stand for.

    Attributes
    ----------
    items : tuple of str or int
        The labels, in the order of the vectors below.
    strengths : ndarray of float64, shape (n_items,)
        Above 0; they sum to 1 (over each component, where the strengths are not identifiable).
    log_strengths : ndarray of float64, shape (n_items,)
        Their natural logarithms, each within about the square of ``tolerance`` of the maximum.
    log_likelihood : float
        Of the ballots, in nats, without the prior; its supremum where the strengths are not identifiable.
    n_iterations : int
        Steps of Newton's method.
    converged : bool
        Whether the last step changed no log strength by more than the tolerance.
    identifiable : bool
        Whether every item was chosen before every other one along some chain of choices. If not, no finite strengths
        fit best: items drift infinitely far apart.
    component : ndarray of int64, shape (n_items,)
        All 0 if identifiable. Else strengths compare within a component only, and no item of a later component was
        ever chosen before one of an earlier; some such pairs may never have met.
    settings : dict
        The model and every option as it was applied.
    """

    items: tuple[str | int, ...]
    strengths: NDArray[np.float64]
    log_strengths: NDArray[np.float64]
    log_likelihood: float
    n_iterations: int
    converged: bool
    identifiable: bool
    component: NDArray[np.int64]
    settings: dict[str, Any]

    @property
    def ranking(self) -> Ranking:
        """The items by strength. Those whose log strengths the fit cannot tell apart, by its tolerance, tie.

        Raises
        ------
        InvalidInputError
            If the strengths are not identifiable.
        """
        self._check_identifiable()
        order = sorted(range(len(self.items)), key=lambda k: (-self.log_strengths[k], _label_key(self.items[k])))
        gaps = -np.diff(self.log_strengths[order])
        starts = np.flatnonzero(np.append(True, gaps > self.settings["tolerance"])) if order else np.array([], int)
        tiers = np.split(np.array(order, int), starts[1:])
        ranks = np.empty(len(order), np.int64)
        by_tier: list[str | int] = []
        for start, tier in zip(starts.tolist(), tiers, strict=False):
            ranks[tier] = start + 1
            by_tier += sorted((self.items[k] for k in tier.tolist()), key=_label_key)
        ranks.setflags(write=False)
        winners = tuple(by_tier[: len(tiers[0])])
        return Ranking(self.items, tuple(by_tier), ranks, self.strengths, winners, True, dict(self.settings))

    def log_likelihood_of(self, data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> float:
        """The log-likelihood of other ballots, in nats.

        Parameters
        ----------
        data : Ballots, ScoreTable or list of ballots
            Votes over the items of the model, in any order.
        missing : {"below", "absent"}, optional
            As for :func:`plackett_luce`. Default: the container's.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For ties, other items, or strengths that are not identifiable.
        """
        self._check_identifiable()
        running = native_control(control)
        votes = votes_over(self.items, data, control)
        return _native.plackett_luce_log_likelihood(votes, missing, self.items, self.log_strengths, running)

    def probability(self, order: Sequence[str | int]) -> float:
        """The probability that these items come first, in this order.

        Parameters
        ----------
        order : sequence of labels
            All items, or the first few.

        Raises
        ------
        InvalidInputError
            For an unknown item, one that is named twice, or strengths that are not identifiable.
        """
        return math.exp(self.log_likelihood_of([labels("order", order)]))

    def sample(self, n: int, *, seed: int = 0, **control: Unpack[Control]) -> Ballots:
        """Draw complete ballots.

        Parameters
        ----------
        n : int
            How many.
        seed : int, default 0
            From 0 to 2**64 - 1. Ballot i draws from stream i of ChaCha8 under this seed, so the ballots depend neither
            on the number of threads nor on how many are drawn.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            If the strengths are not identifiable, or an option is out of range.
        """
        self._check_identifiable()
        n, seed, running = n_ballots(n), integer("seed", seed, 0, MAX_SEED), native_control(control)
        return Ballots._wrap(_native.sample_plackett_luce(self.items, self.strengths, n, seed, running))

    def _check_identifiable(self) -> None:
        if self.identifiable:
            return
        n_components = int(self.component.max()) + 1
        last = [
            repr(item) for item, k in zip(self.items, self.component.tolist(), strict=True) if k == n_components - 1
        ]
        named = ", ".join(last[:5]) + (", ..." if len(last) > 5 else "")
        raise InvalidInputError(
            f"plackett_luce: the strengths are not identifiable: the items fall into {n_components} components, and "
            f"those of the last ({named}) were never chosen before others; expected a fit with prior > 0"
        )

    def _columns(self) -> dict[str, list[Any]]:
        """Best first; by component where strengths of several do not compare."""
        rows = zip(self.component.tolist(), self.strengths.tolist(), self.log_strengths.tolist(), strict=True)
        if self.identifiable:
            by_item = dict(zip(self.items, rows, strict=True))
            ranking = self.ranking
            columns = ranking._columns()
            strengths = columns.pop("score")
            return {**columns, "strength": strengths, "log_strength": [by_item[item][2] for item in ranking.order]}
        table = [
            (component, item, strength, log) for item, (component, strength, log) in zip(self.items, rows, strict=True)
        ]
        table.sort(key=lambda row: (row[0], -row[3], _label_key(row[1])))
        heads = ("component", "item", "strength", "log_strength")
        return {head: [row[k] for row in table] for k, head in enumerate(heads)}

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame, the strongest first; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, the strongest first."""
        columns = self._columns()
        return {
            "strengths": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
            "log_likelihood": self.log_likelihood,
            "n_iterations": self.n_iterations,
            "converged": self.converged,
            "identifiable": self.identifiable,
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table, the strongest first."""
        return markdown(self._columns())

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        head = f"plackett_luce: {len(self.items)} items, log-likelihood {self.log_likelihood:.6g}"
        if not self.identifiable:
            head += ", not identifiable: strengths compare within a component only"
        if not self.converged:
            head += ", not converged"
        return f"{head}\n{plain(self._columns())}"


def plackett_luce(
    data: Any,
    *,
    missing: Missing | None = None,
    prior: float = 0.0,
    tolerance: float = 1e-9,
    max_iterations: int = 100,
    **control: Unpack[Control],
) -> PlackettLuce:
    """Fit strengths: a ballot picks its first item in proportion to strength, then its second of those left, and so on.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        Votes without ties, with their weights.
    missing : {"below", "absent"}, optional
        Unranked items were left when the ranked ones were chosen (top-k ballots), or were not there (partial
        ballots). Default: the container's.
    prior : float, default 0
        The weight of one won and one lost comparison of each item with an imaginary item. It draws the strengths
        towards each other, and makes them identifiable on any ballots; 0.5 is a mild choice.
    tolerance : float, default 1e-9
        Newton's method stops once a whole step changes no log strength by more; from 1e-13 to 1.
    max_iterations : int, default 100
        The most steps; some five to ten are usual.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    PlackettLuce
        ``identifiable`` and ``converged`` say what it is worth.

    Raises
    ------
    InvalidInputError
        For a ballot with a tie, which is named; an option out of range; strengths that span more than 147 orders of
        magnitude.
    InputKindError
        For counts of pairs or places, which forget the ballots.

    Notes
    -----
    Maximises ``sum over ballots and choices of w (log s[chosen] - log(sum of s over the items left))``, a concave
    function of log strengths, by Newton's method; each step is solved by conjugate gradients. A walk over the ballots
    costs ``O(n_voters * n_items)``, a fit some fifty walks. Equal ballots are folded and sorted first, so neither the
    order of voters, nor that of items, nor the number of threads changes a bit.

    Finite strengths that fit best exist, and are unique up to a factor, if and only if the items cannot be split into
    two sets of which no item of the second was ever chosen before one of the first (Hunter 2004). Where they can and
    ``prior`` is 0, the strengths of each component are fitted by themselves, which is the limit that ever better fits
    approach.

    References
    ----------
    Hunter, "MM algorithms for generalized Bradley-Terry models", The Annals of Statistics, 2004.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [list("ABCD")] * 2 + [list("BCAD")] + [list("CDAB")] * 2
    >>> model = rf.rank.plackett_luce(votes)
    >>> model
    plackett_luce: 4 items, log-likelihood -14.3712
    rank  item  strength  log_strength
       1  C     0.374406     -0.982414
       2  A     0.319573      -1.14077
       3  B     0.200213      -1.60837
       4  D     0.105807      -2.24614
    >>> round(model.probability(["C", "A"]), 4)
    0.1913
    >>> model.sample(1000, seed=1)
    Ballots(1000 voters, 4 items, weight 1000, no ties, complete)
    """
    prior, tolerance = real("prior", prior), real("tolerance", tolerance)
    max_iterations = integer("max_iterations", max_iterations, 1, 2**32)
    votes, running = native_votes(data, control), native_control(control)
    found = _native.plackett_luce(votes, missing, prior, tolerance, max_iterations, running)
    strengths = np.exp(found.log_strengths)
    strengths.setflags(write=False)
    settings = {
        "model": "plackett_luce",
        "missing": found.missing,
        "prior": prior,
        "tolerance": tolerance,
        "max_iterations": max_iterations,
    }
    return PlackettLuce(
        found.items,
        strengths,
        found.log_strengths,
        found.log_likelihood,
        found.n_iterations,
        found.converged,
        found.n_components <= 1,
        found.component,
        settings,
    )


def _label_key(label: str | int) -> tuple[bool, Any]:
    """The order of labels: integers by value, then texts by their UTF-8 bytes."""
    return (True, label.encode()) if isinstance(label, str) else (False, label)

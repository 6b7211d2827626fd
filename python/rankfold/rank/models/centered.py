"""What the models around a centre share."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.ballots import Ballots
from rankfold.control import native_control
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.models.votes import MAX_SEED, finite, labels, n_ballots, votes_over
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

    Missing = Literal["below", "absent"]

__all__ = ["CenteredModel"]


class CenteredModel(ToJson):
    """A centre and a dispersion for each stage; the models say which."""

    __slots__ = ()
    items: tuple[str | int, ...]
    center: tuple[str | int, ...]
    log_likelihood: float
    center_proven: bool
    settings: dict[str, Any]

    @abstractmethod
    def _theta(self) -> NDArray[np.float64]:
        """The dispersion of each stage."""

    @abstractmethod
    def _columns(self) -> dict[str, list[Any]]:
        """The columns of the table that the model prints as."""

    @abstractmethod
    def _summary(self) -> dict[str, Any]:
        """What goes beside the table."""

    @property
    def _stages(self) -> str:
        return str(self.settings.get("stages", "choices"))

    def log_likelihood_of(self, data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> float:
        """The log-likelihood of other ballots, in nats; ``-inf`` for ballots that the model rules out.

        Parameters
        ----------
        data : Ballots, ScoreTable or list of ballots
            Votes over the items of the model, in any order.
        missing : {"below", "absent"}, optional
            Default: the container's.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For ties, other items, or ballots that the model does not reach.
        """
        running = native_control(control)
        votes = votes_over(self.items, data, control)
        return _native.mallows_log_likelihood(
            votes, missing, self.items, self.center, self._theta(), self._stages, running
        )

    def probability(self, order: Sequence[str | int]) -> float:
        """The probability that these items come first, in this order.

        Parameters
        ----------
        order : sequence of labels
            All items, or the first few.

        Raises
        ------
        InvalidInputError
            For an unknown item, one that is named twice, or an order that the model does not reach.
        """
        return math.exp(self.log_likelihood_of([labels("order", order)]))

    def sample(self, n: int, *, seed: int = 0, **control: Unpack[Control]) -> Ballots:
        """Draw ballots, as long as the longest that the model was fitted to.

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
            For an option out of range.

        Notes
        -----
        ``O(n * n_items * log n_items)``: an item for each place, out of those left, found in a tree of counts.
        """
        n, seed, running = n_ballots(n), integer("seed", seed, 0, MAX_SEED), native_control(control)
        phi = np.exp(-self._theta())
        return Ballots._wrap(_native.sample_mallows(self.items, self.center, phi, self._stages, n, seed, running))

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame, the first of the centre first; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; what is not finite becomes ``None``."""

        def plainly(value: Any) -> Any:
            if isinstance(value, np.ndarray):
                return [finite(entry) for entry in value.tolist()]
            return finite(value) if isinstance(value, float) else value

        summary = {name: plainly(value) for name, value in self._summary().items()}
        return {"center": list(self.center), **summary, "settings": dict(self.settings)}

    def to_markdown(self) -> str:
        """A Markdown table, the first of the centre first."""
        return markdown(self._columns())

    def __len__(self) -> int:
        return len(self.items)

    def _text(self, what: str) -> str:
        model = self.settings["model"]
        head = f"{model}: {len(self.items)} items, {what}, log-likelihood {self.log_likelihood:.6g}"
        if not self.center_proven:
            head += ", centre not proven"
        return f"{head}\n{plain(self._columns())}"

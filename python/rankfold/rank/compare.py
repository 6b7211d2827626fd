"""Several rules on the same votes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.distance.matrix import pairwise
from rankfold.rank.registry import rule_info
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rankfold.rank.ranking import Ranking

__all__ = ["RuleComparison", "compare", "rank_by"]


def rank_by(data: Any, rule: str, **options: Any) -> Ranking:
    """Run the rule of this name.

    Parameters
    ----------
    data : any container of votes, or list of ballots
        The votes.
    rule : str
        Any rule of :data:`rankfold.rank.RULES`.
    **options
        The rule's own, and those of :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For a rule that does not exist; the text lists those that do.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.rank_by([["a", "b"], ["a"]], "plurality").winners
    ('a',)
    """
    ranking: Ranking = rule_info(rule).function(data, **options)
    return ranking


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RuleComparison(ToJson):
    """Rankings of the same votes by several rules.

    Attributes
    ----------
    rankings : dict of str to Ranking
        The ranking by each rule, in the order asked for.
    kendall_tau_b : ndarray of float64, shape (n_rules, n_rules)
        Kendall's tau-b between the ranks of each two rules: 1 for the same order, -1 for the reverse, NaN where one of
        them ties everything.
    """

    rankings: Mapping[str, Ranking]
    kendall_tau_b: NDArray[np.float64]

    def _columns(self) -> dict[str, list[Any]]:
        """The rank of each item by each rule, sorted by the first rule."""
        first = next(iter(self.rankings.values()))
        columns: dict[str, list[Any]] = {"item": list(first.order)}
        for name, ranking in self.rankings.items():
            rank_of = dict(zip(ranking.items, ranking.ranks.tolist(), strict=True))
            columns[name] = [rank_of[item] for item in first.order]
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of ranks, a column a rule; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        tau = [[None if value != value else value for value in row] for row in self.kendall_tau_b.tolist()]
        return {
            "rankings": {name: ranking.to_dict() for name, ranking in self.rankings.items()},
            "kendall_tau_b": {"rules": list(self.rankings), "values": tau},
        }

    def to_markdown(self) -> str:
        """A Markdown table of ranks, a column a rule."""
        return markdown(self._columns())

    def __repr__(self) -> str:
        names = list(self.rankings)
        tau: dict[str, list[Any]] = {"Kendall tau-b": names}
        for name, column in zip(names, self.kendall_tau_b.T.tolist(), strict=True):
            tau[name] = [round(value, 4) for value in column]
        return f"{plain(self._columns())}\n\n{plain(tau)}"


def compare(data: Any, rules: Sequence[str | tuple[str, Mapping[str, Any]]], **control: Any) -> RuleComparison:
    """Run several rules on the same votes and see how far they agree.

    Parameters
    ----------
    data : any container of votes that all the rules read, or list of ballots
        The votes.
    rules : sequence of str or (str, dict)
        Rules by name, with their options where the defaults do not do; the same rule may come with several options.
    **control
        See :class:`rankfold.control.Control`; a time limit holds for each rule.

    Raises
    ------
    InvalidInputError
        For no rules, an unknown one, or the same one twice with the same options.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> rf.rank.compare(votes, ["plurality", "borda"])
    item  plurality  borda
    a             1      2
    b             2      1
    c             3      3
    <BLANKLINE>
    Kendall tau-b  plurality   borda
    plurality              1  0.3333
    borda             0.3333       1
    """
    if isinstance(rules, str) or not rules:
        raise InvalidInputError(f"rules = {rules!r}: expected a list of rules, such as ['borda', 'schulze']")
    votes = _read_once(data, control)
    rankings: dict[str, Ranking] = {}
    for entry in rules:
        try:
            rule, options = (entry, {}) if isinstance(entry, str) else entry
        except (TypeError, ValueError):
            raise InvalidTypeError(
                f"rules holds {entry!r}: expected a name, or a name with a dict of options"
            ) from None
        texts = ", ".join(f"{name}={value!r}" for name, value in options.items())
        name = f"{rule}({texts})" if texts else rule
        if name in rankings:
            raise InvalidInputError(f"rules name {name} twice: expected each once")
        rankings[name] = rank_by(votes, rule, **options, **control)
    ranks = np.array([ranking.ranks for ranking in rankings.values()])
    return RuleComparison(rankings, pairwise(ranks).values)


def _read_once(data: Any, control: dict[str, Any]) -> Any:
    """Lists are parsed and battles are counted once, not once a rule."""
    from rankfold.ballots import Ballots
    from rankfold.comparisons import Comparisons

    if isinstance(data, (list, tuple)):
        return Ballots.from_orders(data)
    return data.pairwise(**control) if isinstance(data, Comparisons) else data

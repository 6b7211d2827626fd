"""What a committee is worth by a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.committee.registry import inputs_of, rule_info, votes_for
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

__all__ = ["committee_score"]


def committee_score(members: Iterable[str | int], data: Any, rule: str, **options: Any) -> Fraction:
    """The score of a committee by a rule, whoever elected it, exactly.

    Parameters
    ----------
    members : iterable of str or int
        The labels of the committee, which has as many seats as members.
    data : Approvals, Ballots, ScoreTable or list
        The votes, as the rule reads them.
    rule : str
        The name of a rule that has a score, such as ``"pav"``.
    **options
        Options of the rule; ``threshold`` and ``costs`` for rankings and files, as the rule takes them; and the
        keywords of :class:`rankfold.control.Control`.

    Returns
    -------
    Fraction
        What the rule would call ``score`` if it elected this committee.

    Raises
    ------
    InvalidInputError
        For a rule that is not known or has no score, a member that is not an item or stands there twice.
    InvalidTypeError
        For an option that the rule does not have.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"c"}])
    >>> rf.committee.committee_score(["a", "b"], votes, "pav")
    Fraction(3, 1)
    >>> rf.committee.committee_score(["a", "c"], votes, "thiele", weights="coverage")
    Fraction(3, 1)
    """
    info = rule_info(rule)
    if isinstance(members, (str, bytes)):
        raise InvalidTypeError(f"members is of type {type(members).__name__}: expected a list of labels")
    chosen = {name: value for name, value in options.items() if name in info.defaults}
    left = {name: value for name, value in options.items() if name not in info.defaults}
    native = info.native(chosen)
    votes, control = votes_for(rule, inputs_of(rule, chosen), data, left)
    score: Fraction | None = _native.committee_score(native, list(members), votes._native, native_control(control))
    if score is None:
        raise InvalidInputError(f"rule = {rule!r} has no score: expected one that maximises something, such as 'pav'")
    return score

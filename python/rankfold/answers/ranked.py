"""Samples that rank the answers instead of naming one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import rank
from rankfold.answers.label_order import label_key
from rankfold.ballots import Ballots
from rankfold.control import Control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.offsets import offsets_of
from rankfold.rank.registry import rule_info
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from rankfold.rank.ranking import Ranking

    TieBreak = Literal["lowest_label", "first_seen", "abstain"]
    Label = str | int

__all__ = ["RankedAnswers", "permutation_self_consistency", "ranked_vote"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RankedAnswers(ToJson):
    """The answer of each question, elected from rankings.

    Attributes
    ----------
    answers : tuple of (str, int or None), length n_questions
        The winner of each question; None where there is none, or where a tie abstains.
    winners : tuple of tuples, length n_questions
        All answers that share the first place, in label order.
    candidate_offsets : ndarray of int64, shape (n_questions + 1,)
        The candidates of question q are ``candidate_offsets[q]:candidate_offsets[q + 1]``, in label order.
    candidates : tuple of str or int
        The answers on the ballots.
    ranks : ndarray of int64, shape (n_candidates,)
        Competition ranks within each question: 1, 2, 2, 4.
    scores : ndarray of float64, shape (n_candidates,)
        In the unit of the rule.
    n_ballots, n_dropped : ndarray of int64, shape (n_questions,)
        Ballots that count, and ballots that are None, empty or invalid.
    n_repeats : ndarray of int64, shape (n_questions,)
        Entries that were left out because the answer stood higher on the same ballot.
    complete : ndarray of bool, shape (n_questions,)
        Whether the rule broke no tie on its way.
    status : tuple of str, length n_questions
        ``ok``, ``tie`` (several winners), ``no_winner`` (the rule found none), ``no_valid_answer`` (no ballot counts).
    settings : dict
        The rule and every option.
    """

    answers: tuple[Label | None, ...]
    winners: tuple[tuple[Label, ...], ...]
    candidate_offsets: NDArray[np.int64]
    candidates: tuple[Label, ...]
    ranks: NDArray[np.int64]
    scores: NDArray[np.float64]
    n_ballots: NDArray[np.int64]
    n_dropped: NDArray[np.int64]
    n_repeats: NDArray[np.int64]
    complete: NDArray[np.bool_]
    status: tuple[str, ...]
    settings: dict[str, Any]

    def scores_of(self, question: int) -> dict[Label, float]:
        """The candidates of a question and their scores, in label order."""
        if not 0 <= question < len(self):
            raise InvalidInputError(f"question = {question}: expected 0 <= question < {len(self)}")
        start, end = self.candidate_offsets[question : question + 2].tolist()
        return dict(zip(self.candidates[start:end], self.scores[start:end].tolist(), strict=True))

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "question": list(range(len(self))),
            "answer": ["-" if answer is None else answer for answer in self.answers],
            "winners": [len(winners) for winners in self.winners],
            "ballots": self.n_ballots.tolist(),
            "dropped": self.n_dropped.tolist(),
            "status": list(self.status),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns question, answer, winners (how many), ballots, dropped and status."""
        return to_native_frame({**self._columns(), "answer": list(self.answers)}, backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, a question a list entry; a score that is none as None."""
        questions = [
            {
                "answer": answer,
                "winners": list(winners),
                "status": status,
                "scores": [
                    {"answer": label, "score": None if score != score else score}
                    for label, score in self.scores_of(question).items()
                ],
            }
            for question, (answer, winners, status) in enumerate(
                zip(self.answers, self.winners, self.status, strict=True)
            )
        ]
        return {"questions": questions, "settings": dict(self.settings)}

    def __len__(self) -> int:
        return len(self.answers)

    def __repr__(self) -> str:
        n_questions = f"{len(self)} {'question' if len(self) == 1 else 'questions'}"
        return f"ranked_vote({self.settings['rule']}): {n_questions}\n{plain(self._columns())}"


@dataclass(slots=True)
class _Question:
    """The ballots of one question that count, in numbers of its candidates."""

    candidates: list[Label]
    ballots: list[list[int]]
    n_dropped: int
    n_repeats: int


def ranked_vote(
    ballots: Any,
    *,
    rule: str = "borda",
    invalid: Collection[Label] = ("invalid",),
    tie_break: TieBreak = "lowest_label",
    rule_tie_break: str | None = None,
    **options: Any,
) -> RankedAnswers:
    """Elect the answer of each question from samples that rank the answers.

    Parameters
    ----------
    ballots : list of lists of ballots, one list a question
        A ballot is a list of answers (``str`` or ``int``), best first, or None where a sample has none. A ballot may
        leave answers out.
    rule : str, default "borda"
        Any rule of :data:`rankfold.rank.RULES` that reads ballots.
    invalid : collection of str or int, default ("invalid",)
        What a sample says where it has no answer. A ballot that holds such a label is dropped and counted.
    tie_break : {"lowest_label", "first_seen", "abstain"}, default "lowest_label"
        Which of several winners is the answer: the first in label order, the first that any ballot of the question
        names (in the order of ballots, which is then what decides), or none.
    rule_tie_break : str, optional
        The rule's own ``tie_break``, for rules that may have to break ties on their way (``instant_runoff``).
    **options
        The rule's own options, and those of :class:`rankfold.control.Control`.

    Returns
    -------
    RankedAnswers
        Each question is what the rule gives for its ballots and candidates alone.

    Raises
    ------
    InvalidInputError
        For a rule or an option that does not exist; whatever the rule raises, with its question as the segment.
    InvalidTypeError
        For a ballot that is no list, or a label that is neither a text nor an integer.

    Notes
    -----
    An answer that stands on a ballot twice counts where it stands first. Candidates are the answers that any ballot of
    the question names, so the meaning of a short ballot is up to the rule (``missing=``).

    Ranked voting for self-consistency uses Borda, mean reciprocal rank (``rule="dowdall", missing="zero_points"``) and
    instant runoff. Its code gives an answer at place i of a ballot of length n the points ``n - i + 1``, so that a
    short ballot counts less; here a place is worth the same on every ballot. What it calls instant runoff drops the
    ballots of an answer that is eliminated instead of passing them on, which elects by plurality;
    ``rule="instant_runoff"`` passes them on. It takes the first seen of a tie.

    References
    ----------
    W. Wang, Y. Wang, H. Huang: Ranked voting based self-consistency of large language models. Findings of ACL 2025.

    Examples
    --------
    >>> import rankfold as rf
    >>> ballots = [["ABC", "ACB", "BCA", "CBA", "BCA"]]
    >>> ballots = [[list(ballot) for ballot in question] for question in ballots]
    >>> rf.answers.ranked_vote(ballots).scores_of(0)
    {'A': 4.0, 'B': 6.0, 'C': 5.0}
    >>> rf.answers.ranked_vote([*ballots, [["D"], None, ["invalid"]]], rule="instant_runoff")
    ranked_vote(instant_runoff): 2 questions
    question  answer  winners  ballots  dropped  status
           0  B             1        5        0  ok
           1  D             1        1        2  ok
    """
    if tie_break not in ("lowest_label", "first_seen", "abstain"):
        raise InvalidInputError(f'tie_break = {tie_break!r}: expected "lowest_label", "first_seen" or "abstain"')
    if isinstance(invalid, str):
        raise InvalidTypeError(f"invalid is the text {invalid!r}: expected a collection of labels")
    if rule_tie_break is not None:
        options = {**options, "tie_break": rule_tie_break}
    questions = _read(ballots, frozenset(invalid))
    rankings = _rankings(questions, rule, options)
    answers: list[Label | None] = []
    winners: list[tuple[Label, ...]] = []
    status: list[str] = []
    ranks, scores, complete = [], [], []
    for question, ranking in zip(questions, rankings, strict=True):
        if ranking is None:
            answers.append(None)
            winners.append(())
            status.append("no_valid_answer")
            complete.append(True)
            continue
        first = sorted(int(winner) for winner in ranking.winners)
        labels = tuple(question.candidates[winner] for winner in first)
        chosen = _chosen(question, first, tie_break)
        answers.append(None if chosen is None else question.candidates[chosen])
        winners.append(labels)
        status.append("ok" if len(first) == 1 else "tie" if first else "no_winner")
        ranks.append(ranking.ranks)
        scores.append(ranking.scores)
        complete.append(ranking.complete)
    settings = next((ranking.settings for ranking in rankings if ranking is not None), {"rule": rule})
    return RankedAnswers(
        tuple(answers),
        tuple(winners),
        offsets_of(len(question.candidates) for question in questions),
        tuple(label for question in questions for label in question.candidates),
        np.concatenate([*ranks, np.zeros(0, dtype=np.int64)]),
        np.concatenate([*scores, np.zeros(0)]),
        np.asarray([len(question.ballots) for question in questions], dtype=np.int64),
        np.asarray([question.n_dropped for question in questions], dtype=np.int64),
        np.asarray([question.n_repeats for question in questions], dtype=np.int64),
        np.asarray(complete, dtype=np.bool_),
        tuple(status),
        {**_renamed(settings), "tie_break": tie_break, "invalid": sorted(invalid, key=label_key)},
    )


def _renamed(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of the rule, its own tie-break apart from that of the vote."""
    return {"rule_tie_break" if name == "tie_break" else name: value for name, value in settings.items()}


def _read(ballots: Any, invalid: frozenset[Label]) -> list[_Question]:
    if isinstance(ballots, str) or not hasattr(ballots, "__iter__"):
        raise InvalidTypeError(f"ballots is of type {type(ballots).__name__}: expected a list of ballots a question")
    return [_read_question(number, question, invalid) for number, question in enumerate(ballots)]


def _read_question(number: int, question: Any, invalid: frozenset[Label]) -> _Question:
    if not isinstance(question, (list, tuple)):
        kind = type(question).__name__
        raise InvalidTypeError(f"ballots[{number}] is of type {kind}: expected a list of ballots")
    kept: list[dict[Label, None]] = []
    n_dropped = n_repeats = 0
    for voter, ballot in enumerate(question):
        if ballot is None:
            n_dropped += 1
            continue
        where = f"ballots[{number}][{voter}]"
        if not isinstance(ballot, (list, tuple)):
            raise InvalidTypeError(f"{where} is of type {type(ballot).__name__}: expected a list of answers, or None")
        for label in ballot:
            if isinstance(label, bool) or not isinstance(label, (str, int)):
                kind = type(label).__name__
                raise InvalidTypeError(f"{where} holds {label!r}, of type {kind}: expected a str or an int")
        if not ballot or not invalid.isdisjoint(ballot):
            n_dropped += 1
            continue
        once = dict.fromkeys(ballot)
        n_repeats += len(ballot) - len(once)
        kept.append(once)
    candidates = sorted({label for ballot in kept for label in ballot}, key=label_key)
    place = {label: at for at, label in enumerate(candidates)}
    return _Question(candidates, [[place[label] for label in ballot] for ballot in kept], n_dropped, n_repeats)


def _rankings(questions: list[_Question], rule: str, options: dict[str, Any]) -> list[Ranking | None]:
    """The ranking of each question that has ballots.

    Questions with equally many candidates share one call: their items are numbers in label order, so that ties are
    broken as they would be by labels, and nobody is a candidate of a question that does not name it.
    """
    by_size: dict[int, list[int]] = {}
    for number, question in enumerate(questions):
        if question.ballots:
            by_size.setdefault(len(question.candidates), []).append(number)
    found: list[Ranking | None] = [None] * len(questions)
    if not by_size:
        rule_info(rule).native({k: v for k, v in options.items() if k not in Control.__annotations__})
    for n_candidates, members in sorted(by_size.items()):
        orders = [ballot for number in members for ballot in questions[number].ballots]
        segments = np.repeat(members, [len(questions[number].ballots) for number in members])
        votes = Ballots.from_orders(orders, items=range(n_candidates))
        for segment, ranking in rank.grouped(votes, by=segments, rule=rule, **options).items():
            found[int(segment)] = ranking
    return found


def _chosen(question: _Question, winners: list[int], tie_break: str) -> int | None:
    if not winners or (len(winners) > 1 and tie_break == "abstain"):
        return None
    if len(winners) > 1 and tie_break == "first_seen":
        among = set(winners)
        ballots = question.ballots
        return next(candidate for ballot in ballots for candidate in ballot if candidate in among)
    return winners[0]


def permutation_self_consistency(
    rankings: Sequence[Sequence[Label]],
    *,
    presented: Sequence[Sequence[Label]] | None = None,
    missing: Literal["below", "absent"] = "absent",
    **options: Any,
) -> Ranking:
    """Rank by the order closest to rankings that a model gave for shuffled prompts.

    Parameters
    ----------
    rankings : sequence of sequences, one a prompt
        The items, best first; with ``presented``, their places in the prompt, from 0. A ranking may leave items out.
    presented : sequence of sequences of str or int, one a prompt, optional
        The items in the order in which each prompt had them.
    missing : {"below", "absent"}, default "absent"
        What an item that a ranking leaves out means: not compared, as in the authors' code, or tied below the others.
    **options
        Those of :func:`rankfold.rank.kemeny`.

    Returns
    -------
    Ranking
        What :func:`rankfold.rank.kemeny` returns: the consensus, its cost, whether it is proven.

    Raises
    ------
    InvalidInputError
        For a place that no prompt has, an item twice in a ranking or in a prompt, prompts that do not fit.
    InvalidTypeError
        For a ranking that is no list.

    Notes
    -----
    A model favours items by their places in the prompt; over shuffled prompts that evens out. With m prompts and n
    items the pairs take ``O(m n**2)``, and the search is that of ``kemeny``: with a proof where it finds one.

    References
    ----------
    R. Tang, X. Zhang, X. Ma, J. Lin, F. Ture: Found in the middle: permutation self-consistency improves listwise
    ranking in large language models. arXiv 2310.07712, 2023.

    Examples
    --------
    >>> import rankfold as rf
    >>> prompts = [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]]
    >>> rf.answers.permutation_self_consistency([[0, 1, 2], [1, 0, 2], [2, 0, 1]], presented=prompts).order
    ('a', 'b', 'c')
    """
    if presented is not None:
        rankings = _unshuffled(rankings, presented)
    return rank.kemeny(Ballots.from_orders(rankings, missing=missing), **options)


def _unshuffled(rankings: Any, presented: Any) -> list[list[Label]]:
    """Places in prompts as the items that stood there."""
    rankings, presented = list(rankings), list(presented)
    if len(rankings) != len(presented):
        raise InvalidInputError(f"presented has {len(presented)} prompts: expected {len(rankings)}, one a ranking")
    found = []
    for prompt, (ranking, items) in enumerate(zip(rankings, presented, strict=True)):
        if isinstance(items, str) or isinstance(ranking, str):
            raise InvalidTypeError(f"prompt {prompt} has a text for a list: expected lists of places and of items")
        items = list(items)
        if len(set(items)) != len(items):
            raise InvalidInputError(f"presented[{prompt}] names an item twice: expected each at most once")
        order = []
        for at, place in enumerate(ranking):
            if isinstance(place, bool) or not hasattr(place, "__index__"):
                kind = type(place).__name__
                raise InvalidTypeError(f"rankings[{prompt}][{at}] is of type {kind}: expected a place in the prompt")
            if not 0 <= place < len(items):
                raise InvalidInputError(
                    f"rankings[{prompt}][{at}] = {place} is not a place: expected 0 <= place < {len(items)}"
                )
            order.append(items[place])
        found.append(order)
    return found

"""Methods that count samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.answers.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.answers.registry import Missing, TieBreak
    from rankfold.answers.selection import AnswerSelection
    from rankfold.control import Control

__all__ = ["majority_vote", "threshold_vote"]


@register(name="Self-consistency (majority vote)", votes=True, source="Wang et al. 2023")
def majority_vote(
    samples: Any, *, missing: Missing = "count", tie_break: TieBreak | None = None, **control: Unpack[Control]
) -> AnswerSelection:
    """Choose the answer that was given most often.

    Parameters
    ----------
    samples : Samples, AnswerVotes, or whatever :meth:`rankfold.Samples.from_lists` takes
        The samples.
    missing : {"count", "drop", "own_group"}, default "count"
        What a sample without an answer means. "count": it counts against every answer and cannot win. "drop": it is
        left out. "own_group": such samples are a group like any other, and the answer may be None.
    tie_break : {"by_logprob", "lowest_label", "share", "abstain", "first_seen"}, optional
        Who wins a tie. "by_logprob": the answer with the most probable sample (per token, where that is known), among
        equals the lowest label. "lowest_label": see :class:`rankfold.Samples`. "share": the lowest label stands in
        ``answers``, and :meth:`AnswerSelection.credit` gives each tied answer an equal part. "abstain": nobody.
        "first_seen": the answer that was given first, which depends on the order of the samples. Default: by_logprob
        where there are log-probabilities, else lowest_label.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    AnswerSelection
        Scores are numbers of samples; the confidence is the winner's share of them. It is a plurality that wins,
        whatever the name says.

    Raises
    ------
    InvalidInputError
        For a tie-break that the samples cannot serve, and for samples that :class:`rankfold.Samples` refuses.

    Notes
    -----
    ``O(n_samples)``. The order of samples does not matter, but for "first_seen".

    References
    ----------
    X. Wang et al.: Self-consistency improves chain of thought reasoning in language models. ICLR 2023, arXiv
    2203.11171.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.majority_vote([["4", "5", "4", None], ["no", "yes"]])
    majority_vote: 2 questions
    question  answer  confidence  n_samples  n_valid  n_distinct  n_pruned  agrees_with_majority  status
           0  4              0.5          4        3           2         0                  True  ok
           1  no             0.5          2        2           2         0                  True  tie
    """
    return evaluate("majority_vote", {}, samples, missing, tie_break, control)


@register(name="Threshold vote", votes=True, source="")
def threshold_vote(
    samples: Any,
    *,
    threshold: float = 0.5,
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer that was given most often, if its share of the samples is high enough; else abstain.

    Parameters
    ----------
    samples : Samples, AnswerVotes, or whatever :meth:`rankfold.Samples.from_lists` takes
        The samples.
    threshold : float, default 0.5
        The least confidence, from 0 to 1; one that is equal will do.
    missing, tie_break, **control
        As for :func:`majority_vote`.

    Returns
    -------
    AnswerSelection
        Below the threshold the answer is None and the status "abstained"; the confidence is still that of the best
        answer.

    Raises
    ------
    InvalidInputError
        For a threshold out of range, and as for :func:`majority_vote`.

    Notes
    -----
    ``O(n_samples)``.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.threshold_vote([["4", "4", "5"], ["4", "5", "6"]]).answers
    ['4', None]
    """
    return evaluate("threshold_vote", {"threshold": threshold}, samples, missing, tie_break, control)

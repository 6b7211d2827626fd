"""Methods that weigh samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.answer_votes import AnswerVotes
from rankfold.answers.registry import evaluate, register, samples_of
from rankfold.errors import InvalidInputError

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike

    from rankfold.answers.registry import Missing, TieBreak
    from rankfold.answers.selection import AnswerSelection
    from rankfold.control import Control

__all__ = ["weighted_vote"]


@register(name="Weighted vote", votes=True, source="Wang et al. 2023")
def weighted_vote(
    samples: Any,
    *,
    weights: str | ArrayLike = "weights",
    transform: Literal["exp", "sigmoid", "min_shift"] | None = None,
    aggregate: Literal["sum", "mean", "max"] = "sum",
    negative: Literal["refuse", "allow"] = "refuse",
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer whose samples weigh the most.

    Parameters
    ----------
    samples : Samples, AnswerVotes, or whatever :meth:`rankfold.Samples.from_lists` takes
        The samples. Votes have their weights; for them the defaults of the options are all there is.
    weights : str, or array-like of float, shape (n_samples,), default "weights"
        The column that weighs: "rewards", "confidences", "mean_logprobs" or "sum_logprobs"; or a weight for each
        sample, question after question. "weights" are those of :meth:`rankfold.Samples.with_weights`.
    transform : {"exp", "sigmoid", "min_shift"}, optional
        What becomes of a number before it weighs: its exponential, relative to the largest of the question, which makes
        probabilities of log-probabilities however small; the logistic function of it; what it has above the smallest
        of the question. Default: nothing.
    aggregate : {"sum", "mean", "max"}, default "sum"
        What an answer has of the weights of its samples.
    negative : {"refuse", "allow"}, default "refuse"
        Whether weights below 0 are read as they are. Raw rewards are often negative, and then a sum punishes an answer
        for being given often; a transform is what is wanted.
    missing, tie_break, **control
        As for :func:`majority_vote`.

    Returns
    -------
    AnswerSelection
        Scores are weights. There is no confidence with another aggregate than the sum, nor where weights may be
        negative, since then there is no mass to have a share of.

    Raises
    ------
    InvalidInputError
        For a weight below 0 (question and sample are named), a column that is not there, an unknown option.

    Notes
    -----
    ``O(n_samples)``. Sums are those of the real numbers, rounded once: equal multisets of weights tie.

    References
    ----------
    X. Wang et al.: Self-consistency improves chain of thought reasoning in language models. ICLR 2023, arXiv
    2203.11171,
    which compares sums and means of probabilities.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.weighted_vote([["4", "5", "4"]], weights=[0.2, 0.9, 0.3]).scores_of(0)
    {'4': 0.5, '5': 0.9}
    """
    if not isinstance(weights, str):
        if isinstance(samples, AnswerVotes):
            raise InvalidInputError("weights of AnswerVotes are given to update(), as Samples.with_weights(...)")
        samples, weights = samples_of(samples).with_weights(weights), "weights"
    options = {"weights": weights, "transform": transform, "aggregate": aggregate, "negative": negative}
    return evaluate("weighted_vote", options, samples, missing, tie_break, control)

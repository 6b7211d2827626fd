"""Methods that look for the best sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.answers.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.answers.registry import Missing, TieBreak
    from rankfold.answers.selection import AnswerSelection
    from rankfold.control import Control

__all__ = ["best_of_n", "lowest_perplexity", "weighted_best_of_n"]


@register(name="Best-of-N", reads=("rewards",), source="")
def best_of_n(
    samples: Any,
    *,
    by: Literal["rewards", "confidences"] = "rewards",
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer of the sample with the highest reward.

    Parameters
    ----------
    samples : Samples
        With the column that ``by`` names.
    by : {"rewards", "confidences"}, default "rewards"
        What says which sample is the best.
    missing, tie_break, **control
        As for :func:`majority_vote`. A sample without an answer is not looked at, unless missing answers are a group.

    Returns
    -------
    AnswerSelection
        Scores are the highest reward of each answer; there is no confidence.

    Raises
    ------
    InvalidInputError
        For samples without the column.

    Notes
    -----
    ``O(n_samples)``. Samples of one reward tie, and then their answers.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.from_lists([["4", "5", "4"]], rewards=[[-0.5, 1.5, 0.25]])
    >>> rf.answers.best_of_n(samples).answers
    ['5']
    """
    return evaluate("best_of_n", {"by": by}, samples, missing, tie_break, control)


@register(name="Weighted best-of-N (verifier voting)", reads=("rewards",), source="Li et al. 2023")
def weighted_best_of_n(
    samples: Any,
    *,
    transform: Literal["exp", "sigmoid", "min_shift"] | None = None,
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer whose samples have the most reward together.

    Parameters
    ----------
    samples : Samples
        With rewards, at least 0 unless there is a transform.
    transform : {"exp", "sigmoid", "min_shift"}, optional
        As for :func:`weighted_vote`, which this is with ``weights="rewards"``.
    missing, tie_break, **control
        As for :func:`majority_vote`.

    Returns
    -------
    AnswerSelection
        Scores are sums of rewards.

    Raises
    ------
    InvalidInputError
        For a reward below 0 without a transform (question and sample are named), and samples without rewards.

    Notes
    -----
    ``O(n_samples)``.

    References
    ----------
    Y. Li et al.: Making language models better reasoners with step-aware verifier. ACL 2023, arXiv 2206.02336.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.from_lists([["4", "5", "4"]], rewards=[[0.5, 0.75, 0.5]])
    >>> rf.answers.weighted_best_of_n(samples).answers
    ['4']
    """
    return evaluate("weighted_best_of_n", {"transform": transform}, samples, missing, tie_break, control)


@register(name="Lowest perplexity", reads=("mean_logprobs",), source="")
def lowest_perplexity(
    samples: Any,
    *,
    path_probability: Literal["per_token", "sequence"] = "per_token",
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer of the most probable sample.

    Parameters
    ----------
    samples : Samples
        With mean log-probabilities, or sums for "sequence".
    path_probability : {"per_token", "sequence"}, default "per_token"
        Which probability is meant: the geometric mean over the tokens, one over the perplexity; or that of the whole
        sample, which favours short ones.
    missing, tie_break, **control
        As for :func:`majority_vote`.

    Returns
    -------
    AnswerSelection
        Scores are the best log-probability of each answer; there is no confidence.

    Raises
    ------
    InvalidInputError
        For samples without log-probabilities.

    Notes
    -----
    ``O(n_samples)``. If all samples are impossible, all answers tie with the status "no_mass".

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.from_lists([["4", "5", "4"]], mean_logprobs=[[-0.3, -0.1, -0.2]])
    >>> rf.answers.lowest_perplexity(samples).answers
    ['5']
    """
    options = {"path_probability": path_probability}
    return evaluate("lowest_perplexity", options, samples, missing, tie_break, control)

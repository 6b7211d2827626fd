"""Methods that weigh samples by how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.answers.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.answers.registry import Missing, TieBreak
    from rankfold.answers.selection import AnswerSelection
    from rankfold.control import Control

__all__ = ["borda_confidence_vote", "confidence_vote", "filtered_vote"]


@register(name="Confidence-informed self-consistency (CISC)", reads=("confidences",), source="Taubenfeld et al. 2025")
def confidence_vote(
    samples: Any,
    *,
    temperature: float = 1.0,
    normalize: Literal["softmax", "linear", "none"] = "softmax",
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer whose samples are the surest, compared within the question.

    Parameters
    ----------
    samples : Samples
        With confidences, in any unit.
    temperature : float, default 1.0
        Above 0, at most 1e100. The higher, the more alike samples weigh; it depends on the unit of the confidences and
        is what has to be tuned.
    normalize : {"softmax", "linear", "none"}, default "softmax"
        What a sample of confidence c weighs: ``exp(c / temperature)``; ``temperature * (c - least) + 1`` with the least
        of the question; c itself, at least 0.
    missing, tie_break, **control
        As for :func:`majority_vote`.

    Returns
    -------
    AnswerSelection
        Scores are weights, with softmax relative to the surest sample of the question.

    Raises
    ------
    InvalidInputError
        For samples without confidences, a temperature that is not above 0, a confidence below 0 with "none".

    Notes
    -----
    ``O(n_samples)``. The paper leaves out samples without an answer, which is ``missing="drop"``.

    References
    ----------
    A. Taubenfeld et al.: Confidence improves self-consistency in LLMs. Findings of ACL 2025, arXiv 2502.06233.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.from_lists([["A", "A", "A", "B", "B", "C"]], confidences=[[6, 6, 6, 8, 8, 9]])
    >>> rf.answers.confidence_vote(samples).answers, rf.answers.confidence_vote(samples, temperature=2).answers
    (['C'], ['B'])
    """
    options = {"temperature": temperature, "normalize": normalize}
    return evaluate("confidence_vote", options, samples, missing, tie_break, control)


@register(name="Self-certainty with Borda voting", reads=("confidences",), source="Kang, Zhao, Song 2025")
def borda_confidence_vote(
    samples: Any,
    *,
    power: float = 0.5,
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer with the most votes, where surer samples have more of them.

    Parameters
    ----------
    samples : Samples
        With confidences; only their order within a question matters.
    power : float, default 0.5
        From 0 to 100: of n samples the r-th surest has ``(n - r + 1)**power`` votes. 0 is a majority vote, and the
        larger, the more it is best-of-N. The default is that of the authors' code.
    missing, tie_break, **control
        As for :func:`majority_vote`. A sample without an answer keeps its place among the samples, as in the authors'
        code.

    Returns
    -------
    AnswerSelection
        Scores are votes, or where these would be above 1e200, votes over those of the surest sample.

    Raises
    ------
    InvalidInputError
        For samples without confidences, and a power out of range.

    Notes
    -----
    Samples of one confidence share the votes of their places equally; the authors' code gives more to those that come
    first. ``O(n log n)`` for n samples of a question.

    References
    ----------
    Z. Kang, X. Zhao, D. Song: Scalable best-of-N selection for large language models via self-certainty. 2025, arXiv
    2502.18581.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.one(["A", "B", "A", "A", "C", None], confidences=[2, 5, 3, 1, 4, 3])
    >>> rf.answers.borda_confidence_vote(samples, power=2).scores_of(0)
    {'A': 17.5, 'B': 36.0, 'C': 25.0}
    """
    return evaluate("borda_confidence_vote", {"power": power}, samples, missing, tie_break, control)


@register(name="Filtered vote (DeepConf, offline)", reads=("confidences",), source="Fu et al. 2025")
def filtered_vote(
    samples: Any,
    *,
    keep: float = 0.1,
    weighted: bool = True,
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Let the surest samples of each question vote.

    Parameters
    ----------
    samples : Samples
        With confidences, such as those of :func:`trace_confidence`; at least 0 if they weigh.
    keep : float, default 0.1
        Above 0, at most 1. Samples vote whose confidence is at least the quantile ``1 - keep`` of those with an answer,
        interpolated linearly.
    weighted : bool, default True
        Whether a sample weighs by its confidence, or all alike.
    missing, tie_break, **control
        As for :func:`majority_vote`. A sample without an answer counts against the others if it is as sure as they are.

    Returns
    -------
    AnswerSelection
        Scores are weights of the samples that vote; ``n_pruned`` says how many do not. An answer all of whose samples
        were left out has the score 0.

    Raises
    ------
    InvalidInputError
        For samples without confidences, ``keep`` out of range, a confidence below 0 that would weigh.

    Notes
    -----
    ``O(n log n)`` for n samples of a question. The paper's settings are ``keep=0.1`` and ``keep=0.9``.

    References
    ----------
    Y. Fu et al.: Deep think with confidence. 2025, arXiv 2508.15260, and its code.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.one(["A", "A", "A", "B"], confidences=[1.0, 2.0, 3.0, 9.0])
    >>> rf.answers.filtered_vote(samples, keep=0.5).scores_of(0)
    {'A': 3.0, 'B': 9.0}
    """
    options = {"keep": keep, "weighted": weighted}
    return evaluate("filtered_vote", options, samples, missing, tie_break, control)

"""Perplexity consistency, and the same after pruning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.answers.registry import evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.answers.registry import Missing, TieBreak
    from rankfold.answers.selection import AnswerSelection
    from rankfold.control import Control

    PathProbability = Literal["per_token", "sequence"]
    Dedup = Literal["paths", "none"]

__all__ = ["perplexity_consistency", "rpc"]


@register(name="Perplexity consistency (PC)", reads=("mean_logprobs", "paths"), source="Zhou et al. 2025")
def perplexity_consistency(
    samples: Any,
    *,
    path_probability: PathProbability = "per_token",
    dedup: Dedup = "paths",
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Choose the answer whose different paths are the most probable together.

    Parameters
    ----------
    samples : Samples
        With log-probabilities, and with paths unless ``dedup="none"``.
    path_probability : {"per_token", "sequence"}, default "per_token"
        What the probability of a path is. "per_token": ``exp`` of the mean log-probability of its tokens, one over the
        perplexity, which is what the authors' code takes; needs ``mean_logprobs``, or sums with ``n_tokens``.
        "sequence": ``exp`` of the sum, which is what the paper writes and which favours short paths; needs
        ``sum_logprobs``, or means with ``n_tokens``.
    dedup : {"paths", "none"}, default "paths"
        "paths": samples of one text and one answer are one path, which counts once, with the greatest of their
        probabilities. "none": each sample is a path of its own.
    missing, tie_break, **control
        As for :func:`majority_vote`. Paths without an answer have a mass, too.

    Returns
    -------
    AnswerSelection
        Scores are sums of probabilities, in units of the most probable path of the question.

    Raises
    ------
    InvalidInputError
        For samples without the log-probabilities that ``path_probability`` takes, and samples without paths unless
        ``dedup="none"``.

    Notes
    -----
    ``score(a) = sum_t p(t) / max p`` over the different paths t to the answer a. The unit drops out of the confidence
    ``score(a) / sum(score)``, and with it nothing underflows, however long the paths are. Sums are correctly rounded:
    equal multisets of probabilities tie. Where all probabilities are 0 each path counts 1, and the status is
    ``no_mass``. With equal probabilities and different paths this is :func:`majority_vote`.

    Probabilities must be comparable within a question: of one model, at one temperature. ``O(n_samples)``, and a sort
    for ``dedup="paths"``.

    References
    ----------
    Z. Zhou et al.: Bridging internal probability and self-consistency for effective and efficient LLM reasoning.
    arXiv 2502.00511, 2025.

    Examples
    --------
    >>> import rankfold as rf
    >>> samples = rf.Samples.from_lists(
    ...     [["4", "4", "4", "5"]], mean_logprobs=[[-0.9, -0.9, -0.9, -0.1]], paths=[["x", "x", "x", "y"]]
    ... )
    >>> selection = rf.answers.perplexity_consistency(samples)
    >>> selection.answers, selection.confidence.round(3)
    (['5'], array([0.69]))
    >>> rf.answers.perplexity_consistency(samples, dedup="none").answers
    ['4']
    """
    options = {"path_probability": path_probability, "dedup": dedup}
    return evaluate("perplexity_consistency", options, samples, missing, tie_break, control)


@register(
    name="Reasoning-pruning perplexity consistency (RPC)",
    reads=("mean_logprobs", "paths"),
    source="Zhou et al. 2025",
)
def rpc(
    samples: Any,
    *,
    variant: Literal["robust", "reference"] = "robust",
    path_probability: PathProbability = "per_token",
    dedup: Dedup = "paths",
    min_paths: int | None = None,
    significance: float = 0.02,
    missing: Missing = "count",
    tie_break: TieBreak | None = None,
    **control: Unpack[Control],
) -> AnswerSelection:
    """Prune improbable paths, then choose as :func:`perplexity_consistency` does.

    Parameters
    ----------
    samples : Samples
        With log-probabilities per token, and with paths unless ``dedup="none"``.
    variant : {"robust", "reference"}, default "robust"
        "reference" follows the authors' code, but for its failures. "robust" prunes, and overrules the majority, only
        where there is evidence: see the notes.
    path_probability : {"per_token", "sequence"}, default "per_token"
        What an answer gains by a path that is kept, as for :func:`perplexity_consistency`. Pruning looks at
        probabilities per token in any case, so sums without ``n_tokens`` are refused.
    dedup : {"paths", "none"}, default "paths"
        Which samples are one path, as for :func:`perplexity_consistency`. In the reference, samples of one text with
        different log-probabilities are different paths, and equal paths count once in the sums but every time in the
        fit; the robust variant looks at different paths throughout.
    min_paths : int, optional
        Nothing is pruned of a question with fewer different probabilities, from 0; 2 are needed in any case. Default 8
        for the robust variant and 0 for the reference.
    significance : float, default 0.02
        From 0 to 1; of no effect in the reference. How often, at most, chance may make the robust variant overrule the
        majority of a question: see the notes.
    missing, tie_break, **control
        As for :func:`majority_vote`. Paths without an answer take part in the fit and have a mass.

    Returns
    -------
    AnswerSelection
        Scores as for :func:`perplexity_consistency`, 0 for answers of which every path was pruned. ``n_pruned`` counts
        the samples of pruned paths. The status says ``pruned_nothing`` or ``few_distinct`` where every path was kept.

    Raises
    ------
    InvalidInputError
        For samples without the log-probabilities or the paths that the options take, and options out of range.

    Notes
    -----
    Two Weibull laws are fitted to the probabilities of a question (:func:`weibull_mixture`). A path is pruned if the
    law of the lower mean is likelier to have given it than the other one, and its probability is below the mean of
    all (both strictly). The most probable path is never pruned.

    Following the code rather than the paper: probabilities are per token; the fit starts at weight 1/2, shapes 1 and
    1.5, scales 1 and 2 with the weight kept in [0.2, 0.8]; it ends where a search by L-BFGS-B with the tolerances of
    SciPy does. Not followed: confidences of NaN, for equal probabilities and for probabilities of 0, which are left out
    of the fit here. Where the fit is unstable, as for few paths, other versions of the reference decide otherwise too.

    The robust variant differs in that

    - probabilities are in units of the largest, and the fit starts from the lower and the upper half of them;
    - shapes are at most 100, so that the likelihood is bounded;
    - paths are pruned only if two laws have the lower Bayesian information criterion than one:
      ``2 (l2 - l1) > 3 ln n``;
    - what comes of it overrules the answer with the most paths only if pruning tells the two apart: the probability of
      as many pruned paths on the side of the majority, paths of both answers being exchangeable (the upper tail of a
      hypergeometric law, times the number of answers that might have won instead), is at most ``significance``.
      Otherwise the paths count by their numbers, and nothing is pruned.

    So if log-probabilities say nothing about answers, the majority of the paths is overruled in at most the share
    ``significance`` of the questions, whatever the laws of either. No gain in accuracy is claimed.

    Some 50 evaluations of the likelihood a question, three exponentials a path each: about 0.1 ms for 64 paths.

    References
    ----------
    Z. Zhou et al.: Bridging internal probability and self-consistency for effective and efficient LLM reasoning.
    arXiv 2502.00511, 2025; and its code, github.com/WNJXYK/RPC.

    Examples
    --------
    >>> import rankfold as rf
    >>> logprobs = [-0.08, -0.1, -0.12, -0.15, -0.35, -0.6, -0.75, -1.1]
    >>> samples = rf.Samples.from_lists([list("AABBCCAD")], mean_logprobs=[logprobs])
    >>> selection = rf.answers.rpc(samples, variant="reference", dedup="none")
    >>> selection[0].answer, round(selection[0].confidence, 4), selection[0].n_pruned
    ('A', 0.4271, 3)
    """
    options = {
        "variant": variant,
        "path_probability": path_probability,
        "dedup": dedup,
        "min_paths": min_paths,
        "significance": significance,
    }
    return evaluate("rpc", options, samples, missing, tie_break, control)

"""Answers to choose from: how probable each is, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Arithmetic, Array, arithmetic, formula, segments

__all__ = ["ChoiceScores", "Normalization", "blank_perplexity", "choice_probabilities", "choice_scores", "p_true"]

#: What the log-probability of a choice is divided by, or compared with.
Normalization: TypeAlias = Literal["sum", "token_mean", "byte_mean", "unconditional"]


@formula
def p_true(true_logit: Array, false_logit: Array) -> Array:
    """How probable "true" is, of "true" and "false" alone.

    Parameters
    ----------
    true_logit, false_logit : array or tensor of float, shape (...)
        Logits, or log-probabilities, of the two answers at the same position. Over both orders of the two options, take
        the mean of the results.

    Returns
    -------
    array or tensor of float, shape (...)
        ``p(true) / (p(true) + p(false)) = sigmoid(true - false)``, exact without any other logit.

    References
    ----------
    S. Kadavath et al.: Language models (mostly) know what they know. arXiv 2207.05221, 2022.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.p_true(1.2, -0.3)), 9)
    0.817574476
    """
    of = arithmetic(true_logit, false_logit)
    return of.sigmoid(of.array("true_logit", true_logit) - of.array("false_logit", false_logit))


@formula
def choice_probabilities(
    logprobs: Array,
    *,
    normalization: Normalization = "sum",
    lengths: Array | None = None,
    unconditional: Array | None = None,
) -> Array:
    """Probabilities of choices, of themselves alone, from the log-probabilities of their texts.

    Parameters
    ----------
    logprobs : array or tensor of float, shape (..., n_choices)
        Log-probability of each choice: the sum over its tokens behind the question.
    normalization : {"sum", "token_mean", "byte_mean", "unconditional"}, default "sum"
        What is compared: sums, sums over the number of tokens or of bytes, or sums less those without the question.
    lengths : array of int, shape (..., n_choices), optional
        With "token_mean" the tokens, with "byte_mean" the bytes of each choice, at least 1.
    unconditional : array or tensor of float, shape (..., n_choices), optional
        With "unconditional": log-probability of each choice behind a neutral text such as "Answer:".

    Returns
    -------
    array or tensor of float, shape (..., n_choices)
        The softmax of what is compared; NaN where no choice is possible.

    Raises
    ------
    InvalidInputError
        For no choices, another normalization, lengths or ``unconditional`` that are missing, needless, of another
        shape or below 1.

    References
    ----------
    R. Schaeffer et al.: Why has predicting downstream capabilities of frontier AI models with scale remained elusive?
    arXiv 2406.04391, 2024. Its code adds 1e-9 within the softmax, which is not done here.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.choice_probabilities([-3, -4, -3.5, -6]).round(6).tolist()
    [0.494023, 0.181741, 0.29964, 0.024596]
    """
    of = arithmetic(logprobs, unconditional)
    sums = of.array("logprobs", logprobs)
    if not sums.ndim or not sums.shape[-1]:
        raise InvalidInputError(f"logprobs has shape {tuple(sums.shape)}: expected (..., n_choices), at least one")
    return of.exp(of.log_softmax(_compared(of, sums, normalization, lengths, unconditional)))


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceScores:
    """How good the probabilities of choices are, a number a question.

    Attributes
    ----------
    probability : array of float, shape (...)
        That of the correct choice.
    accuracy : array of float, shape (...)
        1 if the correct choice is the most probable; of ``n`` that tie for it, each is worth ``1 / n``.
    brier : array of float, shape (...)
        Squared distance from certainty in the correct choice, summed or averaged over choices.
    """

    probability: Array
    accuracy: Array
    brier: Array


@formula
def choice_scores(probabilities: Array, correct: Array, *, reduction: Literal["sum", "mean"] = "sum") -> ChoiceScores:
    """Accuracy and Brier score of probabilities of choices.

    Parameters
    ----------
    probabilities : array or tensor of float, shape (..., n_choices)
        As :func:`choice_probabilities` gives them.
    correct : array or tensor of int, shape (...)
        The correct choice of each question.
    reduction : {"sum", "mean"}, default "sum"
        The Brier score over choices: the sum, as Brier has it, or the mean, as the code of Schaeffer et al. has it.

    Returns
    -------
    ChoiceScores

    Raises
    ------
    InvalidInputError
        For a correct choice that is none, shapes that do not fit, another reduction.

    Examples
    --------
    >>> import rankfold as rf
    >>> probabilities = rf.logits.choice_probabilities([[-3, -4, -3.5, -6], [-1, -1, -2, -9]])
    >>> scores = rf.logits.choice_scores(probabilities, [0, 1])
    >>> scores.accuracy.tolist(), scores.brier.round(6).tolist()[0]
    ([1.0, 0.5], 0.379432)
    """
    of = arithmetic(probabilities, correct)
    p, own = of.array("probabilities", probabilities), of.integers("correct", correct)
    if not p.ndim or tuple(own.shape) != tuple(p.shape[:-1]):
        raise InvalidInputError(f"correct has shape {tuple(own.shape)}: expected one a question, {tuple(p.shape[:-1])}")
    n_choices = p.shape[-1]
    if bool(((own < 0) | (own >= n_choices)).any()):
        raise InvalidInputError(f"correct holds a number that is no choice: expected 0 <= correct < {n_choices}")
    if reduction not in ("sum", "mean"):
        raise InvalidInputError(f"reduction = {reduction!r}: expected 'sum' or 'mean'")
    is_own = of.integers("choices", np.arange(n_choices)) == own[..., None]
    target = of.where(is_own, p * 0 + 1, 0.0)
    first = of.where(p == of.greatest(p)[..., None], p * 0 + 1, 0.0)
    brier = of.sum((p - target) ** 2, -1) / (n_choices if reduction == "mean" else 1)
    accuracy = of.sum(first * target, -1) / of.sum(first, -1)
    return ChoiceScores(of.sum(of.where(is_own, p, 0.0), -1), accuracy, brier)


@formula
def blank_perplexity(
    token_logprobs: Array,
    offsets: Array,
    *,
    normalization: Normalization = "token_mean",
    lengths: Array | None = None,
    unconditional: Array | None = None,
) -> Array:
    """Perplexity of each text that could fill a blank; the least is the choice.

    Parameters
    ----------
    token_logprobs : array or tensor of float, shape (n_tokens,)
        Log-probabilities of the tokens of all texts, end to end: of the filled-in span, or of the whole sentence
        around it.
    offsets : array-like of int, shape (n_texts + 1,)
        The tokens of text i are ``offsets[i]:offsets[i + 1]``; starts at 0.
    normalization, lengths, unconditional
        As for :func:`choice_probabilities`, with shape (n_texts,); tokens are counted here. Default "token_mean", the
        perplexity proper.

    Returns
    -------
    array or tensor of float, shape (n_texts,)
        ``exp(-x)`` of what is compared; NaN for a mean over no tokens.

    Raises
    ------
    InvalidInputError
        For offsets that do not fit, and as :func:`choice_probabilities`.

    Notes
    -----
    The idea of scoring options by the perplexity of a filled blank is that of BOSE; its template and its normalisation
    are not confirmed from a text, so the template is the caller's and the normalisation an option.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.blank_perplexity([-1.0, -3.0, -1.5], [0, 2, 3]).round(4).tolist()
    [7.3891, 4.4817]
    """
    of = arithmetic(token_logprobs, unconditional)
    tokens = of.array("token_logprobs", token_logprobs)
    if tokens.ndim != 1:
        raise InvalidInputError(f"token_logprobs has shape {tuple(tokens.shape)}: expected (n_tokens,)")
    spans = list(pairwise(segments("offsets", offsets, len(tokens))))
    sums = of.concatenate([of.sum(tokens[start:end], 0).reshape(1) for start, end in spans], tokens)
    if normalization == "token_mean":
        if lengths is not None:
            raise InvalidInputError("lengths is given: expected none with 'token_mean', which counts the tokens")
        counts = of.array("lengths", np.array([end - start for start, end in spans], dtype=np.int64))
        # No tokens have no mean.
        return of.exp(-sums / of.where(counts > 0, counts, np.nan))
    return of.exp(-_compared(of, sums, normalization, lengths, unconditional))


def _compared(
    of: Arithmetic, sums: Array, normalization: str, lengths: Array | None, unconditional: Array | None
) -> Array:
    """What makes choices of different lengths comparable."""
    needs = {"sum": None, "token_mean": "lengths", "byte_mean": "lengths", "unconditional": "unconditional"}
    if normalization not in needs:
        expected = ", ".join(map(repr, needs))
        raise InvalidInputError(f"normalization = {normalization!r}: expected one of {expected}")
    for name, value in (("lengths", lengths), ("unconditional", unconditional)):
        if (value is not None) != (needs[normalization] == name):
            text = "is missing" if value is None else "is given"
            raise InvalidInputError(f"{name} {text}: normalization = {normalization!r} takes {needs[normalization]}")
    if normalization == "sum":
        return sums
    name = needs[normalization] or ""
    other = of.array(name, unconditional if lengths is None else lengths)
    if tuple(other.shape) != tuple(sums.shape):
        raise InvalidInputError(f"{name} has shape {tuple(other.shape)}: expected one a choice, {tuple(sums.shape)}")
    if lengths is None:
        return sums - other
    if not bool((other >= 1).all()):
        raise InvalidInputError("lengths holds a number below 1: expected the tokens, or bytes, of each choice")
    return sums / other

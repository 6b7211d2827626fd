"""Rewards that two models imply: how much more likely the one makes what was said than the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from rankfold.arguments import real
from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Arithmetic, Array, arithmetic, formula, is_tensor, same_shape, segments

__all__ = ["ImplicitRewards", "implicit_rewards"]


@dataclass(frozen=True, slots=True, eq=False)
class ImplicitRewards:
    """Rewards of tokens, steps and sequences; tensors if the log-probabilities were.

    Attributes
    ----------
    cumulative : array of float, shape (n_tokens,)
        ``q_t``, beta times the log-ratio of everything up to each token of its sequence.
    steps : array of float, shape (n_steps,)
        What each step adds: ``q`` at its end less ``q`` at the end of the step before.
    at_step_ends : array of float, shape (n_steps,)
        ``q`` at the end of each step.
    outcome : array of float, shape (n_sequences,)
        ``q`` at the last token, which is the reward of the sequence; 0 without tokens.
    step_offsets : tuple of int
        The steps of sequence i are ``step_offsets[i]:step_offsets[i + 1]``.
    """

    cumulative: Array
    steps: Array
    at_step_ends: Array
    outcome: Array
    step_offsets: tuple[int, ...]

    @formula
    def aggregate(
        self,
        how: Literal["min", "max", "mean", "sum", "last"] = "min",
        *,
        of: Literal["steps", "at_step_ends"] = "steps",
    ) -> Array:
        """One reward a sequence, from those of its steps.

        Parameters
        ----------
        how : {"min", "max", "mean", "sum", "last"}, default "min"
            The weakest step, the strongest, their mean, their sum, or the last one.
        of : {"steps", "at_step_ends"}, default "steps"
            What each step adds, or what has been reached at its end (in the authors' code "single" and "accumulative").

        Returns
        -------
        array or tensor of float, shape (n_sequences,)
            NaN for a sequence without steps.

        Examples
        --------
        >>> import rankfold as rf
        >>> policy, reference = [-0.2, -0.5, -1, -0.1, -0.3, -0.9], [-0.4, -0.6, -0.5, -0.3, -0.3, -1.2]
        >>> rewards = rf.logits.implicit_rewards(policy, reference, beta=0.5, step_ends=[2, 5])
        >>> rewards.aggregate("min").round(6).tolist(), rewards.aggregate("sum").round(6).tolist()
        ([-0.1], [0.15])
        """
        if of not in ("steps", "at_step_ends"):
            raise InvalidInputError(f"of = {of!r}: expected 'steps' or 'at_step_ends'")
        functions = {
            "min": lambda part: part.min(),
            "max": lambda part: part.max(),
            "mean": lambda part: part.mean(),
            "sum": lambda part: part.sum(),
            "last": lambda part: part[-1],
        }
        if how not in functions:
            raise InvalidInputError(f"how = {how!r}: expected {', '.join(map(repr, functions))}")
        values = getattr(self, of)
        computed = arithmetic(values)
        # Of nothing, NaN: a sum of 0 would be a reward.
        none = values.sum() * np.nan
        parts = [values[start:end] for start, end in pairwise(self.step_offsets)]
        found = [functions[how](part) if len(part) else none for part in parts]
        return computed.concatenate([value.reshape(1) for value in found], values)


@formula
def implicit_rewards(
    policy_logprobs: Array,
    reference_logprobs: Array,
    *,
    beta: float,
    step_ends: Array | None = None,
    offsets: Array | None = None,
) -> ImplicitRewards:
    """Process and outcome rewards from log-probabilities alone (implicit PRM).

    Parameters
    ----------
    policy_logprobs, reference_logprobs : array or tensor of float, shape (n_tokens,)
        Log-probabilities of the same tokens under the trained model and under its reference.
    beta : float
        The scale of rewards; the one that the model was trained with, above 0.
    step_ends : array-like of int, shape (n_steps,), optional
        The last token of each step, counted from the first token of all, rising; tokens behind the last end of their
        sequence belong to no step. Without it each sequence is one step.
    offsets : array-like of int, shape (n_sequences + 1,), optional
        Where the tokens of each sequence start; without it there is one sequence.

    Returns
    -------
    ImplicitRewards
        With :meth:`~ImplicitRewards.aggregate` for one reward a sequence.

    Raises
    ------
    InvalidInputError
        For log-probabilities of different shapes, step ends that do not rise or are no tokens, offsets that do not fit.

    Notes
    -----
    ``q_t = beta * sum over i <= t of (log policy_i - log reference_i)`` within a sequence; rewards of steps are
    differences of ``q``, so they sum to ``q`` at the last end. The other weights of tokens in the authors' code
    (``1/t``, ``0.95^t``, by length) are not offered. Of tensors, differentiable. Linear in the tokens.

    References
    ----------
    L. Yuan, W. Li, H. Chen, G. Cui, N. Ding, K. Zhang, B. Zhou, Z. Liu, H. Peng: Free process rewards without process
    labels. arXiv 2412.01981, 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> policy, reference = [-0.2, -0.5, -0.1, -0.9], [-0.4, -0.3, -0.6, -1.0]
    >>> rewards = rf.logits.implicit_rewards(policy, reference, beta=0.05, step_ends=[1, 3])
    >>> (abs(rewards.cumulative) + 0).round(6).tolist(), rewards.outcome.round(6).tolist()
    ([0.01, 0.0, 0.025, 0.03], [0.03])
    """
    scale = real("beta", beta)
    if scale <= 0:
        raise InvalidInputError(f"beta = {scale}: expected beta > 0")
    of = arithmetic(policy_logprobs, reference_logprobs)
    policy = of.array("policy_logprobs", policy_logprobs)
    reference = of.array("reference_logprobs", reference_logprobs)
    same_shape(policy_logprobs=policy, reference_logprobs=reference)
    if policy.ndim != 1:
        raise InvalidInputError(f"policy_logprobs has shape {tuple(policy.shape)}: expected (n_tokens,)")
    n_tokens = len(policy)
    bounds = [0, n_tokens] if offsets is None else segments("offsets", offsets, n_tokens)
    sequences = list(pairwise(bounds))
    ends = [end - 1 for start, end in sequences if end > start] if step_ends is None else _ends(step_ends, n_tokens)
    ratios = scale * (policy - reference)
    cumulative = of.concatenate([of.running_sum(ratios[start:end]) for start, end in sequences], ratios)
    step_offsets = tuple(int(place) for place in np.searchsorted(ends, bounds))
    at_ends = cumulative[ends]
    steps = at_ends - _before(of, at_ends, step_offsets)
    return ImplicitRewards(cumulative, steps, at_ends, _last(of, cumulative, sequences), step_offsets)


def _before(of: Arithmetic, at_ends: Array, step_offsets: tuple[int, ...]) -> Array:
    """What had been reached at the end of the step before: nothing, for the first of a sequence."""
    first = np.zeros(len(at_ends) + 1, dtype=np.int64)
    first[list(step_offsets)] = 1
    shifted = of.concatenate([at_ends[:1], at_ends[:-1]], at_ends)[: len(at_ends)]
    return of.where(of.integers("first", first[:-1]) == 0, shifted, 0.0)


def _last(of: Arithmetic, cumulative: Array, sequences: list[tuple[int, int]]) -> Array:
    """What has been reached at the end of each sequence."""
    if not len(cumulative):
        return of.array("outcome", np.zeros(len(sequences)))
    lengths = of.integers("lengths", np.array([end - start for start, end in sequences], dtype=np.int64))
    return of.where(lengths > 0, cumulative[[max(end - 1, 0) for _, end in sequences]], 0.0)


def _ends(step_ends: Array, n_tokens: int) -> list[int]:
    found = np.asarray(step_ends.detach().cpu() if is_tensor(step_ends) else step_ends)
    if found.ndim != 1 or (found.dtype.kind not in "iu" and found.size):
        raise InvalidInputError(f"step_ends has dtype {found.dtype} and shape {found.shape}: expected integers")
    ends = [int(end) for end in found]
    for k, end in enumerate(ends):
        least = ends[k - 1] + 1 if k else 0
        if not least <= end < n_tokens:
            raise InvalidInputError(f"step_ends[{k}] = {end}: expected {least} <= step_ends[{k}] < {n_tokens}")
    return ends

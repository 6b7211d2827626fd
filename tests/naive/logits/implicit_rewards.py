"""Implicit rewards of one sequence, token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def implicit_rewards(
    policy: Sequence[float], reference: Sequence[float], beta: float, step_ends: Sequence[int]
) -> dict[str, list[float]]:
    q = [beta * (sum(policy[: t + 1]) - sum(reference[: t + 1])) for t in range(len(policy))]
    at_ends = [q[end] for end in step_ends]
    steps = [value - before for value, before in zip(at_ends, [0.0, *at_ends], strict=False)]
    return {"cumulative": q, "at_step_ends": at_ends, "steps": steps, "outcome": q[-1:] or [0.0]}

"""Rules of loads and budgets on approvals, from Approvals to the committee."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.peers import peer
from benches.report import Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: How many seats, and what abcvoting calls the rules.
K = 20
RULES = {
    "sequential_phragmen": "seqphragmen",
    "equal_shares": "equal-shares",
    "phragmen_enestroem": "phragmen-enestroem",
    "consensus_rule": "consensus-rule",
}


def rows(settings: Settings) -> list[Row]:
    """Each voter approves of a fifth of the items."""
    approved = approvals(settings.size(10_000), 200)
    return [_row(rule, approved, settings) for rule in RULES]


def approvals(n_voters: int, n_items: int) -> NDArray[np.bool_]:
    """Each item with probability 0.2, and at least one."""
    rng = np.random.default_rng(1)
    approved: NDArray[np.bool_] = rng.random((n_voters, n_items)) < 0.2
    for voter in np.flatnonzero(~approved.any(axis=1)):
        approved[voter, rng.integers(n_items)] = True
    return approved


def _row(rule: str, approved: NDArray[np.bool_], settings: Settings) -> Row:
    function = getattr(rf.committee, rule)
    baselines: dict[str, Callable[[NDArray[Any]], list[int]]] = {
        "sequential_phragmen": _numpy_phragmen,
        "phragmen_enestroem": _numpy_enestroem,
    }
    baseline: Contestant | None = None
    if rule in baselines:
        baseline = Contestant("numpy", baselines[rule], lambda: approved.astype(float), read=sorted)
    profile = peer("abcvoting.preferences", _profile)
    return measure(
        rule,
        f"{len(approved):,} x {approved.shape[1]}, k = {K}",
        settings,
        own=Contestant(
            "rankfold",
            lambda votes: function(votes, K, n_threads=1),
            lambda: rf.Approvals.from_array(approved),
            read=lambda found: sorted(found.members),
        ),
        baseline=baseline,
        peer=profile
        and peer(
            "abcvoting.abcrules",
            lambda rules, votes: rules.compute(RULES[rule], votes, committeesize=K),
            prepare=partial(profile.run, approved),
            read=lambda found: sorted(found[0]),
        ),
    )


def _profile(preferences: Any, approved: NDArray[np.bool_]) -> Any:
    profile = preferences.Profile(approved.shape[1])
    profile.add_voters([np.flatnonzero(row).tolist() for row in approved])
    return profile


def _numpy_phragmen(approved: NDArray[np.float64]) -> list[int]:
    """A product of the matrix with the loads, a round at a time."""
    loads, support = np.zeros(len(approved)), approved.sum(axis=0)
    elected: list[int] = []
    for _ in range(K):
        after = (1 + loads @ approved) / support
        after[elected] = np.inf
        item = int(after.argmin())
        loads[approved[:, item] > 0] = after[item]
        elected.append(item)
    return elected


def _numpy_enestroem(approved: NDArray[np.float64]) -> list[int]:
    """The same with budgets."""
    budgets = np.ones(len(approved))
    elected: list[int] = []
    for _ in range(K):
        behind = budgets @ approved
        behind[elected] = -np.inf
        item = int(behind.argmax())
        budgets[approved[:, item] > 0] *= max(0.0, 1 - len(approved) / K / behind[item])
        elected.append(item)
    return elected

"""The obvious implementation of every rule: plain Python and exact fractions, a file a rule.

Property tests compare rankfold with these, and the benchmarks take them as the pure-Python baseline. A ballot is a list
of tiers, best first, each a list of item indexes; items that no tier names are unranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.naive.borda import borda
from tests.naive.condorcet_winner import condorcet_winner
from tests.naive.copeland import copeland
from tests.naive.instant_runoff import instant_runoff
from tests.naive.mc4 import mc4
from tests.naive.mean_rank import mean_rank
from tests.naive.mean_score import mean_score
from tests.naive.median_rank import median_rank
from tests.naive.minimax import minimax
from tests.naive.plurality import plurality
from tests.naive.positional import positional
from tests.naive.rank_centrality import rank_centrality
from tests.naive.schulze import schulze

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

#: Every rule by its id. All take ballots (``mean_score``: rows of scores), the number of items and weights.
RULES: Mapping[str, Callable[..., Sequence[Fraction | None]]] = {
    "plurality": plurality,
    "borda": borda,
    "positional": positional,
    "mean_rank": mean_rank,
    "median_rank": median_rank,
    "mean_score": mean_score,
    "copeland": copeland,
    "minimax": minimax,
    "schulze": schulze,
    "condorcet_winner": condorcet_winner,
    "instant_runoff": instant_runoff,
    "mc4": mc4,
    "rank_centrality": rank_centrality,
}

#: Rules whose lowest score is the best; ``mean_score`` has the direction of its table.
LOWER_IS_BETTER = frozenset({"mean_rank", "median_rank"})

#: Rules that break ties by label, and drop what is unranked: they take ``labels`` and no ``missing``.
READS_LABELS = frozenset({"instant_runoff"})


def scores(
    rule_id: str, ballots: Sequence[Any], n_items: int, weights: Sequence[float] | None = None, **options: Any
) -> list[Fraction | None]:
    """Scores by the rule of this id, in item order; None where the rule gives none."""
    return list(RULES[rule_id](ballots, n_items, weights, **options))

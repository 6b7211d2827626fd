"""The obvious implementation of every rule: plain Python and exact fractions, a file a rule.

Property tests compare rankfold with these, and the benchmarks take them as the pure-Python baseline. A ballot is a list
of tiers, best first, each a list of item indexes; items that no tier names are unranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.naive.anti_plurality import anti_plurality
from tests.naive.approval_at_k import approval_at_k
from tests.naive.baldwin import baldwin
from tests.naive.banks import banks
from tests.naive.benham import benham
from tests.naive.bipartisan_set import bipartisan_set
from tests.naive.black import black
from tests.naive.borda import borda
from tests.naive.bucklin import bucklin
from tests.naive.condorcet_winner import condorcet_winner
from tests.naive.coombs import coombs
from tests.naive.copeland import copeland
from tests.naive.dowdall import dowdall
from tests.naive.footrule_optimal import footrule_optimal
from tests.naive.instant_runoff import instant_runoff
from tests.naive.kemeny import kemeny
from tests.naive.llull import llull
from tests.naive.mc4 import mc4
from tests.naive.mean_rank import mean_rank
from tests.naive.mean_score import mean_score
from tests.naive.median_rank import median_rank
from tests.naive.minimax import minimax
from tests.naive.nanson import nanson
from tests.naive.plurality import plurality
from tests.naive.plurality_runoff import plurality_runoff
from tests.naive.positional import positional
from tests.naive.rank_centrality import rank_centrality
from tests.naive.ranked_pairs import ranked_pairs
from tests.naive.river import river
from tests.naive.robust_rank_aggregation import robust_rank_aggregation
from tests.naive.schulze import schulze
from tests.naive.schwartz_set import schwartz_set
from tests.naive.score_voting import score_voting
from tests.naive.slater import slater
from tests.naive.smith_irv import smith_irv
from tests.naive.smith_set import smith_set
from tests.naive.split_cycle import split_cycle
from tests.naive.stable_voting import stable_voting
from tests.naive.stuart import stuart
from tests.naive.tideman_alternative import tideman_alternative
from tests.naive.uncovered_set import uncovered_set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

#: Every rule whose scores rank the items, by its id. All take ballots (those in ``READS_SCORES``: rows of scores), the
#: number of items and weights.
RULES: Mapping[str, Callable[..., Sequence[Fraction | None]]] = {
    "plurality": plurality,
    "anti_plurality": anti_plurality,
    "approval_at_k": approval_at_k,
    "bucklin": bucklin,
    "dowdall": dowdall,
    "borda": borda,
    "positional": positional,
    "mean_rank": mean_rank,
    "median_rank": median_rank,
    "footrule_optimal": footrule_optimal,
    "robust_rank_aggregation": robust_rank_aggregation,
    "stuart": stuart,
    "mean_score": mean_score,
    "score_voting": score_voting,
    "copeland": copeland,
    "minimax": minimax,
    "schulze": schulze,
    "condorcet_winner": condorcet_winner,
    "llull": llull,
    "ranked_pairs": ranked_pairs,
    "river": river,
    "split_cycle": split_cycle,
    "stable_voting": stable_voting,
    "smith_set": smith_set,
    "schwartz_set": schwartz_set,
    "uncovered_set": uncovered_set,
    "banks": banks,
    "slater": slater,
    "kemeny": kemeny,
    "bipartisan_set": bipartisan_set,
    "black": black,
    "instant_runoff": instant_runoff,
    "mc4": mc4,
    "rank_centrality": rank_centrality,
    "coombs": coombs,
    "baldwin": baldwin,
    "nanson": nanson,
    "benham": benham,
    "plurality_runoff": plurality_runoff,
    "tideman_alternative": tideman_alternative,
    "smith_irv": smith_irv,
}

#: Rules whose lowest score is the best; those on scores have the direction of their table.
LOWER_IS_BETTER = frozenset({"mean_rank", "median_rank", "footrule_optimal", "robust_rank_aggregation", "stuart"})

#: Rules that read the scores of a table, and not the rankings that they make.
READS_SCORES = frozenset({"mean_score", "score_voting"})

#: Rules that can break ties by label: they take ``labels``.
READS_LABELS = frozenset(
    {
        "instant_runoff",
        "coombs",
        "baldwin",
        "benham",
        "plurality_runoff",
        "tideman_alternative",
        "smith_irv",
        "footrule_optimal",
        "ranked_pairs",
        "river",
        "kemeny",
    }
)

#: Rules that drop what is unranked: they take no ``missing``.
DROPS_UNRANKED = frozenset({"instant_runoff", "plurality_runoff"})

#: Rules that need a number of voters, so that weights are integers.
COUNTS_VOTERS = frozenset({"robust_rank_aggregation", "stuart"})

#: Rules that do not know what a ballot means that says nothing of an item: ``missing="absent"``.
NEEDS_ALL = frozenset({"positional", "anti_plurality", "dowdall", "footrule_optimal"})


def scores(
    rule_id: str, ballots: Sequence[Any], n_items: int, weights: Sequence[float] | None = None, **options: Any
) -> list[Fraction | None]:
    """Scores by the rule of this id, in item order; None where the rule gives none."""
    return list(RULES[rule_id](ballots, n_items, weights, **options))

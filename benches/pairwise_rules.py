"""Rules on pairs of items: Schulze against loops, and the rest against their twins and pref_voting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import cached_update_rate
from benches.peers import peer
from benches.report import Bar, Limit, Measured, Row, measure
from benches.timing import Contestant, Settings, race

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How much faster Schulze has to be than a loop over items in numpy, or than pref_voting, at 500 items.
TIMES = 50


def rows(settings: Settings) -> list[Row]:
    """Schulze at 500 items, and each other rule at a size that suits its peer."""
    small, large = (9, 50) if settings.quick else (30, 500)
    return [
        _schulze(settings),
        *_schulze_loops(settings),
        _rule("split_cycle", "margin_based_methods", "split_cycle", small, settings),
        _rule("stable_voting", "margin_based_methods", "stable_voting", 9, settings),
        _rule("ranked_pairs", "margin_based_methods", "ranked_pairs", small, settings),
        _rule("river", "margin_based_methods", "river", small, settings),
        _rule("smith_set", "c1_methods", "top_cycle", small, settings),
        _rule("schwartz_set", "c1_methods", "gocha", small, settings),
        _rule("uncovered_set", "c1_methods", "uc_gill", small, settings),
        _rule("banks", "c1_methods", "banks", 5, settings),
        _rule("slater", "c1_methods", "slater", 6, settings),
        *(_alone(rule, large, settings) for rule in ("split_cycle", "ranked_pairs", "river", "uncovered_set", "banks")),
    ]


def _wins(n_items: int, n_voters: int) -> NDArray[np.int64]:
    """How many of these voters prefer each item to each other one, drawn evenly."""
    generator = np.random.default_rng(3)
    wins = np.triu(generator.integers(0, n_voters + 1, (n_items, n_items)), 1)
    wins += np.tril(n_voters - wins.T, -1)
    return wins


def _counts(wins: NDArray[np.int64]) -> rf.PairwiseCounts:
    return rf.PairwiseCounts.from_matrix(wins, items=list(range(len(wins))))


def _schulze(settings: Settings) -> Row:
    n_items = 50 if settings.quick else 500
    wins = _wins(n_items, 10_000)
    row = measure(
        "Schulze, from counts of pairs",
        f"{n_items} items",
        settings,
        own=_own("schulze", wins, lambda ranking: ranking.scores),
        baseline=Contestant("numpy, a matrix an item", matrix_an_item, wins.copy, read=lambda scores: scores),
    )
    # A step replaces one cell of 16 bits.
    steps, limit = n_items**3 / row.rankfold, cached_update_rate()
    return replace(
        row,
        rate=f"{steps / 1e9:.1f} G steps/s",
        limit=Limit(f"update {limit / 1e9:.0f} GB/s in cache", 2 * steps / limit),
    )


def _schulze_loops(settings: Settings) -> list[Row]:
    """Against a loop over rows in numpy, and pref_voting, which takes minutes and is timed once."""
    n_items = 50 if settings.quick else 500
    wins = _wins(n_items, 10_000)
    own = _own("schulze", wins, lambda ranking: ranking.winners)
    by_rows = measure(
        "Schulze, 500 items" if not settings.quick else "Schulze",
        f"{n_items} items",
        settings,
        own=own,
        baseline=Contestant("numpy, a row a step", row_a_step, wins.copy, read=_best),
    )
    found = [_with_bar(by_rows, by_rows.baseline)]
    graph = _graph(wins)
    other = peer(
        "pref_voting.margin_based_methods",
        lambda module, graph: module.beat_path(graph),
        prepare=lambda: graph,
        read=lambda winners: winners,
    )
    if graph is not None and other is not None:
        # A first call that is not counted, and a second one that is.
        seconds = race("schulze", [other], 1)[0]
        row = Row(by_rows.task, by_rows.size, by_rows.rankfold, peer=Measured("pref_voting", seconds))
        found.append(_with_bar(row, row.peer))
    return found


def _with_bar(row: Row, other: Measured | None) -> Row:
    if other is None:
        return row
    return replace(row, bar=Bar(f"{TIMES}x", other.seconds >= TIMES * row.rankfold))


def _own(rule: str, wins: NDArray[np.int64], read: Any) -> Contestant:
    return Contestant("rankfold", getattr(rf.rank, rule), lambda: _counts(wins), read=read)


def _best(scores: NDArray[np.int64]) -> list[int]:
    return [int(item) for item in np.flatnonzero(scores == scores.max())]


def matrix_an_item(wins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Floyd-Warshall with one operation on the whole matrix for each item."""
    paths = np.where(wins > wins.T, wins, 0).astype(np.uint16)
    through = np.empty_like(paths)
    for via in range(len(paths)):
        np.minimum(paths[:, via, None], paths[via], out=through)
        np.maximum(paths, through, out=paths)
    return _standing(paths)


def row_a_step(wins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Floyd-Warshall as it is usually written in numpy: two loops, and one operation on a row."""
    paths = np.where(wins > wins.T, wins, 0)
    for via in range(len(paths)):
        for item in range(len(paths)):
            paths[item] = np.maximum(paths[item], np.minimum(paths[item, via], paths[via]))
    return _standing(paths)


def _standing(paths: NDArray[Any]) -> NDArray[np.int64]:
    np.fill_diagonal(paths, 0)
    scores: NDArray[np.int64] = (paths >= paths.T).sum(axis=1) - 1
    return scores


def _graph(wins: NDArray[np.int64]) -> Any:
    """The margins as pref_voting takes them, or None without it."""
    try:
        from pref_voting.weighted_majority_graphs import MarginGraph
    except ImportError:
        return None
    leads = np.maximum(wins - wins.T, 0)
    edges = [(i, j, int(leads[i, j])) for i, j in np.argwhere(leads).tolist()]
    return MarginGraph(list(range(len(wins))), edges)


def _rule(rule: str, module: str, function: str, n_items: int, settings: Settings) -> Row:
    """From the margins to the winners; so many voters that hardly two wins are equal."""
    wins = _wins(n_items, 10**9)
    graph = _graph(wins)
    return measure(
        f"{rule}, from counts of pairs",
        f"{n_items} items",
        settings,
        own=_own(rule, wins, lambda ranking: ranking.winners),
        peer=peer(
            f"pref_voting.{module}",
            lambda module, graph: getattr(module, function)(graph),
            prepare=lambda: graph,
            read=lambda winners: winners,
        ),
    )


def _alone(rule: str, n_items: int, settings: Settings) -> Row:
    """At a size that pref_voting does not reach."""
    own = _own(rule, _wins(n_items, 10**9), lambda ranking: ranking.winners)
    return measure(f"{rule}, from counts of pairs", f"{n_items} items", settings, own=own)

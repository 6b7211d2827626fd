"""Faults that published implementations have, each shown not to be ours.

The first seven are those of the code behind Colombo et al. 2022 (RankingNLPSystems) and Himmi et al. 2024
(MissingDataRanking); faults of other packages stand beside the tests of the function that they concern.
"""

from __future__ import annotations

import math
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

NAN = math.nan


def test_tied_scores_are_not_ranked_by_their_place() -> None:
    """``argsort(argsort(x))`` gives tied systems different ranks, by column, and not even always the same way."""
    rows = [[3.0, 1.0, 1.0, 1.0], [2.0, 2.0, 0.0, 2.0]]
    ranking = rf.rank.borda(rf.ScoreTable(rows))
    assert ranking.scores.tolist() == [5, 3, 1, 3]
    for order in permutations(range(4)):
        moved = rf.rank.borda(rf.ScoreTable(np.array(rows)[:, order], items=list(order)))
        assert moved.scores.tolist() == ranking.scores[list(order)].tolist()
        assert moved.tiers == ranking.tiers


def test_a_long_table_is_read_by_the_names_of_its_columns() -> None:
    """In the published files the column "Utterance" holds the system and "System" the instance: nothing is guessed."""
    polars = pytest.importorskip("polars")
    pytest.importorskip("narwhals")
    frame = polars.DataFrame(
        {"System": [0, 0, 1, 1], "Utterance": ["M0", "M1", "M0", "M1"], "value": [0.1, 0.2, 0.3, 0.9]}
    )
    table = rf.ScoreTable.from_frame(frame, item="Utterance", metric="System", score="value")
    assert table.items == ("M0", "M1")
    assert rf.rank.borda(table).winners == ("M1",)
    with pytest.raises(rf.InvalidInputError):
        rf.ScoreTable.from_frame(frame)


def test_a_line_with_a_field_too_many_is_no_table(tmp_path: Path) -> None:
    """One published table has an empty field after each name, which shifts all scores under the next header."""
    pytest.importorskip("polars")
    path = tmp_path / "shifted.csv"
    path.write_text("model,score,qa\nX,,83.2,84.5\nY,,82.7,82.0\n", encoding="utf-8")
    with pytest.raises(rf.InvalidFileError):
        rf.read(path)


def test_tied_observed_scores_are_a_tie_among_all_completions() -> None:
    """With nothing missing, a tied pair must not come out as "the later one before the earlier for certain"."""
    ranking = rf.rank.borda(rf.ScoreTable([[3.0, 3.0, 2.0, 1.0]]), missing="compatible")
    assert ranking.scores.tolist() == [2.5, 2.5, 1, 0]


def test_a_task_with_few_scores_weighs_no_more_than_a_full_one() -> None:
    """Counting completions instead of their shares lets the emptiest task decide: 12 to 1 for two of four scores."""
    full, sparse = [4.0, 3.0, 2.0, 1.0], [NAN, NAN, 1.0, 2.0]
    for row in (full, sparse):
        assert rf.rank.borda(rf.ScoreTable([row]), missing="compatible").scores.sum() == 6
    both = rf.rank.borda(rf.ScoreTable([full, sparse]), missing="compatible")
    # Expected ranks on the sparse row: 5/2, 5/2, 10/3 and 5/3.
    assert np.allclose(both.scores, [3 + 1.5, 2 + 1.5, 1 + 2 / 3, 0 + 7 / 3], rtol=1e-15)
    assert both.winners == (0,)


def test_missing_items_tie_and_are_not_shuffled() -> None:
    """Unseen systems tie in every call; they are not put in an order that a generator without seed draws."""
    table = rf.ScoreTable([[2.0, 1.0, NAN, NAN]])
    assert {rf.rank.borda(table, missing="compatible").tiers for _ in range(20)} == {((0,), (2, 3), (1,))}


def test_the_best_is_the_first_in_both_levels() -> None:
    """One docstring takes the least total for the best and its command line the largest: a ranking says which."""
    table = rf.ScoreTable([[0.9, 0.1], [0.8, 0.2]], items=["good", "bad"], groups=["x", "y"])
    for levels in (1, 2):
        ranking = rf.rank.borda(table, levels=levels)
        assert ranking.winners == ("good",)
        assert ranking.higher_is_better
        assert ranking.scores[0] > ranking.scores[1]

"""Real PrefLib files, and the tables that the project ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import rankfold as rf
from rankfold.read.preflib import parse_preflib
from rankfold.read.preflib_format import KINDS, format_preflib

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", KINDS)
def test_every_real_file_holds_what_its_header_says(shared_data: Path, tmp_path: Path, kind: str) -> None:
    paths = sorted((shared_data / "elections" / "preflib").glob(f"*/*.{kind}"))
    assert paths, f"no .{kind} files below {shared_data / 'elections' / 'preflib'}"
    for path in paths:
        file = parse_preflib(path)
        assert file.kind == kind, path
        assert file.n_voters == int(file.meta["NUMBER VOTERS"]), path
        assert file.n_orders == int(file.meta["NUMBER UNIQUE ORDERS"]), path
        assert file.n_alternatives == int(file.meta["NUMBER ALTERNATIVES"]), path
        assert file.notes == (), path
        positions = file.positions()
        assert np.array_equal(np.count_nonzero(positions, axis=1) == file.n_alternatives, (positions > 0).all(axis=1))

        again = tmp_path / path.name
        labels = [str(label) for label in file.labels]
        again.write_text(format_preflib(positions, file.weights, labels, file_name=path.name, kind=kind), "utf-8")
        copy = parse_preflib(again)
        assert copy.labels == file.labels, path
        assert np.array_equal(copy.positions(), positions), path
        assert np.array_equal(copy.weights, file.weights), path


@pytest.mark.parametrize(
    ("name", "n_voters", "n_orders"), [("burlington_2009.soi", 8962, 64), ("tennessee.soc", 100, 4)]
)
def test_shipped_elections(examples: Path, name: str, n_voters: int, n_orders: int) -> None:
    file = parse_preflib(examples / name)
    assert (file.n_voters, file.n_orders, file.n_alternatives, file.notes) == (n_voters, n_orders, 4, ())
    assert file.meta["FILE NAME"] == name


def test_burlington_comes_out_as_the_city_counted_it(examples: Path) -> None:
    votes = rf.read(examples / "burlington_2009.soi")
    assert isinstance(votes, rf.Ballots)
    runoff = rf.rank.instant_runoff(votes)
    rounds = [dict(zip(runoff.items, counts, strict=True)) for counts in np.asarray(runoff.rounds).tolist()]
    # The city reported 2,981, 2,554 and 3,294 once Smith, Simpson and write-ins had left, and then 4,313 and 4,061.
    assert [rounds[1][name] for name in ("Bob Kiss", "Andy Montroll", "Kurt Wright")] == [2981, 2554, 3294]
    assert [rounds[2][name] for name in ("Bob Kiss", "Kurt Wright")] == [4313, 4060]
    assert runoff.winners == ("Bob Kiss",)
    assert rf.rank.plurality(votes).winners == ("Kurt Wright",)
    assert rf.rank.condorcet_winner(votes).winners == ("Andy Montroll",)


def test_superglue_leaves_its_own_overall_score_out(examples: Path) -> None:
    pytest.importorskip("polars", reason="tables are read with polars")
    table = rf.read(examples / "superglue.csv")
    assert isinstance(table, rf.ScoreTable)
    assert (table.n_items, table.n_rows) == (23, 11)
    assert int(np.isnan(table.scores).sum()) == 3
    assert any("Score" in note.columns for note in table.notes)

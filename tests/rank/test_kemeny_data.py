"""Kemeny orders of published tables, elections and linear ordering instances: optima known from elsewhere."""

from __future__ import annotations

import csv
import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import rankfold as rf
from tests.rank.test_data import TABLES, cube_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def instance(shared_data: Path, family: str, name: str) -> NDArray[np.int64]:
    cells = gzip.decompress((shared_data / "lop" / family / f"{name}.txt.gz").read_bytes()).split()
    m = int(cells[0])
    return np.array(cells[1 : m * m + 1], np.int64).reshape(m, m)


def instances(shared_data: Path, family: str) -> list[tuple[str, NDArray[np.int64], int]]:
    with (shared_data / "lop" / "best_known.csv").open(newline="", encoding="utf-8") as lines:
        entries = [entry for entry in csv.DictReader(lines) if entry["family"] == family]
    return [
        (entry["name"], instance(shared_data, family, entry["name"]), int(entry["best_known"])) for entry in entries
    ]


def value(matrix: NDArray[np.int64], found: rf.rank.KemenyRanking) -> int:
    """What the literature of linear orders counts: the sum above the diagonal."""
    assert isinstance(found.cost, int)
    return int(matrix.sum() - np.trace(matrix)) - found.cost


@pytest.mark.parametrize("name", TABLES)
def test_optima_of_published_tables(name: str, shared_data: Path) -> None:
    golden = json.loads((shared_data / "benchmarks" / "golden_borda_kemeny.json").read_text())[name]
    table = cube_of(name, shared_data).table()
    found = rf.rank.kemeny(table)
    assert (found.cost, found.lower_bound, found.proven) == (golden["kemeny_opt"],) * 2 + (True,)
    assert found.cost == rf.rank.kemeny_cost(found.order, table)
    searched = rf.rank.kemeny(table, method="search")
    assert golden["kemeny_opt"] <= searched.cost <= golden["kemeny_borda"]
    assert searched.lower_bound <= golden["kemeny_opt"]


def test_input_output_matrices_are_solved(shared_data: Path) -> None:
    for name, matrix, best in instances(shared_data, "IO"):
        found = rf.rank.kemeny(matrix, method="exact")
        assert (found.proven, value(matrix, found)) == (True, best), name


@pytest.mark.parametrize("family", ["MB", "RandA1", "RandA2", "RandB", "SGB", "Spec", "xLOLIB"])
def test_bounds_and_budgets_hold_on_hard_instances(family: str, shared_data: Path) -> None:
    """A few steps prove nothing here, but what they say is true, and the same for any number of threads."""
    for name, matrix, best in instances(shared_data, family)[:1]:
        found = [rf.rank.kemeny(matrix, max_iterations=20, n_threads=threads) for threads in (1, 2)]
        assert found[0].order == found[1].order, name
        assert found[0].lower_bound == found[1].lower_bound, name
        total = int(matrix.sum() - np.trace(matrix))
        assert found[0].lower_bound <= total - best <= found[0].cost, name
        # The bound of the linear program leaves 14 % of the cost on uniform random matrices.
        assert found[0].gap < 0.2, name


def test_elections_are_solved(shared_data: Path) -> None:
    solved = 0
    for path in sorted((shared_data / "elections" / "preflib").rglob("*.so[ci]")):
        ballots = rf.read(path)
        if ballots.n_items <= 60:
            found = rf.rank.kemeny(ballots)
            assert found.proven, path.name
            assert found.cost == rf.rank.kemeny_cost(found.order, ballots), path.name
            solved += 1
    assert solved > 20

"""Published score tables and worked elections: figures computed elsewhere, and what must not move them."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from tests.rank.test_twins import apply

if TYPE_CHECKING:
    from pathlib import Path

#: Ours and the name that the file of worked elections uses.
NAMES = {"schulze": "beat_path"}


@dataclass(frozen=True)
class Cube:
    """Scores of systems in rows; a group for every task or metric."""

    scores: np.ndarray[Any, np.dtype[np.float64]]
    groups: list[str]

    def table(self) -> rf.ScoreTable:
        return rf.ScoreTable(self.scores, groups=self.groups)


def pandas_float(text: str) -> float:
    """A number as pandas before version 3 parsed it: 17 digits at most, with errors in the last bit.

    The figures for the tables of single instances were computed from such floats. They tie some scores that differ and
    part some that are equal, so only the same floats give the same figures.
    """
    mantissa, _, exponent = text.strip().removeprefix("-").lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    value = 0.0
    for digit in (whole + fraction)[:17]:
        value = value * 10 + int(digit)
    power = int(exponent or 0) - min(len(fraction), 17 - len(whole))
    value = value * 10.0**power if power > 0 else value / 10.0**-power
    return -value if text.strip().startswith("-") else value


def leaderboard(path: Path, *, n_tasks: int, drop_empty: bool = False) -> Cube:
    """One row a system: its name, the overall score, then the tasks. The overall score is no task."""
    with path.open(newline="", encoding="utf-8") as lines:
        fields = list(csv.reader(lines))[1:]
    rows = []
    for field in fields:
        cells = [cell.strip() for cell in field[1:]]
        if drop_empty:
            cells = [cell for cell in cells if cell]
        if cells:
            rows.append([float(cell) for cell in cells[1 : n_tasks + 1]])
    return Cube(np.array(rows).T, [str(task) for task in range(n_tasks)])


def instances(path: Path) -> Cube:
    """One row a system and an instance: a ranking per metric and instance, metrics made by people left out.

    The headers of these files are the wrong way round: the column Utterance names the system.
    """
    with path.open(newline="", encoding="utf-8") as lines:
        records = list(csv.DictReader(lines))
    systems = sorted({record["Utterance"] for record in records})
    places = sorted({record["System"] for record in records})
    metrics = [name for name in records[0] if name not in ("System", "Utterance") and not name.startswith("H:")]
    found = {(record["Utterance"], record["System"]): record for record in records}
    rows = [
        [pandas_float(found[system, place][metric]) for system in systems] for metric in metrics for place in places
    ]
    return Cube(np.array(rows), [metric for metric in metrics for _ in places])


@pytest.fixture(scope="module")
def golden(shared_data: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared_data / "benchmarks" / "golden_borda_kemeny.json").read_text())
    return loaded


def cube_of(name: str, shared_data: Path) -> Cube:
    folder = shared_data / "benchmarks" / "colombo"
    if name == "superglue":
        return leaderboard(folder / "superglue.data", n_tasks=14)
    if name == "glue":
        return leaderboard(folder / "glue.data", n_tasks=14)
    if name == "xtrem_correct":
        return leaderboard(folder / "xtrem.data", n_tasks=4, drop_empty=True)
    return instances(folder / f"{name.partition(':')[0]}.csv")


TABLES = ["superglue", "glue", "xtrem_correct", "FLICKR:swapped", "REAL_SUM:swapped", "TAC_08:swapped"]


@pytest.mark.parametrize("name", TABLES)
def test_borda_and_mean_of_published_tables(name: str, shared_data: Path, golden: dict[str, Any]) -> None:
    expected, cube = golden[name], cube_of(name, shared_data)
    table = cube.table()
    assert (table.n_items, table.n_rows) == (expected["systems"], expected["rankings"])
    borda = rf.rank.borda(table)
    assert borda.scores.tolist() == expected["borda_points"]
    # The first 5 of a numpy sort, which breaks ties by position: only the scores can be compared.
    assert borda.scores[expected["borda_top5"]].tolist() == sorted(expected["borda_points"], reverse=True)[:5]
    assert rf.rank.mean_score(table).order[:3] == tuple(expected["mean_top5"][:3])


@pytest.mark.parametrize("name", TABLES)
def test_kendall_tau_between_mean_and_borda(name: str, shared_data: Path, golden: dict[str, Any]) -> None:
    table = cube_of(name, shared_data).table()
    tau = rf.rank.compare(table, rules=["mean_score", "borda"]).kendall_tau_b[0, 1]
    # The means of the source are float sums in the order of the rows: a few that are equal on paper part by chance.
    assert math.isclose(tau, golden[name]["tau_mean_borda"], abs_tol=0.003)


@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith("swapped")])
def test_two_level_borda_of_published_tables(name: str, shared_data: Path, golden: dict[str, Any]) -> None:
    table = cube_of(name, shared_data).table()
    two = rf.rank.borda(table, levels=2)
    assert two.scores.tolist() == golden[name]["borda2_points"]
    tau = rf.rank.compare(table, rules=["borda", ("borda", {"levels": 2})]).kendall_tau_b[0, 1]
    assert math.isclose(tau, golden[name]["tau_b1_b2"], rel_tol=1e-9)


def test_disagreements_with_the_tables(shared_data: Path, golden: dict[str, Any]) -> None:
    """The Kemeny cost of the Borda order, counted from the pairwise counts."""
    for name in ("superglue", "glue", "xtrem_correct"):
        table = cube_of(name, shared_data).table()
        order = list(rf.rank.borda(table).order)
        wins = table.pairwise().wins
        cost = sum(wins[below, above] for at, above in enumerate(order) for below in order[at + 1 :])
        # A tie in the Borda scores may be broken in favour of either, so the cost may differ a little.
        assert abs(cost - golden[name]["kemeny_borda"]) <= len(order)
        optimum = golden[name]["kemeny_order"]
        assert golden[name]["kemeny_opt"] == sum(
            wins[below, above] for at, above in enumerate(optimum) for below in optimum[at + 1 :]
        )


def test_the_order_of_the_glue_table_moves_no_score(shared_data: Path) -> None:
    """Ranking by position, as the script of the paper does, moves 97 of the 105 scores."""
    scores = cube_of("glue", shared_data).scores
    names = [f"system {number}" for number in range(scores.shape[1])]
    before = rf.rank.borda(rf.ScoreTable(scores, items=names))
    generator = np.random.default_rng(1)
    for _ in range(5):
        systems, tasks = generator.permutation(scores.shape[1]), generator.permutation(scores.shape[0])
        shuffled = rf.ScoreTable(scores[tasks][:, systems], items=[names[system] for system in systems])
        after = rf.rank.borda(shuffled)
        assert after.scores.tobytes() == before.scores[systems].tobytes()
        assert (after.order, after.tiers) == (before.order, before.tiers)


def test_an_overall_column_is_no_task(shared_data: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed: pip install 'rankfold[cli]'")
    pytest.importorskip("narwhals", reason="narwhals is not installed: pip install 'rankfold[frame]'")
    path = shared_data / "benchmarks" / "vote_and_rank" / "leaderboards_-_GLUE.csv"
    frame = polars.read_csv(path, infer_schema=False)
    # Names and models repeat or are empty, so the line of the file tells the entries apart.
    frame = frame.drop("Name", "Model", "URL").with_row_index("Entry").cast({"Entry": polars.String})
    # One cell holds half a pair, "NaN/99.8".
    options = {"item": "Entry", "split": "/", "na": ("", "-", "NA", "NaN")}
    table = rf.ScoreTable.from_frame(frame, **options)
    tasks = [str(row) for row in table.rows]
    assert not any(task.startswith(("Score", "Rank")) for task in tasks)
    assert any("Score" in str(note) for note in table.notes)
    # CoLA to AX are eleven tasks; MRPC, STS-B and QQP hold two metrics each.
    assert table.n_rows == 11 + 3
    without = rf.ScoreTable.from_frame(frame.drop("Score", "Rank"), **options)
    assert rf.rank.borda(table).scores.tobytes() == rf.rank.borda(without).scores.tobytes()


@pytest.mark.parametrize("rule", ["plurality", "borda", "copeland", "minimax", "schulze", "instant_runoff"])
def test_worked_elections(rule: str, shared_data: Path) -> None:
    """Winners that pref_voting found; its instant runoff removes all items with the fewest first places at once."""
    elections = json.loads((shared_data / "elections" / "golden_examples.json").read_text())["single_winner"]
    for name, election in elections.items():
        n_items = len(election["ballots"][0])
        ballots = rf.Ballots.from_orders(election["ballots"], items=list(range(n_items)), weights=election["counts"])
        outcome = apply(rule, ballots, {})
        assert sorted(outcome.winners) == election["winners"][NAMES.get(rule, rule)], name
        if f"{rule}_scores" in election:
            assert outcome.scores.tolist() == list(election[f"{rule}_scores"].values()), name
        wins = ballots.pairwise().wins
        assert (wins - wins.T).tolist() == election["margins"], name

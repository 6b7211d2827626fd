"""Counts that were published, and counts of other programs, on elections that stand beside the checkout."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

#: What others elect on the two worked examples, by transfer.
SAME = {
    "weighted_inclusive": "stv_wig",
    "last_parcel": "stv_last_parcel",
    "scottish": "stv_scottish",
    "meek": "stv_meek",
    "warren": "stv_warren",
}

#: Edinburgh City Centre 2022, as declared: whole votes of each stage, cut off or rounded.
#: https://en.wikipedia.org/wiki/City_Centre_(Edinburgh_ward)
CITY_CENTRE = {
    "Jo MOWAT": [1896],
    "Claire MILLER": [1755, 1760, 1760, 1761, 1765, 1770, 1784],
    "Andy FOXALL": [1341, 1396, 1396, 1398, 1402, 1415, 1422, 1423, 1449, 1476, 1495, 1551],
    "Margaret Arma GRAHAM": [1297, 1315, 1318, 1318, 1319, 1326, 1333, 1336, 1348, 1385, 1471, 1570, 2349],
    "Finlay MCFARLANE": [1182, 1183, 1185, 1187, 1190, 1191, 1203, 1206, 1210, 1237, 2120],
}

#: Councillors who were elected, by surname.
#: https://en.wikipedia.org/wiki/2012_Aberdeen_City_Council_election
ABERDEEN_2012 = {"ward1": {"CROCKETT", "MACGREGOR", "SAMARAI", "LAWRENCE"}}


def scottish_table(path: Path) -> tuple[rf.Ballots, int]:
    """A table of ballots as the collection of Scottish elections writes them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [[cell for cell in row if cell] for row in csv.reader(lines)]
    n_items, n_seats = int(rows[0][0]), int(rows[0][1])
    ballots = [list(map(int, row)) for row in rows[1:] if row and row[0].isdigit()]
    items = list(range(1, n_items + 1))
    votes = rf.Ballots.from_orders(
        [ballot[1:] for ballot in ballots], items=items, weights=[ballot[0] for ballot in ballots]
    )
    return votes, n_seats


@pytest.mark.parametrize("example", ["food20", "food23"])
@pytest.mark.parametrize("transfer", SAME)
def test_worked_examples(example: str, transfer: str, shared_data: Path) -> None:
    case = json.loads((shared_data / "elections" / "golden_examples.json").read_text())["stv"][example]
    votes = rf.Ballots.from_orders(case["ballots"], items=list(range(case["m"])), weights=case["counts"])
    count = rf.committee.stv(votes, case["k"], transfer=transfer)
    assert sorted(count.members) == case["winners"][SAME[transfer]]


def test_a_declared_count(shared_data: Path) -> None:
    votes = rf.read(shared_data / "elections" / "scottish" / "blt" / "edinburgh_2022_ward11.blt")
    assert isinstance(votes, rf.Ballots)
    count = rf.committee.stv(votes, votes.meta["seats"], transfer="scottish")
    assert count.quota == 1772
    assert count.complete
    for name, declared in CITY_CENTRE.items():
        (item,) = (label for label in votes.items if str(label).startswith(name))
        for stage, whole in zip(count.stages, declared, strict=False):
            assert abs(stage.votes[item] - whole) < 1
    elected = [(number, len(stage.elected)) for number, stage in enumerate(count.stages, start=1) if stage.elected]
    assert elected == [(1, 1), (7, 1), (11, 1), (13, 1)]


@pytest.mark.parametrize("ward", ABERDEEN_2012)
def test_declared_councillors(ward: str, shared_data: Path) -> None:
    votes = rf.read(shared_data / "elections" / "scottish" / "blt" / f"aberdeen_2012_{ward}.blt")
    assert isinstance(votes, rf.Ballots)
    count = rf.committee.stv(votes, votes.meta["seats"], transfer="scottish")
    assert {str(item).rstrip('"').split()[-1] for item in count.members} == ABERDEEN_2012[ward]


def test_all_elections_keep_their_votes(shared_data: Path) -> None:
    files = sorted((shared_data / "elections" / "scottish").glob("*_cands/*.csv"))
    if not files:
        pytest.skip("no tables of Scottish elections here")
    for path in files:
        votes, n_seats = scottish_table(path)
        total = int(votes.weights.sum())
        counts = {transfer: rf.committee.stv(votes, n_seats, transfer=transfer) for transfer in SAME}
        for transfer, count in counts.items():
            assert count.exact, (path.name, transfer)
            for stage in count.stages:
                kept = sum(stage.votes.values()) + stage.exhausted + stage.lost
                assert abs(kept - total) < 1e-6 if transfer in ("meek", "warren") else kept == total

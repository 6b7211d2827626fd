"""A segment is ranked as if there were no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.rank.test_laws import bits
from tests.rank.test_twins import apply
from tests.strategies import Table, Votes, score_tables, votes

RULES: list[tuple[str, dict[str, Any]]] = [
    ("borda", {"missing": "compatible"}),
    ("plurality", {"ties": "min"}),
    ("schulze", {}),
    ("instant_runoff", {"tie_break": "lowest_label"}),
    ("mean_rank", {}),
]
SEGMENTS = ("de", "en", 3)


def assert_same(found: rf.rank.Ranking, alone: rf.rank.Ranking) -> None:
    """Decisions exactly. Scores up to the last bit: float weights are held over the exponent that all rows share."""
    assert (found.items, found.order, found.tiers, found.winners) == (
        alone.items,
        alone.order,
        alone.tiers,
        alone.winners,
    )
    assert found.ranks.tolist() == alone.ranks.tolist()
    assert np.allclose(found.scores, alone.scores, rtol=1e-14, atol=0, equal_nan=True)


def segments(data: st.DataObject, n_rows: int) -> list[str | int]:
    return data.draw(st.lists(st.sampled_from(SEGMENTS), min_size=n_rows, max_size=n_rows))


@pytest.mark.parametrize(("rule", "options"), RULES)
@given(profile=votes(), data=st.data())
def test_ballots(rule: str, options: dict[str, Any], profile: Votes, data: st.DataObject) -> None:
    by = segments(data, len(profile.ballots))
    n_threads = data.draw(st.sampled_from([1, 3]))
    found = rf.rank.grouped(profile.to_ballots(), by=by, rule=rule, n_threads=n_threads, **options)
    assert list(found) == [segment for segment in (3, "de", "en") if segment in by]
    for segment, n_rows in zip(found, found.n_rows.tolist(), strict=True):
        voters = [voter for voter, of in enumerate(by) if of == segment]
        assert n_rows == len(voters)
        alone = profile.with_voters(voters)
        if alone.weights == () and profile.weights is not None:
            alone = replace(alone, weights=profile.weights[:0])
        assert_same(found[segment], apply(rule, alone.to_ballots(), options))


@given(table=score_tables(grouped=True, min_rows=1), data=st.data(), levels=st.sampled_from([1, 2]))
def test_tables(table: Table, data: st.DataObject, levels: int) -> None:
    by = segments(data, len(table.rows))
    found = rf.rank.grouped(table.to_score_table(), by=by, rule="borda", levels=levels)
    for segment in found:
        rows = [row for row, of in enumerate(by) if of == segment]

        def picked(values: Any, rows: list[int] = rows) -> Any:
            return None if values is None else tuple(values[row] for row in rows)

        alone = replace(
            table,
            rows=picked(table.rows),
            lower_is_better=picked(table.lower_is_better),
            weights=picked(table.weights),
            groups=picked(table.groups),
        )
        assert_same(found[segment], rf.rank.borda(alone.to_score_table(), levels=levels))


def test_the_groups_of_a_table_are_its_segments() -> None:
    table = rf.ScoreTable([[1.0, 2.0], [3.0, 1.0], [2.0, 1.0]], items=["a", "b"], groups=["x", "y", "y"])
    found = rf.rank.grouped(table, rule="mean_score")
    assert {segment: ranking.winners for segment, ranking in found.items()} == {"x": ("b",), "y": ("a",)}
    assert found.n_rows.tolist() == [1, 2]


def test_battles() -> None:
    pytest.importorskip("narwhals")
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {
            "a": ["x", "x", "y", "z", "x"],
            "b": ["y", "z", "z", "y", "y"],
            "winner": ["a", "b", "a", "tie", "b"],
            "language": ["en", "en", "de", "de", "en"],
        }
    )
    battles = rf.Comparisons.from_frame(frame, a="a", b="b", winner="winner", by="language")
    found = rf.rank.grouped(battles, rule="copeland")
    for segment in ("de", "en"):
        part = frame.filter(polars.col("language") == segment)
        alone = rf.rank.copeland(rf.Comparisons.from_frame(part, a="a", b="b", winner="winner"))
        ranks = dict(zip(found[segment].items, found[segment].scores.tolist(), strict=True))
        assert {item: ranks[item] for item in alone.items} == dict(zip(alone.items, alone.scores.tolist(), strict=True))
    assert found["de"].items == ("x", "y", "z")
    again = rf.rank.grouped(battles, by=np.array([0, 0, 1, 1, 0]), rule="copeland")
    assert list(again) == [0, 1]
    assert bits(again[0]) == bits(found["en"])


def test_a_result_is_a_mapping_that_goes_out() -> None:
    found = rf.rank.grouped([["a", "b"], ["b"], ["a"]], by=[2, 1, 2], rule="plurality")
    assert isinstance(found, Mapping)
    assert repr(found).splitlines()[0] == "plurality: 2 segments"
    document = json.loads(found.to_json())
    assert [entry["segment"] for entry in document["segments"]] == [1, 2]
    assert document["segments"][1]["winners"] == ["a"]
    assert document["settings"] == {"rule": "plurality", "ties": "average"}
    assert found.to_markdown().splitlines()[2] == "| 1 | 1 | b | 1 |"
    polars = pytest.importorskip("polars")
    frame = found.to_frame("polars")
    assert isinstance(frame, polars.DataFrame)
    assert frame.columns == ["segment", "rank", "item", "score"]
    assert frame.height == 4


@pytest.mark.parametrize(
    ("data", "options", "error", "text"),
    [
        ([["a"]], {}, rf.InvalidInputError, "by is missing, and the votes have no groups"),
        ([["a"], ["b"]], {"by": [1]}, rf.InvalidInputError, "by has length 1: expected 2"),
        ([["a"]], {"by": [None]}, rf.InvalidTypeError, "by[0] = None is of type NoneType"),
        ([["a"]], {"by": [1.5]}, rf.InvalidTypeError, "by[0] = 1.5 is of type float"),
        ([["a"]], {"by": 7}, rf.InvalidTypeError, "by is of type int: expected the segment of each row"),
        ([["a"]], {"by": "x"}, rf.InvalidTypeError, "by is of type str"),
        ([["a"]], {"by": [1], "rule": "bord"}, rf.InvalidInputError, "did you mean 'borda'"),
        ([["a"]], {"by": [1], "weights": 1}, rf.InvalidTypeError, "borda has no option 'weights'"),
        (
            [["a", "b"], ["b", "a"], ["a", "b"]],
            {"by": ["p", "p", "q"], "rule": "rank_centrality"},
            rf.InvalidInputError,
            "segment 'q': rank_centrality: no chain of wins",
        ),
    ],
)
def test_what_is_refused(data: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.grouped(data, **options)
    assert text in str(raised.value)


def test_counts_have_no_rows() -> None:
    counts = rf.Ballots.from_orders([["a", "b"]]).pairwise()
    with pytest.raises(rf.InputKindError, match="grouped cannot read PairwiseCounts"):
        rf.rank.grouped(counts, by=[1])


def test_limits_hold() -> None:
    ballots = rf.Ballots.from_positions(np.tile(np.arange(1, 21), (2000, 1)))
    by = np.arange(2000)
    with pytest.raises(rf.TimeLimitError):
        rf.rank.grouped(ballots, by=by, time_limit=0.0)
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.rank.grouped(ballots, by=by, cancel=token)
    seen: list[tuple[int, int]] = []
    rf.rank.grouped(ballots, by=by, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2000, 2000)

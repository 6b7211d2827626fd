"""What rules, stability intervals and comparisons return."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest

import rankfold as rf

VOTES = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a", "c"], [("a", "b")]], items=["c", "b", "a"])
TABLE = rf.ScoreTable([[0.5, np.nan, 0.25], [0.1, np.nan, 0.9]], items=["x", "y", "z"])


def test_a_ranking_names_everything() -> None:
    ranking = rf.rank.borda(VOTES)
    assert ranking.items == ("c", "b", "a")
    assert ranking.order == ("a", "b", "c")
    assert ranking.tiers == (("a", "b"), ("c",))
    assert ranking.winners == ("a", "b")
    assert ranking.ranks.tolist() == [3, 1, 1]
    assert ranking.scores.tolist() == [0.0, 4.5, 4.5]
    assert ranking.settings == {"rule": "borda", "levels": 1, "ties": "average", "missing": "below"}
    assert ranking.higher_is_better
    assert ranking.rounds is None
    assert len(ranking) == 3
    with pytest.raises(AttributeError):
        ranking.order = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        ranking.scores[0] = 1.0


def test_the_reading_that_was_applied_is_recorded() -> None:
    assert rf.rank.borda(TABLE).settings["missing"] == "absent"
    assert rf.rank.borda(TABLE, missing="compatible").settings["missing"] == "compatible"


def test_text_is_a_table() -> None:
    assert repr(rf.rank.borda(VOTES)) == (
        "borda: 3 items\nrank  item  score\n   1  a       4.5\n   1  b       4.5\n   3  c         0"
    )
    assert repr(rf.rank.mean_score(TABLE)).splitlines()[-1].split() == ["3", "y", "-"]
    many = rf.rank.borda(rf.Ballots.from_positions([list(range(1, 31))]))
    assert repr(many).splitlines()[-1] == "... and 10 more"
    cycle = rf.rank.condorcet_winner([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]])
    assert repr(cycle).startswith("condorcet_winner: no winner\n")


def test_markdown_escapes_what_would_break_the_table() -> None:
    ranking = rf.rank.borda([["a|b", "c\nd"]])
    assert ranking.to_markdown().splitlines() == [
        "| rank | item | score |",
        "| ---: | --- | ---: |",
        "| 1 | a\\|b | 1 |",
        "| 2 | c d | 0 |",
    ]


def test_json_has_no_nan() -> None:
    content = json.loads(rf.rank.mean_score(TABLE).to_json(indent=2))
    assert content["ranking"][-1] == {"rank": 3, "item": "y", "score": None}
    assert content["winners"] == ["z"]
    assert content["settings"]["rule"] == "mean_score"


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_frames_are_those_of_the_user(backend: str) -> None:
    pytest.importorskip(backend)
    for result, n_columns in (
        (rf.rank.borda(VOTES), 3),
        (rf.rank.bootstrap(VOTES, n_resamples=5), 7),
        (rf.rank.compare(VOTES, ["borda", "copeland"]), 3),
    ):
        frame = result.to_frame(backend)
        assert type(frame).__module__.partition(".")[0] == backend
        assert frame.shape == (3, n_columns)
    with pytest.raises(rf.InvalidInputError, match="backend = 'excel': expected one of polars, pandas, pyarrow"):
        rf.rank.borda(VOTES).to_frame("excel")


def test_labels_of_both_kinds_share_a_column() -> None:
    pytest.importorskip("polars")
    frame = rf.rank.borda([["a", 1]]).to_frame("polars")
    assert frame["item"].to_list() == ["a", "1"]


def test_pictures_are_drawn(tmp_path: Any) -> None:
    pytest.importorskip("matplotlib")
    votes = rf.Ballots.from_orders([["$a^", "b_{", "\\c"], ["b_{", "$a^", "\\c"]])
    for number, axes in enumerate(
        (rf.rank.borda(votes).plot(), rf.rank.mean_rank(votes).plot(), rf.rank.bootstrap(votes, n_resamples=9).plot())
    ):
        path = tmp_path / f"{number}.png"
        axes.figure.savefig(path)
        assert path.stat().st_size > 1000
    assert [label.get_text() for label in axes.get_yticklabels()] == ["$a^", "b_{", "\\c"]


def test_results_pickle() -> None:
    for result in (
        rf.rank.instant_runoff(VOTES),
        rf.rank.bootstrap(VOTES, n_resamples=5),
        rf.rank.compare(VOTES, ["borda", "schulze"]),
    ):
        assert pickle.loads(pickle.dumps(result)).to_json() == result.to_json()


def test_stability_of_a_clear_case() -> None:
    votes = rf.Ballots.from_orders([["a", "b", "c"]], weights=[20])
    found = rf.rank.bootstrap(votes, rule="schulze", n_resamples=50)
    assert found.rank_low.tolist() == found.rank_median.tolist() == found.rank_high.tolist() == [1, 2, 3]
    assert found.p_first.tolist() == [1.0, 0.0, 0.0]
    assert not np.signbit(found.p_first).any()
    assert found.p_above.tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert found.settings["n_resamples"] == 50
    assert found.to_markdown().splitlines()[2] == "| 1 | a | 2 | 1 | 1 | 1 | 1 |"
    assert found.to_dict()["p_above"][0] == [0.0, 1.0, 1.0]


def test_the_order_of_voters_and_rows_moves_no_interval() -> None:
    generator = np.random.default_rng(0)
    positions, order = generator.integers(0, 5, size=(30, 5)), generator.permutation(30)
    for weights in (np.ones(30), generator.integers(0, 4, 30), generator.random(30)):
        given = [rf.Ballots.from_positions(positions, weights=weights)]
        given.append(rf.Ballots.from_positions(positions[order], weights=weights[order]))
        first, second = (rf.rank.bootstrap(votes, n_resamples=30, seed=2) for votes in given)
        assert first.p_above.tobytes() == second.p_above.tobytes()
    for rule in ("mean_score", "borda"):
        scores = generator.random((30, 5)).round(1)
        first, second = (
            rf.rank.bootstrap(rf.ScoreTable(rows), rule=rule, n_resamples=30) for rows in (scores, scores[order])
        )
        assert first.p_above.tobytes() == second.p_above.tobytes()


def test_what_numpy_gives_goes_into_json() -> None:
    points = np.array([2.0, 1.0, 0.0])
    found = rf.rank.bootstrap(VOTES, rule="positional", weights=points, n_resamples=np.int64(3), seed=np.uint8(3))
    assert json.loads(found.to_json())["settings"]["weights"] == [2.0, 1.0, 0.0]
    assert json.loads(rf.rank.positional(VOTES, weights=points).to_json())["settings"]["weights"] == [2.0, 1.0, 0.0]


def test_settings_are_handed_out_as_copies() -> None:
    ranking = rf.rank.borda(VOTES)
    ranking.to_dict()["settings"]["rule"] = "another"
    assert ranking.settings["rule"] == "borda"


def test_no_items_make_no_tiers() -> None:
    assert rf.rank.borda([]).tiers == ()


def test_folding_equal_ballots_moves_no_interval() -> None:
    orders = [["a", "b", "c"]] * 5 + [["b", "c", "a"]] * 4
    plain, merged = rf.Ballots.from_orders(orders), rf.Ballots.from_orders(orders).merged()
    for rule in ("borda", "copeland", "instant_runoff"):
        first, second = (rf.rank.bootstrap(votes, rule=rule, n_resamples=40, seed=9) for votes in (plain, merged))
        assert first.p_above.tobytes() == second.p_above.tobytes()


@pytest.mark.parametrize(
    ("data", "options", "error", "text"),
    [
        (VOTES, {"n_resamples": 0}, rf.InvalidInputError, "n_resamples = 0"),
        (VOTES, {"n_resamples": 2.5}, rf.InvalidTypeError, "n_resamples is of type float: expected an int"),
        (VOTES, {"n_resamples": 2**40}, rf.InvalidInputError, "n_resamples = 1099511627776: expected 1 <="),
        (VOTES, {"seed": -1}, rf.InvalidInputError, "seed = -1: expected 0 <= seed"),
        (VOTES, {"level": 1.0}, rf.InvalidInputError, "level = 1 is not a level: expected 0 < level < 1"),
        (VOTES, {"resample": "votes"}, rf.InvalidInputError, "resample = 'votes': expected 'rows' or 'groups'"),
        (VOTES, {"resample": "groups"}, rf.InvalidInputError, "the rows have no groups"),
        (VOTES, {"rule": "bordo"}, rf.InvalidInputError, "rule = 'bordo': did you mean 'borda'?"),
        (VOTES, {"rule": "positional"}, rf.InvalidTypeError, "positional needs the option 'weights'"),
        (VOTES, {"rule": "borda", "by": 3}, rf.InvalidTypeError, "borda has no option 'by': expected levels, ties"),
        (VOTES.pairwise(), {}, rf.InputKindError, "counts hold no rows to resample"),
        (rf.Ballots.from_orders([], items=["a"]), {}, rf.InvalidInputError, "there are no rows"),
        (rf.Ballots.from_orders([["a"]], weights=[0]), {}, rf.InvalidInputError, "there are no rows with weight"),
    ],
)
def test_resampling_that_is_refused(data: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.bootstrap(data, **options)
    assert text in str(raised.value)


def test_rules_side_by_side() -> None:
    found = rf.rank.compare(VOTES, ["borda", ("minimax", {"by": "margins"}), "condorcet_winner"])
    assert list(found.rankings) == ["borda", "minimax(by='margins')", "condorcet_winner"]
    assert found.kendall_tau_b.shape == (3, 3)
    assert np.isnan(found.kendall_tau_b[2, 0])
    assert found.kendall_tau_b[0, 0] == 1.0
    assert found.to_dict()["kendall_tau_b"]["values"][2] == [None, None, None]
    assert json.loads(found.to_json())["rankings"]["borda"]["winners"] == ["a", "b"]
    assert found.to_markdown().splitlines()[0] == "| item | borda | minimax(by='margins') | condorcet_winner |"
    for wrong in ([], "borda", ["borda", "borda"]):
        with pytest.raises(rf.InvalidInputError):
            rf.rank.compare(VOTES, wrong)


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (np.ones((2, 2)), rf.InvalidTypeError, "data is an array (ndarray), which may hold ranks or scores"),
        (3, rf.InvalidTypeError, "data is of type int: expected Ballots, ScoreTable"),
        ("ab", rf.InvalidTypeError, "data is of type str"),
        (VOTES.pairwise(), rf.InputKindError, "borda cannot read PairwiseCounts"),
    ],
)
def test_data_that_a_rule_cannot_read(data: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.borda(data)
    assert text in str(raised.value)


def test_a_frame_is_not_votes_yet() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(rf.InvalidTypeError, match=r"write ScoreTable\.from_frame\(data\)"):
        rf.rank.borda(pandas.DataFrame({"a": [1]}))


@pytest.mark.parametrize(
    ("rule", "options", "text"),
    [
        ("borda", {"levels": 3}, "borda does not define levels=3: expected 1 <= levels <= 2"),
        ("borda", {"levels": 2}, "the rows have no groups"),
        ("borda", {"ties": "drop"}, 'does not define ties="drop": expected one of "average", "min", "max"'),
        ("borda", {"missing": "absent", "ties": "min"}, "where ties are not averaged"),
        ("positional", {"weights": [1.0]}, "weights has 1 entries: expected 3"),
        ("positional", {"weights": [1e308, 1e308, 0.0]}, "a sum of points"),
        ("positional", {"weights": [1.0, np.nan, 0.0]}, "weights[1] = NaN is not points"),
        ("positional", {"weights": [1, 2, 3], "missing": "compatible"}, 'does not define missing="compatible"'),
        ("mean_rank", {"missing": "zero_points"}, 'expected one of "below", "absent", "compatible"'),
        ("minimax", {"by": "votes"}, 'by="votes": expected one of "winning_votes", "margins", "opposition"'),
        ("schulze", {"strength": "x"}, 'strength="x": expected one of "winning_votes", "margins"'),
        ("copeland", {"missing": "compatible"}, 'missing="compatible": expected one of "below", "absent"'),
        ("borda", {"levels": 300}, "borda does not define levels=300"),
        (
            "instant_runoff",
            {"tie_break": "coin"},
            'tie_break="coin": expected one of "simultaneous", "parallel_universe"',
        ),
    ],
)
def test_options_that_are_refused(rule: str, options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        rf.rank.rank_by(VOTES, rule, **options)
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("borda", {"missing": 3}),
        ("borda", {"levels": "2"}),
        ("plurality", {"ties": None}),
        ("positional", {"weights": ["x", "y", "z"]}),
        ("borda", {"n_threads": "2"}),
        ("borda", {"time_limit": "soon"}),
        ("borda", {"cancel": 1}),
    ],
)
def test_options_of_another_type_are_refused(rule: str, options: dict[str, Any]) -> None:
    with pytest.raises(rf.InvalidTypeError):
        rf.rank.rank_by(VOTES, rule, **options)


def test_rows_of_both_directions_have_no_mean() -> None:
    table = rf.ScoreTable([[1.0, 2.0], [1.0, 2.0]], lower_is_better=[True, False])
    with pytest.raises(rf.InvalidInputError, match="lower is better in one of rows 0 and 1, higher in the other"):
        rf.rank.mean_score(table)
    assert rf.rank.borda(table).tiers == ((0, 1),)

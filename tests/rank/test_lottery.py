"""Maximal lotteries: the twin, the laws, published figures, other people's implementations."""

from __future__ import annotations

import json
import math
import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.maximal_lottery import earned, is_maximal, margins, maximal_lottery
from tests.naive.pairwise_counts import preference
from tests.strategies import Votes, votes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Schulze's 45 voters (2011).
SCHULZE_45 = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}


def fractions(lottery: rf.rank.Lottery) -> list[Fraction]:
    assert lottery.fractions is not None
    return list(lottery.fractions)


@st.composite
def games(
    draw: st.DrawFn, *, max_items: int = 4, largest: int = 3, odd: bool = False, min_items: int = 1
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Antisymmetric integer margins, rich in ties unless odd."""
    m = draw(st.integers(min_items, max_items))
    cell = st.integers(-largest, largest).map(lambda value: 2 * value + 1 if odd else value)
    game = np.zeros((m, m), dtype=np.int64)
    for i in range(m):
        for j in range(i + 1, m):
            game[i, j] = draw(cell)
    return game - game.T


@given(games(), st.sampled_from(["margins", "signs"]))
def test_the_twin_agrees_on_games(game: np.ndarray[Any, Any], by: Any) -> None:
    expected = maximal_lottery(margins(game.tolist(), by=by))
    found = rf.rank.maximal_lottery(game, by=by)
    assert fractions(found) == expected.probabilities
    assert found.unique == expected.unique
    assert found.essential == tuple(expected.essential)
    assert found.exact
    assert found.exploitability == 0


@given(votes(max_items=4), st.sampled_from(["below", "absent", None]), st.sampled_from(["margins", "signs"]))
def test_the_twin_agrees_on_votes(cast: Votes, missing: Any, by: Any) -> None:
    prefer = preference(cast.ballots, cast.n_items, cast.weights, missing=missing or cast.missing)
    expected = maximal_lottery(margins(prefer, by=by))
    for data in (cast.to_ballots(), cast.to_ballots().pairwise()):
        found = rf.rank.maximal_lottery(data, by=by, missing=missing)
        if data.__class__ is rf.Ballots or cast.weights is None or all(isinstance(w, int) for w in cast.weights):
            # Counts round the cells of float weights.
            assert fractions(found) == expected.probabilities
            assert found.unique == expected.unique
        assert found.settings["missing"] == (missing or cast.missing)


@given(games(max_items=9, largest=50, min_items=1))
def test_nothing_beats_the_lottery(game: np.ndarray[Any, Any]) -> None:
    found = rf.rank.maximal_lottery(game)
    assert is_maximal(margins(game.tolist()), fractions(found))
    assert math.isclose(found.probabilities.sum(), 1, rel_tol=1e-15)
    assert [float(fraction) for fraction in fractions(found)] == pytest.approx(found.probabilities, rel=1e-15, abs=0)


@given(games(max_items=8, largest=4, odd=True))
def test_odd_margins_have_one_lottery_on_an_odd_number_of_items(game: np.ndarray[Any, Any]) -> None:
    """Laffond et al."""
    found = rf.rank.maximal_lottery(game)
    assert found.unique is True
    assert len(found.support) % 2 == 1
    assert found.essential == found.support


@given(games(max_items=7), st.randoms(use_true_random=False))
def test_items_in_another_order_permute_the_lottery(game: np.ndarray[Any, Any], random: Any) -> None:
    order = list(range(len(game)))
    random.shuffle(order)
    found, moved = rf.rank.maximal_lottery(game), rf.rank.maximal_lottery(game[np.ix_(order, order)])
    assert [fractions(found)[item] for item in order] == fractions(moved)
    assert found.probabilities[order].tobytes() == moved.probabilities.tobytes()
    assert found.unique == moved.unique
    assert moved.essential is not None
    assert found.essential == tuple(sorted(order[item] for item in moved.essential))


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=4), st.integers(2, 9))
def test_items_that_play_like_parts_get_the_same(differences: list[int], m: int) -> None:
    """Margins that depend on the distance around a circle: turning the circle changes nothing."""
    game = np.zeros((m, m), dtype=np.int64)
    for i in range(m):
        for distance, margin in enumerate(differences, 1):
            game[i, (i + distance) % m] += margin
            game[(i + distance) % m, i] -= margin
    np.fill_diagonal(game, 0)
    found = rf.rank.maximal_lottery(game)
    assert set(fractions(found)) == {Fraction(1, m)}
    assert len(set(found.probabilities.tolist())) == 1


@given(games(max_items=5), st.data())
def test_copies_take_nothing_from_others(game: np.ndarray[Any, Any], data: st.DataObject) -> None:
    item = data.draw(st.integers(0, len(game) - 1))
    keep = [*range(len(game)), item]
    found, cloned = rf.rank.maximal_lottery(game), rf.rank.maximal_lottery(game[np.ix_(keep, keep)])
    merged = fractions(cloned)[:-1]
    merged[item] += fractions(cloned)[-1]
    assert is_maximal(margins(game.tolist()), merged)
    if found.unique:
        assert merged == fractions(found)


@given(votes(max_items=5, kinds=("integer",)))
def test_weights_repeat_voters_and_their_order_is_nothing(cast: Votes) -> None:
    assert cast.weights is not None
    repeated = [voter for voter, weight in enumerate(cast.weights) for _ in range(int(weight))]
    found = rf.rank.maximal_lottery(cast.to_ballots())
    other = Votes(cast.labels, cast.ballots, None, cast.missing).with_voters(repeated[::-1])
    again = rf.rank.maximal_lottery(other.to_ballots())
    assert fractions(found) == fractions(again)
    assert found.probabilities.tobytes() == again.probabilities.tobytes()


@given(games(max_items=6, largest=1000, odd=True, min_items=2))
def test_scaled_margins_and_probabilities_are_the_same_game(game: np.ndarray[Any, Any]) -> None:
    found = rf.rank.maximal_lottery(game)
    for same in (game * 1024, game * 2.0**-30, 0.5 + game * 2.0**-12, np.maximum(game, 0)):
        assert fractions(rf.rank.maximal_lottery(same)) == fractions(found)


@given(games(max_items=8, largest=2))
def test_an_item_that_beats_all_gets_everything(game: np.ndarray[Any, Any]) -> None:
    game[0, 1:], game[1:, 0] = 1, -1
    found = rf.rank.maximal_lottery(game)
    assert fractions(found) == [1] + [0] * (len(game) - 1)
    assert found.support == (0,)


@given(st.tuples(*[st.integers(1, 10**18)] * 3))
def test_a_cycle_has_a_closed_form(sizes: tuple[int, int, int]) -> None:
    ab, bc, ca = sizes
    found = rf.rank.maximal_lottery(np.array([[0, ab, -ca], [-ab, 0, bc], [ca, -bc, 0]]))
    assert fractions(found) == [Fraction(share, sum(sizes)) for share in (bc, ca, ab)]


def test_any_number_of_threads() -> None:
    game = np.triu(np.random.default_rng(5).integers(-9, 10, (150, 150)), 1)
    one, four = (rf.rank.maximal_lottery(game - game.T, n_threads=n) for n in (1, 4))
    assert one.numerators == four.numerators
    assert one.exact


def test_weight_outside_the_schwartz_set() -> None:
    """4 loses to a member of the only undominated cycle {0, 1, 2, 3}, and carries weight all the same."""
    game = np.array([[0, 3, -3, -1, 0], [-3, 0, 3, 5, 0], [3, -3, 0, 5, 0], [1, -5, -5, 0, 1], [0, 0, 0, -1, 0]])
    found = rf.rank.maximal_lottery(game)
    assert (found.essential, found.unique) == ((0, 1, 2, 4), False)
    assert fractions(found) == [Fraction(1, 4)] * 3 + [0, Fraction(1, 4)]
    assert earned(margins(game.tolist()), fractions(found)) == [0, 0, 0, 4, 0]


def test_games_too_large_for_fractions_are_solved_in_floats() -> None:
    # 1 and 2**120 do not fit 88 bits.
    game = np.array([[0.0, 2.0**-60, -(2.0**40)], [0, 0, 2.0**20], [0, 0, 0]])
    found = rf.rank.maximal_lottery(game)
    assert (found.exact, found.unique, found.essential, found.fractions) == (False, None, None, None)
    assert 0 <= found.exploitability < 1e-9
    assert "fraction" not in found.to_dict()["lottery"][0]
    assert "exploitable by" in repr(found)


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        # Preference probabilities: the first item has the best mean, the third the most weight.
        ([[0.5, 0.9, 0.2], [0.1, 0.5, 0.8], [0.8, 0.2, 0.5]], (0.3, 0.3, 0.4)),
        ([[0.5, 0.6, 0.3], [0.4, 0.5, 0.9], [0.7, 0.1, 0.5]], (4 / 7, 2 / 7, 1 / 7)),
        # 1 > 2 > 4 > 1, and 3 drops out though it has as many wins as 4.
        ([[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0]], (1 / 3, 1 / 3, 0, 1 / 3)),
    ],
)
def test_worked_preferences(preference: Any, expected: Any) -> None:
    found = rf.rank.maximal_lottery(np.array(preference))
    assert found.probabilities == pytest.approx(expected, rel=1e-12)
    assert (found.exact, found.unique) == (True, True)


def test_schulzes_45_voters() -> None:
    found = rf.rank.maximal_lottery(rf.Ballots.from_orders(list(map(list, SCHULZE_45)), weights=[*SCHULZE_45.values()]))
    exact = dict(zip(found.items, fractions(found), strict=True))
    assert exact == {"A": Fraction(3, 11), "B": 0, "C": Fraction(1, 11), "D": 0, "E": Fraction(7, 11)}
    assert found.support == ("A", "C", "E")


def test_worked_elections(shared_data: Path) -> None:
    elections = json.loads((shared_data / "elections" / "golden_examples.json").read_text())["single_winner"]
    for name, election in elections.items():
        n_items = len(election["ballots"][0])
        ballots = rf.Ballots.from_orders(election["ballots"], items=list(range(n_items)), weights=election["counts"])
        found = rf.rank.maximal_lottery(ballots)
        if "maximal_lottery" in election and found.unique:
            expected = list(election["maximal_lottery"].values())
            assert found.probabilities == pytest.approx(expected, abs=1e-9), name
        # These are the essential sets of weighted majorities, and the bipartisan sets of their signs.
        assert found.essential is not None
        assert sorted(found.essential) == election["winners"]["essential"], name
        signs = rf.rank.maximal_lottery(ballots, by="signs")
        if "bipartisan" in election["winners"] and signs.unique:
            assert sorted(signs.support) == election["winners"]["bipartisan"], name


def random_games(n: int, sizes: Sequence[int]) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    generator = np.random.default_rng(11)
    upper = [np.triu(generator.integers(-20, 21, (m, m)), 1) for m in sizes for _ in range(n)]
    return [game - game.T for game in upper]


def test_linear_programming_agrees() -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is not installed: pip install 'rankfold[peers]'")
    for game in random_games(3, (4, 9, 40, 80)):
        m, found = len(game), rf.rank.maximal_lottery(game)
        program = optimize.linprog(np.zeros(m), A_ub=-game.T, b_ub=np.zeros(m), A_eq=np.ones((1, m)), b_eq=[1])
        assert (program.x @ game).min() > -1e-7
        assert (found.probabilities @ game).min() > -1e-12
        if found.unique:
            assert np.allclose(program.x, found.probabilities, atol=1e-7)


def test_pref_voting_agrees() -> None:
    with warnings.catch_warnings():
        # A library below it warns while it starts, and crashes where warnings are errors.
        warnings.simplefilter("ignore")
        pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
        from pref_voting.margin_based_methods import essential
        from pref_voting.probabilistic_methods import c1_maximal_lottery, maximal_lottery
        from pref_voting.profiles import Profile

    generator = np.random.default_rng(3)
    for n_items, n_voters in ((3, 5), (4, 9), (5, 7), (5, 6)):
        orders = [generator.permutation(n_items).tolist() for _ in range(n_voters)]
        profile = Profile(orders)
        ballots = rf.Ballots.from_orders(orders, items=list(range(n_items)))
        for theirs, by in ((maximal_lottery, "margins"), (c1_maximal_lottery, "signs")):
            found = rf.rank.maximal_lottery(ballots, by=by)  # type: ignore[arg-type]
            game = np.array(margins(ballots.pairwise().wins.tolist(), by=by), dtype=float)
            other = np.array([theirs(profile)[item] for item in range(n_items)])
            # Where there are several, theirs is whichever the solver met first.
            assert (other @ game).min() > -1e-9
            if found.unique:
                assert np.allclose(found.probabilities, other, atol=1e-9)
        found = rf.rank.maximal_lottery(ballots)
        assert found.essential is not None
        assert sorted(found.essential) == sorted(essential(profile))


def test_results() -> None:
    found = rf.rank.maximal_lottery([["x", "y", 1], ["y", "x"]], missing="absent")
    assert (found.unique, found.support, found.essential) == (False, ("x", "y"), ("x", "y"))
    assert found.to_dict()["settings"] == {"method": "maximal_lottery", "by": "margins", "missing": "absent"}
    assert json.loads(found.to_json()) == found.to_dict()
    assert len(found) == 3
    assert repr(found).splitlines()[0] == "maximal_lottery: 3 items, exact, one of several"
    assert not found.probabilities.flags.writeable
    with pytest.raises(AttributeError):
        found.unique = True  # type: ignore[misc]


def test_frames() -> None:
    pytest.importorskip("narwhals")
    polars = pytest.importorskip("polars")
    frame = rf.rank.maximal_lottery([["a", "b"], ["b", "a"]]).to_frame("polars")
    assert isinstance(frame, polars.DataFrame)
    assert frame.rows() == [("a", 0.5, "1/2"), ("b", 0.5, "1/2")]


def test_samples_do_not_depend_on_the_order_of_items() -> None:
    wins = np.array([[0, 6, 4], [3, 0, 7], [5, 2, 0]])
    found = rf.rank.maximal_lottery(rf.PairwiseCounts.from_matrix(wins, items=["c", 7, "a"]))
    order = [2, 0, 1]
    moved = rf.PairwiseCounts.from_matrix(wins[np.ix_(order, order)], items=["a", "c", 7])
    drawn = found.sample(9000, seed=3)
    assert drawn == rf.rank.maximal_lottery(moved).sample(9000, seed=3)
    for item, share in zip(found.items, found.probabilities, strict=True):
        assert abs(drawn.count(item) / 9000 - share) < 0.03
    assert found.sample(0) == ()
    for bad in ({"n": -1}, {"seed": -1}, {"seed": 2**64}):
        with pytest.raises(rf.InvalidInputError, match="expected 0 <="):
            found.sample(**bad)
    with pytest.raises(rf.InvalidTypeError, match="expected an int"):
        found.sample(1.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (np.array([[0.0, math.nan], [0, 0]]), rf.InvalidInputError, r"data\[0, 1\] = nan"),
        (np.array([[0, math.inf], [0, 0]]), rf.InvalidInputError, r"data\[0, 1\] = inf"),
        (np.array([[0, 2**62], [0, 0]]), rf.InvalidInputError, r"data\[0, 1\]"),
        (np.array([[0, -(2**63)], [0, 0]]), rf.InvalidInputError, r"data\[0, 1\]"),
        (np.zeros((2, 3)), rf.InvalidInputError, r"data has shape \(2, 3\)"),
        (np.zeros((0, 0)), rf.InvalidInputError, "a lottery: there are no items; expected at least one"),
        (np.array([["a"]]), rf.InvalidTypeError, "data has dtype"),
        (np.array([[True]]), rf.InvalidTypeError, "data has dtype bool"),
        ({}, rf.InvalidTypeError, "data is of type dict"),
        (rf.Ballots.from_orders([["a"]]).positional(), rf.InputKindError, "maximal_lottery cannot read"),
    ],
)
def test_bad_data(data: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.rank.maximal_lottery(data)


def test_bad_options() -> None:
    with pytest.raises(rf.InvalidInputError, match='expected one of "margins", "signs"'):
        rf.rank.maximal_lottery([["a"]], by="winning_votes")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidTypeError, match="by is of type int"):
        rf.rank.maximal_lottery([["a"]], by=1)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="missing"):
        rf.rank.maximal_lottery([["a"]], missing="average")  # type: ignore[arg-type]
    game = np.triu(np.random.default_rng(5).integers(-9, 10, (300, 300)), 1)
    with pytest.raises(rf.TimeLimitError):
        rf.rank.maximal_lottery(game, time_limit=0, n_threads=1)


def test_the_diagonal_says_nothing() -> None:
    game = np.array([[math.nan, 2.0], [1.0, -3.0]])
    assert rf.rank.maximal_lottery(game).support == (0,)

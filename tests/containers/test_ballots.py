"""`Ballots`: every way in, every limit, every error."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

ORDERS = [["a", "b", "c"], ["b", ("a", "c")], ["c"], []]


def test_every_shape_of_ballot() -> None:
    votes = rf.Ballots.from_orders(ORDERS)
    assert votes.orders() == [["a", "b", "c"], ["b", ("a", "c")], ["c"], []]
    assert votes.positions().tolist() == [[1, 2, 3], [2, 1, 2], [0, 0, 1], [0, 0, 0]]
    assert (votes.n_voters, votes.n_items, len(votes)) == (4, 3, 4)
    assert (votes.items, votes.missing) == (("a", "b", "c"), "below")
    assert votes.has_ties
    assert not votes.is_complete
    assert votes.weights.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("tied", [["a", "c"], ("a", "c"), {"a", "c"}, frozenset("ac")])
def test_a_tied_group_is_any_inner_collection(tied: Any) -> None:
    assert rf.Ballots.from_orders([["b", tied]]).orders() == [["b", ("a", "c")]]


def test_items_are_found_in_label_order() -> None:
    """Integers by value, then strings by their UTF-8 bytes, whatever the order of the voters."""
    orders = [["é", "z", 10, 9], ["Z", -1]]
    assert rf.Ballots.from_orders(orders).items == (-1, 9, 10, "Z", "z", "é")
    assert rf.Ballots.from_orders(orders[::-1]).items == (-1, 9, 10, "Z", "z", "é")
    given_items = ["z", "é", "Z", 9, 10, -1, "nobody"]
    assert rf.Ballots.from_orders(orders, items=given_items).items == tuple(given_items)


def test_labels_come_back_as_the_types_they_were() -> None:
    votes = rf.Ballots.from_orders([[np.int64(3), "3"], ["3"]])
    assert votes.items == (3, "3")
    assert [type(item) for item in votes.items] == [int, str]


def test_no_ballots_and_no_items() -> None:
    empty = rf.Ballots.from_orders([])
    assert (empty.n_voters, empty.n_items) == (0, 0)
    assert rf.rank.borda(empty).order == ()
    assert rf.rank.schulze(rf.Ballots.from_orders([[]], items=["a", "b"])).tiers == (("a", "b"),)


@pytest.mark.parametrize(
    ("orders", "options", "error", "text"),
    [
        ("ab", {}, rf.InvalidTypeError, "orders = 'ab' is a text: expected a list of ballots"),
        ([["a"], "ab"], {}, rf.InvalidTypeError, "orders[1] = 'ab' is a text: expected a list of labels: write"),
        ([{"a", "b"}], {}, rf.InvalidTypeError, "orders[0] is a set, which has no order"),
        ([{"a": 1}], {}, rf.InvalidTypeError, "orders[0] is a dict, which has no order"),
        ([3], {}, rf.InvalidTypeError, "orders[0] is of type int: expected a list of labels"),
        ([["a", 1.5]], {}, rf.InvalidTypeError, "orders[0][1] = 1.5 is of type float: expected a str or an int"),
        ([["a", True]], {}, rf.InvalidTypeError, "orders[0][1] = True is of type bool"),
        ([[1, True]], {}, rf.InvalidTypeError, "orders[0][1] = True is of type bool"),
        ([["a", None]], {}, rf.InvalidTypeError, "orders[0][1] = None is of type NoneType"),
        ([["a", [["b"]]]], {}, (rf.InvalidTypeError, TypeError), ""),
        ([["a", 2**70]], {}, rf.InvalidInputError, "is not a label: expected an integer of 64 bits"),
        ([["b"], ["a", "b", "a"]], {}, rf.InvalidInputError, 'orders[1] names the item "a" a second time'),
        ([["a", ("b", "a")]], {}, rf.InvalidInputError, 'orders[0] names the item "a" a second time'),
        ([["a"], ["d"]], {"items": ["a", "b"]}, rf.InvalidInputError, 'orders[1][0] = "d" is not an item'),
        ([["a"]], {"items": ["a", "a"]}, rf.InvalidInputError, "items"),
        (["\ud800"], {}, rf.InvalidTypeError, "orders[0]"),
        ([["\ud800"]], {}, rf.InvalidInputError, "half of a surrogate pair"),
        (5, {}, rf.InvalidTypeError, "orders is of type int: expected a list of ballots"),
        ([[1], [1.0]], {}, rf.InvalidTypeError, "orders[1][0] = 1.0 is of type float"),
        ([["a"]], {"items": {"a"}}, rf.InvalidTypeError, "items is a set, which has no order"),
        ([["a"]], {"items": "ab"}, rf.InvalidTypeError, "items = 'ab' is a text: expected a list of labels"),
        ([["a"]], {"items": ["a", 1.5]}, rf.InvalidTypeError, "items[1] = 1.5 is of type float"),
        ([["a"]], {"items": [["a"]]}, rf.InvalidTypeError, "items[0] = ['a'] is of type list"),
        ([["a"]], {"weights": [1e308]}, rf.SizeLimitError, "the total of the weights"),
        ([["a"]], {"missing": "last"}, rf.InvalidInputError, 'missing = "last": expected "below" or "absent"'),
        ([["a"]], {"weights": [1, 2]}, rf.InvalidInputError, "weights has 2 entries: expected 1"),
        ([["a"], ["a"]], {"weights": [1, -2]}, rf.InvalidInputError, "weights[1] = -2 is not a weight"),
        ([["a"]], {"weights": [float("nan")]}, rf.InvalidInputError, "weights[0] = NaN is not a weight"),
        ([["a"]], {"weights": [float("inf")]}, rf.InvalidInputError, "weights[0] = inf is not a weight"),
        ([["a"]], {"weights": ["1"]}, rf.InvalidTypeError, "weights has dtype <U1: expected numbers"),
        ([["a"]], {"weights": [[1]]}, rf.InvalidInputError, "weights has shape (1, 1): expected (n_voters,)"),
        ([["a"]], {"weights": [True]}, rf.InvalidTypeError, "weights has dtype bool"),
        ([["a"], ["a"]], {"weights": [1e-30, 1e30]}, rf.InvalidInputError, "1e-30"),
        ([["a"]], {"weights": [2**62]}, rf.SizeLimitError, "expected a total below 2**61"),
        ([["a"]], {"weights": np.array([2**63], dtype=np.uint64)}, rf.InvalidInputError, "at most 9223372036854775807"),
        ([["a"]], {"weights": np.ma.masked_array([1], mask=[True])}, rf.InvalidInputError, "weights[0] is masked"),
    ],
)
def test_orders_that_are_refused(orders: Any, options: dict[str, Any], error: Any, text: str) -> None:
    with pytest.raises(error) as raised:
        rf.Ballots.from_orders(orders, **options)
    assert text in str(raised.value)


def test_a_generator_of_ballots_will_do() -> None:
    assert rf.Ballots.from_orders(iter(ballot) for ballot in ORDERS).orders() == rf.Ballots.from_orders(ORDERS).orders()


def test_what_a_users_iterator_raises_goes_out_as_it_is() -> None:
    def ballots() -> Any:
        yield ["a"]
        raise LookupError("the file is gone")

    with pytest.raises(LookupError, match="the file is gone"):
        rf.Ballots.from_orders(ballots())


POSITIONS = np.array([[1, 2, 3], [2, 2, 1], [0, 7, 0]])


@pytest.mark.parametrize(
    "given_array",
    [POSITIONS.astype(dtype) for dtype in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i4", ">i8", "f4", "f8")]
    + [
        np.asfortranarray(POSITIONS),
        np.repeat(POSITIONS, 2, axis=1)[:, ::2],
        POSITIONS[::-1, ::-1][::-1, ::-1],
        POSITIONS.tolist(),
        np.ma.masked_equal(POSITIONS, 0),
        np.where(POSITIONS == 0, np.nan, POSITIONS),
        np.ma.masked_array(np.where(POSITIONS == 0, 99.5, POSITIONS), mask=POSITIONS == 0),
    ],
    ids=lambda array: f"{type(array).__name__}-{getattr(array, 'dtype', '')}",
)
def test_positions_of_any_kind(given_array: Any) -> None:
    votes = rf.Ballots.from_positions(given_array, items=["a", "b", "c"])
    assert votes.orders() == [["a", "b", "c"], ["c", ("a", "b")], ["b"]]


@pytest.mark.parametrize(
    ("positions", "error", "text"),
    [
        ([[1, -2]], rf.InvalidInputError, "positions[0, 1] = -2"),
        ([[1, 1.5]], rf.InvalidInputError, "positions[0, 1] = 1.5 is not a rank"),
        ([[1, float("inf")]], rf.InvalidInputError, "positions[0, 1] = inf is not a rank"),
        ([1, 2], rf.InvalidInputError, "positions has shape (2,): expected (n_voters, n_items)"),
        ([[1, 2], [1]], rf.InvalidInputError, "positions is ragged"),
        ([["a", "b"]], rf.InvalidTypeError, "positions has dtype <U1"),
        ([[True, False]], rf.InvalidTypeError, "positions has dtype bool"),
        ([[1j, 2]], rf.InvalidTypeError, "positions has dtype complex128"),
        (np.zeros((0, 70_000), dtype=np.int64), rf.SizeLimitError, "70000"),
    ],
)
def test_positions_that_are_refused(positions: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.Ballots.from_positions(positions)
    assert text in str(raised.value)


def test_scores_rank_by_each_voters_direction() -> None:
    scores = [[0.5, 0.1, np.nan], [0.5, 0.1, 0.5], [-0.0, 0.0, -1.0]]
    votes = rf.Ballots.from_scores(scores, higher_is_better=[True, False, True], items=["a", "b", "c"])
    assert votes.orders() == [["a", "b"], ["b", ("a", "c")], [("a", "b"), "c"]]
    masked = np.ma.masked_invalid(np.array(scores, dtype=np.float32))
    assert rf.Ballots.from_scores(masked, higher_is_better=False).orders()[0] == [1, 0]


@pytest.mark.parametrize(
    ("scores", "options", "error", "text"),
    [
        ([[1.0, float("inf")]], {}, rf.InvalidInputError, "scores[0, 1] = inf is not a score"),
        ([1.0], {}, rf.InvalidInputError, "scores has shape (1,): expected (n_voters, n_items)"),
        ([[2**60, 1]], {}, rf.InvalidInputError, "beyond 2**53"),
        ([[1.0]], {"higher_is_better": [True, False]}, rf.InvalidInputError, "expected (n_voters,) = (1,)"),
        ([[1.0]], {"higher_is_better": [1.0]}, rf.InvalidTypeError, "higher_is_better has dtype float64"),
    ],
)
def test_scores_that_are_refused(scores: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.Ballots.from_scores(scores, **options)
    assert text in str(raised.value)


@pytest.mark.parametrize("n_items", [1, 2, 253, 254, 255, 256, 300, 1000])
def test_both_widths_of_ranks(n_items: int) -> None:
    """Up to 254 items a rank takes one byte, beyond it two."""
    generator = np.random.default_rng(n_items)
    positions = generator.permuted(np.tile(np.arange(1, n_items + 1), (20, 1)), axis=1)
    votes = rf.Ballots.from_positions(positions)
    assert votes.is_complete
    assert not votes.has_ties
    assert (votes.positions() == positions).all()
    assert rf.rank.borda(votes).scores.tolist() == (n_items - positions).sum(axis=0).tolist()
    wins = votes.pairwise().wins
    assert (wins[0] == (positions[:, :1] < positions).sum(axis=0)).all()


def test_ballots_are_immutable() -> None:
    votes = rf.Ballots.from_orders(ORDERS)
    with pytest.raises(AttributeError, match="immutable"):
        votes.missing = "absent"  # type: ignore[misc]
    for array in (votes.weights, votes.positions()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
    with pytest.raises(TypeError, match="from_orders"):
        rf.Ballots()


def test_the_input_may_change_afterwards() -> None:
    positions, weights = POSITIONS.copy(), np.array([1.0, 2.0, 3.0])
    votes = rf.Ballots.from_positions(positions, weights=weights)
    before = votes.positions().tolist()
    positions[:] = 1
    weights[:] = 9
    assert votes.positions().tolist() == before
    assert votes.weights.tolist() == [1.0, 2.0, 3.0]


class Index:
    """An index that is none."""

    def __index__(self) -> Index:
        return self  # type: ignore[return-value]


def test_a_label_that_lies_about_its_index_is_refused() -> None:
    with pytest.raises(rf.InvalidTypeError):
        rf.Ballots.from_orders([[Index()]])


def test_a_pickle_keeps_exact_sums_of_weights() -> None:
    """Ten times 0.1 is a little more than 1, which the nearest float does not say."""
    votes = rf.Ballots.from_orders([["a"]] * 10 + [["b"]], weights=[0.1] * 10 + [1.0]).merged()
    assert rf.rank.plurality(votes).winners == ("a",)
    assert rf.rank.plurality(pickle.loads(pickle.dumps(votes))).winners == ("a",)


def test_merged_says_what_is_left() -> None:
    votes = rf.Ballots.from_orders([["a", "b"], [("a", "b")], ["b"]], weights=[2, 0, 0]).merged()
    assert votes.is_complete
    assert not votes.has_ties


def test_weights_of_one_are_no_weights() -> None:
    """They take the fast path, also after a pickle."""
    votes = pickle.loads(pickle.dumps(rf.Ballots.from_orders(ORDERS)))
    assert votes.weights.dtype == np.int64
    assert votes.pairwise().to_bytes() == rf.Ballots.from_orders(ORDERS).pairwise().to_bytes()


def test_merged_folds_equal_ballots() -> None:
    votes = rf.Ballots.from_orders([["b", "a"], ["a"], ["b", "a"], ["a", "b"]], weights=[1, 2, 3, 0])
    merged = votes.merged()
    assert sorted(zip(map(str, merged.orders()), merged.weights.tolist(), strict=True)) == [
        ("['a']", 2),
        ("['b', 'a']", 4),
    ]


@given(st.lists(st.permutations(range(5)), max_size=12), st.sampled_from(["below", "absent"]), st.booleans())
def test_pickles_and_merging_keep_the_votes(orders: list[list[int]], missing: Any, weighted: bool) -> None:
    cut = [order[: 1 + voter % 5] for voter, order in enumerate(orders)]
    weights = [0.1 * (voter + 1) for voter in range(len(cut))] if weighted else None
    votes = rf.Ballots.from_orders(cut, items=range(5), weights=weights, missing=missing)
    back = pickle.loads(pickle.dumps(votes))
    assert (back.orders(), back.missing, back.items) == (votes.orders(), missing, votes.items)
    assert back.weights.tolist() == votes.weights.tolist()
    assert back.weights.dtype == votes.weights.dtype
    for rule in ("borda", "schulze", "instant_runoff", "median_rank"):
        plain, merged = rf.rank.rank_by(votes, rule), rf.rank.rank_by(votes.merged(), rule)
        assert plain.scores.tobytes() == merged.scores.tobytes()


@pytest.mark.parametrize("suffix", ["soc", "soi", "toc", "toi"])
def test_preflib_files_come_back(tmp_path: Any, suffix: str) -> None:
    orders: list[list[Any]] = [["a", "b", "c"], ["c", "b", "a"], ["a", "b", "c"]]
    if suffix in ("soi", "toi"):
        orders.append(["b"])
    if suffix in ("toc", "toi"):
        orders.append([("a", "b"), "c"])
    votes = rf.Ballots.from_orders(orders)
    path = tmp_path / f"votes.{suffix}"
    votes.to_preflib(path, title="A test")
    back = rf.read(path)
    assert back.orders() == votes.merged().orders()
    assert back.weights.tolist() == votes.merged().weights.tolist()
    assert back.items == votes.items


def test_preflib_refuses_what_the_format_cannot_hold(tmp_path: Any) -> None:
    votes = rf.Ballots.from_orders([["a", ("b", "c")], ["b"]], weights=[0.5, 1.5])
    with pytest.raises(rf.InvalidInputError, match=r"do not fit the suffix '\.soc': expected \.toi"):
        votes.to_preflib(tmp_path / "votes.soc")
    with pytest.raises(rf.InvalidInputError, match="integer"):
        votes.to_preflib(tmp_path / "votes.toi")
    assert not list(tmp_path.iterdir())


def test_repr_says_what_it_holds() -> None:
    assert repr(rf.Ballots.from_orders(ORDERS, weights=[3, 2, 1, 0])) == (
        'Ballots(4 voters, 3 items, weight 6, with ties, incomplete: missing="below")'
    )
    assert repr(rf.Ballots.from_positions([[1, 2]])) == "Ballots(1 voters, 2 items, weight 1, no ties, complete)"

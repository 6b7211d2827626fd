"""``sum_of_ranks`` and its state: the twin, the laws, and every input that is refused."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests import golden_cases
from tests.naive.sum_of_ranks import inverse
from tests.naive.sum_of_ranks import sum_of_ranks as naive_sums
from tests.strategies import weights as weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

DTYPES = ("uint16", "uint32", "int32", "int64")
GOLDEN = golden_cases.load("federated")


@st.composite
def ranks(draw: st.DrawFn, *, distinct: bool = False, min_clients: int = 1) -> list[list[int]]:
    """Ranks of some clients over 1 to 12 items; unless distinct, a client may give one twice."""
    n_items = draw(st.integers(1, 12))
    entry = st.integers(0, n_items - 1)
    client = st.permutations(range(n_items)) if distinct else st.lists(entry, min_size=n_items, max_size=n_items)
    return draw(st.lists(client.map(list), min_size=min_clients, max_size=9))


def as_weights(weights: Sequence[float] | None) -> Any:
    is_integer = weights is not None and all(isinstance(weight, int) for weight in weights)
    return None if weights is None else np.array(weights, dtype=np.int64 if is_integer else np.float64)


def test_the_golden_case() -> None:
    sums = rf.rank.sum_of_ranks(permutations=GOLDEN["permutations"], validate="permutation")
    assert sums.tolist() == GOLDEN["sums"]
    assert sums.dtype == np.int64
    assert rf.rank.sum_of_ranks(ranks=GOLDEN["ranks"], validate="permutation").tolist() == GOLDEN["sums"]


def test_permutations_are_not_ranks() -> None:
    """Summing the permutations themselves is the usual mistake; a caller has to write it out to make it."""
    mistaken = rf.rank.sum_of_ranks(ranks=GOLDEN["permutations"])
    assert mistaken.tolist() == GOLDEN["sums_of_permutations"]
    assert mistaken.tolist() != rf.rank.sum_of_ranks(permutations=GOLDEN["permutations"]).tolist()
    with pytest.raises(TypeError, match="positional"):
        rf.rank.sum_of_ranks(GOLDEN["permutations"])  # type: ignore[misc]
    with pytest.raises(rf.InvalidInputError, match="neither of ranks= and permutations= given"):
        rf.rank.sum_of_ranks()
    with pytest.raises(rf.InvalidInputError, match="both of ranks= and permutations= given"):
        rf.rank.sum_of_ranks(ranks=GOLDEN["ranks"], permutations=GOLDEN["permutations"])


@given(votes=ranks(), data=st.data(), dtype=st.sampled_from(DTYPES))
def test_the_naive_twin_agrees(votes: list[list[int]], data: st.DataObject, dtype: str) -> None:
    weights = data.draw(weights_of(len(votes)))
    array = np.array(votes, dtype=dtype)
    sums = rf.rank.sum_of_ranks(ranks=array, weights=as_weights(weights))
    # Correctly rounded, so equal to the float of the exact sum.
    assert sums.tolist() == [float(exact) for exact in naive_sums(votes, array.shape[1], weights)]
    assert not sums.flags.writeable
    state = rf.rank.RankSums(array.shape[1]).update(ranks=array, weights=as_weights(weights))
    assert state.sums.tobytes() == sums.tobytes()


@given(votes=ranks(distinct=True), data=st.data(), dtype=st.sampled_from(DTYPES))
def test_permutations_are_ranks_of_their_inverse(votes: list[list[int]], data: st.DataObject, dtype: str) -> None:
    weights = as_weights(data.draw(weights_of(len(votes))))
    array = np.array(votes, dtype=dtype)
    inverted = np.array([inverse(client) for client in votes], dtype=dtype)
    sums = rf.rank.sum_of_ranks(permutations=array, weights=weights)
    for validate in ("range", "permutation"):
        assert rf.rank.sum_of_ranks(ranks=inverted, weights=weights, validate=validate).tobytes() == sums.tobytes()
    state = rf.rank.RankSums(array.shape[1]).update(permutations=array, weights=weights)
    assert state.sums.tobytes() == sums.tobytes()


@given(votes=ranks(), data=st.data())
def test_the_order_of_clients_and_the_form_of_arrays_leave_no_trace(
    votes: list[list[int]], data: st.DataObject
) -> None:
    weights = data.draw(weights_of(len(votes)))
    expected = rf.rank.sum_of_ranks(ranks=np.array(votes), weights=as_weights(weights)).tobytes()
    order = data.draw(st.permutations(range(len(votes))))
    dtypes = data.draw(st.lists(st.sampled_from(DTYPES), min_size=len(votes), max_size=len(votes)))
    arrays = [np.array(votes[client], dtype=dtype) for client, dtype in zip(order, dtypes, strict=True)]
    permuted = None if weights is None else as_weights([weights[client] for client in order])
    assert rf.rank.sum_of_ranks(ranks=arrays, weights=permuted).tobytes() == expected
    assert rf.rank.sum_of_ranks(ranks=iter(arrays), weights=permuted).tobytes() == expected
    every_other = np.repeat(np.array(votes), 2, axis=0)[::2]
    assert rf.rank.sum_of_ranks(ranks=every_other, weights=as_weights(weights)).tobytes() == expected


@given(votes=ranks(), data=st.data())
def test_weights_are_repetition(votes: list[list[int]], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(0, 4), min_size=len(votes), max_size=len(votes)))
    array = np.array(votes)
    repeated = np.repeat(array, weights, axis=0)
    assert (rf.rank.sum_of_ranks(ranks=array, weights=weights) == rf.rank.sum_of_ranks(ranks=repeated)).all()


@given(votes=ranks(), data=st.data())
def test_merging_is_concatenation_bit_for_bit(votes: list[list[int]], data: st.DataObject) -> None:
    weights = data.draw(weights_of(len(votes)))
    array, split = np.array(votes), data.draw(st.integers(0, len(votes)))

    def part(clients: slice) -> rf.rank.RankSums:
        chosen = None if weights is None else as_weights(weights)[clients]
        return rf.rank.RankSums(array.shape[1]).update(ranks=array[clients], weights=chosen)

    whole, first, second = part(slice(None)), part(slice(split)), part(slice(split, None))
    one_by_one = rf.rank.RankSums(array.shape[1])
    for client in range(len(votes)):
        one_by_one.merge(part(slice(client, client + 1)))
    for merged in (first.copy().merge(second), second.copy().merge(first), one_by_one):
        assert merged.to_bytes() == whole.to_bytes()
    assert whole.n_clients == len(votes)


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("n_items", [1, 63, 64, 65, 1000, 20_001, 300_000])
def test_large_vectors_on_any_number_of_threads(n_items: int, n_threads: int) -> None:
    """Across the bounds of blocks, buckets and bitmaps, with 5 clients, which are not a multiple of four."""
    generator = np.random.default_rng(n_items)
    permutations = generator.permuted(np.tile(np.arange(n_items), (5, 1)), axis=1)
    inverted = np.argsort(permutations, axis=1)
    for weights in (None, np.array([0, 1, 2**40, 3, 5]), np.array([0.1, 0.2, 0.3, 1e9, 7])):
        with rf.threads(n_threads):
            sums = rf.rank.sum_of_ranks(permutations=permutations, weights=weights)
            assert rf.rank.sum_of_ranks(ranks=inverted, weights=weights).tobytes() == sums.tobytes()
        if weights is None or weights.dtype == np.int64:
            expected = (inverted * (1 if weights is None else weights[:, None])).sum(axis=0)
            assert (sums == expected).all()


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", ["ranks", "permutations"])
def test_the_first_fault_is_named(form: str, dtype: str, n_threads: int) -> None:
    n_items, entry = 60_000, form[:-1].replace("permutation", "item")
    article = "a rank" if form == "ranks" else "an item"
    array = np.tile(np.arange(n_items), (6, 1)).astype(dtype)
    array[4, 7] = array[2, 59_999] = array[2, 50_000] = n_items + 1
    with pytest.raises(rf.InvalidInputError) as raised:
        rf.rank.sum_of_ranks(**{form: array}, n_threads=n_threads)
    text = f"{form}[2, 50000] = 60001 is not {article}: expected 0 <= {entry} < 60000"
    assert str(raised.value) == text
    array[:] = np.arange(n_items)
    array[3, 100] = 99
    with pytest.raises(rf.InvalidInputError) as raised:
        rf.rank.sum_of_ranks(**{form: array}, validate="permutation", n_threads=n_threads)
    twice = "a rank given once" if form == "ranks" else "an item named once"
    text = f"{form}[3, 100] = 99 is not {twice}: expected each of 0 <= {entry} < 60000 once for each client"
    assert str(raised.value) == text
    if form == "ranks":
        assert rf.rank.sum_of_ranks(ranks=array)[100] == 5 * 100 + 99


@pytest.mark.parametrize("form", ["ranks", "permutations"])
@pytest.mark.parametrize("value", [-1, -(2**31), 3, 2**31 - 1, 2**32, 2**32 + 1, 2**63 - 1, -(2**63)])
def test_values_out_of_range_are_refused_in_any_width(form: str, value: int) -> None:
    """2**32 + 1 is 1 in its lower half, and -1 is the mark of an item that was not named."""
    dtypes = [dtype for dtype in DTYPES if np.iinfo(dtype).min <= value <= np.iinfo(dtype).max]
    for dtype in dtypes:
        for array in (np.array([[0, 1, value]], dtype=dtype), np.array([[0, 1, 2]] * 3 + [[2, value, 0]], dtype=dtype)):
            with pytest.raises(rf.InvalidInputError, match=f"= {value} is not an? (rank|item): expected 0 <= "):
                rf.rank.sum_of_ranks(**{form: array})


GOOD = np.arange(6, dtype=np.uint32)


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        ([], rf.InvalidInputError, "ranks is empty: expected a vector for at least one client"),
        ([[]], rf.InvalidInputError, "ranks[0] has no items: expected at least one"),
        (np.zeros((2, 0), int), rf.InvalidInputError, "ranks has no items: expected at least one"),
        ("012", rf.InvalidTypeError, "ranks is of type str: expected an array, or a list of arrays"),
        (3, rf.InvalidTypeError, "ranks is of type int: expected an array, or a list of arrays"),
        ({0: GOOD}, rf.InvalidTypeError, "ranks is of type dict"),
        (np.zeros((1, 1, 1), int), rf.InvalidInputError, "ranks has shape (1, 1, 1): expected (n_clients, n_items)"),
        (np.int64(3), rf.InvalidInputError, "ranks has shape (): expected (n_clients, n_items)"),
        ([GOOD, GOOD.reshape(2, 3)], rf.InvalidInputError, "ranks[1] has shape (2, 3): expected (n_items,)"),
        ([GOOD, GOOD[:5]], rf.InvalidInputError, "ranks[1] = a vector of 5 entries is not over the same items"),
        ([GOOD, GOOD.astype(float)], rf.InvalidTypeError, "ranks[1] has dtype '<f8' (float64): expected uint16"),
        (GOOD.astype(">u4"), rf.InvalidTypeError, "ranks has dtype '>u4' (uint32): expected uint16, uint32, int32"),
        (GOOD.astype(np.uint64), rf.InvalidTypeError, "ranks has dtype '<u8' (uint64)"),
        (GOOD.astype(bool), rf.InvalidTypeError, "ranks has dtype '|b1' (bool)"),
        (np.array([None, 1]), rf.InvalidTypeError, "ranks has dtype '|O' (object)"),
        ([[0.0, 1.0]], rf.InvalidTypeError, "ranks[0] has dtype '<f8' (float64)"),
        ([[0, 1], [0, [1]]], rf.InvalidInputError, "ranks[1] is no vector of integers"),
        ([[0, 2**70]], rf.InvalidTypeError, "ranks[0] has dtype '|O' (object)"),
        (np.arange(12)[::2], rf.InvalidInputError, "ranks is strided or not aligned: expected one that can be read in"),
        (np.zeros((3, 2), int).T, rf.InvalidInputError, "ranks[0] is strided or not aligned"),
        (np.frombuffer(bytes(9), np.uint32, 2, 1), rf.InvalidInputError, "ranks is strided or not aligned"),
        (np.ma.masked_equal(GOOD, 3), rf.InvalidInputError, "ranks has masked entries"),
    ],
)
def test_input_that_is_refused(given: Any, error: type[Exception], text: str) -> None:
    for call in (rf.rank.sum_of_ranks, rf.rank.RankSums(6).update):
        with pytest.raises(error) as raised:
            call(ranks=given)
        assert text in str(raised.value)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"weights": [1, 2]}, rf.InvalidInputError, "weights has 2 entries: expected 1"),
        ({"weights": [-1]}, rf.InvalidInputError, "weights[0] = -1 is not a weight"),
        ({"weights": [float("nan")]}, rf.InvalidInputError, "weights[0] = NaN is not a weight"),
        ({"weights": [[1]]}, rf.InvalidInputError, "weights has shape (1, 1): expected (n_clients,)"),
        ({"weights": [2**61 - 1]}, rf.SizeLimitError, "a sum of ranks overflows its exact accumulator"),
        ({"weights": [2**62]}, rf.SizeLimitError, "the total of the weights overflows"),
        ({"weights": [1e303]}, rf.SizeLimitError, "overflows"),
        ({"validate": "all"}, rf.InvalidInputError, "validate = 'all': expected 'range' or 'permutation'"),
        ({"n_threads": 0}, rf.InvalidInputError, "n_threads = 0"),
        ({"treads": 1}, rf.InvalidTypeError, "unknown keyword 'treads'"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], error: type[Exception], text: str) -> None:
    state = rf.rank.RankSums(6).update(ranks=GOOD)
    before = state.to_bytes()
    for call in (rf.rank.sum_of_ranks, state.update):
        with pytest.raises(error) as raised:
            call(ranks=GOOD, **options)
        assert text in str(raised.value)
    assert state.to_bytes() == before


def test_float_weights_too_far_apart_are_refused() -> None:
    with pytest.raises(rf.InvalidInputError, match="too far apart"):
        rf.rank.sum_of_ranks(ranks=[GOOD, GOOD], weights=[1e-30, 1e30])
    state = rf.rank.RankSums(6).update(ranks=GOOD, weights=[1e-30])
    before = state.to_bytes()
    with pytest.raises(rf.SizeLimitError, match="overflows"):
        state.update(ranks=GOOD, weights=[1e30])
    assert state.to_bytes() == before


def test_sums_are_exact_up_to_63_bits() -> None:
    weight = (2**63 - 1) // 5
    state = rf.rank.RankSums(6).update(ranks=GOOD, weights=[weight // 2])
    state.update(ranks=GOOD, weights=[weight - weight // 2])
    assert state.sums.tolist() == [weight * rank for rank in range(6)]
    before = state.to_bytes()
    with pytest.raises(rf.SizeLimitError, match=r"a sum of ranks .* below 2\*\*63"):
        state.update(ranks=GOOD)
    with pytest.raises(rf.SizeLimitError, match=r"a sum of ranks .* below 2\*\*63"):
        state.merge(rf.rank.RankSums(6).update(ranks=GOOD))
    assert state.to_bytes() == before


@pytest.mark.parametrize("form", ["ranks", "permutations"])
def test_a_failing_update_changes_nothing(form: str) -> None:
    state = rf.rank.RankSums(50_000)
    good = np.arange(50_000, dtype=np.int64)
    state.update(**{form: good})
    before = state.to_bytes()
    wrong = np.tile(good, (5, 1))
    wrong[4, 49_999] = 50_000
    token = rf.CancelToken()
    token.cancel()
    for options in ({form: wrong}, {form: good, "cancel": token}):
        with pytest.raises(rf.RankfoldError):
            state.update(**options)
        assert state.to_bytes() == before
    with pytest.raises(rf.IncompatibleStateError, match="this state has 50000 items, the other has 49999 items"):
        state.update(**{form: np.arange(49_999)})
    with pytest.raises(rf.IncompatibleStateError, match="50000 items"):
        state.merge(rf.rank.RankSums(3))
    with pytest.raises(rf.InvalidTypeError, match="cannot merge a int into RankSums"):
        state.merge(3)  # type: ignore[arg-type]
    assert state.to_bytes() == before


@pytest.mark.parametrize("weights", [None, [2, 2**40], [0.1, 2.0**50]])
def test_bytes_files_and_pickles_come_back(weights: Any, tmp_path: Any) -> None:
    state = rf.rank.RankSums(6).update(ranks=[GOOD, GOOD[::-1].copy()], weights=weights)
    state.save(tmp_path / "state")
    for back in (
        rf.rank.RankSums.from_bytes(state.to_bytes()),
        rf.rank.RankSums.load(tmp_path / "state"),
        pickle.loads(pickle.dumps(state)),
        state.copy(),
    ):
        assert back.to_bytes() == state.to_bytes()
        assert back.sums.tobytes() == state.sums.tobytes()
        assert (back.n_items, back.n_clients, back.total_weight) == (6, 2, state.total_weight)
        assert repr(back) == "RankSums(6 items, 2 clients)"
    with pytest.raises(rf.CorruptStateError, match="kind"):
        rf.PairwiseCounts.from_bytes(state.to_bytes())


@given(data=st.data())
def test_damaged_bytes_are_refused(data: st.DataObject) -> None:
    content = bytearray(rf.rank.RankSums(3).update(ranks=[2, 0, 1]).to_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(rf.CorruptStateError):
        rf.rank.RankSums.from_bytes(bytes(content))
    with pytest.raises(rf.CorruptStateError):
        rf.rank.RankSums.from_bytes(bytes(content[:at]))


@pytest.mark.parametrize(
    ("n_items", "error", "text"),
    [
        (0, rf.InvalidInputError, "n_items = 0: expected 1 <= n_items <= 2147483648"),
        (2**31 + 1, rf.InvalidInputError, "n_items = 2147483649"),
        (2.5, rf.InvalidTypeError, "n_items is of type float: expected an int"),
    ],
)
def test_numbers_of_items_that_are_refused(n_items: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.RankSums(n_items)
    assert text in str(raised.value)


def test_no_clients_are_no_sums() -> None:
    assert rf.rank.sum_of_ranks(ranks=np.zeros((0, 3), np.uint32)).tolist() == [0, 0, 0]
    assert rf.rank.sum_of_ranks(permutations=np.zeros((0, 3), np.uint32)).tolist() == [0, 0, 0]
    assert rf.rank.RankSums(3).update(ranks=np.zeros((0, 3), int)).to_bytes() == rf.rank.RankSums(3).to_bytes()


def test_threads_may_update_one_state() -> None:
    state = rf.rank.RankSums(6)
    threads = [threading.Thread(target=lambda: [state.update(ranks=GOOD) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (state.sums == 800 * GOOD).all()
    assert state.n_clients == 800


def test_progress_counts_ranks() -> None:
    seen: list[tuple[int, int]] = []
    for form in ("ranks", "permutations"):
        rf.rank.sum_of_ranks(**{form: [GOOD] * 7}, progress=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (42, 42)


@pytest.mark.parametrize("form", ["ranks", "permutations"])
@pytest.mark.parametrize("validate", ["range", "permutation"])
def test_one_client_cannot_move_an_item_by_more_than_a_rank(form: str, validate: Any) -> None:
    """The attack of reversed ranks: its pull on any item is bounded, and it gives as much as it takes."""
    n_items = 500
    honest = np.tile(np.arange(n_items), (24, 1))
    attacked = np.vstack([honest, honest[:1, ::-1]])
    before = rf.rank.sum_of_ranks(**{form: honest}, validate=validate)
    after = rf.rank.sum_of_ranks(**{form: attacked}, validate=validate)
    assert (after - before >= 0).all()
    assert (after - before <= n_items - 1).all()
    assert (after - before).sum() == n_items * (n_items - 1) // 2
    assert (rf.rank.order_by_sum(after) == np.arange(n_items)).all()

"""``top_fraction`` and ``order_by_sum``: the twin, the ties, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests import golden_cases
from tests.naive.sum_of_ranks import order_by_sum as naive_order
from tests.naive.sum_of_ranks import top as naive_top

GOLDEN = golden_cases.load("federated")

INTEGERS = st.one_of(st.integers(0, 3), st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**33))
FLOATS = st.one_of(st.sampled_from((0.0, -0.0, 0.1, -0.1)), st.floats(allow_nan=False, allow_infinity=False))
SUMS = st.one_of(
    st.lists(INTEGERS, min_size=1, max_size=40).map(lambda sums: np.array(sums, dtype=np.int64)),
    st.lists(FLOATS, min_size=1, max_size=40).map(lambda sums: np.array(sums, dtype=np.float64)),
)


def test_the_golden_case() -> None:
    assert rf.rank.order_by_sum(GOLDEN["sums"]).tolist() == GOLDEN["order"]
    top = rf.rank.top_fraction(GOLDEN["sums"], fraction=0.5)
    assert top.index.tolist() == GOLDEN["top_half"]
    assert np.flatnonzero(top.mask).tolist() == GOLDEN["top_half"]


@given(sums=SUMS, data=st.data())
def test_the_naive_twin_agrees(sums: Any, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(sums)))
    top = rf.rank.top_fraction(sums, count=count)
    expected = naive_top(sums.tolist(), count)
    assert top.index.tolist() == expected
    assert (top.count, top.threshold) == (count, min(sums[expected].tolist()))
    assert top.n_tied == (sums == top.threshold).sum()
    assert top.n_tied_in == (sums[expected] == top.threshold).sum()
    order = rf.rank.order_by_sum(sums)
    assert order.tolist() == naive_order(sums.tolist())
    assert sorted(order[len(sums) - count :].tolist()) == expected
    assert not top.mask.flags.writeable
    assert not order.flags.writeable


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("spread", [0, 1, 50, 2**20, 2**40, 2**62])
def test_large_sums(spread: int, n_threads: int) -> None:
    """Ties by the thousand, keys of any width, and more items than a chunk."""
    sums = np.random.default_rng(spread % 97).integers(-spread, spread, 150_001, endpoint=True)
    order = len(sums) - 1 - np.argsort(sums[::-1], kind="stable")
    for values in (sums, sums.astype(np.float64)):
        if values is not sums:
            order = len(sums) - 1 - np.argsort(values[::-1], kind="stable")
        assert (rf.rank.order_by_sum(values, n_threads=n_threads) == order).all()
        for count in (1, 75_000, 150_001):
            top = rf.rank.top_fraction(values, count=count, n_threads=n_threads)
            assert (top.index == np.sort(order[len(sums) - count :])).all()


def test_an_order_is_a_permutation_like_those_of_the_clients() -> None:
    sums = rf.rank.sum_of_ranks(permutations=GOLDEN["permutations"])
    ranks = rf.rank.sum_of_ranks(permutations=rf.rank.order_by_sum(sums))
    assert ranks.tolist() == np.argsort(np.argsort(GOLDEN["sums"])).tolist()


def test_ties_go_to_the_lower_number_and_are_told() -> None:
    top = rf.rank.top_fraction([5, 9, 5, 5, 1], count=3)
    assert top.mask.tolist() == [True, True, True, False, False]
    assert (top.threshold, top.n_tied, top.n_tied_in) == (5, 3, 2)
    assert repr(top) == "TopFraction(3 of 5 items, sums >= 5, 2 of 3 with that sum)"
    assert isinstance(top.threshold, int)
    assert top.to_dict() == {"items": [0, 1, 2], "n_items": 5, "threshold": 5, "n_tied": 3, "n_tied_in": 2}
    assert top.to_json() == '{"items": [0, 1, 2], "n_items": 5, "threshold": 5, "n_tied": 3, "n_tied_in": 2}'
    frame = top.to_frame("pandas")
    assert frame["is_in"].tolist() == top.mask.tolist()
    assert frame["item"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("n_items", "fraction", "count"),
    [
        (10, 0.1, 1),
        (10, 0.9, 9),
        (10, 0.3, 3),
        (3, 0.5, 2),
        (7, 1, 7),
        (7, 1e-300, 1),
        (9, Fraction(1, 3), 3),
        (5, 0.61, 4),
    ],
)
def test_a_fraction_is_the_decimal_that_it_prints_as(n_items: int, fraction: Any, count: int) -> None:
    """Not ``n - int((1 - k) * n)`` in floats, which takes 10 of 10 items for k = 0.9."""
    assert rf.rank.top_fraction(range(n_items), fraction=fraction).count == count
    assert rf.rank.top_fraction(range(n_items), fraction=np.float64(fraction)).count in (count, count + 1)


@pytest.mark.parametrize(
    ("sums", "options", "error", "text"),
    [
        ([1, 2], {}, rf.InvalidInputError, "neither of fraction= and count= given: expected one of them"),
        ([1, 2], {"fraction": 0.5, "count": 1}, rf.InvalidInputError, "both of fraction= and count= given"),
        ([1, 2], {"fraction": 0.0}, rf.InvalidInputError, "fraction = 0.0: expected 0 < fraction <= 1"),
        ([1, 2], {"fraction": 1.5}, rf.InvalidInputError, "fraction = 1.5: expected 0 < fraction <= 1"),
        ([1, 2], {"fraction": float("nan")}, rf.InvalidInputError, "fraction = nan: expected 0 < fraction <= 1"),
        ([1, 2], {"fraction": "half"}, rf.InvalidTypeError, "fraction is of type str: expected a float in (0, 1]"),
        ([1, 2], {"count": 0}, rf.InvalidInputError, "count = 0: expected 1 <= count <= 2"),
        ([1, 2], {"count": 3}, rf.InvalidInputError, "count = 3: expected 1 <= count <= 2"),
        ([1, 2], {"count": 1.0}, rf.InvalidTypeError, "count is of type float: expected an int"),
        ([], {"count": 1}, rf.InvalidInputError, "sums is empty: expected at least one item"),
        ([[1, 2]], {"count": 1}, rf.InvalidInputError, "sums has shape (1, 2): expected (n_items,)"),
        ([1.0, np.nan], {"count": 1}, rf.InvalidInputError, "sums[1] = NaN is not a sum: expected a finite number"),
        ([np.inf, 1.0], {"count": 1}, rf.InvalidInputError, "sums[0] = inf is not a sum"),
        (["a"], {"count": 1}, rf.InvalidTypeError, "sums has dtype <U1: expected numbers"),
    ],
)
def test_what_is_refused(sums: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.top_fraction(sums, **options)
    assert text in str(raised.value)
    if text.startswith("sums"):
        with pytest.raises(rf.RankfoldError):
            rf.rank.order_by_sum(sums)


def test_calls_stop_when_asked_to() -> None:
    sums, token = np.arange(1000), rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.rank.top_fraction(sums, count=3, cancel=token)
    with pytest.raises(rf.Cancelled):
        rf.rank.order_by_sum(sums, cancel=token)

"""Distances of lists that name different items: twins, published numbers, laws, errors."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.rank import distance
from tests.naive import rank_distance as naive

LISTS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@st.composite
def tied_lists(draw: st.DrawFn, size: int | None = None) -> list[Any]:
    """A list with some tied groups as inner lists."""
    items = draw(st.permutations("abcdefgh"))[: size or draw(st.integers(1, 7))]
    order: list[Any] = []
    for item in items:
        if order and draw(st.booleans()):
            order[-1] = [*(order[-1] if isinstance(order[-1], list) else [order[-1]]), item]
        else:
            order.append(item)
    return order


def close(got: float, expected: float) -> bool:
    return math.isclose(got, expected, rel_tol=1e-11, abs_tol=1e-12)


@given(LISTS, LISTS, st.floats(0, 1))
def test_top_k_kendall_distance_is_that_of_the_four_cases(x: list[str], y: list[str], penalty: float) -> None:
    assert close(distance.top_k_kendall_distance(x, y, penalty=penalty), naive.top_k_kendall_distance(x, y, penalty))


@given(tied_lists(), tied_lists(), st.floats(0, 1), st.sampled_from(["below", "absent"]))
def test_partial_rankings_are_bucket_orders(x: list[Any], y: list[Any], penalty: float, missing: Any) -> None:
    expected = naive.kendall_distance(*naive.unified(x, y, missing), penalty)
    assert close(distance.top_k_kendall_distance(x, y, penalty=penalty, missing=missing), expected)


@given(tied_lists(size=8), tied_lists(size=8))
def test_lists_of_all_items_are_vectors(x: list[Any], y: list[Any]) -> None:
    vectors = naive.unified(x, y)
    assert distance.top_k_kendall_distance(x, y) == distance.kendall_distance(*vectors)
    assert distance.top_k_footrule(x, y) == distance.spearman_footrule(*vectors)


def test_golden_top_k() -> None:
    """Worked by hand from the definitions of Fagin, Kumar and Sivakumar (2003)."""
    cases = [((1, 2, 3), (2, 4, 5), 5, 6, 8), ((1, 2, 3), (4, 5, 6), 9, 12, 12)]
    for x, y, optimistic, neutral, footrule in cases:
        assert distance.top_k_kendall_distance(x, y, penalty=0) == optimistic
        assert distance.top_k_kendall_distance(x, y) == neutral
        assert distance.top_k_footrule(x, y) == footrule
        assert distance.top_k_footrule(x, y, absent_rank=4) == footrule
    assert distance.top_k_footrule([1], [1, 2], absent_rank=5) == 3


@given(tied_lists(size=6), tied_lists(size=6), st.floats(0.05, 0.95), st.sampled_from("abw"))
def test_overlap_of_even_lists_is_that_of_the_definition(x: list[Any], y: list[Any], p: float, variant: Any) -> None:
    found = distance.rank_biased_overlap(x, y, persistence=p, variant=variant)
    assert close(found.extrapolated, naive.rank_biased_overlap(x, y, p, variant))


@given(LISTS, LISTS, st.floats(0.05, 0.95), st.sampled_from("abw"))
def test_overlap_of_uneven_lists_is_equation_32(x: list[str], y: list[str], p: float, variant: Any) -> None:
    found = distance.rank_biased_overlap(x, y, persistence=p, variant=variant)
    assert close(found.extrapolated, naive.overlap_of_uneven_lists(x, y, p))
    assert math.isclose(found.minimum, naive.overlap_minimum(x, y, p), abs_tol=1e-9)
    assert found.minimum <= found.extrapolated + 1e-12
    assert found.extrapolated <= found.maximum + 1e-12
    assert found.maximum <= 1 + 1e-12
    assert found.residual == found.maximum - found.minimum


@given(LISTS, LISTS, st.data(), st.floats(0.05, 0.95))
def test_the_bounds_hold_whatever_comes(x: list[str], y: list[str], data: st.DataObject, p: float) -> None:
    found = distance.rank_biased_overlap(x, y, persistence=p)
    longer = []
    for order in (x, y):
        rest = st.lists(st.sampled_from([c for c in "abcdefghijkl" if c not in order]), max_size=6, unique=True)
        longer.append(order + data.draw(rest))
    later = distance.rank_biased_overlap(*longer, persistence=p)
    assert later.minimum >= found.minimum - 1e-12
    assert later.maximum <= found.maximum + 1e-12


@given(tied_lists(), tied_lists(), st.floats(0.05, 0.95), st.sampled_from("abw"), st.permutations("abcdefgh"))
def test_overlap_does_not_depend_on_labels_or_the_order_of_lists(
    x: list[Any], y: list[Any], p: float, variant: Any, labels: list[str]
) -> None:
    found = distance.rank_biased_overlap(x, y, persistence=p, variant=variant)
    new = dict(zip("abcdefgh", labels, strict=True))
    renamed = [[[new[item] for item in tier] for tier in naive.tiers(order)] for order in (y, x)]
    again = distance.rank_biased_overlap(*renamed, persistence=p, variant=variant)
    assert close(again.extrapolated, found.extrapolated)
    assert close(again.minimum, found.minimum)
    assert close(again.maximum, found.maximum)


@given(tied_lists(), tied_lists(), st.floats(0.05, 0.95))
def test_equal_lists_are_one_and_disjoint_ones_zero(x: list[Any], y: list[Any], p: float) -> None:
    assert distance.rank_biased_overlap(x, x, persistence=p, variant="w").extrapolated == 1
    assert close(distance.rank_biased_overlap(x, x, persistence=p, variant="b").extrapolated, 1)
    assert distance.rank_biased_overlap(x, x, persistence=p).extrapolated <= 1
    apart = [[item.upper() for item in tier] for tier in naive.tiers(y)]
    for variant in ("a", "b", "w"):
        found = distance.rank_biased_overlap(x, apart, persistence=p, variant=variant)  # type: ignore[arg-type]
        assert found.extrapolated == found.minimum == 0
    flat = list(chain.from_iterable(naive.tiers(x)))
    assert distance.rank_biased_overlap(flat, flat, persistence=p).extrapolated == 1


def test_golden_overlap() -> None:
    """Two worked examples of equation 32, and the example in the README of the code of Corsi and Urbano (2024)."""
    assert close(float(distance.rank_biased_overlap(list("abcde"), list("badce"))), 0.873)
    assert close(float(distance.rank_biased_overlap(list("abc"), list("bcade"))), 0.855)
    x = ["red", {"blue", "green"}, "yellow", "pink"]
    y = [{"blue", "red"}, "white", {"yellow", "black", "purple"}, "green"]
    published = {
        "a": (0.6922853, 0.3310519, 0.8930692),
        "w": (0.7068257, 0.3429684, 0.9049857),
        "b": (0.7207131, 0.3509163, 0.9129336),
    }
    for variant, values in published.items():
        found = distance.rank_biased_overlap(x, y, persistence=0.95, variant=variant)  # type: ignore[arg-type]
        got = (found.extrapolated, found.minimum, found.maximum)
        assert all(abs(a - b) < 5.1e-8 for a, b in zip(got, values, strict=True))
        assert abs(found.residual - 0.5620173) < 1e-7


def test_bad_lists_are_refused() -> None:
    measures: list[Any] = [
        distance.rank_biased_overlap,
        distance.top_k_kendall_distance,
        distance.top_k_footrule,
    ]
    for measure in measures:
        with pytest.raises(rf.InvalidInputError, match='y names the item "a" a second time'):
            measure(["a", "b"], ["a", "b", "a"])
        with pytest.raises(rf.InvalidTypeError, match="x = 'ab' is a text"):
            measure("ab", ["a", "b"])
        with pytest.raises(rf.InvalidTypeError, match="y is a set"):
            measure(["a"], {"a"})
        with pytest.raises(rf.InvalidTypeError, match=r"x\[1\] = 0.5 is of type float"):
            measure(["a", 0.5], ["a"])
    for p in (0, 1, -0.5, math.nan):
        with pytest.raises(rf.InvalidInputError, match="is not a persistence"):
            distance.rank_biased_overlap(["a"], ["a"], persistence=p)
    with pytest.raises(rf.InvalidInputError, match="an empty list"):
        distance.rank_biased_overlap([], ["a"])
    with pytest.raises(rf.InvalidInputError, match='does not define variant="c"'):
        distance.rank_biased_overlap(["a"], ["a"], variant="c")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="absent_rank > 2"):
        distance.top_k_footrule(["a"], ["a", "b"], absent_rank=2)
    with pytest.raises(rf.InvalidInputError, match="is not a penalty"):
        distance.top_k_kendall_distance(["a"], ["a"], penalty=2)
    with pytest.raises(rf.InvalidInputError, match="missing"):
        distance.top_k_kendall_distance(["a"], ["a"], missing="average")  # type: ignore[arg-type]


def test_results_convert() -> None:
    found = distance.rank_biased_overlap(["a"], ["b"])
    assert found.to_dict()["variant"] == "a"
    assert '"minimum": 0.0' in found.to_json()
    pytest.importorskip("polars")
    assert found.to_frame("polars").shape == (1, 6)
    assert distance.top_k_kendall_distance([], []) == 0

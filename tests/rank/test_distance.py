"""Distances of vectors: against the twins, against published numbers, and the laws of each measure."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.rank import distance
from tests.naive import rank_distance as naive

if TYPE_CHECKING:
    from collections.abc import Callable

# Few values for many ties; halves and both signs, because the kernel sorts bits.
VALUES = st.sampled_from([-1.5, -1.0, -0.0, 0.0, 0.5, 2.0, 3.0])


@st.composite
def two_vectors(draw: st.DrawFn, max_size: int = 9) -> tuple[list[float], list[float]]:
    size = draw(st.integers(1, max_size))
    vector = st.lists(VALUES, min_size=size, max_size=size) | st.permutations([float(k) for k in range(size)])
    return draw(vector), draw(vector)


@st.composite
def two_permutations(draw: st.DrawFn, max_size: int = 8) -> tuple[list[int], list[int]]:
    items = range(draw(st.integers(2, max_size)))
    return draw(st.permutations(items)), draw(st.permutations(items))


def same(got: float, expected: float) -> bool:
    return (math.isnan(got) and math.isnan(expected)) or math.isclose(got, expected, rel_tol=1e-12, abs_tol=1e-12)


def symmetric(name: str, x: Any, y: Any) -> float:
    return float(SYMMETRIC[name](x, y))


SYMMETRIC: dict[str, Callable[..., Any]] = {
    "kendall_tau": distance.kendall_tau,
    "kendall_distance": distance.kendall_distance,
    "spearman_rho": distance.spearman_rho,
    "spearman_footrule": distance.spearman_footrule,
    "weighted_tau": distance.weighted_tau,
    "average_precision_correlation": lambda x, y: distance.average_precision_correlation(x, y, variant="b"),
}
CORRELATIONS = ["kendall_tau", "spearman_rho", "weighted_tau", "average_precision_correlation"]


@given(two_vectors(), st.sampled_from("abc"))
def test_kendall_tau_is_that_of_the_definition(vectors: tuple[list[float], list[float]], variant: Any) -> None:
    found = distance.kendall_tau(*vectors, variant=variant)
    pairs = naive.pair_counts(*vectors)
    got = (found.concordant, found.discordant, found.tied_x, found.tied_y, found.tied_both)
    assert got == tuple(pairs)
    assert found.n_items == len(vectors[0])
    assert same(found.tau, naive.kendall_tau(*vectors, variant))
    assert same(float(found), found.tau)


@given(two_vectors(), st.floats(0, 1))
def test_distances_and_rho_are_those_of_the_definition(
    vectors: tuple[list[float], list[float]], penalty: float
) -> None:
    got = distance.kendall_distance(*vectors, penalty=penalty)
    assert same(got, naive.kendall_distance(*vectors, penalty))
    pairs = len(vectors[0]) * (len(vectors[0]) - 1) // 2
    assert same(distance.kendall_distance(*vectors, penalty=penalty, normalized=True), got / max(pairs, 1))
    footrule = distance.spearman_footrule(*vectors)
    assert footrule == naive.spearman_footrule(*vectors)
    most = max(len(vectors[0]) ** 2 // 2, 1)
    assert same(distance.spearman_footrule(*vectors, normalized=True), footrule / most)
    assert footrule <= most
    assert same(distance.spearman_rho(*vectors), naive.spearman_rho(*vectors))


@given(two_vectors(), st.sampled_from(["both", "x", "y", "given"]), st.booleans(), st.booleans(), st.data())
def test_weighted_tau_is_that_of_the_definition(
    vectors: tuple[list[float], list[float]], rank: Any, additive: bool, own: bool, data: st.DataObject
) -> None:
    size = len(vectors[0])
    if rank == "given":
        rank = data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    weights = [4.0, 3.0, 3.0, 1.0, 0.5, 0.25, 0.125, 0.0, 0.0] if own else None
    weight = weights.__getitem__ if weights else lambda rank: 1 / (rank + 1)
    expected = naive.weighted_tau(*vectors, rank, weight, additive=additive)
    got = distance.weighted_tau(*vectors, rank=rank, weights=weights, additive=additive)
    assert same(got, expected)
    turned = [[-value for value in vector] for vector in vectors]
    lower = distance.weighted_tau(*turned, rank=rank, weights=weights, additive=additive, higher_is_better=False)
    assert same(lower, got)


@given(two_vectors(max_size=6), st.sampled_from("ab"))
def test_ap_correlation_is_that_of_the_definition(vectors: tuple[list[float], list[float]], variant: Any) -> None:
    candidate, reference = vectors
    if variant == "a":
        assume(len(set(reference)) == len(reference))
    expected = naive.average_precision_correlation(candidate, reference, variant)
    assert same(distance.average_precision_correlation(candidate, reference, variant=variant), expected)
    turned = [[-value for value in vector] for vector in vectors]
    got = distance.average_precision_correlation(*turned, variant=variant, higher_is_better=False)
    assert same(got, expected)


@given(st.data(), st.integers(1, 6), st.integers(1, 6))
def test_kendall_w_is_that_of_the_definition(data: st.DataObject, n_rows: int, n_items: int) -> None:
    row = st.lists(VALUES, min_size=n_items, max_size=n_items)
    rows = data.draw(st.lists(row, min_size=n_rows, max_size=n_rows))
    w, chi_square = naive.kendall_w(rows)
    for table in (np.array(rows), rf.ScoreTable(rows), rf.Ballots.from_scores(rows)):
        found = distance.kendall_w(table)
        assert same(found.w, w)
        assert same(found.chi_square, chi_square)
    weights = data.draw(st.lists(st.integers(0, 3), min_size=n_rows, max_size=n_rows))
    assume(any(weights))
    repeated = [row for row, weight in zip(rows, weights, strict=True) for _ in range(weight)]
    for kind in (int, float):
        found = distance.kendall_w(rf.ScoreTable(rows, weights=[kind(weight) for weight in weights]))
        plain = distance.kendall_w(np.array(repeated))
        assert same(found.w, plain.w)
        assert same(found.chi_square, plain.chi_square)


@given(st.data(), st.sampled_from(sorted(SYMMETRIC)), st.integers(0, 5), st.integers(1, 9))
def test_a_matrix_holds_what_the_functions_give(data: st.DataObject, name: Any, n_rows: int, n_items: int) -> None:
    row = st.lists(VALUES, min_size=n_items, max_size=n_items) | st.permutations(list(map(float, range(n_items))))
    rows = np.array(data.draw(st.lists(row, min_size=n_rows, max_size=n_rows))).reshape(n_rows, n_items)
    found = distance.pairwise(rows, measure=name).values
    for i in range(n_rows):
        for j in range(n_rows):
            expected = symmetric(name, rows[i], rows[j])
            assert found[i, j] == expected or (math.isnan(found[i, j]) and math.isnan(expected))
    assert np.array_equal(found, distance.pairwise(rows, measure=name, n_threads=3).values, equal_nan=True)


@given(st.data(), st.sampled_from(sorted(SYMMETRIC)))
def test_a_matrix_leaves_out_what_a_pair_of_rows_misses(data: st.DataObject, name: Any) -> None:
    row = st.lists(VALUES | st.just(math.nan), min_size=5, max_size=5)
    rows = np.array(data.draw(st.lists(row, min_size=3, max_size=3)))
    found = distance.pairwise(rf.ScoreTable(rows), measure=name).values
    for i in range(3):
        for j in range(3):
            both = ~np.isnan(rows[i]) & ~np.isnan(rows[j])
            if both.any():
                assert same(found[i, j], symmetric(name, rows[i][both], rows[j][both]))


def test_a_matrix_reads_containers_in_their_own_direction() -> None:
    ballots = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a"], ["c"]])
    below = distance.pairwise(ballots, measure="weighted_tau").values
    assert same(below[0, 1], distance.weighted_tau([3, 2, 1], [2, 3, 1]))
    assert same(below[1, 2], distance.weighted_tau([2, 3, 1], [1, 1, 2]))
    absent = distance.pairwise(ballots, measure="kendall_tau", missing="absent").values
    assert absent[0, 1] == -1.0
    assert math.isnan(absent[1, 2])
    table = rf.ScoreTable([[3, 2, 1], [1, 2, 3]], lower_is_better=[False, True], rows=["gain", "loss"])
    found = distance.pairwise(table, measure="average_precision_correlation")
    assert found.rows == ("gain", "loss")
    assert found.values.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    gaps = rf.ScoreTable([[3, math.nan, 1], [1, 2, 3]])
    filled = distance.pairwise(gaps, missing="below").values
    assert filled[0, 1] == distance.kendall_tau([3, 0, 1], [1, 2, 3]).tau
    with pytest.raises(rf.InvalidInputError, match=r"data\[0, 1\] = NaN"):
        distance.pairwise(gaps, missing="error")


@pytest.mark.parametrize(("variant", "value"), [("a", 0.2), ("b", 0.25), ("c", 0.24)], ids=["tau_a", "tau_b", "tau_c"])
def test_golden_tau(variant: Any, value: float) -> None:
    """Ranks of Fagin et al. (2004); by hand: 4 concordant, 2 discordant, 2 tied in each, of 10 pairs."""
    assert same(distance.kendall_tau([1, 1, 2, 3, 3], [1, 2, 2, 3, 1], variant=variant).tau, value)


def test_ties_are_not_broken_by_position() -> None:
    """A published consistency measure ranks by sorting, so its tau of these scores is 0.2; by hand it is 4 / 8."""
    assert same(distance.kendall_tau([1, 1, 0, 0, 2], [1, 0, 0, 1, 2]).tau, 0.5)
    assert same(distance.kendall_tau([0.9, 0.5, 0.7, 0.1, 0.3], [0.6, 0.7, 0.8, 0.2, 0.1]).tau, 0.4)


def test_golden_numbers() -> None:
    x, y = [1, 1, 2, 3, 3], [1, 2, 2, 3, 1]
    assert [distance.kendall_distance(x, y, penalty=p) for p in (0, 0.5, 1)] == [2, 4, 6]
    assert same(distance.spearman_rho(x, y), 0.25)
    # The example in the documentation of scipy.stats.weightedtau.
    x, y = [12, 2, 1, 12, 2], [1, 4, 7, 1, 0]
    assert same(distance.weighted_tau(x, y), -0.56694968153682723)
    assert same(distance.weighted_tau(x, y, additive=False), -0.62205716951801038)
    assert same(distance.weighted_tau(x, y, rank="x"), -0.4157652301037516)
    assert same(distance.weighted_tau(y, x, rank="x"), -0.7181341329699028)
    assert same(distance.weighted_tau(x, y, weights=[1] * 5), -0.47140452079103173)
    # abcd against bacd and abdc: plain tau is the same for both.
    for candidate, value in (([2, 1, 3, 4], 1 / 3), ([1, 2, 4, 3], 7 / 9), ([4, 3, 2, 1], -1.0)):
        assert same(distance.average_precision_correlation(candidate, [1, 2, 3, 4], higher_is_better=False), value)
    # Five voters: 2 ABCD, 1 BCAD, 2 CDAB.
    votes = rf.Ballots.from_orders([list("ABCD"), list("BCAD"), list("CDAB")], weights=[2, 1, 2])
    found = distance.kendall_w(votes)
    assert same(found.w, 0.168)
    assert same(found.chi_square, 5 * 3 * 0.168)
    assert found.degrees_of_freedom == 3


# Scores and coefficients of the tests of the package ircor 1.0, by the authors of the treatment of ties, rounded there.
IRCOR = [
    (
        [0.897, 0.372, 0.908, 0.898, 0.661, 0.062, 0.177, 0.384, 0.498, 0.992],
        [0.82, 0.406, 0.817, 0.953, 0.673, 0.073, 0.364, 0.547, 0.589, 0.988],
        (0.8519, 0.7454, 0.8333, 0.7321),
    ),
    (
        [0.266, 0.573, 0.202, 0.945, 0.629, 0.206, 0.687, 0.77, 0.718, 0.38],
        [0.263, 0.843, 0.728, 0.928, 0.08, 0.114, 0.467, 0.641, 0.973, 0.644],
        (0.2504, 0.2692, 0.2880, 0.297),
    ),
]


@pytest.mark.parametrize(("truth", "estimate", "values"), IRCOR)
def test_golden_ap_correlation_with_ties(truth: list[float], estimate: list[float], values: tuple[float, ...]) -> None:
    tied_truth, tied_estimate = np.round(truth, 1), np.round(estimate, 1)
    got = (
        distance.average_precision_correlation(estimate, truth),
        distance.average_precision_correlation(tied_estimate, truth),
        distance.average_precision_correlation(estimate, truth, variant="b"),
        distance.average_precision_correlation(tied_estimate, tied_truth, variant="b"),
    )
    assert np.allclose(got, values, atol=5.1e-5, rtol=0)


@given(two_permutations())
def test_the_footrule_lies_between_kendalls_distance_and_twice_it(vectors: tuple[list[int], list[int]]) -> None:
    kendall, footrule = distance.kendall_distance(*vectors), distance.spearman_footrule(*vectors)
    assert kendall <= footrule <= 2 * kendall


@given(st.lists(st.lists(VALUES, min_size=4, max_size=4), min_size=3, max_size=3), st.floats(0.5, 1))
def test_kendalls_distance_is_a_metric(rows: list[list[float]], penalty: float) -> None:
    x, y, z = rows
    d = distance.pairwise(rows, measure="kendall_distance", penalty=penalty).values
    assert d[0, 2] <= d[0, 1] + d[1, 2] + 1e-9
    assert d[0, 1] == distance.kendall_distance(y, x, penalty=penalty)
    same_order = naive.mid_ranks(x) == naive.mid_ranks(z)
    assert (d[0, 2] == 0) == same_order


@given(two_vectors(), st.sampled_from(sorted(SYMMETRIC)), st.data())
def test_order_of_items_and_of_arguments_and_scale_do_not_matter(
    vectors: tuple[list[float], list[float]], name: str, data: st.DataObject
) -> None:
    x, y = vectors
    got = symmetric(name, x, y)
    places = data.draw(st.permutations(range(len(x))))
    others = [
        symmetric(name, [x[k] for k in places], [y[k] for k in places]),
        symmetric(name, y, x),
        symmetric(name, [8 * value + 3 for value in x], [math.atan(value) for value in y]),
    ]
    for other in others:
        assert other == got or (math.isnan(other) and math.isnan(got))


@given(two_permutations(), st.sampled_from(CORRELATIONS))
def test_a_ranking_is_itself_and_the_reverse_of_its_reverse(vectors: tuple[list[int], list[int]], name: str) -> None:
    x = vectors[0]
    assert symmetric(name, x, x) == 1.0
    assert same(symmetric(name, x, [-value for value in x]), -1.0)
    assert abs(symmetric(name, *vectors)) <= 1.0


@given(two_vectors())
def test_nan_is_an_error_or_left_out(vectors: tuple[list[float], list[float]]) -> None:
    x, y = [math.nan, *vectors[0], 1.0], [1.0, *vectors[1], math.nan]
    with pytest.raises(rf.InvalidInputError, match=r"x\[0\] = NaN is not a rank or score"):
        distance.kendall_tau(x, y)
    for name, function in SYMMETRIC.items():
        if name == "average_precision_correlation":
            got = distance.average_precision_correlation(x, y, variant="b", missing="absent")
        else:
            got = float(function(x, y, missing="absent"))
        assert same(got, symmetric(name, *vectors))
    assert same(
        distance.weighted_tau(x, y, rank=range(len(x)), missing="absent"),
        distance.weighted_tau(*vectors, rank=range(1, len(x) - 1)),
    )


def test_where_a_measure_is_not_defined() -> None:
    for x, y in (([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [2, 2, 2])):
        assert math.isnan(distance.kendall_tau(x, y).tau)
        assert math.isnan(distance.kendall_tau(x, y, variant="c").tau)
        assert math.isnan(distance.spearman_rho(x, y))
        assert math.isnan(distance.weighted_tau(x, y))
        assert math.isnan(distance.average_precision_correlation(x, y, variant="b"))
    assert distance.kendall_tau([1, 1], [1, 2], variant="a").tau == 0
    assert math.isnan(distance.kendall_tau([1], [2], variant="a").tau)
    assert math.isnan(distance.weighted_tau([1, 2], [1, 2], weights=[0, 0]))
    assert math.isnan(distance.kendall_tau([math.nan], [1], missing="absent").tau)
    assert math.isnan(distance.kendall_w([[1, 1], [2, 2]]).w)
    assert distance.kendall_distance([1], [2], normalized=True) == 0


@pytest.mark.parametrize("function", SYMMETRIC.values(), ids=SYMMETRIC)
def test_bad_vectors_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(rf.InvalidInputError, match="has 2 entries: expected 3"):
        function([1, 2, 3], [1, 2])
    with pytest.raises(rf.InvalidInputError, match="no items"):
        function([], [])
    with pytest.raises(rf.InvalidInputError, match=r"\[1\] = inf is not a rank or score"):
        function([1, 2], [1, math.inf])
    with pytest.raises(rf.InvalidInputError, match=r"2\*\*53"):
        function([2**60, 2**60 + 1], [1, 2])
    with pytest.raises(rf.InvalidInputError, match="has shape"):
        function([[1, 2]], [[1, 2]])
    with pytest.raises(rf.InvalidTypeError, match="dtype"):
        function(["a", "b"], [1, 2])


def test_bad_options_are_refused() -> None:
    x, y = [1, 2, 3], [1, 3, 2]
    bad: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
        (distance.kendall_tau, {"variant": "d"}, 'kendall_tau does not define variant="d"'),
        (distance.kendall_tau, {"missing": "below"}, "missing = 'below'"),
        (distance.kendall_distance, {"penalty": 1.5}, "penalty = 1.5 is not a penalty"),
        (distance.kendall_distance, {"penalty": math.nan}, "penalty = NaN is not a penalty"),
        (distance.average_precision_correlation, {"variant": "c"}, 'does not define variant="c"'),
        (distance.weighted_tau, {"rank": "z"}, 'weighted_tau does not define rank="z"'),
        (distance.weighted_tau, {"rank": [0, 1]}, "rank has shape"),
        (distance.weighted_tau, {"rank": [0, -1, 2]}, r"rank\[1\] = -1"),
        (distance.weighted_tau, {"weights": [1, 1]}, "2 weights; expected a weight for each rank"),
        (distance.weighted_tau, {"weights": [1, -1, 0]}, r"weights\[1\] = -1"),
        (distance.weighted_tau, {"weights": [1, math.nan, 0]}, r"weights\[1\] = NaN"),
    ]
    for function, options, text in bad:
        with pytest.raises(rf.InvalidInputError, match=text):
            function(x, y, **options)
    with pytest.raises(rf.InvalidTypeError, match="rank has dtype"):
        distance.weighted_tau(x, y, rank=[0.5, 1.5, 2.5])
    with pytest.raises(rf.InvalidInputError, match=r"reference\[2\] = 2 is not untied"):
        distance.average_precision_correlation([1, 2, 3], [1, 2, 2])
    with pytest.raises(rf.InvalidInputError, match="measure = "):
        distance.pairwise([x, y], measure="pearson")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="missing = "):
        distance.pairwise([x, y], missing="average")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match=r"data\[0, 2\] = NaN"):
        distance.pairwise([[1, 2, math.nan], y])
    with pytest.raises(rf.InvalidInputError, match=r"data\[0, 0\] = nan"):
        distance.kendall_w([[math.nan, 1], [1, 2]])
    with pytest.raises(rf.InvalidInputError, match="rows that leave items out"):
        distance.kendall_w(rf.ScoreTable([[math.nan, 1], [1, 2]]))
    with pytest.raises(rf.InvalidInputError, match="nothing to rank by"):
        distance.kendall_w(np.empty((0, 3)))
    with pytest.raises(rf.SizeLimitError, match="limit"):
        distance.pairwise(np.ones((2**16, 1)))


def test_results_print_and_convert() -> None:
    tau = distance.kendall_tau([1, 1, 1], [1, 2, 3])
    assert json.loads(tau.to_json())["tau"] is None
    assert tau.to_dict()["pairs"]["tied_x"] == 3
    pl = pytest.importorskip("polars")
    assert tau.to_frame("polars").shape == (1, 8)
    w = distance.kendall_w([[1, 2, 3], [1, 3, 2]])
    assert w.to_frame("polars")["w"].to_list() == [w.w] == [float(w)]
    assert json.loads(w.to_json())["n_items"] == 3
    matrix = distance.pairwise([[1, 2], [1, 1]])
    assert matrix.to_dict() == {
        "rows": [0, 1],
        "values": [[1.0, None], [None, None]],
        "settings": {"measure": "kendall_tau", "variant": "b"},
    }
    assert isinstance(matrix.to_frame("polars"), pl.DataFrame)
    assert json.loads(matrix.to_json())["rows"] == [0, 1]
    assert "... 4 more columns" in repr(distance.pairwise(np.ones((12, 2))))
    assert not matrix.values.flags.writeable


def test_many_items_are_counted_in_blocks() -> None:
    generator = np.random.default_rng(2)
    n = 50_000
    x, y = generator.integers(0, 300, (2, n))
    found = distance.kendall_tau(x, y, n_threads=1)
    table = np.zeros((300, 300), dtype=np.int64)
    np.add.at(table, (x, y), 1)
    below = np.zeros((301, 301), dtype=np.int64)
    below[1:, 1:] = table.cumsum(0).cumsum(1)
    assert found.concordant == int((table * below[:300, :300]).sum())
    choose = lambda counts: int((counts * (counts - 1) // 2).sum())  # noqa: E731
    assert found.tied_both == choose(table)
    assert found.tied_x == choose(table.sum(1)) - found.tied_both
    assert found.tied_y == choose(table.sum(0)) - found.tied_both
    several = distance.pairwise(np.stack([x, y]), n_threads=2).values
    assert several[0, 1] == found.tau


def test_a_call_stops_when_asked_to() -> None:
    x, y = np.random.default_rng(1).normal(size=(2, 300_000))
    for function in (distance.kendall_tau, distance.weighted_tau, distance.spearman_rho):
        with pytest.raises(rf.TimeLimitError):
            function(x, y, n_threads=1, time_limit=1e-4)
    with pytest.raises(rf.TimeLimitError):
        distance.pairwise(np.random.default_rng(1).normal(size=(60, 5000)), n_threads=1, time_limit=1e-3)

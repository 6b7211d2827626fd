"""What comes back, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.committee.bias import fairness_curve, simulate_bias, smoothness

CURVE: dict[str, Any] = {"committee_size": 2, "n_rankings": [3, 6], "group_sizes": (3, 3), "n_elections": 5}


def test_a_curve_goes_out_in_every_form() -> None:
    curve = fairness_curve(strengths=[0.0, 0.5], **CURVE)
    frame = curve.to_frame("polars")
    assert frame.height == 3 * 2 * 2
    assert frame.columns[:3] == ["rule", "n_rankings", "strength"]
    row = frame.row(3, named=True)
    assert (row["rule"], row["n_rankings"], row["strength"]) == ("borda", 6, 0.5)
    assert row["best"] == curve.best[0, 1, 1]
    assert row["best_error"] == curve.exact_error[0, 1, 1, curve.best_split[0, 1, 1]]
    found = json.loads(curve.to_json())
    assert found == curve.to_dict()
    assert len(found["exact"]) == 12
    assert curve.to_markdown().startswith("| rule | n_rankings | strength |")
    assert "fairness curve: committees of 2" in repr(curve)
    with pytest.raises(ValueError, match="read-only"):
        curve.exact[0] = 1


def test_pictures() -> None:
    pytest.importorskip("matplotlib")
    from rankfold.committee.bias.plot import panels

    curve = fairness_curve(strengths=[1.0, 0.0, 0.5], **CURVE)
    axes = curve.plot()
    assert axes.get_title() == "6 rankings"
    assert len(axes.lines) == 9
    assert axes.lines[0].get_xdata().tolist() == [0.0, 0.5, 1.0]
    assert curve.plot(n_rankings=3, axes=axes) is axes
    assert len(panels(curve).axes) == 2
    with pytest.raises(rf.InvalidInputError, match="n_rankings = 4 is not in this curve: expected one of 3, 6"):
        curve.plot(n_rankings=4)
    found = smoothness(rule="sntv", n_rankings=3, group_sizes=(3, 3), strength=0.9, n_elections=10)
    assert found.plot().get_title().startswith("sntv: alpha")


def test_smoothness_goes_out_in_every_form() -> None:
    """A strong bias leaves items of the second group without any score: gammas are infinite then, and null in JSON."""
    found = smoothness(rule="sntv", n_rankings=1, groups=[1, 2, 1, 2], strength=1.0, n_elections=3, beta=4)
    assert found.to_frame("polars").columns == ["beta", "gamma", "gamma_error"]
    assert json.loads(found.to_json()) == found.to_dict()
    assert found.to_markdown().startswith("| beta | gamma |")
    assert "smoothness of sntv: alpha" in repr(found)


def test_simulated_rankings_go_out() -> None:
    found = simulate_bias(n_rankings=2, groups=["x", "y", "x"], disadvantaged="x", strength=0.5)
    assert found.disadvantaged == "x"
    assert json.loads(found.to_json()) == found.to_dict()
    assert len(found) == 2
    assert found.items == (0, 1, 2)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"culture": "ic"}, 'committee.bias does not define culture="ic": expected one of "impartial_culture"'),
        ({"culture": ("mallows", {"phi": 2})}, "phi = 2 is not a parameter of the culture: expected 0 <= phi <= 1"),
        ({"culture": ("urn", {"phi": 0.5})}, "culture = ('urn', ...) has the parameter 'phi': expected the parameter"),
        ({"culture": ("conitzer", {"phi": 0.5})}, "expected no parameter"),
        ({"culture": [["a", "b"]]}, "groups has 6 entries: expected 2"),
        ({"group_sizes": None}, "neither of groups and group_sizes is given"),
        ({"groups": [1, 2]}, "both of groups and group_sizes is given"),
        ({"group_sizes": (0, 3)}, "group_sizes[0] = 0: expected 1 <= group_sizes[0]"),
        ({"group_sizes": None, "groups": [1, 2, 3]}, "groups name 3 different groups: expected 2"),
        ({"group_sizes": None, "groups": [1, 2], "disadvantaged": 3}, "disadvantaged = 3 is none of the groups"),
        ({"strengths": [0.5, 1.5]}, "strengths[1] = 1.5 is not a strength of bias: expected 0 <= strength <= 1"),
        ({"strengths": []}, "strengths: there are none; expected at least one"),
        ({"rules": []}, "rules: there are none; expected at least one"),
        ({"rules": "pav"}, 'committee.bias does not define rule="pav"'),
        ({"rules": ["borda", "borda"]}, "rules name 'borda' twice"),
        ({"rules": {"x": [1, 2, 0, 0, 0, 0]}}, "points[1] = 2 is not the points of a place"),
        ({"rules": {"x": [1, 0]}}, "points has 2 entries: expected 6"),
        ({"rules": {"x": [0] * 6}}, "every place gets 0 points"),
        ({"committee_size": 7}, "committee_size: 7; expected 1 <= committee_size <= 6"),
        ({"splits": [3]}, "splits: 3; expected 0 to 2 members of the second group"),
        ({"n_rankings": None}, "n_rankings is missing"),
        ({"n_rankings": []}, "n_rankings: there are none"),
        ({"n_rankings": 0}, "n_rankings = 0: expected 1 <= n_rankings"),
        ({"n_elections": 1}, "n_elections = 1: expected 2 <= n_elections"),
        ({"phi": 1.5}, "phi = 1.5 is not a dispersion: expected 0 <= phi <= 1"),
        ({"phi": float("nan")}, "phi = nan: expected a finite number"),
        ({"model": "noise"}, 'committee.bias does not define model="noise"'),
        ({"variant": "thawed"}, 'committee.bias does not define variant="thawed"'),
        ({"model": "utility", "utilities": [1, 2, 3, 4, 5, 6]}, "utilities[1] = 2 is not the utility of a place"),
        ({"model": "utility", "utilities": "normal"}, "utilities = 'normal'"),
        ({"seed": -1}, "seed = -1"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], text: str) -> None:
    options = {**CURVE, **change}
    culture = options.pop("culture", "impartial_culture")
    with pytest.raises(rf.InvalidInputError) as raised:
        fairness_curve(culture, **options)
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("culture", "text"),
    [
        ([["a", ("b", "c")]], "culture: some ballots tie items"),
        ([["a", "b", "c"], ["a"]], "culture: some ballots leave items out"),
        (rf.Ballots.from_orders([["a", "b", "c"]], weights=[0.5]), "culture: the weights are floats"),
        (rf.Ballots.from_orders([], items=["a", "b", "c"]), "culture: there are none"),
    ],
)
def test_rankings_that_are_none_are_refused(culture: Any, text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        simulate_bias(culture, groups=[1, 2, 2], strength=0.5)
    assert text in str(raised.value)


def test_types_are_refused_by_name() -> None:
    for change in ({"rules": 3}, {"rules": [[1, 0]]}, {"n_rankings": "ten"}, {"group_sizes": 6}, {"model": 1}):
        with pytest.raises(rf.InvalidTypeError):
            fairness_curve(**{**CURVE, **change})
    with pytest.raises(rf.InvalidTypeError, match="culture is of type int"):
        fairness_curve(3, **CURVE)
    with pytest.raises(rf.InvalidTypeError, match="strengths\\[0\\] is of type str"):
        fairness_curve(strengths=["much"], **CURVE)


def test_smoothness_refuses() -> None:
    options: dict[str, Any] = {"n_rankings": 3, "group_sizes": (2, 2), "strength": 0.5}
    for change, text in (
        ({"rule": "bloc"}, "bloc: committee_size is missing"),
        ({"normaliser": 0}, "normaliser = 0 is not a normaliser"),
        ({"beta": [0.5, 2]}, "beta[1] = 2 is not a factor"),
        ({"beta": 0}, "beta = 0: expected 1 <= beta"),
    ):
        with pytest.raises(rf.InvalidInputError) as raised:
            smoothness(**{**options, **change})
        assert text in str(raised.value)


def test_a_limit_and_a_token_stop_a_call() -> None:
    with pytest.raises(rf.TimeLimitError):
        fairness_curve(committee_size=10, n_rankings=1000, group_sizes=(500, 500), time_limit=0.05)
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        simulate_bias(n_rankings=100, group_sizes=(50, 50), strength=1.0, cancel=token)


def test_a_scalar_strength_is_one() -> None:
    assert fairness_curve(strengths=0.5, **CURVE).strengths.tolist() == [0.5]
    assert fairness_curve(strengths=np.linspace(0, 1, 3), **CURVE).strengths.tolist() == [0.0, 0.5, 1.0]

"""Checklists against their twin."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.answers import checklists as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

CELLS = st.sampled_from([0.0, 1.0, math.nan])


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[np.ndarray[Any, Any], list[float]]]:
    """Judgements of a few questions, and weights of their items."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        shape = (draw(st.integers(1, 3)), draw(st.integers(0, 4)), draw(st.integers(0, 4)))
        cells = draw(st.lists(CELLS, min_size=math.prod(shape), max_size=math.prod(shape)))
        weights = draw(st.lists(st.sampled_from([0.0, 0.1, 0.2, 1.0, 1e9]), min_size=shape[2], max_size=shape[2]))
        found.append((np.array(cells).reshape(shape), weights))
    return found


@given(tables(), st.booleans(), st.sampled_from(["drop", "no"]))
def test_scores_are_what_the_twin_says(found: list[Any], weighed: bool, missing: Any) -> None:
    weights = [own for _, own in found] if weighed else None
    best = rf.answers.best_by_checklist([table for table, _ in found], weights=weights, missing=missing)
    for question, (table, own) in enumerate(found):
        n_judges, n_samples, n_items = table.shape
        used = own if weighed else [1.0] * n_items
        verdicts = [[naive.verdict(table[:, s, i].tolist()) for i in range(n_items)] for s in range(n_samples)]
        expected = [naive.score(row, used, missing) for row in verdicts]
        one = rf.answers.checklist_score(table, weights=own if weighed else None, missing=missing)
        start, end = best.offsets[question : question + 2]
        assert np.allclose(one.scores, expected, equal_nan=True, rtol=1e-15, atol=0)
        assert one.scores.tobytes() == best.scores[start:end].tobytes()
        assert one.n_judged.tolist() == [sum(not math.isnan(v) for v in row) for row in verdicts]
        assert one.n_yes.tolist() == [sum(v == 1 for v in row) for row in verdicts]
        known = [score for score in expected if not math.isnan(score)]
        assert best.best[question] == (expected.index(max(known)) if known else -1)
        assert best.n_tied[question] == (expected.count(max(known)) if known else 0)
        if n_judges == 1:
            assert (
                rf.answers.checklist_score(table[0]).scores.tobytes()
                == rf.answers.checklist_score(table).scores.tobytes()
            )
    json.loads(best.to_json())


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_items_and_judges_does_not_matter(found: list[Any], random: Any) -> None:
    for table, weights in found:
        order = random.sample(range(table.shape[2]), table.shape[2])
        judges = random.sample(range(len(table)), len(table))
        one = rf.answers.checklist_score(table, weights=weights)
        other = rf.answers.checklist_score(table[judges][:, :, order], weights=[weights[i] for i in order], n_threads=2)
        assert one.scores.tobytes() == other.scores.tobytes()


def test_masks_and_bools() -> None:
    masked = np.ma.MaskedArray([[1, 0], [1, 7]], mask=[[False, False], [False, True]])
    assert rf.answers.checklist_score(masked).scores.tolist() == [0.5, 1.0]
    assert rf.answers.checklist_score(np.array([[True, False]])).scores.tolist() == [0.5]
    found = rf.answers.checklist_score([[math.nan, math.nan]])
    assert (math.isnan(found.scores[0]), found.to_dict()["samples"][0]["score"]) == (True, None)
    assert found.to_frame("pandas").shape == (1, 4)


def test_what_is_no_judgement_is_named() -> None:
    for call, kind, text in [
        (lambda: rf.answers.checklist_score([[0.5]]), Bad, r"judgements\[0, 0\] = 0.5 is not a judgement"),
        (lambda: rf.answers.checklist_score([[math.inf]]), Bad, "inf is not a judgement"),
        (lambda: rf.answers.checklist_score([1, 0]), Bad, r"shape \(2,\)"),
        (lambda: rf.answers.checklist_score([[1], [1, 0]]), Bad, "ragged"),
        (lambda: rf.answers.checklist_score([["yes"]]), Kind, "dtype"),
        (lambda: rf.answers.checklist_score([[1]], weights=[1, 2]), Bad, "2 entries: expected 1"),
        (lambda: rf.answers.checklist_score([[1]], weights=[-1]), Bad, r"weights\[0\] = -1"),
        (lambda: rf.answers.checklist_score([[1]], weights=[math.nan]), Bad, "NaN"),
        (lambda: rf.answers.checklist_score([[1]], missing="yes"), Bad, 'missing="yes"'),
        (lambda: rf.answers.best_by_checklist(np.ones((2, 2, 2))), Kind, "expected a list"),
        (lambda: rf.answers.best_by_checklist([[[1]]], weights=[]), Bad, "0 questions: expected 1"),
    ]:
        with pytest.raises(kind, match=text):
            call()
    assert len(rf.answers.best_by_checklist([])) == 0

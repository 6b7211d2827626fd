"""What the models' results print, export and keep."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

import rankfold as rf

FIVE_VOTERS = [list("ABCD")] * 2 + [list("BCAD")] + [list("CDAB")] * 2
MODELS = pytest.mark.parametrize("fit", [rf.rank.plackett_luce, rf.rank.mallows, rf.rank.generalized_mallows])


@MODELS
def test_results_are_frozen_and_travel(fit: Any) -> None:
    model = fit(FIVE_VOTERS)
    with pytest.raises(FrozenInstanceError):
        model.log_likelihood = 0.0
    for moved in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):
        assert repr(moved) == repr(model)
        assert moved.log_likelihood_of(FIVE_VOTERS) == model.log_likelihood
        assert moved.sample(3, seed=1).orders() == model.sample(3, seed=1).orders()
    assert len(model) == 4
    assert model.settings["model"] == fit.__name__
    assert model.settings["missing"] == "below"


@MODELS
@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_results_become_frames_and_json(fit: Any, backend: str) -> None:
    pytest.importorskip(backend)
    pytest.importorskip("narwhals")
    model = fit(FIVE_VOTERS)
    assert model.to_frame(backend).shape[0] == 4
    assert json.loads(model.to_json()) == json.loads(json.dumps(model.to_dict()))
    assert model.to_markdown().count("\n") == 5
    certain = fit([list("AB")] * 2)
    assert json.loads(certain.to_json())


def test_arrays_may_not_be_written_to() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS)
    many = rf.rank.generalized_mallows(FIVE_VOTERS)
    arrays = [model.strengths, model.log_strengths, model.component, model.ranking.ranks]
    for array in [*arrays, many.phi, many.theta, many.mean_displacement]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@MODELS
def test_calls_can_be_stopped(fit: Any) -> None:
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        fit(FIVE_VOTERS, cancel=token)
    with pytest.raises(rf.Cancelled):
        fit(FIVE_VOTERS).sample(10, cancel=token)
    with pytest.raises(rf.TimeLimitError):
        fit(FIVE_VOTERS, time_limit=0.0, n_threads=1)
    with pytest.raises(rf.InvalidTypeError, match="unknown keyword 'threads'"):
        fit(FIVE_VOTERS, threads=2)

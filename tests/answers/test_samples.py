"""The container of samples: every way in, what is refused, and what comes back."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError
ANSWERS = [["b", "a", None], [], ["c", "c"]]


def test_every_way_in_gives_the_same() -> None:
    flat = [answer for question in ANSWERS for answer in question]
    frame = pl.DataFrame({"q": [0, 0, 0, 2, 2], "a": flat})
    for samples in (
        rf.Samples.from_lists(ANSWERS),
        rf.Samples.from_lists(tuple(map(tuple, ANSWERS))),
        rf.Samples.from_lists(np.array(question, dtype=object) for question in ANSWERS),  # type: ignore[arg-type]
        rf.Samples.from_flat(flat, offsets=[0, 3, 3, 5]),
        rf.Samples.from_flat(np.array(flat, dtype=object), offsets=np.array([0, 3, 3, 5], dtype=np.uint8)),
        rf.Samples.concat([rf.Samples.from_lists(ANSWERS[:1]), rf.Samples.from_lists(ANSWERS[1:])]),
    ):
        assert samples.to_lists() == ANSWERS
        assert (samples.n_questions, samples.n_samples, len(samples)) == (3, 5, 3)
        assert samples.offsets.tolist() == [0, 3, 3, 5]
    for framed in (frame, frame.to_pandas()):
        samples = rf.Samples.from_frame(framed, question="q", answer="a")
        assert samples.to_lists() == [ANSWERS[0], ANSWERS[2]]
        assert samples.questions == (0, 2)


def test_questions_come_together_in_label_order() -> None:
    samples = rf.Samples.from_flat(
        ["x", "y", "z", "w"],
        question=["q2", "q10", "q2", "q1"],
        rewards=[1.0, 2.0, 3.0, 4.0],
        paths=["p", "p", "q", "p"],
    )
    assert samples.questions == ("q1", "q10", "q2")
    assert samples.to_lists() == [["w"], ["y"], ["x", "z"]]
    assert samples.columns["rewards"].tolist() == [4.0, 2.0, 1.0, 3.0]
    assert samples.columns["paths"].tolist() == [0, 0, 0, 1]


def test_integers_stay_integers() -> None:
    matrix = np.array([[5, 3, 5], [7, 7, -1]], dtype=np.int16)
    assert rf.Samples.from_lists(matrix).to_lists() == matrix.tolist()
    flat = rf.Samples.from_flat(matrix.ravel(), offsets=[0, 3, 6], missing_value=-1)
    assert flat.to_lists() == [[5, 3, 5], [7, 7, None]]
    assert rf.answers.majority_vote(flat).answers == [5, 7]
    assert rf.Samples.from_lists(np.zeros((2, 0), dtype=int)).to_lists() == [[], []]


def test_equality_is_that_of_python() -> None:
    found = rf.answers.majority_vote([[True, 1.0, 1, "1", Fraction(1), Decimal(1), np.int64(1)]])
    assert found[0].n_distinct == 2
    assert type(found[0].answer) is int
    same_hash = [[-1, -2, -1]]
    assert rf.answers.majority_vote(same_hash).scores_of(0) == {-2: 1.0, -1: 2.0}


@given(st.permutations([2, "b", 0.5, b"x", (1, "a"), "B", (1, "b"), 10, "é", Fraction(1, 3)]))
def test_labels_of_all_kinds_have_one_order(labels: list[Any]) -> None:
    expected = [Fraction(1, 3), 0.5, 2, 10, "B", "b", "é", b"x", (1, "a"), (1, "b")]
    assert rf.answers.majority_vote([labels]).candidates == expected


def test_labels_that_json_does_not_know_become_texts() -> None:
    found = rf.answers.majority_vote([[float("inf"), b"x", (1, 2), float("inf")]])
    assert found.answers == [float("inf")]
    assert json.loads(found.to_json())["questions"][0]["answer"] == "inf"


def test_the_plainest_of_equal_labels_is_shown() -> None:
    for question in ([1.0, 1, True], [True, 1.0, 1], [1, True, 1.0]):
        assert [type(label) for label in rf.answers.majority_vote([question]).candidates] == [int]
    for pair in ([2.0, Fraction(2)], [Fraction(2), 2.0]):
        assert [type(label) for label in rf.answers.majority_vote([pair]).candidates] == [Fraction]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rf.Samples.from_lists("abc"), Kind, "list of answers a question"),
        (lambda: rf.Samples.from_lists(["abc"]), Kind, r"answers\[0\] = 'abc' is one answer.*Samples.one"),
        (lambda: rf.Samples.from_lists(["abc"], rewards=[[1.0]]), Kind, r"answers\[0\] = 'abc' is one answer"),
        (lambda: rf.Samples.one("abc"), Kind, "is one answer"),
        (lambda: rf.Samples.from_lists([{"a"}]), Kind, r"answers\[0\] is of type set"),
        (
            lambda: rf.Samples.from_lists([["a"], [[1]]]),
            Kind,
            r"answers\[1\]\[0\] is of type list: expected a hashable",
        ),
        (lambda: rf.Samples.from_lists([["a", float("nan")]]), Bad, r"answers\[0\]\[1\] = nan does not equal itself"),
        (lambda: rf.Samples.from_lists([["\ud800"]]), Bad, "surrogate"),
        (
            lambda: rf.Samples.from_lists([["a"]], mean_logprobs=[[None]]),
            Bad,
            r"mean_logprobs\[0\]\[0\] is None.*asked",
        ),
        (lambda: rf.Samples.from_lists([[], ["a"]], mean_logprobs=[[], [np.nan]]), Bad, r"mean_logprobs\[1, 0\] = NaN"),
        (lambda: rf.Samples.from_lists([["a"]], sum_logprobs=[[0.5]]), Bad, r"sum_logprobs\[0, 0\] = 0.5"),
        (lambda: rf.Samples.from_lists([["a", "b"]], rewards=[[1.0]]), Bad, r"rewards\[0\] has 1 entries: expected 2"),
        (lambda: rf.Samples.from_lists([["a"]], rewards=[[1.0], [2.0]]), Bad, "rewards has 2 questions: expected 1"),
        (lambda: rf.Samples.from_lists([["a"]], rewards=[[np.inf]]), Bad, r"rewards\[0, 0\] = inf"),
        (lambda: rf.Samples.from_lists([["a"]], rewards=[["x"]]), Bad, r"rewards\[0\]\[0\] is 'x'"),
        (lambda: rf.Samples.from_lists([["a"]], n_tokens=[[0]]), Bad, r"n_tokens\[0, 0\] = 0"),
        (lambda: rf.Samples.from_lists([["a"]], n_tokens=[[1.5]]), Kind, r"n_tokens\[0\]\[0\] = 1.5"),
        (lambda: rf.Samples.from_lists([["a"]], correct=[[1]]), Kind, "correct has dtype int64"),
        (lambda: rf.Samples.from_lists([["a"]], paths=[[1.5]]), Kind, r"paths\[0\]\[0\] is of type float"),
        (
            lambda: rf.Samples.from_lists([["a"]], mean_logprobs=[[-1.0]], sum_logprobs=[[-5.0]], n_tokens=[[4]]),
            Bad,
            "sum_logprobs = mean_logprobs",
        ),
        (lambda: rf.Samples.from_lists([["a"], ["b"]], questions=["q", "q"]), Bad, "names 'q' twice"),
        (lambda: rf.Samples.from_flat(["a"], offsets=[0, 2]), Bad, "offsets"),
        (
            lambda: rf.Samples.from_flat(np.array([1]), offsets=[0, 2, 1]),
            Bad,
            r"offsets\[2\] = 1 is not an offset: expected",
        ),
        (lambda: rf.Samples.from_flat(np.array([1]), offsets=[1, 1]), Bad, r"offsets\[0\] = 1 is not an offset"),
        (lambda: rf.Samples.from_flat(["a"]), Bad, "offsets= or question="),
        (lambda: rf.Samples.from_flat(["a"], offsets=[0, 1], missing_value=3), Bad, "array of integers"),
        (lambda: rf.Samples.from_flat(["a"], offsets=[0, 1], token_logprobs=[-1.0]), Bad, "needs token_offsets"),
        (lambda: rf.Samples.concat([]), Bad, "nothing to join"),
        (lambda: rf.Samples(), TypeError, "from_lists"),
    ],
)
def test_bad_input_is_named(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_two_of_mean_sum_and_tokens_give_the_third() -> None:
    means, sums, tokens = [[-0.5, -2.0]], [[-2.0, -6.0]], [[4, 3]]
    for columns in (
        {"mean_logprobs": means, "n_tokens": tokens},
        {"sum_logprobs": sums, "n_tokens": tokens},
        {"mean_logprobs": means, "sum_logprobs": sums, "n_tokens": tokens},
    ):
        found = rf.Samples.from_lists([["a", "b"]], **columns).columns  # type: ignore[arg-type]
        assert found["mean_logprobs"].tolist() == means[0]
        assert found["sum_logprobs"].tolist() == sums[0]
    assert "n_tokens" not in rf.Samples.from_lists([["a", "b"]], mean_logprobs=means, sum_logprobs=sums).columns
    lows = rf.Samples.from_lists([["a"]], mean_logprobs=[[-np.inf]], n_tokens=[[3]])
    assert lows.columns["sum_logprobs"].tolist() == [-np.inf]
    assert rf.Samples.from_lists([["a"]], mean_logprobs=[[1e-9]]).columns["mean_logprobs"].tolist() == [0.0]


def test_tokens_give_sums() -> None:
    samples = rf.Samples.from_flat(
        ["a", "b"],
        offsets=[0, 2],
        token_offsets=[0, 2, 3],
        token_logprobs=[-0.5, -1.0, -0.25],
        token_confidences=[1, 2, 3],
    )
    assert samples.columns["sum_logprobs"].tolist() == [-1.5, -0.25]
    assert samples.columns["mean_logprobs"].tolist() == [-0.75, -0.25]
    assert samples.columns["n_tokens"].tolist() == [2, 1]
    with pytest.raises(Bad, match="number of tokens"):
        rf.Samples.from_flat(["a"], offsets=[0, 1], token_offsets=[0, 0], token_logprobs=[])


def test_paths_are_the_same_if_their_content_is() -> None:
    paths = [["one", b"one", [1, 2], "one", (1, 2), np.array([1, 2]), 7, 7]]
    samples = rf.Samples.from_lists([list("abcdefgh")], paths=paths)
    assert samples.columns["paths"].tolist() == [0, 1, 2, 0, 2, 2, 3, 3]


def test_it_travels_and_does_not_change() -> None:
    samples = rf.Samples.from_flat(
        [("x", 1), "b", None, 3],
        offsets=[0, 3, 4],
        rewards=[1.0, 2.0, -1.0, 0.0],
        paths=["p", "p", "q", "r"],
        raters=["m2", "m1", "m2", "m3"],
        correct=[True, False, False, True],
        token_offsets=[0, 1, 2, 3, 4],
        token_logprobs=[-0.1, -0.2, -0.3, -0.4],
        questions=["q", 7],
    ).with_weights([1, 2, 3, 4])
    for other in (pickle.loads(pickle.dumps(samples)), copy.deepcopy(samples)):
        assert other.to_lists() == samples.to_lists()
        assert other.questions == samples.questions
        assert other.rater_labels == ("m1", "m2", "m3")
        assert other.columns.keys() == samples.columns.keys()
        assert all(np.array_equal(other.columns[name], samples.columns[name]) for name in samples.columns)
        assert repr(other) == repr(samples)
    with pytest.raises(AttributeError, match="immutable"):
        samples.anything = 1  # type: ignore[attr-defined]


@given(st.lists(st.lists(st.sampled_from(["a", "b", None]), max_size=4), min_size=1, max_size=6), st.integers(1, 5))
def test_concat_is_one_container(questions: list[list[Any]], cut: int) -> None:
    def made(part: list[list[Any]], start: int) -> rf.Samples:
        rewards = [[float(len(question)) for _ in question] for question in part]
        raters = [[f"m{len(question) + k}" for k, _ in enumerate(question)] for question in part]
        labels = [f"q{start + k}" for k in range(len(part))]
        return rf.Samples.from_lists(part, rewards=rewards, raters=raters, questions=labels)

    cut = min(cut, len(questions))
    parts = [made(questions[:cut], 0), made(questions[cut:], cut)]
    joined, whole = rf.Samples.concat(parts), made(questions, 0)
    assert joined.to_lists() == whole.to_lists()
    assert joined.questions == whole.questions
    assert joined.rater_labels == whole.rater_labels
    assert all(np.array_equal(joined.columns[name], whole.columns[name]) for name in whole.columns)


def test_concat_refuses_what_does_not_fit() -> None:
    with pytest.raises(Bad, match="differ in the columns rewards"):
        rf.Samples.concat([rf.Samples.from_lists([["a"]]), rf.Samples.from_lists([["a"]], rewards=[[1.0]])])
    labelled = rf.Samples.from_lists([["a"]], questions=["q"])
    with pytest.raises(Bad, match="names 'q' twice"):
        rf.Samples.concat([labelled, labelled])
    mixed = rf.Samples.concat([rf.Samples.from_lists(np.array([[1, 2]])), rf.Samples.from_lists([["a"]])])
    assert mixed.to_lists() == [[1, 2], ["a"]]


def test_frames_have_columns_of_everything() -> None:
    frame = pd.DataFrame(
        {
            "question": ["b", "a", "b"],
            "answer": ["1", None, "2"],
            "lp": [-0.5, -0.25, -1.0],
            "n": [2, 4, 3],
            "text": ["x", "y", "x"],
            "score": [0.1, 0.2, 0.3],
            "model": ["m", "m", "k"],
            "right": [True, False, False],
        }
    )
    samples = rf.Samples.from_frame(
        frame,
        question="question",
        answer="answer",
        mean_logprob="lp",
        n_tokens="n",
        path="text",
        reward="score",
        rater="model",
        correct="right",
    )
    assert samples.to_lists() == [[None], ["1", "2"]]
    assert samples.columns["sum_logprobs"].tolist() == [-1.0, -1.0, -3.0]
    assert samples.columns["paths"].tolist() == [0, 0, 0]
    assert samples.columns["correct"].tolist() == [False, True, False]
    with pytest.raises(Bad, match="anwser"):
        rf.Samples.from_frame(frame, question="question", answer="anwser")
    with pytest.raises(Kind, match="from_frame"):
        rf.answers.majority_vote(frame)

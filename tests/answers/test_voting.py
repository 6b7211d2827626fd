"""Methods that count or weigh samples, against their naive twins, published numbers and laws."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import voting as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

#: Method, its options, and which numbers beside the answers it reads.
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("majority_vote", {}, "confidences"),
    ("weighted_vote", {"weights": "confidences"}, "confidences"),
    ("weighted_vote", {"weights": "rewards", "transform": "exp"}, "rewards"),
    ("weighted_vote", {"weights": "rewards", "transform": "sigmoid"}, "rewards"),
    ("weighted_vote", {"weights": "rewards", "transform": "min_shift"}, "rewards"),
    ("weighted_vote", {"weights": "confidences", "aggregate": "mean"}, "confidences"),
    ("weighted_vote", {"weights": "confidences", "aggregate": "max"}, "confidences"),
    ("weighted_best_of_n", {"transform": "sigmoid"}, "rewards"),
    ("confidence_vote", {}, "confidences"),
    ("confidence_vote", {"temperature": 0.25}, "confidences"),
    ("confidence_vote", {"normalize": "linear", "temperature": 2}, "confidences"),
    ("confidence_vote", {"normalize": "none"}, "confidences"),
    ("borda_confidence_vote", {}, "confidences"),
    ("borda_confidence_vote", {"power": 2}, "confidences"),
    ("filtered_vote", {}, "confidences"),
    ("filtered_vote", {"keep": 0.5, "weighted": False}, "confidences"),
    ("best_of_n", {}, "rewards"),
]
IDS = [f"{name}-{'-'.join(map(str, options.values()))}" for name, options, _ in CASES]

Question = list[tuple[Any, float, float, float]]


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    """A few questions of samples: an answer, a confidence, a reward and a log-probability, rich in ties."""
    labels = draw(st.sampled_from([["a", "b", "é", "B"], [3, -1, 10]]))
    sample = st.tuples(
        st.sampled_from([*labels, None]),
        st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.7, 1e-30]),
        st.sampled_from([-2.5, 0.0, 0.1, 4.0]),
        st.sampled_from([-0.5, -0.25, -3.0]),
    )
    return draw(st.lists(st.lists(sample, max_size=9), min_size=1, max_size=5))


def samples_of(drawn: list[Question], *, logprobs: bool = False) -> rf.Samples:
    column = lambda k: [[sample[k] for sample in question] for question in drawn]  # noqa: E731
    more = {"mean_logprobs": column(3)} if logprobs else {}
    return rf.Samples.from_lists(column(0), confidences=column(1), rewards=column(2), **more)


@pytest.mark.parametrize(("name", "options", "reads"), CASES, ids=IDS)
@given(drawn=questions(), missing=st.sampled_from(["count", "drop"]), data=st.data())
def test_the_naive_twin_agrees(
    name: str, options: dict[str, Any], reads: str, drawn: Any, missing: str, data: Any
) -> None:
    tie_break = data.draw(st.sampled_from(["by_logprob", "lowest_label", "share", "abstain", "first_seen"]))
    samples = samples_of(drawn, logprobs=True)
    found = getattr(rf.answers, name)(samples, missing=missing, tie_break=tie_break, **options)
    for i, question in enumerate(drawn):
        answers = [sample[0] for sample in question]
        numbers = [sample[1 if reads == "confidences" else 2] for sample in question]
        twin = {key: value for key, value in options.items() if key != "weights"}
        mass = (0.0, 0.0)
        if name == "best_of_n":
            scores = naive.best_of_n(answers, numbers)
        else:
            method = "weighted_vote" if name == "weighted_best_of_n" else name
            scores, *parts = getattr(naive, method)(answers, numbers, **twin)
            mass = (parts[0], parts[1])
        assert found.scores_of(i) == pytest.approx(scores, rel=1e-14, abs=0)
        # Ties are told apart by the scores that were found, which differ from the twin's by what exp rounds.
        logprobs = [sample[3] for sample in question]
        winner, confidence, tied = naive.decide(answers, found.scores_of(i), mass, missing, tie_break, logprobs)
        decision = found[i]
        assert decision.answer == winner
        assert list(decision.tied) == tied
        assert decision.n_samples == len(question)
        assert decision.n_valid == sum(answer is not None for answer in answers)
        assert decision.n_distinct == len(scores)
        if decision.confidence is not None:
            assert decision.confidence == pytest.approx(confidence, rel=1e-14, abs=0)
        counts = {answer: answers.count(answer) for answer in scores}
        assert decision.agrees_with_majority == (winner is not None and counts[winner] == max(counts.values()))


@pytest.mark.parametrize(("name", "options", "reads"), CASES, ids=IDS)
@given(drawn=questions(), seed=st.integers(0, 2**32))
def test_the_order_of_samples_does_not_matter(
    name: str, options: dict[str, Any], reads: str, drawn: list[Question], seed: int
) -> None:
    shuffled = [random.Random(seed).sample(question, len(question)) for question in drawn]
    here, there = (getattr(rf.answers, name)(samples_of(each), **options) for each in (drawn, shuffled))
    assert here.scores.tobytes() == there.scores.tobytes()
    assert here.answers == there.answers
    assert (here.confidence is None) == (there.confidence is None)
    if here.confidence is not None:
        assert here.confidence.tobytes() == there.confidence.tobytes()
        assert not np.isnan(here.confidence).any()


@pytest.mark.parametrize(("name", "options", "reads"), CASES, ids=IDS)
def test_any_number_of_threads_gives_the_same_bits(name: str, options: dict[str, Any], reads: str) -> None:
    generator = np.random.default_rng(5)
    offsets = np.concatenate([[0], np.cumsum(generator.integers(0, 40, 3000))])
    n = int(offsets[-1])
    samples = rf.Samples.from_flat(
        generator.integers(-1, 6, n),
        offsets=offsets,
        missing_value=-1,
        confidences=generator.random(n),
        rewards=generator.normal(size=n),
    )
    one, two = (getattr(rf.answers, name)(samples, n_threads=n_threads, **options) for n_threads in (1, 2))
    assert one.scores.tobytes() == two.scores.tobytes()
    assert one.answers == two.answers
    assert one.to_json() == two.to_json()


def test_missing_answers_are_counted_left_out_or_a_group() -> None:
    samples = [[None, "b", "c", None, None, "c"], [None, None], []]
    count, drop, own = (rf.answers.majority_vote(samples, missing=how) for how in ("count", "drop", "own_group"))
    assert count.answers == drop.answers == ["c", None, None]
    assert own.answers == [None, None, None]
    assert count.confidence is not None
    assert drop.confidence is not None
    assert own.confidence is not None
    assert count.confidence.tolist() == pytest.approx([2 / 6, 0, 0])
    assert drop.confidence.tolist() == pytest.approx([2 / 3, 0, 0])
    assert own.confidence.tolist() == [0.5, 1.0, 0.0]
    assert count.status.tolist() == ["ok", "no_valid_answer", "no_valid_answer"]
    assert own.status.tolist() == ["ok", "ok", "no_valid_answer"]
    assert own.candidates == ["b", "c", None, None]
    assert count.share_valid.tolist() == [0.5, 0.0, 0.0]


def test_ties_go_where_they_were_sent() -> None:
    samples = rf.Samples.from_lists([["b", "a", "c", "a", "b"]], mean_logprobs=[[-2.0, -0.5, -0.1, -0.9, -0.4]])
    chosen = {
        how: rf.answers.majority_vote(samples, tie_break=how)[0].answer
        for how in ("by_logprob", "lowest_label", "share", "abstain", "first_seen")
    }
    expected = {"by_logprob": "b", "lowest_label": "a", "share": "a", "abstain": None, "first_seen": "b"}
    assert chosen == expected
    assert rf.answers.majority_vote(samples)[0].answer == "b"
    abstained = rf.answers.majority_vote(samples, tie_break="abstain")[0]
    assert (abstained.status, abstained.tied, abstained.confidence) == ("abstained", ("a", "b"), 0.4)
    shared = rf.answers.majority_vote(samples, tie_break="share")
    assert shared.credit(["a"]).tolist() == shared.credit(["b"]).tolist() == [0.5]
    assert rf.answers.majority_vote(samples).credit(["a"]).tolist() == [0.0]
    with pytest.raises(Bad, match="no log-probabilities"):
        rf.answers.majority_vote([["a"]], tie_break="by_logprob")
    with pytest.raises(Bad, match=r'tie_break="maybe"'):
        rf.answers.majority_vote([["a"]], tie_break="maybe")  # type: ignore[arg-type]


def test_labels_without_an_order_need_a_tie_break_without_one() -> None:
    samples = [[frozenset({1}), frozenset({2}), frozenset({1})]]
    with pytest.raises(Bad, match="no order"):
        rf.answers.majority_vote(samples)
    assert rf.answers.majority_vote(samples, tie_break="abstain").answers == [frozenset({1})]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("weighted_vote", {"weights": "rewards"}, r"rewards\[1, 0\] = -1 is not a weight"),
        ("weighted_best_of_n", {}, r"rewards\[1, 0\] = -1"),
        ("weighted_vote", {}, r"without weights"),
        ("weighted_vote", {"weights": "mean_logprobs"}, "without mean_logprobs"),
        ("lowest_perplexity", {}, "without log-probabilities"),
        ("confidence_vote", {"temperature": 0}, "temperature <= 1e100"),
        ("confidence_vote", {"temperature": float("nan")}, "temperature <= 1e100"),
        ("borda_confidence_vote", {"power": -1}, "0 <= power <= 100"),
        ("filtered_vote", {"keep": 0}, "0 < keep <= 1"),
        ("threshold_vote", {"threshold": 1.5}, "0 <= threshold <= 1"),
        ("best_of_n", {"by": "mean_logprobs"}, "'rewards', 'confidences'"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, options: dict[str, Any], message: str) -> None:
    samples = rf.Samples.from_lists([["a"], ["b"]], rewards=[[1.0], [-1.0]], confidences=[[0.5], [0.5]])
    with pytest.raises(Bad, match=message):
        getattr(rf.answers, name)(samples, **options)


def test_negative_weights_are_read_when_asked_for() -> None:
    found = rf.answers.weighted_vote([["a", "b", "a"]], weights=[-1.0, -3.0, -1.5], negative="allow")
    assert found.answers == ["a"]
    assert found.confidence is None


def test_nothing_has_mass() -> None:
    zero = rf.answers.weighted_vote([["b", "a"]], weights=[0.0, 0.0])[0]
    assert (zero.answer, zero.confidence, zero.status) == ("a", 0.0, "no_mass")
    impossible = rf.Samples.from_lists([["b", "a"]], mean_logprobs=[[-np.inf, -np.inf]])
    assert rf.answers.lowest_perplexity(impossible)[0].status == "no_mass"
    found = rf.answers.weighted_vote(impossible, weights="mean_logprobs", transform="exp")[0]
    assert (found.confidence, found.status) == (0.0, "no_mass")
    with pytest.raises(Bad, match="minus infinity"):
        rf.answers.weighted_vote(impossible, weights="mean_logprobs", negative="allow")


def test_extremes_stay_finite() -> None:
    """Votes, temperatures and shifts that floats could not hold."""
    many = rf.Samples.one(["a", "b"] * 1500, confidences=list(range(3000)))
    votes = rf.answers.borda_confidence_vote(many, power=100)
    assert np.isfinite(votes.scores).all()
    assert votes.answers == ["b"]
    wide = rf.Samples.one(["a", "b"], confidences=[-1e150, 1e150])
    for options in ({"temperature": 1e100, "normalize": "linear"}, {"temperature": 1e-300}):
        found = rf.answers.confidence_vote(wide, **options)  # type: ignore[arg-type]
        assert np.isfinite(found.scores).all()
        assert found[0].confidence == 1.0
    impossible = rf.Samples.one(["a", "b"], mean_logprobs=[-np.inf, -1.0])
    with pytest.raises(Bad, match="minus infinity"):
        rf.answers.weighted_vote(impossible, weights="mean_logprobs", transform="min_shift")


def test_equal_multisets_of_weights_tie() -> None:
    weights = [0.1, 0.2, 0.3, 0.3, 0.1, 0.2, 1e-300, 1e-300]
    found = rf.answers.weighted_vote([["a", "a", "a", "b", "b", "b", "a", "b"]], weights=weights)
    assert found[0].tied == ("a", "b")


class TestPublishedNumbers:
    def test_self_consistency_and_perplexity(self) -> None:
        toy = vectors()["rpc_toy"]
        samples = rf.Samples.one(toy["answers"], mean_logprobs=toy["mean_logprob"])
        counts = rf.answers.majority_vote(samples)
        assert {a: n / 8 for a, n in counts.scores_of(0).items()} == toy["sc"]
        best = rf.answers.lowest_perplexity(samples)
        assert best.answers == [toy["ppl_answer"]]
        assert np.exp(best.scores_of(0)["A"]) == pytest.approx(toy["ppl_conf"])

    @pytest.mark.parametrize(
        ("options", "key"),
        [
            ({"normalize": "linear"}, "linear_T1"),
            ({}, "softmax_T1"),
            ({"temperature": 2}, "softmax_T2"),
            ({"normalize": "none"}, "none"),
        ],
    )
    def test_confidence_vote(self, options: dict[str, Any], key: str) -> None:
        case = vectors()["cisc"]
        found = rf.answers.confidence_vote(rf.Samples.one(case["answers"], confidences=case["conf"]), **options)
        scores = found.scores_of(0)
        shares = {answer: score / sum(scores.values()) for answer, score in scores.items()}
        assert shares == pytest.approx(case[key])
        assert found[0].confidence == pytest.approx(max(case[key].values()))

    @pytest.mark.parametrize(("power", "key"), [(0, "p0"), (0.5, "p0_5"), (1.2, "p1_2"), (2, "p2")])
    def test_borda_confidence_vote(self, power: float, key: str) -> None:
        """The two samples of one confidence, 3, share the votes of their places; the reference goes by position."""
        case = vectors()["borda_power"]
        scores = rf.answers.borda_confidence_vote(
            rf.Samples.one(case["answers"], confidences=case["conf"]), power=power
        ).scores_of(0)
        first = case[key]["A"] - 4.0**power
        assert scores["A"] == pytest.approx(first + (4.0**power + 3.0**power) / 2)
        assert scores["B"] == pytest.approx(case[key]["B"])
        assert scores["C"] == pytest.approx(case[key]["C"])

    def test_filtered_vote(self) -> None:
        bar = vectors()["deepconf"]["top10_threshold_of_0_to_9"]
        samples = rf.Samples.one(list("abcdefghij"), confidences=[float(c) for c in range(10)])
        found = rf.answers.filtered_vote(samples)
        assert [c for c in range(10) if c >= bar] == [9]
        assert (found.answers, found.n_pruned.tolist()) == (["j"], [9])

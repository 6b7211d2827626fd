"""Votes that are kept without their samples."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

QUESTIONS = st.lists(
    st.tuples(
        st.sampled_from(["q1", "q2", 3]), st.sampled_from(["a", "b", 1, None]), st.integers(0, 5), st.integers(-9, 0)
    ),
    min_size=1,
    max_size=30,
)


def samples_of(rows: list[tuple[Any, Any, int, int]]) -> rf.Samples:
    questions, answers, weights, logprobs = map(list, zip(*rows, strict=True))
    samples = rf.Samples.from_flat(answers, question=questions, mean_logprobs=logprobs, rewards=weights)
    return samples.with_weights(samples.columns["rewards"])


@given(QUESTIONS, st.integers(0, 30), st.booleans())
def test_any_split_gives_the_same_bytes(rows: list[Any], cut: int, merge: bool) -> None:
    whole = rf.AnswerVotes().update(samples_of(rows))
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    if merge:
        split = rf.AnswerVotes()
        for part in parts:
            split.merge(rf.AnswerVotes().update(samples_of(part)))
    else:
        split = rf.AnswerVotes()
        for part in parts:
            split.update(samples_of(part))
    assert split.to_bytes() == whole.to_bytes()
    assert split == whole


@given(
    QUESTIONS, st.sampled_from(["by_logprob", "lowest_label", "share", "abstain"]), st.sampled_from(["count", "drop"])
)
def test_votes_decide_as_samples_do(rows: list[Any], tie_break: Any, missing: Any) -> None:
    samples = samples_of(rows)
    votes = rf.AnswerVotes().update(samples)
    for method in (rf.answers.majority_vote, rf.answers.weighted_vote, rf.answers.threshold_vote):
        here, there = (method(data, tie_break=tie_break, missing=missing) for data in (samples, votes))
        assert here.to_dict()["questions"] == there.to_dict()["questions"]
        assert here.scores.tolist() == there.scores.tolist()


def test_what_it_keeps_can_be_seen() -> None:
    votes = rf.AnswerVotes()
    votes.update(rf.Samples.one(["a", "b", "a", None], question="q", mean_logprobs=[-1.0, -0.5, -0.25, -2.0]))
    assert votes["q"]["a"].count == 2
    assert votes["q"]["a"].best_logprob == -0.25
    assert votes.missing("q").count == 1
    assert ("q" in votes, list(votes), len(votes)) == (True, ["q"], 1)
    assert repr(votes) == "AnswerVotes(1 questions, 4 samples)"
    with pytest.raises(KeyError):
        votes["r"]


def test_it_travels(tmp_path: Path) -> None:
    votes = rf.AnswerVotes().update(
        rf.Samples.from_lists([["a", None], [5]], sum_logprobs=[[-1.0, -2.0], [-float("inf")]])
    )
    votes.save(tmp_path / "votes")
    for other in (pickle.loads(pickle.dumps(votes)), rf.AnswerVotes.load(tmp_path / "votes"), votes.copy()):
        assert other == votes
    content = bytearray(votes.to_bytes())
    content[30] ^= 1
    with pytest.raises(rf.CorruptStateError):
        rf.AnswerVotes.from_bytes(content)


def test_methods_that_need_the_samples_refuse_it_by_name() -> None:
    votes = rf.AnswerVotes().update([["a"]])
    for name, method in rf.answers.METHODS.items():
        if not method.votes:
            with pytest.raises(rf.InputKindError, match=f"{name} cannot read AnswerVotes"):
                method.function(votes)
    with pytest.raises(Bad, match="first_seen"):
        rf.answers.majority_vote(votes, tie_break="first_seen")
    with pytest.raises(Bad, match="own_group"):
        rf.answers.majority_vote(votes, missing="own_group")
    with pytest.raises(Bad, match="no log-probabilities"):
        rf.answers.majority_vote(votes, tie_break="by_logprob")


def test_what_does_not_fit_changes_nothing() -> None:
    votes = rf.AnswerVotes().update(rf.Samples.one(["a"], mean_logprobs=[-1.0]))
    before = votes.to_bytes()
    with pytest.raises(rf.IncompatibleStateError, match="different kinds"):
        votes.update(rf.Samples.one(["b"], sum_logprobs=[-9.0]))
    with pytest.raises(Kind, match="expected a str or an int"):
        votes.update([["b", 2.5]])
    with pytest.raises(Kind, match="cannot merge"):
        votes.merge(rf.PairwiseCounts(["a"]))  # type: ignore[arg-type]
    assert votes.to_bytes() == before


def test_threads_add_to_one_state() -> None:
    votes = rf.AnswerVotes()

    def add() -> None:
        for _ in range(300):
            votes.update(rf.Samples.one(["a", "b"], question="q"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (votes["q"]["a"].count, votes["q"]["b"].count) == (1200, 1200)


def test_finish_takes_a_method() -> None:
    votes = rf.AnswerVotes().update([["a", "a", "b", "c"]])
    assert votes.finish().answers == ["a"]
    assert votes.finish(method="threshold_vote", threshold=0.6).answers == [None]
    with pytest.raises(Bad, match="majority_vote"):
        votes.finish(method="majorty_vote")

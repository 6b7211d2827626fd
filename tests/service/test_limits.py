"""Time limits, cancel tokens, progress and threads."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import rankfold as rf

VOTES = rf.Ballots.from_positions(np.tile(np.arange(1, 11), (2000, 1)))


def endless(**control: object) -> rf.rank.Stability:
    return rf.rank.bootstrap(VOTES, n_resamples=2**22, **control)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_a_time_limit_is_kept(n_threads: int) -> None:
    start = time.monotonic()
    with pytest.raises(rf.TimeLimitError, match=r"0\.2"):
        endless(n_threads=n_threads, time_limit=0.2)
    # Far below the minutes that the call would take; how far is the benchmarks' matter.
    assert time.monotonic() - start < 10
    with pytest.raises(TimeoutError):
        endless(n_threads=n_threads, time_limit=0)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_any_thread_may_cancel(n_threads: int) -> None:
    token = rf.CancelToken()
    timer = threading.Timer(0.2, token.cancel)
    timer.start()
    with pytest.raises(rf.Cancelled):
        endless(n_threads=n_threads, cancel=token)
    timer.join()
    assert token.cancelled
    assert repr(token) == "CancelToken(cancelled=True)"
    # A token stays set, so what starts later does not start at all.
    with pytest.raises(rf.Cancelled):
        VOTES.pairwise(cancel=token)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_progress_rises_to_the_end(n_threads: int) -> None:
    seen: list[tuple[int, int]] = []
    rf.rank.bootstrap(
        VOTES, n_resamples=20_000, n_threads=n_threads, progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (20_000, 20_000)
    assert seen == sorted(seen)
    assert {total for _, total in seen} == {20_000}


def test_what_a_callback_raises_goes_out_as_it_is() -> None:
    def fail(done: int, total: int) -> None:
        raise LookupError(f"{done} of {total}")

    for n_threads in (1, 2):
        with pytest.raises(LookupError, match="of"):
            endless(n_threads=n_threads, progress=fail)


def test_a_stopped_update_changes_nothing() -> None:
    state = rf.PairwiseCounts(range(10))
    token = rf.CancelToken()
    token.cancel()
    before = state.to_bytes()
    with pytest.raises(rf.Cancelled):
        state.update(VOTES, cancel=token)
    assert state.to_bytes() == before


def test_threads_is_a_setting_of_the_context() -> None:
    with rf.threads(3), rf.threads(1):
        assert rf.rank.borda(VOTES).ranks[0] == 1
    for wrong in (0, -1, 5000):
        with pytest.raises(rf.InvalidInputError, match="1 <= n_threads <= 1024"), rf.threads(wrong):
            pass


@pytest.mark.parametrize(
    ("control", "error", "text"),
    [
        ({"n_threads": 0}, rf.InvalidInputError, "n_threads = 0: expected 1 <= n_threads <= 1024"),
        ({"time_limit": -1.0}, rf.InvalidInputError, "time_limit = -1: expected seconds >= 0"),
        ({"time_limit": float("nan")}, rf.InvalidInputError, "time_limit = NaN: expected seconds >= 0"),
        ({"progress": 3}, rf.InvalidTypeError, "progress is of type int: expected a callable"),
        ({"treads": 3}, rf.InvalidTypeError, "unknown keyword 'treads'"),
    ],
)
def test_bad_control_is_refused(control: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text.replace("(", r"\(")):
        rf.rank.borda(VOTES, **control)

"""A process that is forked after a parallel call computes."""

from __future__ import annotations

from tests.service.script import run


def test_a_forked_child_computes() -> None:
    out = run("""
        votes = ballots(50_000, 64)
        before = votes.pairwise(n_threads=2).wins
        assert 2 in rf._native.runtime_info()[1]
        child = os.fork()
        if child == 0:
            # The parent's threads are not here; without pools of its own the child would wait for them for ever.
            signal.alarm(60)
            equal = bool((votes.pairwise(n_threads=2).wins == before).all())
            os._exit(0 if equal and rf._native.runtime_info()[1] == [2] else 1)
        _, status = os.waitpid(child, 0)
        again = bool((votes.pairwise(n_threads=2).wins == before).all())
        print(os.waitstatus_to_exitcode(status), again)
    """)
    assert out.split() == ["0", "True"]


def test_multiprocessing_with_fork_computes() -> None:
    out = run("""
        import multiprocessing
        def tally(seed):
            return rf.rank.borda(ballots(20_000, 64, seed), n_threads=2).scores.sum()
        here = [tally(seed) for seed in range(4)]
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map_async(tally, range(4)).get(timeout=60) == here)
    """)
    assert out.split() == ["True"]


def test_one_thread_starts_no_thread() -> None:
    out = run("""
        before = len(os.listdir("/proc/self/task"))
        with rf.threads(1):
            ballots(50_000, 64).pairwise()
        print(len(os.listdir("/proc/self/task")) - before, rf._native.runtime_info()[1])
    """)
    assert out.split() == ["0", "[]"]

"""Ten thousand calls, good and bad, leave nothing behind."""

from __future__ import annotations

from tests.service.script import run


def test_memory_does_not_grow() -> None:
    out = run("""
        import pickle
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        table = rf.ScoreTable(np.arange(12.0).reshape(3, 4), items=list("abcd"))
        state = rf.PairwiseCounts(list("abc"))
        def calls():
            votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", ("a", "c")], []], weights=[0.5, 2, 1])
            rf.rank.borda(votes), rf.rank.schulze(votes), rf.rank.instant_runoff(votes)
            rf.rank.borda(table).to_dict()
            state.copy().update(votes).merge(votes.pairwise())
            pickle.loads(pickle.dumps(votes)), repr(votes)
            rf.rank.bootstrap(votes, n_resamples=3)
            for wrong in ([["a", "a"]], ["ab"], [[1.5]]):
                try:
                    rf.Ballots.from_orders(wrong)
                except rf.RankfoldError:
                    pass

        for _ in range(2_000):
            calls()
        before = resident()
        for _ in range(10_000):
            calls()
        print(resident() - before)
    """)
    # One lost reference a call, of the smallest object there is, would be half a megabyte.
    assert int(out) < 400_000

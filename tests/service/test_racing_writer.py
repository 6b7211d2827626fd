"""Arrays that are read in place may be written to by another thread: sums may be wrong, and nothing else."""

from __future__ import annotations

from tests.service.script import run


def test_a_racing_writer_harms_sums_alone() -> None:
    out = run("""
        from concurrent.futures import ThreadPoolExecutor

        n_items = 300_000
        good = np.arange(n_items, dtype=np.uint32)
        array = np.tile(good, (6, 1))
        stop = threading.Event()
        def write():
            generator = np.random.default_rng(0)
            while not stop.is_set():
                client, at = generator.integers(6), generator.integers(n_items, size=50)
                array[client, at] = generator.integers(2**32, size=50, dtype=np.uint32)
                array[client] = good

        writer = threading.Thread(target=write)
        writer.start()
        ended = {"sums": 0, "refused": 0}
        try:
            for k in range(120):
                form, validate = ("ranks", "permutations")[k % 2], ("range", "permutation")[k // 2 % 2]
                state = rf.rank.RankSums(n_items)
                try:
                    sums = rf.rank.sum_of_ranks(**{form: array}, validate=validate, n_threads=1 + k % 3)
                    state.update(**{form: array}, validate=validate, n_threads=1 + k % 3)
                    assert (sums >= 0).all() and sums.max() <= 6 * (n_items - 1)
                    rf.rank.top_fraction(state.sums, fraction=0.5)
                    ended["sums"] += 1
                except rf.InvalidInputError as error:
                    assert form in str(error)
                    ended["refused"] += 1
        finally:
            stop.set()
            writer.join()
        assert sum(ended.values()) == 120
        assert (rf.rank.sum_of_ranks(ranks=array) == 6 * good.astype(np.int64)).all()
        print("unharmed")
    """)
    assert out == "unharmed\n"

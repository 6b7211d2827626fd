"""Ctrl-C ends a call within 0.2 seconds, whatever it runs on."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest

from tests.service.script import WATCHDOG_SECONDS, command

CALLS = {
    "bootstrap": "endless(n_threads={n})",
    "pairwise": "big.pairwise(n_threads={n})",
    "schulze": "rf.rank.schulze(counts, n_threads={n})",
    "from_scores": "rf.Ballots.from_scores(scores, n_threads={n})",
    "kemeny": "rf.rank.kemeny(matrix, method='exact', n_threads={n})",
    "pav": "rf.committee.pav(sets, 40, method='exact', n_threads={n})",
    "sum_of_ranks": "rf.rank.sum_of_ranks(ranks=[ranks] * 10_000, n_threads={n})",
    "sum_of_permutations": "rf.rank.sum_of_ranks(permutations=[ranks] * 10_000, n_threads={n})",
    "signatures": "encoder.signatures(vectors, n_threads={n})",
    "bucket_table": "rf.hashing.BucketTable(encoder).add(vectors, n_threads={n})",
    "distances": "rf.rank.distance.pairwise(table, measure='spearman_footrule', n_threads={n})",
    "gumbel_top_k": "rf.hashing.gumbel_top_k(logits, 60_000, seed=0, n_threads={n})",
}

SETUP = {
    "bootstrap": "",
    "pairwise": "big = ballots(10_000, 2_000)",
    "kemeny": "matrix = np.random.default_rng(0).integers(0, 100, (300, 300))",
    "pav": "sets = rf.Approvals.from_array(np.random.default_rng(0).random((1_000, 400)) < 0.2)",
    "schulze": "counts = ballots(50, 6_000).pairwise()",
    "from_scores": "scores = np.random.default_rng(0).random((40_000, 1_000))",
    "sum_of_ranks": "ranks = np.arange(5_000_000, dtype=np.uint32)",
    "sum_of_permutations": "ranks = np.arange(5_000_000, dtype=np.uint32)",
    "signatures": "encoder, vectors = rf.hashing.SimHash(256, groups=512, bits=16), np.ones((300_000, 256), 'f4')",
    "bucket_table": "encoder, vectors = rf.hashing.SimHash(256, groups=512), np.ones((100_000, 256), np.float32)",
    "distances": "table = np.random.default_rng(0).random((16_000, 3))",
    "gumbel_top_k": "logits = np.zeros((3_000, 60_000), np.float32)",
}


def interrupted_after(name: str, n_threads: int) -> float | None:
    """Seconds from the signal to the exception; ``None`` if the call was over before the signal came."""
    body = (
        f"{SETUP[name]}\nprint('ready', flush=True)\ntry:\n    {CALLS[name].format(n=n_threads)}\n    print('over')\n"
    )
    body += "except KeyboardInterrupt:\n    print(time.monotonic(), flush=True)\n"
    process = subprocess.Popen(command(body), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        time.sleep(0.3)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=WATCHDOG_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    return None if out == "over\n" else float(out) - sent


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("name", CALLS)
def test_control_c(name: str, n_threads: int) -> None:
    """The best of three, because the machine may be busy with something else."""
    waits = []
    for _ in range(3):
        wait = interrupted_after(name, n_threads)
        assert wait is not None, "the call was over before the signal came: expected a longer one"
        waits.append(wait)
        if wait < 0.2:
            break
    assert min(waits) < 0.2

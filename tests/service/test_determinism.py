"""The same bits for any number of threads and any length of chunks."""

from __future__ import annotations

import pytest

from tests.service.script import run

DIGEST = """
    import hashlib
    generator = np.random.default_rng(7)
    positions = generator.integers(0, 8, size=(5000, 12))
    weights = generator.random(5000)
    scores = generator.random((300, 20)).round(2)
    scores[generator.random(scores.shape) < 0.2] = np.nan
    table = rf.ScoreTable(scores, groups=generator.integers(0, 9, 300).tolist())
    permutations = generator.permuted(np.tile(np.arange(1000), (7, 1)), axis=1)
    REQUIRED = {"positional": {"weights": np.arange(12.0)[::-1] / 7}, "approval_at_k": {"k": 3}}
    digests = set()
    for n_threads in (1, 2, 5):
        content = hashlib.sha256()
        with rf.threads(n_threads):
            for given in (None, generator.permutation(5000), weights):
                votes = rf.Ballots.from_positions(positions, weights=weights if given is weights else None)
                for rule, info in rf.rank.RULES.items():
                    if "Ballots" not in info.inputs:
                        continue
                    # Probabilities count voters, and the time of one of them grows with the third power of these.
                    counts_voters = rule in ("robust_rank_aggregation", "stuart")
                    read = rf.Ballots.from_positions(positions[:60]) if counts_voters else votes
                    ranking = rf.rank.rank_by(read, rule, **REQUIRED.get(rule, {}))
                    content.update(ranking.scores.tobytes() + ranking.ranks.tobytes())
                    if rule in ("borda", "schulze", "instant_runoff"):
                        found = rf.rank.bootstrap(votes, rule=rule, n_resamples=20, seed=3)
                        content.update(found.p_above.tobytes() + found.p_first.tobytes())
                content.update(votes.pairwise().to_bytes() + votes.positional().to_bytes())
                approvals = rf.Approvals.from_ballots(votes, threshold=3)
                content.update(approvals.counts().to_bytes())
            content.update(rf.rank.borda(table, levels=2).scores.tobytes())
            content.update(rf.rank.mean_score(table).scores.tobytes())
            for rule in ("score_voting", "star", "majority_judgment"):
                content.update(rf.rank.rank_by(table, rule, missing="worst").ranks.tobytes())
            content.update(rf.rank.bootstrap(table, resample="groups", n_resamples=20).p_above.tobytes())
            for form in ("ranks", "permutations"):
                for given in (None, np.arange(7), weights[:7]):
                    sums = rf.rank.sum_of_ranks(**{form: permutations}, weights=given, validate="permutation")
                    content.update(sums.tobytes() + rf.rank.order_by_sum(sums).tobytes())
                    content.update(rf.rank.top_fraction(sums, fraction=0.3).mask.tobytes())
        digests.add(content.hexdigest())
    print(*digests)
"""


@pytest.fixture(scope="module")
def digest() -> str:
    out = run(DIGEST)
    assert len(out.split()) == 1, "the number of threads shows in a result"
    return out


def test_threads_leave_no_trace(digest: str) -> None:
    assert digest


def test_chunks_leave_no_trace(digest: str) -> None:
    """Chunks of four make a small input cross every boundary that a large one does."""
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="4") == digest

"""Log-probabilities and entropies of rows of logits, against numpy and torch in 32 bits on one thread."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import read_seconds
from benches.peers import peer, twin
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = tuple[NDArray[Any], NDArray[np.int64]]

#: Logits of one table: larger than any cache.
_LOGITS = 12_000_000

_ALL = ("logprob", "entropy", "self_certainty", "rank", "margin")


def rows(settings: Settings) -> list[Row]:
    """Two vocabularies in 32 bits, which have bars; formats, more outputs, hidden states and sequences."""
    found = []
    for n_tokens in (32_000, 151_936):
        given = _rows(settings.size(_LOGITS // n_tokens), n_tokens)
        found.append(_statistics("logprob, entropy of float32", given, ("logprob", "entropy"), settings, has_bar=True))
        found.append(_statistics("the same of bfloat16", _bfloat16(given), ("logprob", "entropy"), settings))
    found.append(_statistics("all of float32", given, _ALL, settings))
    found.append(_statistics("all of bfloat16", _bfloat16(given), _ALL, settings))
    odd = _rows(settings.size(_LOGITS // 50_257), 50_257)
    found.append(_statistics("logprob, entropy of float32", odd, ("logprob", "entropy"), settings))
    return [*found, _hidden(settings), _sequences(settings)]


@cache
def _rows(n_rows: int, n_tokens: int) -> Rows:
    """Rows as models give them: noise, and one token that stands out."""
    generator = np.random.default_rng(n_tokens)
    logits = generator.standard_normal((n_rows, n_tokens), dtype=np.float32) * 3
    targets = generator.integers(0, n_tokens, n_rows)
    logits[np.arange(n_rows), targets] += 12
    return logits, targets


def _bfloat16(given: Rows) -> Rows:
    return (given[0].view(np.uint32) >> 16).astype(np.uint16), given[1]


def _statistics(task: str, given: Rows, outputs: Sequence[Any], settings: Settings, *, has_bar: bool = False) -> Row:
    logits, targets = given
    is_short = logits.dtype == np.uint16
    plain = twin("logits.token_statistics", lambda module, _: module.logprob_and_entropy(*_wide(given)))
    torch = peer("torch", lambda module, tensors: _torch(module, *tensors))
    if torch is not None:
        from torch import bfloat16, from_numpy, set_num_threads

        set_num_threads(1)
        tensor = from_numpy(logits.view(np.int16)).view(bfloat16) if is_short else from_numpy(logits)
        torch = replace(torch, prepare=lambda: (tensor, from_numpy(targets)))
    own = Contestant("rankfold", lambda _: rf.logits.token_statistics(logits, targets, outputs=outputs))
    _agree(task, given, plain)
    row = measure(
        task,
        f"{len(logits):,} x {logits.shape[1]:,}",
        settings,
        own=own,
        baseline=replace(plain, name="numpy, float32") if plain else None,
        peer=replace(torch, name="torch, float32") if torch else None,
    )
    others = [other.seconds / row.rankfold for other in (row.baseline, row.peer) if other]
    bar = Bar(">= 3x numpy, >= torch", others[0] >= 3 and min(others) >= 1) if has_bar and others else None
    return replace(
        row,
        rate=f"{logits.size / row.rankfold / 1e9:.2f} G logits/s",
        limit=Limit("reading them (max)", read_seconds(logits, repeats=settings.repeats) / row.rankfold),
        bar=None if settings.quick else bar,
    )


def _wide(given: Rows) -> Rows:
    logits, targets = given
    return (logits.astype(np.uint32) << 16).view(np.float32) if logits.dtype == np.uint16 else logits, targets


def _torch(torch: Any, logits: Any, targets: Any) -> list[Any]:
    logp = torch.log_softmax(logits.float(), -1)
    return [logp.gather(1, targets[:, None])[:, 0], -(logp.exp() * logp).sum(-1)]


def _agree(task: str, given: Rows, plain: Contestant | None) -> None:
    """The speed of a wrong answer is of no use; in 32 bits answers differ in their last digits."""
    if plain is None:
        return
    few = given[0][:4], given[1][:4]
    found = rf.logits.token_statistics(*few)
    module = __import__("tests.naive.logits.token_statistics", fromlist=["log_softmax_and_entropy"])
    for one, other in zip((found.logprob, found.entropy), module.log_softmax_and_entropy(*_wide(few)), strict=True):
        if not np.allclose(one, other, rtol=1e-4, atol=1e-3):
            raise RuntimeError(f"{task}: the contestants do not agree")


def _hidden(settings: Settings) -> Row:
    """One matrix product, some rows at a time, against all logits at once."""
    n_rows, n_tokens, width = settings.size(1024), 32_000, 1024
    generator = np.random.default_rng(1)
    hidden, weight = (generator.standard_normal((n, width), dtype=np.float32) / 32 for n in (n_rows, n_tokens))
    targets = generator.integers(0, n_tokens, n_rows)
    plain = twin("logits.token_statistics", lambda module, _: module.logprob_and_entropy(hidden @ weight.T, targets))
    row = measure(
        "hidden_logprobs of float32, 256 rows at a time",
        f"{n_rows:,} x {n_tokens:,} of {width:,}",
        settings,
        own=Contestant("rankfold", lambda _: rf.logits.hidden_logprobs(hidden, weight, targets, chunk_rows=256)),
        baseline=replace(plain, name="numpy, all logits") if plain else None,
        peer=Contestant("the product alone", lambda _: hidden @ weight.T),
    )
    return replace(row, rate=f"{2 * n_rows * n_tokens * width / row.rankfold / 1e9:.0f} GFLOP/s")


def _sequences(settings: Settings) -> Row:
    n_sequences = settings.size(20_000)
    generator = np.random.default_rng(2)
    lengths = generator.integers(50, 500, n_sequences)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    tokens = -generator.gamma(0.5, 1.0, offsets[-1]).astype(np.float32)
    row = measure(
        "statistics of sequences",
        f"{n_sequences:,}, {len(tokens):,} tokens",
        settings,
        own=Contestant("rankfold", lambda _: rf.logits.sequence_statistics(tokens, offsets)),
        baseline=Contestant("numpy, sum and least", lambda _: _reduced(tokens, offsets)),
    )
    return replace(row, rate=f"{len(tokens) / row.rankfold / 1e6:.0f} M tokens/s")


def _reduced(tokens: NDArray[np.float32], offsets: NDArray[np.int64]) -> list[Any]:
    starts = offsets[:-1]
    return [np.add.reduceat(tokens.astype(np.float64), starts), np.minimum.reduceat(tokens, starts)]

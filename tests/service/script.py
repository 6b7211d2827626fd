"""Runs a piece of Python in a process of its own, with a watchdog: what hangs must fail, not hang the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

WATCHDOG_SECONDS = 120

PRELUDE = """
import os, signal, sys, threading, time
import numpy as np
import rankfold as rf

def ballots(n_voters, n_items, seed=0):
    generator = np.random.default_rng(seed)
    return rf.Ballots.from_positions(generator.permuted(np.tile(np.arange(1, n_items + 1), (n_voters, 1)), axis=1))

def endless(**control):
    '''A call of some minutes that holds little memory.'''
    return rf.rank.bootstrap(ballots(2000, 10), rule="borda", n_resamples=2**22, **control)
"""


def command(body: str) -> list[str]:
    """How to run ``body`` after the prelude."""
    return [sys.executable, "-W", "error", "-c", PRELUDE + textwrap.dedent(body)]


def run(body: str, **environment: str) -> str:
    """What ``body`` prints; it must end well and in time."""
    finished = subprocess.run(
        command(body),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=WATCHDOG_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout

"""Benchmarks: ``python -m benches [topics...]`` from the root of the repository.

A file a topic; each has one function ``rows(settings)``. What is timed, and how, is said in ``README.md``.
"""

import os

# One thread for the baselines too. BLAS reads this when numpy is imported, and its idle threads would be counted as CPU
# time of whatever is being timed.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

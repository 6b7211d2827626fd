"""What is not collected for its examples: modules that import an extra which is not installed."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [
    *([] if find_spec("torch") else ["rankfold/logits/operators.py", "rankfold/logits/cuda_sequences.py"]),
    *([] if find_spec("torch") and find_spec("triton") else ["rankfold/logits/kernels/*"]),
]

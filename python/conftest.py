"""What is not collected for its examples: modules that import an extra which is not installed."""

from __future__ import annotations

from importlib.util import find_spec

#: Modules that are imported once a tensor has arrived.
OF_TORCH = ("operators", "cuda_sequences", "hidden_tensors")

collect_ignore_glob = [
    *([] if find_spec("torch") else [f"rankfold/logits/{name}.py" for name in OF_TORCH]),
    *([] if find_spec("torch") and find_spec("triton") else ["rankfold/logits/kernels/*"]),
]

"""Draws ``hashing_groups.svg``: how far attention over tables is from its expectation, by the number of groups.

``python docs/figures/hashing_groups.py`` from the root of the repository; needs matplotlib. Prints the numbers that
stand in ``docs/hashing.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUPS = (4, 8, 16, 32, 64, 128, 256)
SEEDS = range(40)


def histories() -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Two made-up histories with 50 candidates each: without structure, and around 20 centres."""
    generator = np.random.default_rng(0)
    plain = generator.normal(size=(50, 32)), generator.normal(size=(50, 32))
    centres = generator.normal(size=(20, 64))

    def around(n: int) -> NDArray[Any]:
        return centres[generator.integers(0, 20, n)] + 0.5 * generator.normal(size=(n, 64))

    return {"random, 50 x 32": plain, "clustered, 1,024 x 64": (around(1024), around(50))}


def relative_error(behaviours: NDArray[Any], candidates: NDArray[Any], groups: int, normalize: Any) -> float:
    """Root of the mean square over encoders and candidates."""
    expected = rf.hashing.expected_attention(behaviours, candidates, bits=3, normalize=normalize)
    squares = []
    for seed in SEEDS:
        encoder = rf.hashing.SimHash(behaviours.shape[1], groups=groups, bits=3, seed=seed)
        found = rf.hashing.sdim_attention(behaviours, candidates, encoder, normalize=normalize)
        squares.append(((found - expected) ** 2).sum(axis=1) / (expected**2).sum(axis=1))
    return float(np.sqrt(np.mean(squares)))


def mean_cosine(behaviours: NDArray[Any], candidates: NDArray[Any], groups: int) -> float:
    """Of attention with "l2" and the expected ratio."""
    expected = rf.hashing.expected_attention(behaviours, candidates, bits=3, normalize="ratio")
    cosines = []
    for seed in SEEDS:
        encoder = rf.hashing.SimHash(behaviours.shape[1], groups=groups, bits=3, seed=seed)
        found = rf.hashing.sdim_attention(behaviours, candidates, encoder, normalize="l2")
        lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(expected, axis=1)
        cosines.append((found * expected).sum(axis=1) / np.where(lengths > 0, lengths, 1))
    return float(np.mean(cosines))


def main() -> None:
    """Compute, print, draw."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "rankfold", "font.size": 9}):
        figure = Figure(figsize=(6.4, 3.6), layout="constrained")
        axes = figure.subplots()
        for color, (name, (behaviours, candidates)) in zip(("C0", "C1"), histories().items(), strict=True):
            errors = {
                normalize: [relative_error(behaviours, candidates, groups, normalize) for groups in GROUPS]
                for normalize in ("none", "ratio")
            }
            cosines = [mean_cosine(behaviours, candidates, groups) for groups in GROUPS]
            for row in zip(GROUPS, errors["none"], errors["ratio"], cosines, strict=True):
                sys.stdout.write(
                    f"{name}: {row[0]} groups, none {row[1]:.3f}, ratio {row[2]:.3f}, cosine {row[3]:.3f}\n"
                )
            axes.plot(GROUPS, errors["none"], color=color, marker="o", label=f"{name}, none")
            axes.plot(GROUPS, errors["ratio"], color=color, marker="s", linestyle="--", label=f"{name}, ratio")
        axes.plot(
            GROUPS, [2 / np.sqrt(groups) for groups in GROUPS], color="grey", linewidth=0.8, label="2 / sqrt(groups)"
        )
        axes.set(xscale="log", yscale="log", xlabel="groups of 3 bits", ylabel="relative error")
        axes.set_xticks(GROUPS, [str(groups) for groups in GROUPS])
        axes.minorticks_off()
        axes.legend(frameon=False)
        # The same bytes in each run.
        figure.savefig(Path(__file__).with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()

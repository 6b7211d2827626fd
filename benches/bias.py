"""Committees under bias: a panel of the published study against numpy, and whether its findings come out."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benches.bias_numpy import fairness, impartial_culture
from benches.report import Bar, Measured, Row, measure
from benches.timing import Contestant, Settings
from rankfold.committee.bias import fairness_curve, smoothness

if TYPE_CHECKING:
    from collections.abc import Callable

    from rankfold.committee.bias import FairnessCurve

__all__ = ["rows"]

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures"
STUDY: dict[str, Any] = {"committee_size": 10, "group_sizes": (25, 25), "splits": range(0, 11, 2), "phi": 0.5}
CULTURES = ("impartial_culture", "urn", "mallows", "normalised_mallows", "conitzer")
#: Borda, Bloc and SNTV at lambda = 1 with 25 rankings, read off the published figures.
PUBLISHED = {
    "impartial_culture": (0.99, 0.92, 0.73),
    "urn": (0.99, 0.91, 0.84),
    "mallows": (1.0, 0.965, 0.92),
    "conitzer": (0.995, 0.915, 0.725),
}
TOLERANCES = (0.03, 0.03, 0.06)


def rows(settings: Settings) -> list[Row]:
    """Times, then claims; the figures of the documentation are drawn anew in a full run."""
    if not settings.quick:
        _draw()
    return [
        _panel("frozen", settings),
        _panel("live", settings),
        *(_claim(text, find, settings) for text, find in CLAIMS),
    ]


def _panel(variant: str, settings: Settings) -> Row:
    """100 rankings of 50 items, 8 strengths, 6 splits, 3 rules; numpy is given an eighth of the 40 elections."""
    elections = 8 if settings.quick else 40
    share = 8
    strengths = np.linspace(0, 1, 8)

    def in_numpy(_: object) -> object:
        return fairness(
            impartial_culture,
            n=100,
            m=50,
            k=10,
            phi=0.5,
            strengths=strengths,
            n_elections=elections // share,
            live=variant == "live",
        )

    def own(_: object) -> FairnessCurve:
        return fairness_curve(n_rankings=100, strengths=strengths, n_elections=elections, variant=variant, **STUDY)

    row = measure(
        f"a panel of the study, {variant} swaps",
        f"{elections} elections of 100 x 50",
        replace(settings, repeats=min(settings.repeats, 3)),
        own=Contestant("rankfold", own),
        baseline=Contestant("numpy, an eighth of it", in_numpy),
    )
    assert row.baseline is not None
    return replace(row, baseline=Measured(f"numpy ({share} times an eighth of it)", row.baseline.seconds * share))


def _claim(text: str, find: Callable[[int], tuple[str, bool]], settings: Settings) -> Row:
    elections = 8 if settings.quick else 200
    start = time.process_time()
    figures, holds = find(elections)
    return Row(text, f"{elections} elections", time.process_time() - start, bar=Bar(figures, holds))


def _study(elections: int, culture: str = "impartial_culture", **options: Any) -> FairnessCurve:
    return fairness_curve(
        culture, n_elections=elections, **{"variant": "frozen", "strengths": [1.0], **STUDY, **options}
    )


def _texts(values: Any) -> str:
    return "/".join(f"{value:.3f}" for value in np.ravel(values))


def _order(elections: int) -> tuple[str, bool]:
    borda, bloc, sntv = _study(elections, n_rankings=[25, 50, 100]).best[..., 0]
    expected = {0: PUBLISHED["impartial_culture"], 2: (0.995, 0.95, 0.795)}
    near = all(
        abs(found[at] - figure) <= tolerance
        for at, figures in expected.items()
        for found, figure, tolerance in zip((borda, bloc, sntv), figures, TOLERANCES, strict=True)
    )
    text = f"n = 25/50/100: Borda {_texts(borda)}, Bloc {_texts(bloc)}, SNTV {_texts(sntv)}"
    return text, near and bool((borda > bloc).all() and (bloc > sntv).all())


def _rising(elections: int) -> tuple[str, bool]:
    best = _study(elections, n_rankings=[5, 25, 100, 400]).best[..., 0]
    text = f"n = 5/25/100/400: Borda {_texts(best[0])}, Bloc {_texts(best[1])}, SNTV {_texts(best[2])}"
    return text, bool((np.diff(best, axis=1) > 0).all())


def _constraints(elections: int) -> tuple[str, bool]:
    curve = _study(elections, n_rankings=[100])
    free, best = curve.unconstrained[:, 0, 0], curve.best[:, 0, 0]
    pairs = ", ".join(
        f"{rule} {before:.3f} to {after:.3f}" for rule, before, after in zip(curve.rules, free, best, strict=True)
    )
    return f"n = 100: {pairs}", bool((best > free).all())


def _nothing_lost(elections: int) -> tuple[str, bool]:
    exact = all(
        bool((_study(elections, culture, n_rankings=[25], strengths=[0.0], model=model).unconstrained == 1).all())
        for culture in CULTURES
        for model in ("swaps", "utility")
    )
    return "exactly 1, 5 cultures, 2 models", exact


def _cultures(elections: int) -> tuple[str, bool]:
    """In the mean over ten pairs of groups: where a culture has favourites, it matters which group they are of."""
    texts, near = [], True
    for culture, figures in PUBLISHED.items():
        drawn = [_study(elections, culture, n_rankings=[25], seed=seed).best[:, 0, 0] for seed in range(10)]
        mean = np.mean(drawn, axis=0)
        texts.append(f"{culture} {_texts(mean)} ({'/'.join(map(str, figures))})")
        near &= bool((np.abs(mean - figures) <= TOLERANCES).all())
    return "found (published): " + ", ".join(texts), near


def _alphas(elections: int) -> tuple[str, bool]:
    published = {
        "borda": (0.42, 0.42, 0.13, 0.20, 0.29),
        "sntv": (0.01, 0.01, 0.0, 0.0, 0.0),
    }
    texts, near = [], True
    for rule, figures in published.items():
        found = [
            smoothness(
                culture,
                rule=rule,
                n_rankings=10,
                group_sizes=(5, 5),
                strength=0.9,
                phi=1e-4,
                variant="frozen",
                normaliser=10,
                n_elections=max(elections, 500),
            ).alpha
            for culture in CULTURES
        ]
        texts.append(f"{rule} {_texts(found)} ({'/'.join(map(str, figures))})")
        near &= bool((np.abs(np.subtract(found, figures)) <= 0.05).all())
    return "alpha, found (published): " + ", ".join(texts), near


CLAIMS: tuple[tuple[str, Callable[[int], tuple[str, bool]]], ...] = (
    ("claim 1: Borda before Bloc before SNTV", _order),
    ("claim 2: more rankings, more value", _rising),
    ("claim 3: constraints help", _constraints),
    ("claim 4: without bias nothing is lost", _nothing_lost),
    ("claim 5: other cultures", _cultures),
    ("claim 6: every item has a share of Borda, not of SNTV", _alphas),
)


def _draw() -> None:
    """The figures of the documentation, where matplotlib is installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        return
    from rankfold.committee.bias.plot import panels

    FIGURES.mkdir(exist_ok=True)
    # The same bytes in each run.
    with mpl.rc_context({"svg.hashsalt": "rankfold", "font.size": 9}):
        for variant in ("frozen", "live"):
            curve = _study(200, n_rankings=[25, 50, 100], strengths=np.linspace(0, 1, 15), variant=variant)
            panels(curve).savefig(FIGURES / f"bias_{variant}.svg", metadata={"Date": None})

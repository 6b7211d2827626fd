"""Curves of the study as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, MissingDependencyError

if TYPE_CHECKING:
    from rankfold.committee.bias.curve import FairnessCurve
    from rankfold.committee.bias.smoothness import Smoothness

__all__ = ["panels", "plot_curve", "plot_smoothness"]

_COLOURS = ("#2a5d84", "#c8641e", "#3d8a4f", "#8a3d6e", "#7a6a2c", "#555555")
_STYLES = (("best", "-", "best split"), ("unconstrained", "--", "unconstrained"), ("proportional", ":", "proportional"))


def _figure(n_panels: int = 1) -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingDependencyError("plot() needs matplotlib: pip install 'rankfold[plot]'") from None
    # A figure of its own and not pyplot's, so that drawing in a service leaves nothing behind.
    return Figure(figsize=(3 + 3.5 * n_panels, 3.8), layout="constrained")


def _bare(axes: Any, title: str) -> None:
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, parse_math=False)


def plot_curve(curve: FairnessCurve, n_rankings: int | None, axes: Any) -> Any:
    """One panel: a colour a rule, a line style a kind of committee."""
    wanted = max(curve.n_rankings) if n_rankings is None else n_rankings
    if wanted not in curve.n_rankings:
        expected = ", ".join(map(str, curve.n_rankings))
        raise InvalidInputError(f"n_rankings = {wanted!r} is not in this curve: expected one of {expected}")
    if axes is not None:
        _panel(curve, wanted, axes)
        _names(axes.legend(frameon=False, fontsize="small"))
        return axes
    figure = _figure()
    axes = figure.add_subplot()
    _panel(curve, wanted, axes)
    _legend(figure, axes)
    return axes


def panels(curve: FairnessCurve) -> Any:
    """A figure with a panel for each number of rankings, on one scale."""
    figure = _figure(len(curve.n_rankings))
    row = figure.subplots(1, len(curve.n_rankings), sharey=True, squeeze=False)[0]
    for axes, n_rankings in zip(row, curve.n_rankings, strict=True):
        _panel(curve, n_rankings, axes)
        axes.label_outer()
    _legend(figure, row[0])
    return figure


def _panel(curve: FairnessCurve, n_rankings: int, axes: Any) -> None:
    number = curve.n_rankings.index(n_rankings)
    order = np.argsort(curve.strengths)
    strengths = curve.strengths[order]
    for rule, name in enumerate(curve.rules):
        colour = _COLOURS[rule % len(_COLOURS)]
        for kind, style, label in _STYLES:
            mean, error = (getattr(curve, f"{kind}{end}")[rule, number, order] for end in ("", "_error"))
            axes.plot(strengths, mean, style, color=colour, label=f"{name}, {label}")
            axes.fill_between(strengths, mean - error, mean + error, color=colour, alpha=0.15, linewidth=0)
    axes.set_xlabel("strength of bias")
    axes.set_ylabel("share of the best committee's score")
    _bare(axes, f"{n_rankings} rankings")


def _legend(figure: Any, axes: Any) -> None:
    """One for all panels, beside them: the curves leave no corner free."""
    handles, labels = axes.get_legend_handles_labels()
    _names(figure.legend(handles, labels, loc="outside right center", frameon=False, fontsize="small"))


def _names(legend: Any) -> None:
    # Names are names: a dollar sign in one starts no formula.
    for text in legend.get_texts():
        text.set_parse_math(False)


def plot_smoothness(found: Smoothness, axes: Any) -> Any:
    """Gamma over beta."""
    if axes is None:
        axes = _figure().add_subplot()
    shown = np.isfinite(found.gamma)
    order = np.argsort(found.beta[shown])
    beta, gamma, error = (values[shown][order] for values in (found.beta, found.gamma, found.gamma_error))
    axes.step(beta, gamma, where="post", color=_COLOURS[0])
    axes.fill_between(beta, gamma - error, gamma + error, step="post", color=_COLOURS[0], alpha=0.2, linewidth=0)
    axes.axhline(1.0, color="black", linewidth=0.6)
    axes.set_xlabel("beta: latent score of j over that of i, at most")
    axes.set_ylabel("gamma: biased score of j over that of i")
    _bare(axes, f"{found.settings['rule']}: alpha {found.alpha:.3g}")
    return axes

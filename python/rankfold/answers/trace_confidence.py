"""How sure a model was of each of its traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.arrays import integer_vector, score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["trace_confidence"]


def trace_confidence(
    token_confidences: ArrayLike,
    token_offsets: ArrayLike,
    *,
    window: int = 2048,
    how: Literal["mean", "tail", "min_window", "bottom_windows"] = "mean",
    fraction: float = 0.1,
    **control: Unpack[Control],
) -> NDArray[np.float64]:
    """Confidence of each trace from those of its tokens (DeepConf).

    Parameters
    ----------
    token_confidences : array-like of float, shape (n_tokens,)
        How sure the model was of each token of all traces, higher for surer. DeepConf takes minus the mean
        log-probability of the 20 likeliest tokens: the less likely the others, the higher.
    token_offsets : array-like of int, shape (n_traces + 1,)
        The tokens of trace i are ``token_offsets[i]:token_offsets[i + 1]``; starts at 0.
    window : int, default 2048
        Tokens of a window; windows start at every token. A shorter trace is one window.
    how : {"mean", "tail", "min_window", "bottom_windows"}, default "mean"
        The mean over all tokens, over the last window, over the least sure window, or over the least sure windows.
    fraction : float, default 0.1
        With "bottom_windows": the share of windows to take, ``max(1, int(fraction * n_windows))`` of them, as the
        authors' code has it.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float64, shape (n_traces,)
        A mean each, in the unit of the tokens: what ``confidences=`` of samples takes.

    Raises
    ------
    InvalidInputError
        For a token that is not finite or beyond 1e150, a trace without tokens, offsets that fall or do not fit, a
        window below 1, a fraction outside of (0, 1].

    Notes
    -----
    ``O(n_tokens)``. Sums of windows are exact and rounded once, so that a window does not drift as it slides and equal
    windows tie wherever they stand.

    References
    ----------
    Y. Fu, X. Wang, Y. Tian, J. Zhao: Deep think with confidence. arXiv 2508.15260, 2025.

    Examples
    --------
    >>> import rankfold as rf
    >>> tokens, offsets = [1, 2, 3, 10, 0.5, 0.5, 4, 6, 7], [0, 8, 9]
    >>> rf.answers.trace_confidence(tokens, offsets, window=3, how="tail").tolist()
    [3.5, 7.0]
    >>> rf.answers.trace_confidence(tokens, offsets, window=3, how="bottom_windows", fraction=0.5).round(6).tolist()
    [2.388889, 7.0]
    """
    width = integer("window", window, 1, 2**62)
    share = real("fraction", fraction)
    if not isinstance(how, str):
        raise InvalidTypeError(f"how is of type {type(how).__name__}: expected a str")
    tokens = score_vector("token_confidences", token_confidences, "(n_tokens,)")
    offsets = integer_vector("token_offsets", token_offsets, "(n_traces + 1,)")
    return _native.trace_confidence(tokens, offsets, width, how, share, native_control(control))

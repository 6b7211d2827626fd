"""What the log-probabilities of tokens make of their sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import integer_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.rows import flag_rows, on_cpu
from rankfold.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["SequenceStatistics", "sequence_statistics"]

_FIELDS = ("sum", "mean", "count", "min", "perplexity", "tail_window", "min_window")


@dataclass(frozen=True, slots=True, eq=False)
class SequenceStatistics:
    """Numbers of each sequence, arrays of shape (n_sequences,), or tensors where tokens on CUDA were given.

    A sequence without tokens has ``count`` 0 and ``sum`` 0; all else of it is NaN. With a token that is NaN, everything
    but ``count`` is NaN.

    Attributes
    ----------
    sum : ndarray of float64
        Log-probability of the sequence.
    mean : ndarray of float64
        That of a token on average, ``sum / count``.
    count : ndarray of int64
        How many tokens there are.
    min : ndarray of float64
        Log-probability of the least likely token.
    perplexity : ndarray of float64
        ``exp(-mean)``, at least 1.
    tail_window : ndarray of float64, or None
        Mean over the last window; ``None`` if no window was asked for.
    min_window : ndarray of float64, or None
        The least mean of a window; ``None`` if no window was asked for.
    """

    sum: NDArray[np.float64]
    mean: NDArray[np.float64]
    count: NDArray[np.int64]
    min: NDArray[np.float64]
    perplexity: NDArray[np.float64]
    tail_window: NDArray[np.float64] | None = None
    min_window: NDArray[np.float64] | None = None

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row a sequence; see :meth:`rankfold.rank.Ranking.to_frame`."""
        columns = {name: getattr(self, name) for name in _FIELDS}
        return to_native_frame({name: of.tolist() for name, of in columns.items() if of is not None}, backend)

    def to_samples(
        self,
        answers: Sequence[Any] | NDArray[Any],
        *,
        offsets: ArrayLike | None = None,
        question: Sequence[str | int] | NDArray[Any] | None = None,
        **columns: Any,
    ) -> Samples:
        """The sequences as samples with answers, for the methods of :mod:`rankfold.answers`.

        Parameters
        ----------
        answers : sequence or array, shape (n_sequences,)
            The answer of each sequence, None where it has none.
        offsets : array-like of int, optional
            Where the sequences of each question start; without it and ``question``, all are of one question.
        question : sequence of str or int, shape (n_sequences,), optional
            Instead of offsets: the question of each sequence.
        **columns
            Other columns of :meth:`rankfold.Samples.from_flat`, such as ``paths``.

        Returns
        -------
        Samples
            With ``sum_logprobs`` and ``n_tokens``, from which their means follow. The arrays are handed over as they
            are; tensors are copied to the CPU first.

        Raises
        ------
        InvalidInputError
            For a sequence without tokens or with a log-probability that is not known, which no sample has; and as
            :meth:`rankfold.Samples.from_flat`.

        Examples
        --------
        >>> import rankfold as rf
        >>> found = rf.logits.sequence_statistics([-0.2, -0.4, -0.5, -0.5, -0.9, -0.1], [0, 2, 4, 6])
        >>> samples = found.to_samples(["A", "B", "A"], paths=["x", "y", "z"])
        >>> rf.answers.perplexity_consistency(samples)[0].answer
        'A'
        """
        total, count = _on_cpu(self.sum), _on_cpu(self.count)
        empty = np.flatnonzero((count == 0) | np.isnan(total))
        if empty.size:
            at = int(empty[0])
            what = "no tokens" if count[at] == 0 else "a token whose log-probability is NaN"
            raise InvalidInputError(f"sequence {at} has {what}: expected a log-probability for each sample")
        if offsets is None and question is None:
            offsets = np.array([0, len(total)], dtype=np.int64)
        given: dict[str, Any] = {"sum_logprobs": total, "n_tokens": count, **columns}
        return Samples.from_flat(answers, offsets=offsets, question=question, **given)


def sequence_statistics(
    token_logprobs: Array,
    offsets: Array | None = None,
    *,
    mask: Array | None = None,
    window: int | None = None,
    **control: Unpack[Control],
) -> SequenceStatistics:
    """Log-probability, perplexity and the like of sequences, from those of their tokens.

    Parameters
    ----------
    token_logprobs : array or tensor of float, shape (n_tokens,) or (n_sequences, length)
        Natural logarithms, at most 0: sequences end to end with ``offsets``, or a padded row each with ``mask``.
    offsets : array-like of int, shape (n_sequences + 1,), optional
        The tokens of sequence i are ``offsets[i]:offsets[i + 1]``; starts at 0.
    mask : array or tensor of bool, shape (n_sequences, length), optional
        Which entries are tokens; the others are not looked at.
    window : int, optional
        Tokens of a window, which starts at every token; a shorter sequence is one window.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    SequenceStatistics
        Arrays of numpy, or tensors on CUDA where the tokens are there.

    Raises
    ------
    InvalidInputError
        For a log-probability above 0, offsets or a mask that do not fit, both or none of them, a window below 1, a
        tensor that needs gradients.
    InvalidTypeError
        For log-probabilities that are not floats.

    Notes
    -----
    Tokens are summed from first to last in 64 bits, so ragged and padded sequences give the same bits. Minus infinity
    is a log-probability. Linear in the tokens. A tensor that needs gradients is refused: for a loss, write
    ``torch.where(mask, token_logprobs, 0).sum(-1)``.

    On CUDA the sums are taken in the same order and have the same bits. Nothing is waited for, so what would be an
    error in tensors there, a log-probability above 0 or offsets that do not fit, gives NaN for its sequence instead.
    Keywords of control are for the CPU.

    For confidences of windows of other kinds see :func:`rankfold.answers.trace_confidence`.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> found = rf.logits.sequence_statistics([-0.2, -0.4, -0.5, -0.5, -0.9], [0, 2, 4, 5, 5])
    >>> found.sum.round(6).tolist(), found.count.tolist()
    ([-0.6, -1.0, -0.9, 0.0], [2, 2, 1, 0])
    >>> rows, mask = np.log([[0.5, 0.5], [0.1, 0.9]]), np.array([[True, True], [True, False]])
    >>> rf.logits.sequence_statistics(rows, mask=mask).perplexity.round(6).tolist()
    [2.0, 10.0]
    """
    if (offsets is None) == (mask is None):
        raise InvalidInputError("sequence_statistics needs offsets or mask=, and not both")
    width = None if window is None else integer("window", window, 1, 2**62)
    options = native_control(control)
    if is_tensor(token_logprobs) and token_logprobs.is_cuda:
        # Only here are torch and the kernels imported.
        from rankfold.logits.cuda_sequences import cuda_sequences

        _refuse_gradients(token_logprobs)
        return SequenceStatistics(**cuda_sequences(token_logprobs, offsets, mask, width))
    tokens = _tokens(token_logprobs)
    if mask is not None:
        if tokens.ndim != 2:
            raise InvalidInputError(f"token_logprobs has shape {tokens.shape}: expected (n_sequences, length)")
        flags = flag_rows(mask, tokens.shape)
        found = _native.padded_sequences(tokens.ravel(), len(tokens), flags, width, options)
    else:
        if tokens.ndim != 1:
            raise InvalidInputError(f"token_logprobs has shape {tokens.shape}: expected (n_tokens,), or mask=")
        starts: Any = on_cpu("offsets", offsets).numpy() if is_tensor(offsets) else offsets
        starts = integer_vector("offsets", starts, "(n_sequences + 1,)")
        found = _native.ragged_sequences(tokens, starts, width, options)
    names = _FIELDS if width is not None else _FIELDS[:5]
    return SequenceStatistics(**{name: getattr(found, name) for name in names})


def _on_cpu(column: Array) -> NDArray[Any]:
    return column.cpu().numpy() if is_tensor(column) else column  # type: ignore[no-any-return]


def _refuse_gradients(values: Array) -> None:
    if values.requires_grad:
        raise InvalidInputError(
            "token_logprobs needs a gradient, which statistics of sequences do not have: write "
            "token_logprobs.detach(), or torch.where(mask, token_logprobs, 0).sum(-1) for a loss"
        )


def _tokens(values: Array) -> NDArray[Any]:
    """Log-probabilities as contiguous floats of 32 or 64 bits."""
    if is_tensor(values):
        _refuse_gradients(values)
        values = on_cpu("token_logprobs", values)
        values = (values if values.element_size() >= 4 else values.float()).numpy()
    try:
        array = np.asarray(values)
    except ValueError:
        raise InvalidInputError("token_logprobs is ragged: expected flat values and offsets") from None
    is_masked = isinstance(values, np.ma.MaskedArray)
    if (array.dtype.kind not in "iuf" and array.size) or is_masked:
        kind = "is masked" if is_masked else f"has dtype {array.dtype}"
        raise InvalidTypeError(f"token_logprobs {kind}: expected floats")
    form = np.float32 if array.dtype in (np.float16, np.float32) else np.float64
    return np.ascontiguousarray(array, dtype=form)

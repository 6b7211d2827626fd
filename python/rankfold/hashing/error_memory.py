"""A memory of a model's recent errors, which corrects its next predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rankfold import _native as native
from rankfold.arguments import real
from rankfold.arrays import flag_vector, float_matrix, score_vector
from rankfold.control import native_control
from rankfold.errors import CorruptStateError, InvalidInputError
from rankfold.hashing.bucket_table import BucketTable
from rankfold.hashing.origin import OfEncoder
from rankfold.state import MergeableState

if TYPE_CHECKING:
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.simhash import SimHash

__all__ = ["ErrorMemory", "MemoryReading"]


@dataclass(frozen=True, eq=False)
class MemoryReading:
    """What a memory says of vectors: a number each.

    Attributes
    ----------
    labels : ndarray of float64, shape (b,)
        The estimated label, 0 where all buckets are empty.
    predictions : ndarray of float64, shape (b,)
        What the model predicted for the same samples, 0 where all buckets are empty.
    n_hit : ndarray of int64, shape (b,)
        How many of the ``groups`` buckets are not empty; 0 says that the memory knows nothing.
    density : ndarray of float64, shape (b,)
        The mean weight of a bucket: with Gaussian hyperplanes and without decay, an unbiased estimate of
        ``sum_i (1 - a_i / pi)**bits`` over all samples, with their angles ``a_i``.
    """

    labels: NDArray[np.float64]
    predictions: NDArray[np.float64]
    n_hit: NDArray[np.int64]
    density: NDArray[np.float64]


class ErrorMemory(OfEncoder, MergeableState):
    """Sums of labels and predictions by hash code, and what they say of a new sample (ReLoop2).

    A model that was trained some time ago errs in ways that the labels of the last minutes show. Samples are hashed by
    a hidden layer of the model; what fell into the same buckets as a new sample corrects its prediction. Writing and
    reading take the same time however much was written.

    Parameters
    ----------
    encoder : SimHash
        From hidden vectors to codes.
    model_tag : str, optional
        Which model the hidden vectors are of. Memories with different tags do not merge.

    Notes
    -----
    Each of ``groups`` tables holds for each code the number of samples, the sum of their labels and the sum of the
    model's predictions. To read a vector, the non-empty buckets ``k`` of its codes are averaged:
    ``y = sum_k a_k * labels_k / n_k`` and ``y_base = sum_k a_k * predictions_k / n_k``, with
    ``a = softmax(s / temperature)`` and ``s_k = n_k / sum_j n_j``.

    The text of the paper that could be read had lost its displayed formulas. The correction, the softmax and the three
    scalars of a bucket follow its prose. Two readings are ours: that the first scalar counts samples, and that the
    similarity ``s_k`` is a bucket's share of the samples in all buckets of the vector. Empty buckets are left out;
    where all are empty there is no correction.

    A memory takes ``groups * 2**bits`` buckets of 12 bytes: 142 MB for the paper's 180 groups of 16 bits. Decay adds
    8 bytes to each. Reading takes ``groups`` misses of the cache.

    References
    ----------
    J. Zhu and others: ReLoop2: building self-adaptive recommendation models via responsive error compensation loop.
    KDD 2023, arXiv 2306.08808.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> encoder = rf.hashing.SimHash(2, groups=2, bits=1, matrix=np.eye(2))
    >>> memory = rf.hashing.ErrorMemory(encoder)
    >>> _ = memory.write([[1, -1], [1, -1], [1, -1]], labels=[1, 0, 0], predictions=[0.6, 0.6, 0.6])
    >>> _ = memory.write([[-1, 1], [-1, 1]], labels=[1, 1], predictions=[0.45, 0.45])
    >>> memory.read([[1, 1]]).labels.round(6).tolist()
    [0.412802]
    >>> memory.compensate([0.35], [[1, 1]], weight=0.4).round(6).tolist()
    [0.375121]
    """

    __slots__ = ()
    _native: native.BucketTable
    _native_class = native.BucketTable

    def __init__(self, encoder: SimHash, *, model_tag: str | None = None) -> None:
        self._native = BucketTable(encoder, 2, model_tag=model_tag)._native

    @property
    def nbytes(self) -> int:
        """Bytes of the buckets."""
        return self._native.n_bytes

    def write(
        self,
        hidden: ArrayLike,
        labels: ArrayLike,
        predictions: ArrayLike,
        *,
        mask: ArrayLike | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Add samples whose labels have come in, and return this memory.

        Parameters
        ----------
        hidden : array-like of float, shape (n, dim)
            The hidden layer of the model for each sample.
        labels : array-like of float, shape (n,)
            What turned out, from 0 to 1.
        predictions : array-like of float, shape (n,)
            What the model had predicted, without compensation, from 0 to 1.
        mask : array-like of bool, shape (n,), optional
            False for samples to leave out: padding, or errors too small to remember.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            If shapes do not fit, a coordinate is not finite, or a label or a prediction is not from 0 to 1. Nothing is
            written then.
        """
        targets, guesses = score_vector("labels", labels, "(n,)"), score_vector("predictions", predictions, "(n,)")
        rows = float_matrix("hidden", hidden, "(n, dim)")
        if len(targets) != len(rows):
            raise InvalidInputError(f"labels has {len(targets)} entries: expected {len(rows)}, a row of hidden each")
        if len(guesses) != len(targets):
            raise InvalidInputError(f"predictions has {len(guesses)} entries: expected {len(targets)}, as labels has")
        kept = None if mask is None else flag_vector("mask", mask, len(targets), "(n,)").view(np.bool_)
        _check_shares("labels", targets, kept)
        _check_shares("predictions", guesses, kept)
        values = np.stack([targets, guesses], axis=1)
        BucketTable._wrap(self._native).add(rows, values, mask=mask, **control)
        return self

    def read(self, hidden: ArrayLike, *, temperature: float = 0.1, **control: Unpack[Control]) -> MemoryReading:
        """What the memory says of samples.

        Parameters
        ----------
        hidden : array-like of float, shape (b, dim)
            The hidden layer of the model for each sample.
        temperature : float, default 0.1
            Above 0. The lower, the more the fullest buckets count.
        **control
            See :class:`rankfold.control.Control`.
        """
        number = _positive("temperature", temperature)
        codes = self.encoder.signatures(hidden, **control)
        found = native.read_errors(self._native, codes, number, native_control(control))
        return MemoryReading(*found)

    def compensate(
        self,
        predictions: ArrayLike,
        hidden: ArrayLike,
        *,
        weight: float,
        gamma: float = 1.0,
        temperature: float = 0.1,
        **control: Unpack[Control],
    ) -> NDArray[np.float64]:
        """Predictions, corrected by the errors of similar samples.

        Parameters
        ----------
        predictions : array-like of float, shape (b,)
            Of the model, from 0 to 1.
        hidden : array-like of float, shape (b, dim)
            The hidden layer of the model for each sample.
        weight : float
            How much of the error to correct, from 0 to 1. It has no default: the paper found 0.4 and 0.9 best on its
            two data sets.
        gamma : float, default 1.0
            From 0 to 1: 1 compares labels with this prediction, 0 with what the model had predicted for them.
        temperature : float, default 0.1
            As in :meth:`read`.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of float64, shape (b,)
            ``clip(p + weight * error, 0, 1)`` with ``error = gamma * (y - p) + (1 - gamma) * (y - y_base)``; ``p``
            itself where all buckets are empty. With ``gamma=1`` it is ``(1 - weight) * p + weight * y``.
        """
        share, mix = _share("weight", weight), _share("gamma", gamma)
        given = score_vector("predictions", predictions, "(b,)")
        _check_shares("predictions", given, None)
        found = self.read(hidden, temperature=temperature, **control)
        if len(found.labels) != len(given):
            raise InvalidInputError(f"predictions has {len(given)} entries: expected {len(found.labels)}, a row each")
        error = mix * (found.labels - given) + (1 - mix) * (found.labels - found.predictions)
        return np.where(found.n_hit > 0, np.clip(given + share * error, 0.0, 1.0), given)

    def decay(self, factor: float) -> Self:
        """Multiply all that was written by a factor from 0 to 1, so that what is recent counts more."""
        self._native.decay(real("factor", factor))
        return self

    def reset(self) -> Self:
        """Forget everything, as when the model was trained anew."""
        self._native = BucketTable(self.encoder, 2, model_tag=self.model_tag)._native
        return self

    @classmethod
    def from_bytes(cls, content: bytes | bytearray | memoryview) -> Self:
        """The memory that :meth:`to_bytes` wrote.

        Raises
        ------
        CorruptStateError
            For any other bytes.
        """
        memory = super().from_bytes(content)
        table = BucketTable._wrap(memory._native)
        if table.value_dim != 2 or table.users is not None:
            what = f"{table.value_dim} values" + ("" if table.users is None else " and users")
            raise CorruptStateError(f"a table of {what} is no memory of errors: expected 2 values, no users")
        return memory


def _positive(name: str, value: object) -> float:
    number = real(name, value)
    if number <= 0:
        raise InvalidInputError(f"{name} = {number}: expected {name} > 0")
    return number


def _share(name: str, value: object) -> float:
    number = real(name, value)
    if not 0 <= number <= 1:
        raise InvalidInputError(f"{name} = {number}: expected 0 <= {name} <= 1")
    return number


def _check_shares(name: str, values: NDArray[np.float64], kept: NDArray[np.bool_] | None) -> None:
    """Fail for what is not from 0 to 1 among the rows that are kept."""
    wrong = ~((values >= 0) & (values <= 1))
    if kept is not None:
        wrong &= kept
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidInputError(f"{name}[{at}] = {values[at]}: expected 0 <= {name.removesuffix('s')} <= 1")

"""Codes that similar vectors share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native as native
from rankfold.arguments import integer
from rankfold.arrays import float_matrix
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["SimHash"]


class SimHash:
    """Codes from the sides of random hyperplanes on which a vector lies (SimHash).

    Hyperplanes through the origin come in groups. In each group a vector has a code of ``bits`` bits, one for each
    hyperplane: 1 if the projection is above 0. Two vectors at the angle ``a`` have the same code in a group with
    probability ``(1 - a / pi) ** bits``; lengths do not matter.

    Parameters
    ----------
    dim : int
        Coordinates of a vector, 1 to 65,536.
    groups : int, default 16
        Codes of a vector, 1 to 65,536.
    bits : int, default 3
        Bits of a code, 1 to 16. Where papers count all hyperplanes as m, that is ``groups * bits``.
    seed : int, default 0
        What the hyperplanes are drawn from.
    projection : {"gaussian", "hadamard"}, default "gaussian"
        Independent normal numbers; or three rounds of random signs and Walsh-Hadamard transforms, which are faster
        where there are hundreds of bits, and collide a little less often than the formula says in fewer than 64
        dimensions.
    matrix : array-like of float, shape (groups * bits, dim), optional
        Hyperplanes of your own instead, one in each row, those of a group one after the other. They are kept in 32
        bits.

    Raises
    ------
    InvalidInputError
        For a size out of range, a matrix of another shape, a cell that is not finite or as large as 2**31.

    Notes
    -----
    The encoder is immutable and is saved with its hyperplanes, which are never derived anew from the seed; so codes are
    the same on every host and in every version that reads the file. Gaussian hyperplanes are drawn with ChaCha8 and the
    method of Box and Muller, rounded to 32 bits.

    A projection is a sum in one accumulator of 32 bits, from the first coordinate to the last, each step a fused
    multiply-add. It is the same to the bit for any number of threads and on every processor; processors without fused
    multiply-add are slow. Where a projection is next to 0, other libraries, which sum in another order, may find
    another side.

    References
    ----------
    M. Charikar: Similarity estimation techniques from rounding algorithms. STOC 2002.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=[[1, 0], [0, 1], [1, 1], [1, -1]])
    >>> encoder.signatures([[1, 2], [2, 1], [-1, 1]])
    array([[3, 1],
           [3, 3],
           [2, 0]], dtype=uint16)
    """

    __slots__ = ("_native",)
    _native: native.SimHash

    def __init__(
        self,
        dim: int,
        *,
        groups: int = 16,
        bits: int = 3,
        seed: int = 0,
        projection: Literal["gaussian", "hadamard"] = "gaussian",
        matrix: ArrayLike | None = None,
    ) -> None:
        dim = integer("dim", dim, 1, 65_536)
        groups = integer("groups", groups, 1, 65_536)
        bits = integer("bits", bits, 1, 16)
        seed = integer("seed", seed, 0, 2**64 - 1)
        if projection not in ("gaussian", "hadamard"):
            raise InvalidInputError(f"projection = {projection!r}: expected one of gaussian, hadamard")
        if matrix is None:
            self._native = native.SimHash.draw(dim, groups, bits, seed, projection == "hadamard")
            return
        shape = (groups * bits, dim)
        rows = float_matrix("matrix", matrix, "(groups * bits, dim)")
        if rows.shape != shape:
            raise InvalidInputError(f"matrix has shape {rows.shape}: expected (groups * bits, dim) = {shape}")
        with np.errstate(over="ignore"):
            rows = np.ascontiguousarray(rows, dtype=np.float32)
        self._native = native.SimHash.from_matrix(rows, dim, groups, bits)

    @classmethod
    def _wrap(cls, handle: native.SimHash) -> Self:
        encoder = cls.__new__(cls)
        encoder._native = handle
        return encoder

    @property
    def dim(self) -> int:
        """Coordinates of a vector."""
        return self._native.dim

    @property
    def groups(self) -> int:
        """Codes of a vector."""
        return self._native.groups

    @property
    def bits(self) -> int:
        """Bits of a code."""
        return self._native.bits

    @property
    def seed(self) -> int | None:
        """What the hyperplanes were drawn from; None for those of a matrix."""
        return None if self.projection == "matrix" else self._native.seed

    @property
    def projection(self) -> Literal["gaussian", "hadamard", "matrix"]:
        """Where the hyperplanes come from."""
        return self._native.projection

    @property
    def fingerprint(self) -> int:
        """64 bits that are equal for encoders that give equal codes."""
        return self._native.fingerprint

    @property
    def matrix(self) -> NDArray[np.float32]:
        """The hyperplanes, shape (groups * bits, dim): one in each row, those of a group one after the other.

        With ``projection="hadamard"`` codes come from the transform itself, which rounds differently where a projection
        is next to 0.
        """
        return self._native.matrix()

    def signatures(self, vectors: ArrayLike, **control: Unpack[Control]) -> NDArray[np.uint16]:
        """The code of each group for each vector.

        Parameters
        ----------
        vectors : array-like of float, shape (n, dim)
            Of 16, 32 or 64 bits; those of 64 are rounded to 32 first.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of uint16, shape (n, groups)
            Codes from 0 to ``2**bits - 1``. Bit ``b`` of the code of group ``g``, counted from the lowest, belongs to
            row ``g * bits + b`` of the matrix. A vector of zeros has the code 0 everywhere.

        Raises
        ------
        InvalidInputError
            For a coordinate that is not finite or as large as 2**64, or vectors of another length.

        Notes
        -----
        ``O(n * groups * bits * dim)``; ``O(n * groups * bits * log(dim))`` with Hadamard rounds.
        """
        return self._native.signatures(float_matrix("vectors", vectors, "(n, dim)"), native_control(control))

    def packed_bits(self, vectors: ArrayLike, **control: Unpack[Control]) -> NDArray[np.uint64]:
        """All bits of each vector, for :func:`hamming_top_k`.

        Parameters
        ----------
        vectors : array-like of float, shape (n, dim)
            As for :meth:`signatures`.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of uint64, shape (n, ceil(groups * bits / 64))
            Bit ``j``, the lowest of the first word being the first, belongs to row ``j`` of the matrix; bits left over
            are 0.

        Raises
        ------
        InvalidInputError
            As for :meth:`signatures`.

        Examples
        --------
        >>> import rankfold as rf
        >>> encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=[[1, 0], [0, 1], [1, 1], [1, -1]])
        >>> [f"{word:04b}" for word in encoder.packed_bits([[1, 2], [-1, 1]])[:, 0]]
        ['0111', '0010']
        """
        return self._native.packed_bits(float_matrix("vectors", vectors, "(n, dim)"), native_control(control))

    def to_bytes(self) -> bytes:
        """The encoder as bytes, hyperplanes included: versioned, little-endian, with a checksum."""
        return self._native.to_bytes()

    @classmethod
    def from_bytes(cls, content: bytes | bytearray | memoryview) -> Self:
        """The encoder that :meth:`to_bytes` wrote.

        Raises
        ------
        CorruptStateError
            For any other bytes.
        """
        return cls._wrap(native.SimHash.from_bytes(bytes(content)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SimHash) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        origin = "" if self.seed is None else f", seed={self.seed}"
        return (
            f"SimHash({self.dim}, groups={self.groups}, bits={self.bits}{origin}, projection={self.projection!r}, "
            f"fingerprint={self.fingerprint:016x})"
        )


def native_encoder(encoder: object) -> native.SimHash:
    """The native half of an encoder, and nothing else."""
    if not isinstance(encoder, SimHash):
        raise InvalidTypeError(f"encoder is of type {type(encoder).__name__}: expected a SimHash")
    return encoder._native

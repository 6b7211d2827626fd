"""Tables that answer candidates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native as native
from rankfold.arrays import code_matrix, float_matrix, integer_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.hashing.origin import OfEncoder
from rankfold.state import label_tuple

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.simhash import SimHash

__all__ = ["FrozenTable"]


class FrozenTable(OfEncoder):
    """The normalised sums of a :class:`BucketTable`, for one history or many users; made by :meth:`BucketTable.freeze`.

    A candidate is hashed, and the buckets that it meets are brought together: a few rows of memory for each candidate,
    however long the history was. The numbers can lie in a file that is mapped into memory and shared by processes.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=[[1, 0], [0, 1], [1, 1], [1, -1]])
    >>> table = rf.hashing.BucketTable(encoder, users=[])
    >>> _ = table.add([[1, 2], [2, 1], [3, -1]], users=["ann", "bob"], offsets=[0, 2, 3])
    >>> frozen = table.freeze(normalize="count")
    >>> frozen.query_many(["bob", "ann", "eve"], [[1, -0.5], [1, 1.5], [1, 1]])
    array([[ 3.  , -1.  ],
           [ 1.25,  1.75],
           [ 0.  ,  0.  ]], dtype=float32)
    """

    __slots__ = ("_native",)
    _native: native.FrozenTable

    @classmethod
    def _wrap(cls, handle: native.FrozenTable) -> Self:
        frozen = cls.__new__(cls)
        frozen._native = handle
        return frozen

    def query(self, candidates: ArrayLike, **control: Unpack[Control]) -> NDArray[np.float32]:
        """What the buckets of each candidate make together, of a table of one history.

        Parameters
        ----------
        candidates : array-like of float, shape (b, dim)
            Of 16, 32 or 64 bits; those of 64 are rounded to 32 first.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of float32, shape (b, value_dim)
            Zeros for a candidate that meets empty buckets alone.

        Raises
        ------
        InvalidInputError
            For a coordinate that is not finite or as large as 2**64, candidates of another length, or a table of many
            users.

        Notes
        -----
        ``O(b * groups * (bits * dim + value_dim))``. Sums go over groups from the first to the last, in 32 bits.
        """
        self._one_history("query")
        return self._native.query(float_matrix("candidates", candidates, "(b, dim)"), native_control(control))

    def query_codes(self, codes: ArrayLike, **control: Unpack[Control]) -> NDArray[np.float32]:
        """The same for candidates that were hashed before.

        Parameters
        ----------
        codes : array-like of int, shape (b, groups)
            What :meth:`SimHash.signatures` gave.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of float32, shape (b, value_dim)
            As :meth:`query` gives it.

        Raises
        ------
        InvalidInputError
            For a code that is not there, or a table of many users.
        """
        self._one_history("query_codes")
        rows = code_matrix("codes", codes, self.encoder.groups)
        return self._native.query_codes(rows, native_control(control))

    def query_many(
        self,
        users: Sequence[str | int],
        candidates: ArrayLike,
        offsets: ArrayLike | None = None,
        **control: Unpack[Control],
    ) -> NDArray[np.float32]:
        """What the buckets of candidates of several users make together.

        Parameters
        ----------
        users : sequence of str or int
            Whose candidates they are; a user may come several times. One who is not there has an empty history, so that
            the answers are zeros; ``user in table`` tells.
        candidates : array-like of float, shape (b, dim)
            As for :meth:`query`.
        offsets : array-like of int, shape (n_users + 1,), optional
            The candidates of ``users[i]`` are ``offsets[i]:offsets[i + 1]``; starts at 0. By default one for each user.
        **control
            See :class:`rankfold.control.Control`.

        Returns
        -------
        ndarray of float32, shape (b, value_dim)
            A row for each candidate.

        Raises
        ------
        InvalidInputError
            As :meth:`query`, for offsets that do not fit, or a table of one history.
        """
        if not self._native.is_keyed:
            raise InvalidInputError("query_many needs a table of many users: this one is of one history, so use query")
        labels = list(label_tuple(users, "users"))
        rows = float_matrix("candidates", candidates, "(b, dim)")
        starts = np.arange(len(labels) + 1) if offsets is None else offsets
        starts = integer_vector("offsets", starts, "(n_users + 1,)")
        return self._native.query_many(labels, rows, starts, native_control(control))

    def _one_history(self, method: str) -> None:
        if self._native.is_keyed:
            raise InvalidInputError(f"{method} needs a table of one history: this one is of many, so use query_many")

    def __contains__(self, user: object) -> bool:
        return bool(self._native.is_keyed and self._native.contains(user))

    @property
    def users(self) -> tuple[str | int, ...] | None:
        """The users, in the order of labels; None for one history."""
        users = self._native.users
        return None if users is None else tuple(users)

    @property
    def value_dim(self) -> int:
        """Values in a row."""
        return self._native.width

    @property
    def normalize(self) -> Literal["none", "l2", "count", "ratio"]:
        """What became of the sums."""
        return self._native.normalize

    @property
    def dtype(self) -> np.dtype[Any]:
        """How the numbers are kept."""
        return self._native.cells.dtype

    @property
    def table(self) -> NDArray[Any]:
        """The normalised sums, shape (n_users, groups, 2**bits, value_dim); users in the order of labels."""
        shape = (self._native.n_users, self.encoder.groups, 2**self.encoder.bits, self.value_dim)
        return self._native.cells.reshape(shape)

    @property
    def nbytes(self) -> int:
        """Bytes of the numbers of all histories."""
        return int(self._native.cells.nbytes + self._native.weights.nbytes)

    @property
    def nbytes_per_user(self) -> int:
        """Bytes of the numbers of a history: its floats, and with "ratio" a weight of 8 bytes for each bucket."""
        n_buckets = self.encoder.groups * 2**self.encoder.bits
        weight = 8 if self.normalize == "ratio" else 0
        return int(n_buckets * (self.value_dim * self.dtype.itemsize + weight))

    def _parts(self) -> tuple[bytes | memoryview, ...]:
        return self._native.head_bytes(), self._native.weights.data, self._native.cells.data

    def to_bytes(self) -> bytes:
        """The table as bytes: a head with a checksum, then the numbers as they lie in memory."""
        return b"".join(self._parts())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write :meth:`to_bytes` to a file."""
        with Path(path).open("wb") as file:
            file.writelines(self._parts())

    @classmethod
    def from_buffer(
        cls,
        buffer: Any,
        *,
        verify: bool = False,
        encoder: SimHash | None = None,
        model_tag: str | None = None,
    ) -> Self:
        """The table that lies in a buffer, without a copy of its numbers.

        Parameters
        ----------
        buffer : bytes-like, or array of uint8
            What :meth:`to_bytes` wrote; ``numpy.memmap(path, mode="r")`` for a file.
        verify : bool, default False
            Whether the numbers are compared with their checksum, which reads all of them. The head always is. Without
            it a damaged file gives wrong answers.
        encoder : SimHash, optional
            The one that the table should have.
        model_tag : str, optional
            The tag that it should have.

        Raises
        ------
        CorruptStateError
            For any other bytes.
        IncompatibleStateError
            For a table of another encoder or model tag than was asked for.

        Examples
        --------
        >>> import rankfold as rf
        >>> encoder = rf.hashing.SimHash(8)
        >>> frozen = rf.hashing.BucketTable(encoder).add([[1.0] * 8]).freeze(normalize="l2")
        >>> rf.hashing.FrozenTable.from_buffer(frozen.to_bytes()).query([[1.0] * 8]) == frozen.query([[1.0] * 8])
        array([[ True,  True,  True,  True,  True,  True,  True,  True]])
        """
        try:
            content = buffer if isinstance(buffer, np.ndarray) else np.frombuffer(buffer, dtype=np.uint8)
        except (TypeError, ValueError, BufferError):
            raise InvalidTypeError(f"buffer is of type {type(buffer).__name__}: expected bytes or an array") from None
        if content.dtype != np.uint8 or content.ndim != 1 or not content.flags.c_contiguous:
            raise InvalidTypeError(
                f"buffer has dtype {content.dtype}, shape {content.shape}: expected uint8 in one piece"
            )
        frozen = cls._wrap(native.FrozenTable.from_buffer(np.asarray(content), verify))
        frozen._check_origin(encoder, model_tag)
        return frozen

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_buffer, (self.to_bytes(),)

    def __repr__(self) -> str:
        users = self.users
        whose = "one history" if users is None else f"{len(users)} users"
        return (
            f"FrozenTable({whose}, normalize={self.normalize!r}, value_dim={self.value_dim}, dtype={self.dtype}, "
            f"{self.nbytes_per_user} bytes each)"
        )

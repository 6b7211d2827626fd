"""Long histories in small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from rankfold import _native as native
from rankfold.arguments import integer, real
from rankfold.arrays import flag_vector, float_matrix, integer_vector, score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.hashing.frozen_table import FrozenTable
from rankfold.hashing.origin import OfEncoder
from rankfold.hashing.simhash import native_encoder
from rankfold.state import MergeableState, label_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.simhash import SimHash

__all__ = ["BucketTable"]


class BucketTable(OfEncoder, MergeableState):
    """For each code of each group, the sum of the values whose vectors have it, and how many there are.

    A mergeable state of one history, or of the histories of many users. Its size does not depend on how many rows it
    has seen: ``groups * 2**bits * (4 * value_dim + 4)`` bytes for each history, and 8 more for each bucket once rows
    weigh anything but 1. :meth:`freeze` makes the table that answers candidates.

    Parameters
    ----------
    encoder : SimHash
        What gives the codes.
    value_dim : int, optional
        Values in a row, 1 to 65,536. By default the values are the vectors themselves.
    users : sequence of str or int, optional
        Users with a history each, for a start; :meth:`add` adds more. Without it there is one history, without a name.
    model_tag : str, optional
        What the values belong to, such as the version of an embedding; tables of different tags do not merge.

    Raises
    ------
    InvalidInputError
        For a size out of range, or a user who is listed twice.

    Notes
    -----
    Sums are floats of 32 bits, weights of 64; counts are integers, up to 4,294,967,295 rows of a history. Rows are
    added in their order, so a sum does not depend on threads. Sums of integers below 2**24 are exact, and then
    ``merge`` equals concatenation and ``remove`` undoes ``add`` to the bit; other sums agree within the rounding of
    32-bit floats. Where no row is left in a bucket, its sum is exactly 0.

    One thread may update a table while others read or merge it.

    References
    ----------
    Y. Cao et al.: Sampling is all you need on modeling long-term user behaviors for CTR prediction. CIKM 2022,
    arXiv 2205.10249.

    Examples
    --------
    >>> import rankfold as rf
    >>> encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=[[1, 0], [0, 1], [1, 1], [1, -1]])
    >>> table = rf.hashing.BucketTable(encoder).add([[1, 2], [2, 1], [-1, 1], [3, -1]])
    >>> table.counts().tolist()
    [[0, 1, 1, 2], [1, 1, 0, 2]]
    >>> table.freeze(normalize="none").query([[1, 1.5]])
    array([[2. , 2.5]], dtype=float32)
    """

    __slots__ = ()
    _native: native.BucketTable
    _native_class = native.BucketTable

    def __init__(
        self,
        encoder: SimHash,
        value_dim: int | None = None,
        *,
        users: Sequence[str | int] | None = None,
        model_tag: str | None = None,
    ) -> None:
        handle = native_encoder(encoder)
        width = encoder.dim if value_dim is None else integer("value_dim", value_dim, 1, 65_536)
        labels = None if users is None else list(label_tuple(users, "users"))
        if model_tag is not None and not isinstance(model_tag, str):
            raise InvalidTypeError(f"model_tag is of type {type(model_tag).__name__}: expected a str")
        self._native = native.BucketTable(handle, width, labels, model_tag)

    def add(
        self,
        vectors: ArrayLike,
        values: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        *,
        mask: ArrayLike | None = None,
        users: Sequence[str | int] | None = None,
        offsets: ArrayLike | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Add rows, and return this table.

        Parameters
        ----------
        vectors : array-like of float, shape (n, dim)
            What is hashed, of 16, 32 or 64 bits; those of 64 are rounded to 32 first.
        values : array-like of float, shape (n, value_dim), optional
            What is summed; by default the vectors.
        weights : array-like of float, shape (n,), optional
            What rows weigh, 0 to 16,777,216, in 32 bits; 1 by default.
        mask : array-like of bool, shape (n,), optional
            Which rows count. The others are padding: not looked at, whatever they hold, and not counted.
        users : sequence of str or int, optional
            Whose rows they are, for a table of many users; each once. Those who are not there yet are added.
        offsets : array-like of int, shape (n_users + 1,), optional
            The rows of ``users[i]`` are ``offsets[i]:offsets[i + 1]``; starts at 0. By default a row for each user.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For a coordinate, value or weight that is not finite or too large, arrays of lengths that do not fit, users
            where there are none and the other way round. Nothing is changed then, nor on any other error.

        Notes
        -----
        ``O(n * groups * (bits * dim + value_dim))``. Threads share users, or the groups of one history.
        """
        self._update(False, vectors, values, weights, mask, users, offsets, control)
        return self

    def remove(
        self,
        vectors: ArrayLike,
        values: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        *,
        mask: ArrayLike | None = None,
        users: Sequence[str | int] | None = None,
        offsets: ArrayLike | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Take away rows that were added, and return this table. Parameters are those of :meth:`add`.

        Raises
        ------
        InvalidInputError
            As :meth:`add`, and for more rows in a bucket than are there, or a user who is not there. Nothing is changed
            then.
        """
        self._update(True, vectors, values, weights, mask, users, offsets, control)
        return self

    def _update(
        self,
        remove: bool,
        vectors: ArrayLike,
        values: ArrayLike | None,
        weights: ArrayLike | None,
        mask: ArrayLike | None,
        users: Sequence[str | int] | None,
        offsets: ArrayLike | None,
        control: Control,
    ) -> None:
        rows = float_matrix("vectors", vectors, "(n, dim)")
        labels = None if users is None else list(label_tuple(users, "users"))
        if labels is None and offsets is not None:
            raise InvalidInputError("offsets are given without users: expected both or none")
        if labels is not None and offsets is None:
            offsets = np.arange(len(labels) + 1)
        self._native.update(
            remove,
            rows,
            None if values is None else float_matrix("values", values, "(n, value_dim)"),
            None if weights is None else score_vector("weights", weights, "(n,)"),
            None if mask is None else flag_vector("mask", mask, len(rows), "(n,)"),
            labels,
            None if offsets is None else integer_vector("offsets", offsets, "(n_users + 1,)"),
            native_control(control),
        )

    def merge(self, other: Self) -> Self:
        """Add another table to this one, user by user, and return this one.

        Raises
        ------
        IncompatibleStateError
            For another encoder, ``value_dim`` or model tag, or one history and many. Nothing is changed then.
        """
        return super().merge(other)

    def decay(self, factor: float) -> Self:
        """Multiply all sums and weights by ``factor``, from 0 to 1, and return this table; counts stay.

        So that old rows count for less than new ones: call it at regular intervals. With "ratio" and "count" a decay
        alone changes no answer, until rows are added.
        """
        self._native.decay(real("factor", factor))
        return self

    def freeze(
        self,
        *,
        normalize: Literal["none", "l2", "count", "ratio"],
        dtype: Literal["float32", "float16"] = "float32",
        **control: Unpack[Control],
    ) -> FrozenTable:
        """The table that answers candidates.

        Parameters
        ----------
        normalize : {"none", "l2", "count", "ratio"}
            With T the sum and N the weight of the bucket that a candidate meets in a group:
            "none" is the mean of T over groups, an unbiased estimate of the sum of all values, each times the
            probability that its vector collides with the candidate; "l2" the mean of T / ||T||, as published; "count"
            the mean of T / N; "ratio" the sum of T divided by the sum of N, which tends to the average of the values,
            weighted by those probabilities, as groups become many. Empty buckets count as zeros.
        dtype : {"float32", "float16"}, default "float32"
            How the numbers are kept; answers are always float32.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For another name, and for sums that the format does not hold.
        """
        if not isinstance(normalize, str):
            raise InvalidTypeError(f"normalize is of type {type(normalize).__name__}: expected a str")
        if dtype not in ("float32", "float16"):
            raise InvalidInputError(f"dtype = {dtype!r}: expected one of float32, float16")
        return FrozenTable._wrap(self._native.freeze(normalize, dtype == "float16", native_control(control)))

    @classmethod
    def from_bytes(
        cls,
        content: bytes | bytearray | memoryview,
        *,
        encoder: SimHash | None = None,
        model_tag: str | None = None,
    ) -> Self:
        """The table that :meth:`to_bytes` wrote, with its encoder.

        Parameters
        ----------
        content : bytes-like
            What was written.
        encoder : SimHash, optional
            The one that the table should have.
        model_tag : str, optional
            The tag that it should have.

        Raises
        ------
        CorruptStateError
            For any other bytes. Sizes are checked before memory is asked for.
        IncompatibleStateError
            For a table of another encoder or model tag than was asked for.
        """
        table = super().from_bytes(content)
        table._check_origin(encoder, model_tag)
        return table

    @property
    def value_dim(self) -> int:
        """Values in a row."""
        return self._native.width

    @property
    def users(self) -> tuple[str | int, ...] | None:
        """The users, in the order in which they came; None for one history."""
        users = self._native.users
        return None if users is None else tuple(users)

    @property
    def n_rows(self) -> int:
        """Rows of all histories."""
        return self._native.n_rows

    @property
    def nbytes(self) -> int:
        """Bytes of all sums, counts and weights."""
        return self._native.n_bytes

    @property
    def nbytes_per_user(self) -> int:
        """Bytes of the sums and counts of a history."""
        return self._native.bytes_of_user

    def sums(self, user: str | int | None = None) -> NDArray[np.float32]:
        """Sums of values, shape (groups, 2**bits, value_dim); of a user, if there are many."""
        shape = (self.encoder.groups, 2**self.encoder.bits, self.value_dim)
        return self._native.sums(user).reshape(shape)

    def counts(self, user: str | int | None = None) -> NDArray[np.uint32]:
        """Rows, shape (groups, 2**bits); of a user, if there are many."""
        return self._native.counts(user).reshape(self.encoder.groups, -1)

    def weights(self, user: str | int | None = None) -> NDArray[np.float64]:
        """Weights of rows, shape (groups, 2**bits); of a user, if there are many."""
        return self._native.weights(user).reshape(self.encoder.groups, -1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BucketTable) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        users = self.users
        whose = "one history" if users is None else f"{len(users)} users"
        tag = "" if self.model_tag is None else f", model_tag={self.model_tag!r}"
        return f"BucketTable({whose}, {self.n_rows} rows, value_dim={self.value_dim}{tag}, {self.encoder!r})"

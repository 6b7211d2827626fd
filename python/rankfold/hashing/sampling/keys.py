"""What counts as a key and as a salt, and their hashes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

__all__ = ["MAX_SEED", "Salt", "hash_keys", "read_keys", "read_salt"]

Salt: TypeAlias = str | bytes | int

MAX_SEED = 2**64 - 1


def read_keys(name: str, keys: Any) -> NDArray[np.int64] | list[Any]:
    """Keys as int64, or as a list that the core reads one by one; integers of 64 bits are not copied."""
    if isinstance(keys, (str, bytes, bytearray, dict, set, frozenset)) or not (
        hasattr(keys, "__array__") or isinstance(keys, Iterable)
    ):
        raise InvalidTypeError(
            f"{name} is of type {type(keys).__name__}: expected a list or an array of keys, in order"
        )
    if not hasattr(keys, "__array__"):
        return list(keys)
    if np.ma.is_masked(keys):
        raise InvalidInputError(f"{name}[{int(np.argmax(keys.mask))}] is masked: expected a key")
    array = np.asarray(keys)
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected (n_{name},)")
    if array.dtype.kind in "OUST" or not array.size:
        return list(array.tolist())
    if array.dtype.kind == "u" and array.dtype.itemsize == 8:
        return np.ascontiguousarray(array, dtype=np.uint64).view(np.int64)
    if array.dtype.kind in "iu":
        return np.ascontiguousarray(array, dtype=np.int64)
    raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected integers, texts or bytes")


def read_salt(salt: object) -> bytes:
    """The bytes of a salt: those that a key of that value has."""
    if isinstance(salt, bytes):
        return salt
    if isinstance(salt, str):
        try:
            return salt.encode()
        except UnicodeEncodeError:
            raise InvalidInputError(
                "salt holds half of a surrogate pair: expected a text that UTF-8 can write"
            ) from None
    if isinstance(salt, bool) or not hasattr(salt, "__index__"):
        raise InvalidTypeError(f"salt is of type {type(salt).__name__}: expected a str, bytes or an int")
    return (integer("salt", salt, -(2**63), MAX_SEED) & MAX_SEED).to_bytes(8, "little")


def hash_keys(keys: Any, *, salt: Salt = "", **control: Unpack[Control]) -> NDArray[np.uint64]:
    """Hash keys to 64 bits: the hash behind every sample by key.

    Parameters
    ----------
    keys : array-like of int, str or bytes, shape (n_keys,)
        A list may mix them. A text is its UTF-8, an integer of any width its 8 bytes in two's complement, the lowest
        first: 5 is the same key in every integer type, another than the text "5", and "é" is the same as its UTF-8
        bytes. An integer of 2**63 and more is the same key as the negative one with the same 64 bits.
    salt : str, bytes or int, default ""
        Names the draw: another salt, another and independent hash of the same keys. Its bytes are those of such a key.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of uint64, shape (n_keys,)
        Read-only.

    Raises
    ------
    InvalidTypeError
        For a bool, a float, None or anything else among the keys; for a single key or a set instead of a list.
    InvalidInputError
        For an integer that 64 bits do not hold, or a text with half of a surrogate pair.

    Notes
    -----
    XXH3 with 64 bits of the bytes of the key; its seed is the XXH3 of the bytes of the salt, under seed 0. Different
    integers never have the same hash; of ``n`` other keys two have with a probability of about ``n**2 / 2**65``. It is
    not a cryptographic hash: whoever chooses keys and knows the salt can choose what is sampled.

    References
    ----------
    Y. Collet: the specification of xxHash, https://github.com/Cyan4973/xxHash.

    Examples
    --------
    >>> import rankfold as rf
    >>> [f"{h:016x}" for h in rf.hashing.hash_keys([5, "5", b"5"], salt="votes")]
    ['8765df26abce61b6', 'ba187cdc44e4837e', 'ba187cdc44e4837e']
    """
    return _native.hash_keys(read_keys("keys", keys), read_salt(salt), native_control(control))

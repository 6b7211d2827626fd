"""Every sample in full: hash or draw all, compute all ranks, sort."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Key: TypeAlias = int | str | bytes

MASK = 2**64 - 1
PRIMES = (0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578"
    "825ad07dccff7221b8084674f743248ee03590e6813a264c3c2852bb91c300cb"
)


def key_bytes(key: Key) -> bytes:
    if isinstance(key, str):
        return key.encode()
    return key if isinstance(key, bytes) else (key & MASK).to_bytes(8, "little")


def word(content: bytes, start: int, size: int = 8) -> int:
    return int.from_bytes(content[start : start + size], "little")


def xxh3(content: bytes, seed: int) -> int:
    """XXH3, 64 bits, of at most 16 bytes, by the specification of xxHash."""
    n = len(content)

    def flip(start: int) -> int:
        return word(SECRET, start) ^ word(SECRET, start + 8)

    def avalanche_64(h: int) -> int:
        h = (h ^ h >> 33) * PRIMES[0] & MASK
        h = (h ^ h >> 29) * PRIMES[1] & MASK
        return h ^ h >> 32

    if n == 0:
        return avalanche_64(seed ^ flip(56))
    if n <= 3:
        combined = content[0] << 16 | content[n >> 1] << 24 | content[n - 1] | n << 8
        return avalanche_64(combined ^ ((word(SECRET, 0, 4) ^ word(SECRET, 4, 4)) + seed & MASK))
    if n <= 8:
        seed ^= int.from_bytes((seed & 0xFFFF_FFFF).to_bytes(4, "little"), "big") << 32
        h = (word(content, n - 4, 4) + (word(content, 0, 4) << 32)) ^ (flip(8) - seed & MASK)
        h ^= (h << 49 | h >> 15) & MASK ^ (h << 24 | h >> 40) & MASK
        h = h * 0x9FB21C651E98DF25 & MASK
        h = (h ^ (h >> 35) + n) * 0x9FB21C651E98DF25 & MASK
        return h ^ h >> 28
    low = word(content, 0) ^ (flip(24) + seed & MASK)
    high = word(content, n - 8) ^ (flip(40) - seed & MASK)
    product = low * high
    h = n + int.from_bytes(low.to_bytes(8, "little"), "big") + high + (product & MASK ^ product >> 64) & MASK
    h = (h ^ h >> 37) * 0x165667919E3779F9 & MASK
    return h ^ h >> 32


def seed_of(salt: Key) -> int:
    return xxh3(key_bytes(salt), 0)


def hash_key(key: Key, salt: Key) -> int:
    return xxh3(key_bytes(key), seed_of(salt))


def ln(x: float) -> float:
    """The logarithm that every host rounds alike: sums, products and one quotient."""
    least = 0x3FE6A09E667F3BCD
    above = struct.unpack("<Q", struct.pack("<d", x))[0] - least
    exponent = float(above >> 52)
    mantissa = struct.unpack("<d", struct.pack("<Q", (above & (1 << 52) - 1) + least))[0]
    z = (mantissa - 1.0) / (mantissa + 1.0)
    y = z * z
    series = 1.0 / 21.0
    for odd in (19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        series = series * y + 1.0 / odd
    return exponent * math.log(2) + 2.0 * z * series


def unit(bits: int) -> float:
    return ((bits >> 12) + 0.5) / 2**52


def rank(bits: int, weight: float) -> float:
    return -ln(1.0 - unit(bits)) / weight


def hash_sample(keys: Sequence[Key], rate: float, salt: Key) -> list[bool]:
    numerator, denominator = rate.as_integer_ratio()
    return [hash_key(key, salt) < (numerator << 64) // denominator for key in keys]


def bottom_k(keys: Sequence[Key], weights: Sequence[float], k: int, salt: Key) -> tuple[list[bytes], float]:
    """The bytes of the keys of smallest rank, and the rank after them. Of a key's weights the largest counts."""
    largest: dict[bytes, float] = {}
    for key, weight in zip(keys, weights, strict=True):
        largest[key_bytes(key)] = max(weight, largest.get(key_bytes(key), 0.0))
    seed = seed_of(salt)
    hashes = {content: xxh3(content, seed) for content in largest}
    ranked = sorted((rank(hashes[c], weight), hashes[c], c) for c, weight in largest.items() if weight > 0)
    return [content for *_, content in ranked[:k]], ranked[k][0] if len(ranked) > k else math.inf


def priority_sample(keys: Sequence[Key], weights: Sequence[float], k: int, salt: Key) -> tuple[list[int], float]:
    """The rows of highest priority, and the priority after them."""
    rows = []
    for row, (key, weight) in enumerate(zip(keys, weights, strict=True)):
        h = hash_key(key, salt)
        if weight > 0:
            rows.append((-weight / unit(h), h, row))
    rows.sort()
    return [row for *_, row in rows[:k]], -rows[k][0] if len(rows) > k else 0.0


def rendezvous(keys: Sequence[Key], nodes: Sequence[Key], weights: Sequence[float], salt: Key) -> list[int]:
    chosen = []
    for key in keys:
        ranked = []
        for number, (node, weight) in enumerate(zip(nodes, weights, strict=True)):
            h = xxh3(key_bytes(key), hash_key(node, salt))
            if weight > 0:
                ranked.append((rank(h, weight), h, number))
        chosen.append(min(ranked)[2])
    return chosen


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011)."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = b >> 32 ^ c1 ^ k0, b & 0xFFFFFFFF, a >> 32 ^ c3 ^ k1, a & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def cell(seed: int, row: int, column: int) -> int:
    """64 bits that depend on the seed, the row and the column alone."""
    key, of_row = (seed & 0xFFFFFFFF, seed >> 32), (row & 0xFFFFFFFF, row >> 32)
    word = philox((column // 128 * 16 + column % 16, *of_row, 0), key)[column // 16 % 4]
    upper = word >> 16 if column // 64 % 2 else word & 0xFFFF
    below = philox((column & 0xFFFFFFFF, *of_row, 1 + (column >> 32)), key)
    return upper << 48 | below[0] << 16 | below[1] >> 16


def sample_without_replacement(weights: Sequence[float], k: int, seed: int) -> list[int]:
    cells = [cell(seed, 0, item) for item in range(len(weights))]
    ranked = sorted((rank(cells[i], weight), cells[i], i) for i, weight in enumerate(weights) if weight > 0)
    return [item for *_, item in ranked[:k]]


def gumbel_top_k(logits: Sequence[float], k: int, seed: int, row: int) -> list[tuple[int, float]]:
    """Columns and values; -1 and minus infinity where none is left."""
    values = [
        (-(logit - ln(-ln(unit(cell(seed, row, column))))), column)
        for column, logit in enumerate(logits)
        if logit > -math.inf
    ]
    drawn = [(column, -value) for value, column in sorted(values)[:k]]
    return drawn + [(-1, -math.inf)] * (k - len(drawn))

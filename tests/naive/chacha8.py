"""The generator of the bootstrap: ChaCha8 in counter mode (Bernstein 2008), a stream number per replicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = 0xFFFF_FFFF
CONSTANTS = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


def block(key: tuple[int, ...], counter: int, stream: int) -> list[int]:
    """Sixteen words of 32 bits."""
    start = [*CONSTANTS, *key, counter & MASK, counter >> 32, stream & MASK, stream >> 32]
    state = list(start)

    def mix(into: int, by: int, rotated: int, bits: int) -> None:
        state[into] = (state[into] + state[by]) & MASK
        word = state[rotated] ^ state[into]
        state[rotated] = (word << bits | word >> (32 - bits)) & MASK

    for _ in range(4):
        for a, b, c, d in COLUMNS + DIAGONALS:
            mix(a, b, d, 16)
            mix(c, d, b, 12)
            mix(a, b, d, 8)
            mix(c, d, b, 7)
    return [(word + first) & MASK for word, first in zip(state, start, strict=True)]


def numbers(seed: int, stream: int) -> Iterator[int]:
    """64 bits at a time. The key is the seed, least significant word first, padded with zeros."""
    key = (seed & MASK, seed >> 32, 0, 0, 0, 0, 0, 0)
    counter = 0
    while True:
        words = block(key, counter, stream)
        for low, high in zip(words[::2], words[1::2], strict=True):
            yield low | high << 32
        counter += 1


def below(bound: int, source: Iterator[int]) -> int:
    """A uniform integer in ``range(bound)``: multiply and shift, with rejection (Lemire 2019)."""
    while True:
        product = next(source) * bound
        if product % 2**64 >= 2**64 % bound:
            return product >> 64

"""How kernels are cut: a table, so that nothing is tuned at run time, and a first call takes what later ones take.

Chosen by replays on an H100 and an H200 (``benches/RECORD.md``); the tests keep count of the machine code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

__all__ = ["GROUP", "LANES_OF_SEQUENCES", "LOAD_BYTES", "RowParameters", "row_parameters"]

#: What a lane loads at once: as many logits as lie in so many bytes.
LOAD_BYTES = 16

#: Logits that lie in such a load of the short formats.
GROUP = 8

#: Sequences of one program: a lane each.
LANES_OF_SEQUENCES = 32


@dataclass(frozen=True, slots=True)
class RowParameters:
    """How a program walks along a row.

    Attributes
    ----------
    lanes : int
        Groups of a tile.
    tiles : int
        Tiles that are read before anything is computed: so many loads are under way at once, and so many logits share
        what a lane does once.
    edge_tiles : int
        The same for the ends of rows, where loads are masked, which takes registers.
    warps : int
        Of a program; a thread has ``lanes / (32 warps)`` groups of each tile.
    """

    lanes: int
    tiles: int
    edge_tiles: int
    warps: int


#: The most rows that a line is for, and the lanes of a program: with fewer rows than 132 processors take up, more of
#: a processor has to work on each. More programs a row, whose sums meet later, gain less than their launch costs.
_LANES = ((132, 512), (264, 256), (528, 128))

#: With more rows than that; a warp alone is done with a short row before two have met.
_LANES_OF_LONG, _LANES_OF_SHORT = 64, 32

#: The same where ranks and margins are asked for, which take registers of their own.
_WIDE_LANES_OF_LONG = 128

#: The most logits of a short row.
_SHORT = 16_384

#: Groups that a lane should have of a row, for there to be so many lanes.
_GROUPS_OF_LANE = 4

#: Tiles by lanes: what fits 64 registers, or what there is of them for so many threads.
_TILES = {512: 4, 256: 4, 128: 8, 64: 8, 32: 8}
_WIDE_TILES = {512: 2, 256: 4, 128: 4, 64: 4, 32: 4}


@lru_cache(maxsize=1024)
def row_parameters(n_rows: int, n_tokens: int, *, is_wide: bool = False) -> RowParameters:
    """How so many rows of so many logits are walked along; wide if ranks or margins are asked for."""
    of_many = _LANES_OF_SHORT if n_tokens <= _SHORT else _WIDE_LANES_OF_LONG if is_wide else _LANES_OF_LONG
    lanes = next((lanes for most, lanes in _LANES if n_rows <= most), of_many)
    while lanes > 32 and lanes * _GROUPS_OF_LANE * GROUP > n_tokens:
        lanes //= 2
    n_groups = -(-n_tokens // GROUP)
    tiles = (_WIDE_TILES if is_wide else _TILES)[lanes]
    while tiles > 1 and lanes * tiles // 2 >= n_groups:
        tiles //= 2
    return RowParameters(lanes, tiles, min(tiles, 2 if is_wide else 4), lanes // 32)

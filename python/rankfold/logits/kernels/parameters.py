"""How kernels are cut: a table, so that nothing is tuned at run time, and a first call takes what later ones take.

The sizes follow from the machine code for compute capability 9.0, of which the tests keep count; they have not been
measured on a device.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GROUP", "LANES_OF_SEQUENCES", "LOAD_BYTES", "RowParameters", "row_parameters", "row_splits"]

#: What a lane loads at once: as many logits as lie in so many bytes.
LOAD_BYTES = 16

#: Logits that lie in such a load of the short formats.
GROUP = 8

#: Sequences of one program: a lane each.
LANES_OF_SEQUENCES = 32

#: Programs that a large device should have: eight on each of 132 processors.
_PROGRAMS = 1056

#: A row is not split into less.
_SPLIT_TOKENS = 4096


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
        The same for the ends of rows and for rows that programs share, where loads are masked, which takes registers.
    warps : int
        Of a program; a thread has ``lanes / (32 warps)`` groups of each tile.
    """

    lanes: int
    tiles: int
    edge_tiles: int
    warps: int


#: The largest vocabulary that a line is for, and the line. More tiles than eight do not fit 64 registers.
_ROWS = (
    (512, RowParameters(64, 1, 1, 2)),
    (1024, RowParameters(64, 2, 2, 2)),
    (2048, RowParameters(64, 4, 2, 2)),
    (None, RowParameters(64, 8, 2, 2)),
)

#: Where ranks and margins are asked for too, which take registers of their own.
_WIDE_ROWS = (*_ROWS[:2], (None, RowParameters(64, 4, 2, 2)))


def row_parameters(n_tokens: int, *, is_wide: bool = False) -> RowParameters:
    """How rows of so many logits are walked along; wide if ranks or margins are asked for."""
    table = _WIDE_ROWS if is_wide else _ROWS
    return next(line for most, line in table if most is None or n_tokens <= most)


def row_splits(n_rows: int, n_tokens: int) -> int:
    """Programs that share a row, where there are too few rows for all."""
    return max(min(-(-_PROGRAMS // max(n_rows, 1)), n_tokens // _SPLIT_TOKENS), 1)

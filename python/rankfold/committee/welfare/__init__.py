"""Rules that look for the committee that is worth the most to the voters."""

from rankfold.committee.welfare.chamberlin_courant import chamberlin_courant
from rankfold.committee.welfare.owa import owa
from rankfold.committee.welfare.pav import pav
from rankfold.committee.welfare.reverse_sequential_pav import reverse_sequential_pav
from rankfold.committee.welfare.sequential_chamberlin_courant import sequential_chamberlin_courant
from rankfold.committee.welfare.sequential_pav import sequential_pav
from rankfold.committee.welfare.thiele import thiele

__all__ = [
    "chamberlin_courant",
    "owa",
    "pav",
    "reverse_sequential_pav",
    "sequential_chamberlin_courant",
    "sequential_pav",
    "thiele",
]

"""Rules that drop items round by round."""

from rankfold.rank.elimination.baldwin import baldwin
from rankfold.rank.elimination.benham import benham
from rankfold.rank.elimination.coombs import coombs
from rankfold.rank.elimination.instant_runoff import instant_runoff
from rankfold.rank.elimination.nanson import nanson
from rankfold.rank.elimination.plurality_runoff import plurality_runoff
from rankfold.rank.elimination.smith_irv import smith_irv
from rankfold.rank.elimination.tideman_alternative import tideman_alternative

__all__ = [
    "baldwin",
    "benham",
    "coombs",
    "instant_runoff",
    "nanson",
    "plurality_runoff",
    "smith_irv",
    "tideman_alternative",
]

"""Rules whose score of a committee is the sum of points of its members."""

from rankfold.committee.additive.approval import approval
from rankfold.committee.additive.bloc import bloc
from rankfold.committee.additive.k_borda import k_borda
from rankfold.committee.additive.satisfaction_approval import satisfaction_approval
from rankfold.committee.additive.sntv import sntv

__all__ = ["approval", "bloc", "k_borda", "satisfaction_approval", "sntv"]

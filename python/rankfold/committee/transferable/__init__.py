"""Rules on rankings that pass votes on from item to item."""

from rankfold.committee.transferable.expanding_approvals import expanding_approvals
from rankfold.committee.transferable.stages import Stage, TransferableVote
from rankfold.committee.transferable.stv import stv

__all__ = ["Stage", "TransferableVote", "expanding_approvals", "stv"]

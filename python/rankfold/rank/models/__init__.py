"""Probabilistic models of rankings: fitted to ballots, evaluated on ballots, drawn from."""

from rankfold.rank.models.generalized_mallows import GeneralizedMallows, generalized_mallows
from rankfold.rank.models.mallows import Mallows, mallows
from rankfold.rank.models.plackett_luce import PlackettLuce, plackett_luce

__all__ = ["GeneralizedMallows", "Mallows", "PlackettLuce", "generalized_mallows", "mallows", "plackett_luce"]

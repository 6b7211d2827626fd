"""Committees from rankings under bias: what is lost, and what constraints bring back.

:func:`simulate_bias` draws rankings as they are and as they are seen, :func:`fairness_curve` says what share of the
best committee's value is had at each strength of bias, and :func:`smoothness` estimates the two numbers on which it
depends how many rankings a rule needs.
"""

from rankfold.committee.bias.curve import FairnessCurve
from rankfold.committee.bias.fairness import fairness_curve
from rankfold.committee.bias.simulate import BiasedRankings, simulate_bias
from rankfold.committee.bias.smoothness import Smoothness, smoothness

__all__ = ["BiasedRankings", "FairnessCurve", "Smoothness", "fairness_curve", "simulate_bias", "smoothness"]

"""Methods that weigh samples by the probability that the model gave them, and the mixture behind the pruning."""

from rankfold.answers.consistency.mixture import WeibullMixture, WeibullMixtures, weibull_mixture
from rankfold.answers.consistency.probability import perplexity_consistency, rpc

__all__ = ["WeibullMixture", "WeibullMixtures", "perplexity_consistency", "rpc", "weibull_mixture"]

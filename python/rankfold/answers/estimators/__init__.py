"""What k samples of a question would achieve, from more of them."""

from rankfold.answers.estimators.majority import maj_at_k
from rankfold.answers.estimators.reward import reward_at_k
from rankfold.answers.estimators.trials import coverage, g_pass_at_k, mg_pass_at_k, pass_at_k, pass_hat_k

__all__ = ["coverage", "g_pass_at_k", "maj_at_k", "mg_pass_at_k", "pass_at_k", "pass_hat_k", "reward_at_k"]

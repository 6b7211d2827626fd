"""The few numbers that votes need, straight from the vocabulary.

:func:`token_statistics` reads rows of logits once, :func:`sequence_statistics` makes sequences of their tokens and
hands them to :class:`rankfold.Samples`. The others are formulas over logits and log-probabilities. All take arrays of
numpy or tensors of torch; torch is needed for tensors alone, and tensors come back for tensors.
"""

from rankfold.logits.adjust import adjust
from rankfold.logits.choices import (
    ChoiceScores,
    blank_perplexity,
    choice_probabilities,
    choice_scores,
    p_true,
)
from rankfold.logits.contrast import ContrastOptions, contrast, contrast_argmax, contrast_logprobs
from rankfold.logits.ensemble import ensemble
from rankfold.logits.hidden_logprobs import hidden_logprobs
from rankfold.logits.implicit_rewards import ImplicitRewards, implicit_rewards
from rankfold.logits.keys import key_similarity_bias
from rankfold.logits.layers import layer_divergence
from rankfold.logits.preference_losses import (
    consistency_regularized_loss,
    ranking_consistency,
    soft_preference_cross_entropy,
    square_preference_loss,
    win_probabilities,
)
from rankfold.logits.sequence_statistics import SequenceStatistics, sequence_statistics
from rankfold.logits.token_rewards import contrastive_token_rewards, followup_reward
from rankfold.logits.token_statistics import TokenStatistics, token_logprobs, token_statistics

__all__ = [
    "ChoiceScores",
    "ContrastOptions",
    "ImplicitRewards",
    "SequenceStatistics",
    "TokenStatistics",
    "adjust",
    "blank_perplexity",
    "choice_probabilities",
    "choice_scores",
    "consistency_regularized_loss",
    "contrast",
    "contrast_argmax",
    "contrast_logprobs",
    "contrastive_token_rewards",
    "ensemble",
    "followup_reward",
    "hidden_logprobs",
    "implicit_rewards",
    "key_similarity_bias",
    "layer_divergence",
    "p_true",
    "ranking_consistency",
    "sequence_statistics",
    "soft_preference_cross_entropy",
    "square_preference_loss",
    "token_logprobs",
    "token_statistics",
    "win_probabilities",
]

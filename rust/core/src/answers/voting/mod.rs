//! Methods that count or weigh samples, a file each.

mod best_of_n;
mod borda_confidence_vote;
mod confidence_vote;
mod filtered_vote;
mod lowest_perplexity;
mod majority_vote;
mod threshold_vote;
mod weighted_best_of_n;
mod weighted_vote;
mod weights;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (best_of_n::ID, best_of_n::parse),
    (borda_confidence_vote::ID, borda_confidence_vote::parse),
    (confidence_vote::ID, confidence_vote::parse),
    (filtered_vote::ID, filtered_vote::parse),
    (lowest_perplexity::ID, lowest_perplexity::parse),
    (majority_vote::ID, majority_vote::parse),
    (threshold_vote::ID, threshold_vote::parse),
    (weighted_best_of_n::ID, weighted_best_of_n::parse),
    (weighted_vote::ID, weighted_vote::parse),
];

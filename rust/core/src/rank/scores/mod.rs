//! Rules that look at the scores themselves.

mod majority_judgment;
mod mean_score;
mod rows;
mod score_voting;
mod star;
mod sum;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (majority_judgment::ID, majority_judgment::parse),
    (mean_score::ID, mean_score::parse),
    (score_voting::ID, score_voting::parse),
    (star::ID, star::parse),
];

//! Weighted best-of-N (verifier voting): the answer whose samples have the most reward together.

use super::weighted_vote::WeightedVote;
use super::weights::Transform;
use crate::answers::Rule;
use crate::error::Result;
use crate::options::Options;
use crate::samples::Column;

pub(super) const ID: &str = "weighted_best_of_n";

/// An answer has the sum of the rewards of the samples that gave it.
///
/// # Source
/// Li et al. 2023, arXiv 2206.02336 (DIVERSE).
pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(WeightedVote::sum_of(ID, Column::Rewards, options.optional::<Transform>()?)))
}

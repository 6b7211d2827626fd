//! Threshold vote: the answer that was given most often, if often enough.

use super::majority_vote::MajorityVote;
use crate::answers::Rule;
use crate::error::Result;
use crate::options::Options;

pub(super) const ID: &str = "threshold_vote";

/// A majority vote that abstains where the share of the winner is below a threshold.
pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let threshold = options.number("threshold", "0 <= threshold <= 1", |value| (0.0..=1.0).contains(&value))?;
    Ok(Box::new(MajorityVote { id: ID, threshold: Some(threshold) }))
}

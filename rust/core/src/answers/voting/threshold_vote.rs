//! Threshold vote: the answer that was given most often, if often enough.

use super::majority_vote::count;
use crate::answers::{Kept, Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "threshold_vote";

#[derive(Debug)]
struct ThresholdVote {
    threshold: f64,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let threshold = options.number("threshold", "0 <= threshold <= 1", |value| (0.0..=1.0).contains(&value))?;
    Ok(Box::new(ThresholdVote { threshold }))
}

/// A majority vote that abstains where the share of the winner is below a threshold.
///
/// # Complexity
/// Linear in the number of samples.
impl Rule for ThresholdVote {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        samples.n_samples() as f64 + 50.0 * samples.n_questions() as f64
    }

    fn check(&self, _: &Samples) -> Result<()> {
        Ok(())
    }

    fn score(&self, _: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        count(scores, scratch)
    }

    fn kept(&self) -> Option<Kept> {
        Some(Kept::Counts)
    }

    fn least_confidence(&self) -> Option<f64> {
        Some(self.threshold)
    }
}

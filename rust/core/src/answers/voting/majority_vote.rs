//! Majority vote (self-consistency): the answer that was given most often.

use crate::answers::{Kept, Mass, Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "majority_vote";

#[derive(Debug)]
pub(super) struct MajorityVote {
    pub(super) id: &'static str,
    /// The share below which nobody wins.
    pub(super) threshold: Option<f64>,
}

#[allow(clippy::unnecessary_wraps)] // every method has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MajorityVote { id: ID, threshold: None }))
}

/// An answer has a point for each sample that gave it. It is a plurality that wins, whatever the name says.
///
/// # Complexity
/// Linear in the number of samples.
///
/// # Source
/// Wang et al. 2023, arXiv 2203.11171.
impl Rule for MajorityVote {
    fn id(&self) -> &'static str {
        self.id
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        samples.n_samples() as f64 + 50.0 * samples.n_questions() as f64
    }

    fn check(&self, _: &Samples) -> Result<()> {
        Ok(())
    }

    fn score(&self, _: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let mut n_valid = 0;
        for (score, &count) in scores.iter_mut().zip(&scratch.counts) {
            *score = f64::from(count);
            n_valid += u64::from(count);
        }
        let mass = Mass { answered: n_valid as f64, missing: f64::from(scratch.n_missing) };
        Scored { mass, ..Scored::default() }
    }

    fn kept(&self) -> Option<Kept> {
        Some(Kept::Counts)
    }

    fn least_confidence(&self) -> Option<f64> {
        self.threshold
    }
}

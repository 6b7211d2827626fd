//! Lowest perplexity: the answer of the most probable sample.

use super::best_of_n::best;
use crate::answers::path_probability::PathProbability;
use crate::answers::{Rule, Scored, Scratch, Status};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "lowest_perplexity";

#[derive(Debug)]
struct LowestPerplexity {
    path_probability: PathProbability,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(LowestPerplexity { path_probability: options.named()? }))
}

/// An answer has the log-probability of the most probable sample that gave it.
///
/// # Complexity
/// Linear in the number of samples.
impl Rule for LowestPerplexity {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        2.0 * samples.n_samples() as f64 + 50.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        self.path_probability.check(ID, samples)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], _: &mut Scratch) -> Scored {
        best(question.answers(), self.path_probability.logprobs(question), scores);
        if scores.iter().all(|&score| score == f64::NEG_INFINITY) {
            // Nothing is possible: all answers alike.
            scores.fill(f64::MIN);
            return Scored { status: Status::NoMass, ..Scored::default() };
        }
        Scored::default()
    }

    fn has_mass(&self) -> bool {
        false
    }
}

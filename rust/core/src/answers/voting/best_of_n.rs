//! Best-of-N: the answer of the best sample.

use super::weights::numbers;
use crate::answers::{Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::{Named, Options};
use crate::samples::{Column, MISSING, Question, Samples};

pub(super) const ID: &str = "best_of_n";

/// What says which sample is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct By(Column);

impl Named for By {
    const OPTION: &'static str = "by";
    const VALUES: &'static [(&'static str, Self)] =
        &[("rewards", By(Column::Rewards)), ("confidences", By(Column::Confidences))];
    const NAMES: &'static str = "'rewards', 'confidences'";
}

#[derive(Debug)]
struct BestOfN {
    column: Column,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let By(column) = options.named()?;
    Ok(Box::new(BestOfN { column }))
}

/// An answer has the largest number of the samples that gave it; answers whose best samples are equal tie.
///
/// # Complexity
/// Linear in the number of samples.
impl Rule for BestOfN {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        2.0 * samples.n_samples() as f64 + 50.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        samples.need(ID, self.column)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], _: &mut Scratch) -> Scored {
        best(question.answers(), numbers(question, self.column), scores);
        Scored::default()
    }

    fn has_mass(&self) -> bool {
        false
    }
}

/// The largest number of each answer.
pub(super) fn best(answers: &[u32], numbers: &[f64], scores: &mut [f64]) {
    scores.fill(f64::NEG_INFINITY);
    for (&answer, &number) in answers.iter().zip(numbers) {
        if answer != MISSING {
            let score = &mut scores[answer as usize];
            // Zero has two signs, and one place among numbers.
            *score = score.max(number + 0.0);
        }
    }
}

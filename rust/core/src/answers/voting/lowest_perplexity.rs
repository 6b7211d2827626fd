//! Lowest perplexity: the answer of the most probable sample.

use super::best_of_n::best;
use super::weights::numbers;
use crate::answers::{Rule, Scored, Scratch, Status};
use crate::error::Result;
use crate::options::{Named, Options};
use crate::samples::{Column, Question, Samples};

pub(super) const ID: &str = "lowest_perplexity";

/// Which probability of a path is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathProbability {
    /// The geometric mean over its tokens: one over the perplexity.
    PerToken,
    /// That of the whole path.
    Sequence,
}

impl PathProbability {
    /// The column with its logarithm.
    pub(crate) fn column(self) -> Column {
        match self {
            PathProbability::PerToken => Column::MeanLogprobs,
            PathProbability::Sequence => Column::SumLogprobs,
        }
    }
}

impl Named for PathProbability {
    const OPTION: &'static str = "path_probability";
    const VALUES: &'static [(&'static str, Self)] =
        &[("per_token", PathProbability::PerToken), ("sequence", PathProbability::Sequence)];
    const NAMES: &'static str = "'per_token', 'sequence'";
}

#[derive(Debug)]
struct LowestPerplexity {
    column: Column,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(LowestPerplexity { column: options.named::<PathProbability>()?.column() }))
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
        samples.need(ID, self.column)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], _: &mut Scratch) -> Scored {
        best(question.answers(), numbers(question, self.column), scores);
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

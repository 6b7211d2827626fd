//! Weighted vote: the answer whose samples weigh the most.

use super::weights::{Transform, WeighedBy, check_sign, numbers};
use crate::answers::{Kept, Mass, Rule, Scored, Scratch, Status};
use crate::error::{Error, Result};
use crate::options::{Named, Options};
use crate::samples::{Column, MISSING, Question, Samples};

pub(super) const ID: &str = "weighted_vote";

/// What the weights of an answer become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aggregate {
    Sum,
    Mean,
    Max,
}

impl Named for Aggregate {
    const OPTION: &'static str = "aggregate";
    const VALUES: &'static [(&'static str, Self)] =
        &[("sum", Aggregate::Sum), ("mean", Aggregate::Mean), ("max", Aggregate::Max)];
    const NAMES: &'static str = "'sum', 'mean', 'max'";
}

/// Whether weights below 0 are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Negative {
    Refuse,
    Allow,
}

impl Named for Negative {
    const OPTION: &'static str = "negative";
    const VALUES: &'static [(&'static str, Self)] = &[("refuse", Negative::Refuse), ("allow", Negative::Allow)];
    const NAMES: &'static str = "'refuse', 'allow'";
}

#[derive(Debug)]
pub(super) struct WeightedVote {
    id: &'static str,
    column: Column,
    transform: Option<Transform>,
    aggregate: Aggregate,
    negative: Negative,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let WeighedBy(column) = options.named()?;
    let transform = options.optional::<Transform>()?;
    Ok(Box::new(WeightedVote { id: ID, column, transform, aggregate: options.named()?, negative: options.named()? }))
}

impl WeightedVote {
    /// The sum of a column.
    pub(super) fn sum_of(id: &'static str, column: Column, transform: Option<Transform>) -> Self {
        Self { id, column, transform, aggregate: Aggregate::Sum, negative: Negative::Refuse }
    }
}

/// An answer has the sum (or mean, or largest) of the weights of the samples that gave it.
///
/// # Complexity
/// Linear in the number of samples. Sums are rounded once.
///
/// # Source
/// Wang et al. 2023, arXiv 2203.11171, compare sums and means of probabilities.
impl Rule for WeightedVote {
    fn id(&self) -> &'static str {
        self.id
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        10.0 * samples.n_samples() as f64 + 100.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        samples.need(self.id, self.column)?;
        if self.negative == Negative::Refuse && self.transform.is_none() {
            let expected = "at least 0, or transform='exp', 'sigmoid' or 'min_shift'";
            check_sign(samples, self.column, expected)?;
        }
        let takes_infinity = matches!(self.transform, Some(Transform::Exp | Transform::Sigmoid));
        let numbers = samples.columns().numbers(self.column).unwrap_or(&[]);
        if !takes_infinity && numbers.contains(&f64::NEG_INFINITY) {
            let got = format!("{} of minus infinity", self.column.name());
            let expected = "transform='exp', which makes probabilities of them".to_owned();
            return Err(Error::Data { what: self.id, got, expected });
        }
        Ok(())
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let answers = question.answers();
        let numbers = numbers(question, self.column);
        scratch.values.clear();
        let weights = match self.transform {
            None => numbers,
            Some(transform) => {
                transform.apply(numbers, &mut scratch.values);
                &scratch.values
            }
        };
        let mut mass = scratch.tally.add_up(answers, weights, scores);
        match self.aggregate {
            Aggregate::Sum => {}
            Aggregate::Mean => {
                for (score, &count) in scores.iter_mut().zip(&scratch.counts) {
                    *score /= f64::from(count);
                }
            }
            Aggregate::Max => {
                scores.fill(f64::NEG_INFINITY);
                for (&answer, &weight) in answers.iter().zip(weights) {
                    if answer != MISSING {
                        let score = &mut scores[answer as usize];
                        *score = score.max(weight);
                    }
                }
            }
        }
        if !self.has_mass() {
            mass = Mass::default();
        }
        let nothing = self.has_mass() && mass.answered == 0.0;
        Scored { mass, status: if nothing { Status::NoMass } else { Status::Ok }, ..Scored::default() }
    }

    fn kept(&self) -> Option<Kept> {
        let plain = self.transform.is_none() && self.aggregate == Aggregate::Sum;
        (plain && self.column == Column::Weights).then_some(Kept::Weights)
    }

    fn has_mass(&self) -> bool {
        self.aggregate == Aggregate::Sum && self.negative == Negative::Refuse
    }
}

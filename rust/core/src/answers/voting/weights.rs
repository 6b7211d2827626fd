//! Which column weighs, and what becomes of it.

use crate::error::{Error, Result};
use crate::exp::{extend_relative, logistic};
use crate::options::Named;
use crate::samples::{Column, Question, Samples, cell};

/// The column that samples are weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WeighedBy(pub(super) Column);

impl Named for WeighedBy {
    const OPTION: &'static str = "weights";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("weights", WeighedBy(Column::Weights)),
        ("rewards", WeighedBy(Column::Rewards)),
        ("confidences", WeighedBy(Column::Confidences)),
        ("mean_logprobs", WeighedBy(Column::MeanLogprobs)),
        ("sum_logprobs", WeighedBy(Column::SumLogprobs)),
    ];
    const NAMES: &'static str = "'rewards', 'confidences', 'mean_logprobs', 'sum_logprobs', or an array of weights";
}

/// What a weight is made of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transform {
    /// Its exponential, relative to the largest of the question.
    Exp,
    /// The logistic function of it.
    Sigmoid,
    /// What it has above the smallest of the question.
    MinShift,
}

impl Named for Transform {
    const OPTION: &'static str = "transform";
    const VALUES: &'static [(&'static str, Self)] =
        &[("exp", Transform::Exp), ("sigmoid", Transform::Sigmoid), ("min_shift", Transform::MinShift)];
    const NAMES: &'static str = "'exp', 'sigmoid', 'min_shift', or None";
}

impl Transform {
    /// The weights of the numbers of one question. The exponential of nothing but minus infinity is 0.
    pub(super) fn apply(self, numbers: &[f64], weights: &mut Vec<f64>) {
        match self {
            Transform::Exp => exponentials(numbers, 1.0, weights),
            Transform::Sigmoid => weights.extend(numbers.iter().map(|&number| logistic(number))),
            Transform::MinShift => {
                let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
                weights.extend(numbers.iter().map(|&number| number - least));
            }
        }
    }
}

/// `exp((number - largest) / temperature)` of each; 0 where all are minus infinity.
pub(super) fn exponentials(numbers: &[f64], temperature: f64, weights: &mut Vec<f64>) {
    if !extend_relative(numbers, temperature, weights) {
        weights.resize(numbers.len(), 0.0);
    }
}

/// Fails for a number below 0 in a column that weighs samples as it is.
///
/// # Errors
/// [`Error::Invalid`] that names question and sample.
pub(super) fn check_sign(samples: &Samples, column: Column, expected: &str) -> Result<()> {
    let numbers = samples.columns().numbers(column).unwrap_or(&[]);
    match numbers.iter().position(|&number| number < 0.0) {
        None => Ok(()),
        Some(sample) => {
            let at = cell(samples.offsets(), sample);
            Err(Error::invalid(column.name(), at, numbers[sample], "a weight", expected))
        }
    }
}

/// A column of a question that [`Samples::need`] has seen.
pub(super) fn numbers<'a>(question: &Question<'a>, column: Column) -> &'a [f64] {
    question.numbers(column).unwrap_or(&[])
}

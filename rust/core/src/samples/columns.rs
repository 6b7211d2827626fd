//! What is known of each sample beside its answer, checked.

use std::sync::Arc;

use super::Column;
use crate::error::{At, Error, Result};
use crate::logprob::{self, ABOVE_ZERO, EXPECTED, KIND, logprob};

/// The largest number that a column holds, either sign: no sum of such overflows.
pub const LARGEST: f64 = 1e150;

/// How far, relatively, a sum may be from the mean times the number of tokens.
const AGREEMENT: f64 = 1e-4;

/// The columns that a caller has, as they come.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The mean log-probability of each sample's tokens.
    pub mean_logprobs: Option<Vec<f64>>,
    /// The log-probability of each sample.
    pub sum_logprobs: Option<Vec<f64>>,
    /// How many tokens each sample has.
    pub n_tokens: Option<Vec<i64>>,
    /// The number of each sample's path within its question.
    pub paths: Option<Vec<u32>>,
    /// What a reward model gave each sample.
    pub rewards: Option<Vec<f64>>,
    /// How sure each sample is of itself.
    pub confidences: Option<Vec<f64>>,
    /// The number of each sample's rater.
    pub raters: Option<Vec<u32>>,
    /// Whether each sample's answer is right.
    pub correct: Option<Vec<bool>>,
    /// What is known of each token.
    pub tokens: Option<Tokens>,
}

/// Columns below the samples: one entry a token.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Where the tokens of each sample start, and where the last end.
    pub offsets: Vec<usize>,
    /// The log-probability of each token.
    pub logprobs: Option<Vec<f64>>,
    /// How sure the model was of each token.
    pub confidences: Option<Vec<f64>>,
}

/// Columns of samples, checked; shared, so that a copy of the container costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub(super) mean_logprobs: Option<Arc<[f64]>>,
    pub(super) sum_logprobs: Option<Arc<[f64]>>,
    pub(super) n_tokens: Option<Arc<[i64]>>,
    pub(super) paths: Option<Arc<[u32]>>,
    pub(super) rewards: Option<Arc<[f64]>>,
    pub(super) confidences: Option<Arc<[f64]>>,
    pub(super) weights: Option<Arc<[f64]>>,
    pub(super) raters: Option<Arc<[u32]>>,
    pub(super) correct: Option<Arc<[bool]>>,
    pub(super) tokens: Option<Arc<Tokens>>,
}

impl Columns {
    /// Checks the columns of questions that start at `offsets`. Of mean, sum and number of tokens, two give the third.
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::Invalid`], which names question and sample, for a log-probability that is NaN or above
    /// 0, a number that is not finite, a number of tokens below 1, and means and sums that do not agree.
    pub fn new(offsets: &[usize], parts: Parts) -> Result<Self> {
        let n_samples = offsets.last().copied().unwrap_or(0);
        let place = Place { offsets };
        let mut parts = parts;
        let tokens = parts.tokens.take();
        if let Some(tokens) = &tokens {
            Error::check_length("token_offsets", tokens.offsets.len(), n_samples + 1)?;
            let n_tokens = tokens.offsets.last().copied().unwrap_or(0);
            if let Some(logprobs) = &tokens.logprobs {
                place.sum_tokens(tokens, &logprob::logprobs("token_logprobs", logprobs, n_tokens)?, &mut parts)?;
            }
            if let Some(confidences) = &tokens.confidences {
                Error::check_length("token_confidences", confidences.len(), n_tokens)?;
                if let Some(at) = confidences.iter().position(|value| !value.is_finite()) {
                    let got = confidences[at];
                    return Err(Error::invalid("token_confidences", At::Entry(at), got, "a number", "a finite number"));
                }
            }
        }
        place.check_logprobs("mean_logprobs", parts.mean_logprobs.as_deref_mut())?;
        place.check_logprobs("sum_logprobs", parts.sum_logprobs.as_deref_mut())?;
        if let Some(n_tokens) = &parts.n_tokens {
            Error::check_length("n_tokens", n_tokens.len(), n_samples)?;
            if let Some(at) = n_tokens.iter().position(|&n| n < 1) {
                return Err(place.invalid("n_tokens", at, n_tokens[at], "a number of tokens", "at least 1"));
            }
        }
        place.complete(&mut parts)?;
        place.check_numbers("rewards", parts.rewards.as_deref())?;
        place.check_numbers("confidences", parts.confidences.as_deref())?;
        for (name, length) in [
            ("paths", parts.paths.as_ref().map(Vec::len)),
            ("raters", parts.raters.as_ref().map(Vec::len)),
            ("correct", parts.correct.as_ref().map(Vec::len)),
        ] {
            Error::check_length(name, length.unwrap_or(n_samples), n_samples)?;
        }
        Ok(Self {
            mean_logprobs: parts.mean_logprobs.map(Into::into),
            sum_logprobs: parts.sum_logprobs.map(Into::into),
            n_tokens: parts.n_tokens.map(Into::into),
            paths: parts.paths.map(Into::into),
            rewards: parts.rewards.map(Into::into),
            confidences: parts.confidences.map(Into::into),
            weights: None,
            raters: parts.raters.map(Into::into),
            correct: parts.correct.map(Into::into),
            tokens: tokens.map(Arc::new),
        })
    }

    pub(super) fn with_weights(&self, offsets: &[usize], weights: Vec<f64>) -> Result<Self> {
        Place { offsets }.check_numbers("weights", Some(&weights))?;
        Ok(Self { weights: Some(weights.into()), ..self.clone() })
    }

    /// Whether a column is there.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        match column {
            Column::TokenCounts => self.n_tokens.is_some(),
            Column::Paths => self.paths.is_some(),
            Column::Correct => self.correct.is_some(),
            _ => self.numbers(column).is_some(),
        }
    }

    /// A column of numbers, if it is one and there.
    #[must_use]
    pub fn numbers(&self, column: Column) -> Option<&[f64]> {
        match column {
            Column::MeanLogprobs => self.mean_logprobs.as_deref(),
            Column::SumLogprobs => self.sum_logprobs.as_deref(),
            Column::Rewards => self.rewards.as_deref(),
            Column::Confidences => self.confidences.as_deref(),
            Column::Weights => self.weights.as_deref(),
            Column::TokenCounts | Column::Paths | Column::Correct => None,
        }
    }

    /// How many tokens each sample has.
    #[must_use]
    pub fn n_tokens(&self) -> Option<&[i64]> {
        self.n_tokens.as_deref()
    }

    /// The number of each sample's path within its question.
    #[must_use]
    pub fn paths(&self) -> Option<&[u32]> {
        self.paths.as_deref()
    }

    /// The number of each sample's rater.
    #[must_use]
    pub fn raters(&self) -> Option<&[u32]> {
        self.raters.as_deref()
    }

    /// Whether each sample's answer is right.
    #[must_use]
    pub fn correct(&self) -> Option<&[bool]> {
        self.correct.as_deref()
    }

    /// What is known of each token.
    #[must_use]
    pub fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_deref()
    }
}

/// The question of a sample, and its place there, as an error writes them.
#[must_use]
pub fn cell(offsets: &[usize], sample: usize) -> At {
    let question = offsets.partition_point(|&start| start <= sample).saturating_sub(1);
    At::Cell(question, sample - offsets.get(question).copied().unwrap_or(0))
}

/// Columns of questions that start at these offsets, to be checked.
struct Place<'a> {
    offsets: &'a [usize],
}

impl Place<'_> {
    fn invalid(
        &self,
        what: &'static str,
        sample: usize,
        got: impl std::fmt::Display,
        wanted: &'static str,
        expected: &str,
    ) -> Error {
        Error::invalid(what, cell(self.offsets, sample), got, wanted, expected)
    }

    fn n_samples(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    fn check_logprobs(&self, what: &'static str, values: Option<&mut [f64]>) -> Result<()> {
        let Some(values) = values else { return Ok(()) };
        Error::check_length(what, values.len(), self.n_samples())?;
        for (sample, value) in values.iter_mut().enumerate() {
            *value = logprob(*value).ok_or_else(|| self.invalid(what, sample, *value, KIND, EXPECTED))?;
        }
        Ok(())
    }

    fn check_numbers(&self, what: &'static str, values: Option<&[f64]>) -> Result<()> {
        let Some(values) = values else { return Ok(()) };
        Error::check_length(what, values.len(), self.n_samples())?;
        match values.iter().position(|value| value.is_nan() || value.abs() > LARGEST) {
            Some(sample) => Err(self.invalid(
                what,
                sample,
                values[sample],
                "a number",
                "a finite number of at most 1e150, either sign",
            )),
            None => Ok(()),
        }
    }

    /// Sums and numbers of tokens from the tokens themselves, where the caller gave none.
    fn sum_tokens(&self, tokens: &Tokens, logprobs: &[f64], parts: &mut Parts) -> Result<()> {
        let lengths = tokens.offsets.windows(2).map(|pair| (pair[1] - pair[0]) as i64);
        let lengths: Vec<i64> = lengths.collect();
        if let Some(sample) = lengths.iter().position(|&length| length == 0) {
            return Err(self.invalid("token_offsets", sample, 0, "a number of tokens", "at least 1"));
        }
        if parts.sum_logprobs.is_none() {
            let sum = |pair: &[usize]| logprobs[pair[0]..pair[1]].iter().sum();
            parts.sum_logprobs = Some(tokens.offsets.windows(2).map(sum).collect());
        }
        parts.n_tokens.get_or_insert(lengths);
        Ok(())
    }

    /// The third of mean, sum and number of tokens from the other two; or a complaint if all three do not agree.
    fn complete(&self, parts: &mut Parts) -> Result<()> {
        match (&parts.mean_logprobs, &parts.sum_logprobs, &parts.n_tokens) {
            (Some(means), Some(sums), n_tokens) => {
                for (sample, (&mean, &sum)) in means.iter().zip(sums).enumerate() {
                    let n = n_tokens.as_ref().map_or_else(|| (sum / mean).round().max(1.0), |n| n[sample] as f64);
                    // Both 0 or both minus infinity agree, whatever the number of tokens.
                    let agrees =
                        mean.to_bits() == sum.to_bits() || (sum - n * mean).abs() <= AGREEMENT * sum.abs() + ABOVE_ZERO;
                    if !agrees {
                        let got = format!("{mean} with sum_logprobs {sum}");
                        let expected = "sum_logprobs = mean_logprobs * n_tokens";
                        return Err(self.invalid("mean_logprobs", sample, got, "their mean", expected));
                    }
                }
            }
            (Some(means), None, Some(n_tokens)) => {
                parts.sum_logprobs = Some(means.iter().zip(n_tokens).map(|(mean, &n)| mean * n as f64).collect());
            }
            (None, Some(sums), Some(n_tokens)) => {
                parts.mean_logprobs = Some(sums.iter().zip(n_tokens).map(|(sum, &n)| sum / n as f64).collect());
            }
            _ => {}
        }
        Ok(())
    }
}

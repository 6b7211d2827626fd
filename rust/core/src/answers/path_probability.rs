//! Which probability of a path is meant.

use crate::error::{Error, Result};
use crate::options::Named;
use crate::samples::{Column, Question, Samples};

/// What the probability of a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathProbability {
    /// `exp` of the mean log-probability of its tokens, the inverse of the perplexity: what the authors' code takes.
    PerToken,
    /// `exp` of the sum: what the paper writes.
    Sequence,
}

impl Named for PathProbability {
    const OPTION: &'static str = "path_probability";
    const VALUES: &'static [(&'static str, Self)] =
        &[("per_token", PathProbability::PerToken), ("sequence", PathProbability::Sequence)];
    const NAMES: &'static str = "'per_token', 'sequence'";
}

impl PathProbability {
    fn column(self) -> Column {
        match self {
            PathProbability::PerToken => Column::MeanLogprobs,
            PathProbability::Sequence => Column::SumLogprobs,
        }
    }

    /// Fails unless the log-probabilities are there.
    ///
    /// # Errors
    /// [`Error::Data`] that says what would give them.
    pub(super) fn check(self, rule: &'static str, samples: &Samples) -> Result<()> {
        if samples.has(self.column()) {
            return Ok(());
        }
        let other = match self {
            PathProbability::PerToken => Column::SumLogprobs,
            PathProbability::Sequence => Column::MeanLogprobs,
        };
        let (got, expected) = match (samples.has(other), self) {
            (false, _) => ("samples without log-probabilities", "Samples made with mean_logprobs= or sum_logprobs="),
            (true, PathProbability::PerToken) => (
                "samples with sum_logprobs and without n_tokens, which have no probability per token",
                "Samples made with mean_logprobs=, or with n_tokens= beside sum_logprobs=",
            ),
            (true, PathProbability::Sequence) => (
                "samples with mean_logprobs and without n_tokens, which have no probability of the sequence",
                "Samples made with sum_logprobs=, or with n_tokens= beside mean_logprobs=",
            ),
        };
        Err(Error::Data { what: rule, got: got.to_owned(), expected: expected.to_owned() })
    }

    /// The log-probabilities of a question that `check` has seen.
    pub(super) fn logprobs<'a>(self, question: &Question<'a>) -> &'a [f64] {
        question.numbers(self.column()).unwrap_or(&[])
    }
}

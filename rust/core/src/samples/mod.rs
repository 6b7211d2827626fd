//! Samples: many answers to each of many questions, with what is known of each.
//!
//! Ragged: the samples of question `q` are `offsets[q]..offsets[q + 1]` of every column. An answer is its number among
//! the different answers of its question, in label order, so that "lowest label" is "lowest number" and the labels
//! themselves can stay with whoever made the container.

mod columns;
mod number;

pub use columns::{Columns, LARGEST, Parts, Tokens, cell};
pub use number::{Numbered, PathContent, number_hashes, number_integers, path_hash};

use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Result};

/// The number of a sample that has no answer.
pub const MISSING: u32 = u32::MAX;

/// The most samples that a container holds.
pub const MAX_SAMPLES: usize = 1 << 36;

/// What may be known of each sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The mean log-probability of its tokens.
    MeanLogprobs,
    /// The log-probability of the whole of it.
    SumLogprobs,
    /// How many tokens it has.
    TokenCounts,
    /// Which samples of a question are the same path.
    Paths,
    /// What a reward model gave it.
    Rewards,
    /// How sure it is of itself.
    Confidences,
    /// Weights that the caller gave.
    Weights,
    /// Whether its answer is right.
    Correct,
}

impl Column {
    /// What the caller calls the column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Column::MeanLogprobs => "mean_logprobs",
            Column::SumLogprobs => "sum_logprobs",
            Column::TokenCounts => "n_tokens",
            Column::Paths => "paths",
            Column::Rewards => "rewards",
            Column::Confidences => "confidences",
            Column::Weights => "weights",
            Column::Correct => "correct",
        }
    }
}

/// Samples of many questions, checked.
#[derive(Debug, Clone)]
pub struct Samples {
    offsets: Arc<[usize]>,
    answers: Arc<[u32]>,
    answer_offsets: Arc<[usize]>,
    ordered: bool,
    columns: Columns,
}

impl Samples {
    /// Samples of these questions. `numbered` are their answers; `ordered` says whether answers are numbered in label
    /// order, or, where labels have none, in the order of first sight.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_SAMPLES`]; what [`Columns::new`] finds wrong.
    pub fn new(offsets: Vec<usize>, numbered: Numbered, ordered: bool, parts: Parts) -> Result<Self> {
        let n_samples = numbered.answers.len();
        Error::check_size("number of samples", n_samples, 1, MAX_SAMPLES as u128)?;
        Error::check_length("answers", n_samples, offsets.last().copied().unwrap_or(0))?;
        let columns = Columns::new(&offsets, parts)?;
        Ok(Self {
            offsets: offsets.into(),
            answers: numbered.answers.into(),
            answer_offsets: numbered.offsets.into(),
            ordered,
            columns,
        })
    }

    /// How many questions there are.
    #[must_use]
    pub fn n_questions(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many samples there are, over all questions.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.answers.len()
    }

    /// Where the samples of each question start, and where the last end.
    #[must_use]
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The number of the answer of each sample, or [`MISSING`].
    #[must_use]
    pub fn answers(&self) -> &[u32] {
        &self.answers
    }

    /// Where the different answers of each question start, and where the last end.
    #[must_use]
    pub fn answer_offsets(&self) -> &[usize] {
        &self.answer_offsets
    }

    /// Whether answers are numbered in label order.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.ordered
    }

    /// What else is known of the samples.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Whether a column is there.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.columns.has(column)
    }

    /// Fails unless a column is there.
    ///
    /// # Errors
    /// [`Error::Data`] that names the rule and the column.
    pub fn need(&self, rule: &'static str, column: Column) -> Result<()> {
        if self.has(column) {
            return Ok(());
        }
        let got = format!("samples without {}", column.name());
        let expected = format!("Samples made with {}=", column.name());
        Err(Error::Data { what: rule, got, expected })
    }

    /// The samples of one question.
    #[must_use]
    pub fn question(&self, q: usize) -> Question<'_> {
        let range = self.offsets[q]..self.offsets[q + 1];
        let n_answers = self.answer_offsets[q + 1] - self.answer_offsets[q];
        Question { samples: self, range, n_answers }
    }

    /// The same samples with a weight each, which replaces any that they had.
    ///
    /// # Errors
    /// [`Error::Length`], and [`Error::Invalid`] for a weight that is not finite.
    pub fn with_weights(&self, weights: Vec<f64>) -> Result<Self> {
        Ok(Self { columns: self.columns.with_weights(&self.offsets, weights)?, ..self.clone() })
    }

    /// The same samples, in which missing answers are an answer like any other: the last of its question.
    #[must_use]
    pub fn with_missing_as_answer(&self) -> Self {
        let mut answers = Vec::with_capacity(self.n_samples());
        let mut offsets = Vec::with_capacity(self.answer_offsets.len());
        let mut end = 0;
        offsets.push(end);
        for q in 0..self.n_questions() {
            let question = self.question(q);
            let own = question.n_answers as u32;
            answers.extend(question.answers().iter().map(|&answer| if answer == MISSING { own } else { answer }));
            end += question.n_answers + usize::from(question.answers().contains(&MISSING));
            offsets.push(end);
        }
        Self { answers: answers.into(), answer_offsets: offsets.into(), ..self.clone() }
    }
}

/// The samples of one question.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    samples: &'a Samples,
    range: Range<usize>,
    n_answers: usize,
}

impl<'a> Question<'a> {
    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// How many different answers there are.
    #[must_use]
    pub fn n_answers(&self) -> usize {
        self.n_answers
    }

    /// The number of each sample's answer, or [`MISSING`].
    #[must_use]
    pub fn answers(&self) -> &'a [u32] {
        &self.samples.answers[self.range.clone()]
    }

    /// The mean log-probability of each sample's tokens: at most 0, and may be minus infinity.
    #[must_use]
    pub fn mean_logprobs(&self) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.mean_logprobs.as_deref())
    }

    /// The log-probability of each sample: at most 0, and may be minus infinity.
    #[must_use]
    pub fn sum_logprobs(&self) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.sum_logprobs.as_deref())
    }

    /// The number of each sample's path among the paths of the question: equal numbers are equal paths.
    #[must_use]
    pub fn paths(&self) -> Option<&'a [u32]> {
        self.cut(self.samples.columns.paths.as_deref())
    }

    /// What a reward model gave each sample; finite.
    #[must_use]
    pub fn rewards(&self) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.rewards.as_deref())
    }

    /// How sure each sample is of itself; finite.
    #[must_use]
    pub fn confidences(&self) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.confidences.as_deref())
    }

    /// A weight each; finite.
    #[must_use]
    pub fn weights(&self) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.weights.as_deref())
    }

    /// Whether each sample's answer is right.
    #[must_use]
    pub fn correct(&self) -> Option<&'a [bool]> {
        self.cut(self.samples.columns.correct.as_deref())
    }

    /// A column of numbers, by its name.
    #[must_use]
    pub fn numbers(&self, column: Column) -> Option<&'a [f64]> {
        self.cut(self.samples.columns.numbers(column))
    }

    fn cut<T>(&self, column: Option<&'a [T]>) -> Option<&'a [T]> {
        column.map(|values| &values[self.range.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_answers_become_the_last_answer_of_their_question() {
        let numbered = number_integers(&[0, 3, 4], &[7, -1, 5, 9], Some(-1));
        let samples = Samples::new(vec![0, 3, 4], numbered, true, Parts::default()).unwrap();
        assert_eq!(samples.answers(), [1, MISSING, 0, 0]);
        let own = samples.with_missing_as_answer();
        assert_eq!(own.answers(), [1, 2, 0, 0]);
        assert_eq!(own.answer_offsets(), [0, 3, 4]);
    }
}

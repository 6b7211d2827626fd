//! Counts of answers by question, checked once.

use crate::error::{At, Error, Result};
use crate::offsets::Offsets;
use crate::samples::{Column, MISSING, Samples};

/// So many samples of one question at most: every count and every index fits 32 bits.
pub const MAX_SAMPLES: u64 = u32::MAX as u64;

/// How often each answer of each question was given, and how many samples gave none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    offsets: Offsets,
    of_answers: Vec<u32>,
    n_missing: Vec<u32>,
    totals: Vec<u32>,
}

impl Counts {
    /// Checks counts of answers, question after question; `n_missing` are samples without an answer, none by default.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative count or wrong offsets; [`Error::Length`] unless there is one number of missing
    /// answers a question; [`Error::TooLarge`] for 2^32 samples of one question.
    pub fn new(counts: &[i64], offsets: &[i64], n_missing: Option<&[i64]>) -> Result<Self> {
        let offsets = Offsets::new(offsets, counts.len())?;
        let counts = whole("counts", counts)?;
        let n_missing = match n_missing {
            None => vec![0; offsets.n_rows()],
            Some(given) => {
                Error::check_length("n_missing", given.len(), offsets.n_rows())?;
                whole("n_missing", given)?
            }
        };
        let total = |question: usize| {
            let answered: u64 = counts[offsets.row(question)].iter().map(|&count| u64::from(count)).sum();
            let total = answered + u64::from(n_missing[question]);
            u32::try_from(total).map_err(|_| too_many(total))
        };
        let totals = (0..offsets.n_rows()).map(total).collect::<Result<_>>()?;
        Ok(Self { offsets, of_answers: counts, n_missing, totals })
    }

    /// Counts the answers of samples.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for 2^32 samples of one question.
    pub fn of_samples(samples: &Samples) -> Result<Self> {
        let offsets = Offsets::checked(samples.answer_offsets().to_vec());
        let mut counts = vec![0; offsets.length()];
        let (mut n_missing, mut totals) = (Vec::new(), Vec::new());
        for question in 0..samples.n_questions() {
            let (answers, mut missing) = (samples.question(question).answers(), 0);
            let total = u32::try_from(answers.len());
            totals.push(total.map_err(|_| too_many(answers.len() as u64))?);
            let counts = &mut counts[offsets.row(question)];
            for &answer in answers {
                match counts.get_mut(answer as usize) {
                    Some(count) => *count += 1,
                    None => missing += 1,
                }
            }
            n_missing.push(missing);
        }
        Ok(Self { offsets, of_answers: counts, n_missing, totals })
    }

    /// How many questions there are.
    #[must_use]
    pub fn n_questions(&self) -> usize {
        self.offsets.n_rows()
    }

    /// Where the answers of each question lie.
    #[must_use]
    pub fn offsets(&self) -> &Offsets {
        &self.offsets
    }

    /// The counts of all questions, one after the other.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        &self.of_answers
    }

    /// The counts of one question.
    #[must_use]
    pub fn of(&self, question: usize) -> &[u32] {
        &self.of_answers[self.offsets.row(question)]
    }

    /// Samples of one question that gave no answer.
    #[must_use]
    pub fn n_missing(&self, question: usize) -> u32 {
        self.n_missing[question]
    }

    /// All samples of each question, with and without an answer.
    #[must_use]
    pub fn totals(&self) -> &[u32] {
        &self.totals
    }
}

fn too_many(samples: u64) -> Error {
    let what = "the number of samples of one question";
    Error::TooLarge { what, got: samples.into(), limit: MAX_SAMPLES.into() }
}

/// Which answers of samples are correct, question after question.
///
/// # Errors
/// [`Error::Data`] without that column, or where samples of one answer are not all correct or all wrong.
pub fn correct_answers(samples: &Samples) -> Result<Vec<bool>> {
    samples.need("maj_at_k", Column::Correct)?;
    let mut correct: Vec<Option<bool>> = vec![None; samples.answer_offsets().last().copied().unwrap_or(0)];
    for question in 0..samples.n_questions() {
        let (start, samples) = (samples.answer_offsets()[question], samples.question(question));
        for (&answer, &flag) in samples.answers().iter().zip(samples.correct().unwrap_or(&[])) {
            if answer != MISSING && *correct[start + answer as usize].get_or_insert(flag) != flag {
                return Err(Error::Data {
                    what: "maj_at_k",
                    got: format!(
                        "question {question} has samples of one answer that are correct and others that are not"
                    ),
                    expected: "answers that are either correct or not".to_owned(),
                });
            }
        }
    }
    Ok(correct.into_iter().map(|flag| flag.unwrap_or(false)).collect())
}

/// How many samples each question has, and how many of them are correct.
///
/// # Errors
/// [`Error::Data`] without that column.
pub fn correct_samples(samples: &Samples) -> Result<(Vec<i64>, Vec<i64>)> {
    samples.need("an estimate at k", Column::Correct)?;
    let count = |question| {
        let flags = samples.question(question).correct().unwrap_or(&[]);
        (flags.len() as i64, flags.iter().filter(|&&flag| flag).count() as i64)
    };
    Ok((0..samples.n_questions()).map(count).unzip())
}

/// Integers from 0 that fit 32 bits.
pub(super) fn whole(what: &'static str, values: &[i64]) -> Result<Vec<u32>> {
    let read = |(index, &value): (usize, &i64)| {
        u32::try_from(value)
            .map_err(|_| Error::invalid(what, At::Entry(index), value, "a count", "0 <= count < 4294967296"))
    };
    values.iter().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_checked_and_added_up() {
        let counts = Counts::new(&[3, 0, 2], &[0, 2, 3], Some(&[1, 0])).unwrap();
        assert_eq!(counts.totals(), [4, 2]);
        assert_eq!(counts.of(0), [3, 0]);
        assert!(Counts::new(&[-1], &[0, 1], None).is_err());
        assert!(Counts::new(&[1], &[0, 1], Some(&[])).is_err());
        assert!(Counts::new(&[i64::from(u32::MAX), 1], &[0, 2], None).is_err());
    }
}

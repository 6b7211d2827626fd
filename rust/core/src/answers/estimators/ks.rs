//! Which k are asked for.

use super::MAX_CELLS;
use crate::error::{At, Error, Result};
use crate::memory::reserved;
use crate::options::Named;

/// What a question with fewer than k samples means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// An error that names the question.
    Error,
    /// NaN, which the mean over questions leaves out.
    Nan,
}

impl Named for Short {
    const OPTION: &'static str = "short";
    const VALUES: &'static [(&'static str, Self)] = &[("error", Self::Error), ("nan", Self::Nan)];
    const NAMES: &'static str = "\"error\", \"nan\"";
}

/// Sizes of subsets, from the smallest to the largest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ks(Vec<u32>);

impl Ks {
    /// Checks the sizes for questions of so many samples each. `None` asks for all: from 1 to the samples of the question
    /// that has the fewest, or the most where short questions are NaN.
    ///
    /// # Errors
    /// [`Error::Data`] without questions, or for a question without samples where that is an error;
    /// [`Error::Invalid`] for sizes below 1 or that do not rise, and for a question with fewer samples where that is an
    /// error.
    pub fn new(given: Option<&[i64]>, totals: &[u32], short: Short) -> Result<Self> {
        let (least, most) = (totals.iter().min(), totals.iter().max());
        let (Some(&least), Some(&most)) = (least, most) else {
            let expected = "at least one question".to_owned();
            return Err(Error::Data { what: "an estimate at k", got: "no questions".to_owned(), expected });
        };
        let Some(given) = given else {
            if least == 0 && short == Short::Error {
                let question = totals.iter().position(|&total| total == 0).unwrap_or(0);
                return Err(short_question(question, 0, 1));
            }
            let largest = if short == Short::Error { least } else { most };
            let what = "the table of questions and k";
            let mut ks = reserved(what, Error::check_size(what, largest as usize, 1, MAX_CELLS)?)?;
            ks.extend(1..=largest);
            return Ok(Self(ks));
        };
        let mut ks = Vec::with_capacity(given.len());
        for (index, &k) in given.iter().enumerate() {
            let floor = ks.last().map_or(1, |&last: &u32| i64::from(last) + 1);
            let Some(fits) = u32::try_from(k).ok().filter(|_| k >= floor) else {
                let expected = format!("whole numbers that rise, {floor} or more here and below 4294967296");
                return Err(Error::invalid("k", At::Entry(index), k, "a number of samples", expected));
            };
            ks.push(fits);
        }
        if let (Short::Error, Some(&largest)) = (short, ks.last())
            && largest > least
        {
            let question = totals.iter().position(|&total| total < largest).unwrap_or(0);
            return Err(short_question(question, totals[question], largest));
        }
        Ok(Self(ks))
    }

    /// The sizes.
    #[must_use]
    pub fn values(&self) -> &[u32] {
        &self.0
    }

    /// The sizes that so many samples have subsets of.
    #[must_use]
    pub fn within(&self, total: u32) -> &[u32] {
        &self.0[..self.0.partition_point(|&k| k <= total)]
    }
}

fn short_question(question: usize, got: u32, k: u32) -> Error {
    let expected = format!("n >= {k}, the largest k (short=\"nan\" leaves such questions out)");
    Error::invalid("n", At::Entry(question), got, "enough samples", expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_checked() {
        assert_eq!(Ks::new(None, &[3, 2], Short::Error).unwrap().values(), [1, 2]);
        assert_eq!(Ks::new(None, &[3, 2], Short::Nan).unwrap().values(), [1, 2, 3]);
        let nan = Ks::new(Some(&[1, 4]), &[3, 2], Short::Nan).unwrap();
        assert_eq!(nan.within(3), [1]);
        for wrong in [&[0][..], &[2, 2], &[2, 1], &[1 << 40]] {
            assert!(Ks::new(Some(wrong), &[5], Short::Nan).is_err());
        }
        let text = Ks::new(Some(&[1, 3]), &[3, 2], Short::Error).unwrap_err().to_string();
        assert!(text.starts_with("n[1] = 2 is not enough samples: expected n >= 3"), "{text}");
        assert!(Ks::new(None, &[2, 0], Short::Error).is_err());
        assert!(Ks::new(None, &[], Short::Error).is_err());
    }
}

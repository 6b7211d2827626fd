//! How many samples of each question there are, and how many of them are correct.

use crate::answers::ragged::whole;
use crate::error::{At, Error, Result};

/// Samples and correct samples, question by question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trials {
    n: Vec<u32>,
    c: Vec<u32>,
}

impl Trials {
    /// Checks `n` samples of each question, `c` of them correct.
    ///
    /// # Errors
    /// [`Error::Length`] for different lengths; [`Error::Invalid`] unless `0 <= c <= n < 2^32`.
    pub fn new(n: &[i64], c: &[i64]) -> Result<Self> {
        Error::check_length("c", c.len(), n.len())?;
        let trials = Self { n: whole("n", n)?, c: whole("c", c)? };
        if let Some(question) = trials.c.iter().zip(&trials.n).position(|(c, n)| c > n) {
            let (got, n) = (trials.c[question], trials.n[question]);
            let wanted = "a number of correct samples";
            return Err(Error::invalid("c", At::Entry(question), got, wanted, format!("0 <= c <= n = {n}")));
        }
        Ok(trials)
    }

    /// The samples of each question.
    #[must_use]
    pub fn n(&self) -> &[u32] {
        &self.n
    }

    /// The correct ones.
    #[must_use]
    pub fn c(&self) -> &[u32] {
        &self.c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correct_samples_are_samples() {
        assert!(Trials::new(&[3, 2], &[3, 0]).is_ok());
        let text = Trials::new(&[3, 2], &[3, 4]).unwrap_err().to_string();
        assert_eq!(text, "c[1] = 4 is not a number of correct samples: expected 0 <= c <= n = 2");
        assert!(Trials::new(&[3], &[]).is_err());
        assert!(Trials::new(&[-1], &[0]).is_err());
    }
}

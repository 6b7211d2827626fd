//! Float sums that do not depend on the order of their terms.
//!
//! Sums that decide a result are correctly rounded (Neal's superaccumulator, arXiv 1505.05571, crate `xsum`): equal
//! multisets of terms give equal bits, so what ties on paper ties here.

use xsum::{Xsum as _, XsumSmall};

/// A correctly rounded sum under construction.
#[derive(Default)]
pub struct ExactSum(XsumSmall);

impl ExactSum {
    /// The empty sum.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finite term.
    pub fn add(&mut self, term: f64) {
        self.0.add(term);
    }

    /// The exact sum, rounded once.
    #[must_use]
    pub fn value(&mut self) -> f64 {
        // Adding 0.0 turns a sum of -0.0 into 0.0, so that equal sums have equal bits.
        self.0.sum() + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact_sum(terms: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = ExactSum::new();
        for term in terms {
            sum.add(term);
        }
        sum.value()
    }

    #[test]
    fn sums_are_correctly_rounded_in_any_order() {
        assert_eq!(exact_sum([1e100, 1.0, -1e100]).to_bits(), 1.0_f64.to_bits());
        assert_eq!(exact_sum([0.1; 10]).to_bits(), 1.0_f64.to_bits());
        assert_eq!(exact_sum([]).to_bits(), 0.0_f64.to_bits());
        assert_eq!(exact_sum([-0.0]).to_bits(), 0.0_f64.to_bits());
        let mut terms: Vec<f64> = (1..200).map(|i| f64::from(i).sin() * 10.0_f64.powi(i % 40 - 20)).collect();
        let forward = exact_sum(terms.iter().copied());
        terms.reverse();
        assert_eq!(forward.to_bits(), exact_sum(terms).to_bits());
    }
}

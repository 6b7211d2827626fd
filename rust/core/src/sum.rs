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
        let sum = self.0.sum();
        // Adding 0.0 turns a sum of -0.0 into 0.0, so that equal sums have equal bits.
        if sum < 0.0 && sum.is_finite() { self.rounded(sum) } else { sum + 0.0 }
    }

    /// A sum below zero, rounded to the nearest: `xsum` 0.1.6 rounds these away from zero where it should not, -264.5 to
    /// the float below it. The true sum is between what it says and the next float towards zero, or further from zero and
    /// rounded well.
    fn rounded(&mut self, sum: f64) -> f64 {
        let nearer = sum.next_up();
        let half = (nearer - sum) / 2.0;
        if half == 0.0 {
            // Among the smallest floats nothing is rounded.
            return sum;
        }
        // How far the true sum is beyond the middle of the two. Exact additions can be taken back.
        self.0.add_list(&[-sum, -half]);
        let beyond = self.0.sum();
        self.0.add_list(&[sum, half]);
        let is_even = sum.to_bits() & 1 == 0;
        if beyond > 0.0 || beyond == 0.0 && !is_even { nearer } else { sum }
    }
}

/// Bits of a float behind the leading one.
pub(crate) const MANTISSA: i32 = 52;

/// The power of two of the leading bit of a float that is neither 0 nor subnormal.
pub(crate) fn exponent(value: f64) -> i32 {
    (value.to_bits() >> MANTISSA & 0x7ff) as i32 - 1023
}

/// A float as an integer over `2**(low - 52)`, for floats that are 0 or whose leading bit is at `low` or above: sums of such
/// are exact as long as they fit.
pub(crate) fn over_unit(value: f64, low: i32) -> i128 {
    if value == 0.0 {
        return 0;
    }
    let mantissa = i128::from(value.to_bits() & ((1 << MANTISSA) - 1) | 1 << MANTISSA);
    let size = mantissa << (exponent(value) - low);
    if value < 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is below zero is the mirror of what is above.
        #[test]
        fn signs_are_rounded_alike(
            terms in prop::collection::vec((-1.0_f64..1.0, -60_i32..60), 1..20),
        ) {
            let terms: Vec<f64> = terms.into_iter().map(|(value, power)| value * 2.0_f64.powi(power)).collect();
            let mirrored = exact_sum(terms.iter().map(|term| -term));
            prop_assert_eq!(exact_sum(terms).to_bits(), (0.0 - mirrored).to_bits());
        }

        #[test]
        fn a_single_term_is_its_sum(term in -1e300_f64..1e300) {
            prop_assert_eq!(exact_sum([term]).to_bits(), (term + 0.0).to_bits());
        }
    }

    #[test]
    fn halves_below_zero_go_to_the_even_float() {
        let ulp = f64::EPSILON;
        for (terms, expected) in [
            ([-1.0, -ulp / 2.0], -1.0),
            ([-1.0 - ulp, -ulp / 2.0], -1.0 - 2.0 * ulp),
            ([-1.0, -ulp * 0.75], -1.0 - ulp),
            ([-5e-324, -5e-324], -1e-323),
        ] {
            assert_eq!(exact_sum(terms).to_bits(), f64::to_bits(expected));
        }
    }

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

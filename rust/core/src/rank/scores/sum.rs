//! Sums of scores without rounding.

use num_bigint::BigInt;

use crate::score_table::ScoreTable;
use crate::weights::decompose;

/// The exponent of two over which all scores are integers.
pub(super) fn common_exponent(table: &ScoreTable) -> i32 {
    let present = table.scores().iter().filter(|score| !score.is_nan() && **score != 0.0);
    present.map(|&score| decompose(score).1).min().unwrap_or(0)
}

/// A sum of any size, most of it in 128 bits.
#[derive(Clone, Default)]
pub(super) struct Sum {
    narrow: i128,
    wide: BigInt,
}

impl Sum {
    /// Adds a score, as an integer over `2**exponent`, times a weight.
    pub(super) fn add(&mut self, score: f64, exponent: i32, weight: i128) {
        let (mantissa, own) = decompose(score);
        // A score of 0 has no exponent of its own.
        let shift = if mantissa == 0 { 0 } else { own - exponent };
        let mantissa = if score < 0.0 { -i128::from(mantissa) } else { i128::from(mantissa) };
        let shifted = (shift < 64).then(|| mantissa << shift);
        let sum = shifted.and_then(|value| value.checked_mul(weight)).and_then(|term| self.narrow.checked_add(term));
        match sum {
            Some(sum) => self.narrow = sum,
            None => self.wide += (BigInt::from(mantissa) << shift) * weight,
        }
    }

    pub(super) fn total(self) -> BigInt {
        self.wide + self.narrow
    }
}

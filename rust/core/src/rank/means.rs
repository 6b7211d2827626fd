//! Weighted means that are compared without rounding.

use std::cmp::Ordering;

use num_bigint::BigInt;

use crate::fraction::quotient_wide;

/// For each item the mean `sums[item] / (denominator * weights[item]) * 2**exponent`, or none where the weight is 0.
pub(super) struct Means {
    pub(super) sums: Vec<BigInt>,
    pub(super) weights: Vec<i128>,
    pub(super) denominator: BigInt,
    pub(super) exponent: i32,
}

impl Means {
    /// The nearest floats; NaN where there is no mean.
    pub(super) fn values(&self) -> Vec<f64> {
        let value = |(sum, &weight): (&BigInt, &i128)| match weight {
            0 => f64::NAN,
            _ => quotient_wide(sum, &(&self.denominator * weight), self.exponent),
        };
        self.sums.iter().zip(&self.weights).map(value).collect()
    }

    /// Crosswise, sum `a` times weight `b` against sum `b` times weight `a`. Items without a mean come last.
    pub(super) fn compare(&self, a: usize, b: usize, higher_is_better: bool) -> Ordering {
        let (weight_a, weight_b) = (self.weights[a], self.weights[b]);
        let ascending = match (weight_a == 0, weight_b == 0) {
            (false, false) if weight_a == weight_b => self.sums[a].cmp(&self.sums[b]),
            (false, false) => (&self.sums[a] * weight_b).cmp(&(&self.sums[b] * weight_a)),
            (a_never, b_never) => return a_never.cmp(&b_never),
        };
        if higher_is_better { ascending.reverse() } else { ascending }
    }
}

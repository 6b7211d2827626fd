//! Weights of samples, added up answer by answer: each sum is that of the real numbers, rounded once.
//!
//! So equal multisets of weights tie exactly, in whatever order samples come. Most weights of a question are of much the
//! same size: they are added as integers over one power of two, in 128 bits. What does not fit goes through the
//! superaccumulator of [`crate::sum`], which is slower and gives the same bits.

use super::Mass;
use crate::samples::MISSING;
use crate::sum::{ExactSum, MANTISSA, exponent, over_unit};

/// Room for the sums of a question.
#[derive(Default)]
pub(crate) struct Tally {
    sums: Vec<i128>,
}

impl Tally {
    /// The sum of the weights of each answer into `scores`, and that of all.
    pub(crate) fn add_up(&mut self, answers: &[u32], weights: &[f64], scores: &mut [f64]) -> Mass {
        match self.as_integers(answers, weights, scores) {
            Some(mass) => mass,
            None => exactly(answers, weights, scores),
        }
    }

    /// The sums, unless weights are too far apart, or too large or small for the unit to be a float.
    fn as_integers(&mut self, answers: &[u32], weights: &[f64], scores: &mut [f64]) -> Option<Mass> {
        let largest = weights.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
        let top = exponent(largest);
        // A sum of n terms below 2**(shift + MANTISSA + 1) stays below 2**126.
        let shift = 126 - (MANTISSA + 1) - (usize::BITS - weights.len().leading_zeros()) as i32;
        let low = top - shift;
        if !(-900..=900).contains(&(low - MANTISSA)) {
            return (largest == 0.0).then(Mass::default);
        }
        self.sums.clear();
        self.sums.resize(scores.len() + 1, 0);
        let missing = scores.len();
        for (&answer, &weight) in answers.iter().zip(weights) {
            if exponent(weight) < low && weight != 0.0 {
                return None;
            }
            let slot = if answer == MISSING { missing } else { answer as usize };
            self.sums[slot] += over_unit(weight, low);
        }
        let unit = 2.0_f64.powi(low - MANTISSA);
        // From integer to float is the one rounding; the unit is a power of two.
        for (score, &sum) in scores.iter_mut().zip(&self.sums) {
            *score = sum as f64 * unit;
        }
        let answered: i128 = self.sums[..missing].iter().sum();
        Some(Mass { answered: answered as f64 * unit, missing: self.sums[missing] as f64 * unit })
    }
}

fn exactly(answers: &[u32], weights: &[f64], scores: &mut [f64]) -> Mass {
    let mut sums: Vec<ExactSum> = scores.iter().map(|_| ExactSum::new()).collect();
    let (mut answered, mut missing) = (ExactSum::new(), ExactSum::new());
    for (&answer, &weight) in answers.iter().zip(weights) {
        match sums.get_mut(answer as usize) {
            Some(sum) => {
                sum.add(weight);
                answered.add(weight);
            }
            None => missing.add(weight),
        }
    }
    for (score, sum) in scores.iter_mut().zip(&mut sums) {
        *score = sum.value();
    }
    Mass { answered: answered.value(), missing: missing.value() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Both ways give the same bits wherever the fast one is open.
        #[test]
        fn integers_are_the_superaccumulator(
            pairs in prop::collection::vec((prop_oneof![Just(MISSING), 0_u32..4], -1e3_f64..1e3, -40_i32..40), 0..80),
        ) {
            let answers: Vec<u32> = pairs.iter().map(|pair| pair.0).collect();
            let weights: Vec<f64> = pairs.iter().map(|pair| pair.1 * 2.0_f64.powi(pair.2 / 2)).collect();
            let (mut fast, mut slow) = ([0.0; 4], [0.0; 4]);
            if let Some(mass) = Tally::default().as_integers(&answers, &weights, &mut fast) {
                prop_assert_eq!(mass, exactly(&answers, &weights, &mut slow));
                prop_assert_eq!(fast.map(f64::to_bits), slow.map(f64::to_bits));
            }
        }
    }

    #[test]
    fn weights_far_apart_are_added_exactly() {
        let mut scores = [0.0; 2];
        let mass = Tally::default().add_up(&[0, 0, 0, 1], &[1e300, 1.0, -1e300, 0.5], &mut scores);
        assert_eq!((scores, mass.answered), ([1.0, 0.5], 1.5));
        let mass = Tally::default().add_up(&[0, 1], &[0.0, 0.0], &mut scores);
        assert_eq!(mass, Mass::default());
    }
}

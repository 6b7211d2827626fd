//! The weights of runs, as integers that leave room for points.

use crate::error::{At, Error, Result};
use crate::weights::{Weights, scale};

/// Bits that the total of the weights may take; what a float weight has below that is rounded off.
const BITS: u32 = 62;

/// How far from 1 a weight may lie, so that products with scores are floats.
const LARGEST: f64 = 1e100;

/// One weight a run: `numerators[run] * 2**exponent`.
#[derive(Debug, Clone)]
pub(super) struct RunWeights {
    pub(super) numerators: Vec<i128>,
    pub(super) exponent: i32,
    /// The weights as floats.
    pub(super) values: Vec<f64>,
    /// Whether all are 1.
    pub(super) unit: bool,
}

impl RunWeights {
    /// Weights above 0: a run without weight would still bring in its documents, so it is to be left out.
    pub(super) fn new(weights: &Weights, n_runs: usize) -> Result<Self> {
        let numerators: Vec<i128> = (0..n_runs).map(|run| weights.numerator(run)).collect();
        let exponent = weights.exponent();
        let values: Vec<f64> = numerators.iter().map(|&numerator| scale(numerator, exponent)).collect();
        for (run, &value) in values.iter().enumerate() {
            if !(1.0 / LARGEST..=LARGEST).contains(&value) {
                let expected = "1e-100 <= weight <= 1e100; leave a run of weight 0 out";
                return Err(Error::invalid("weights", At::Entry(run), value, "the weight of a run", expected));
            }
        }
        let mut found = Self { numerators, exponent, values, unit: matches!(weights, Weights::Unit) };
        let excess = found.total_bits().saturating_sub(BITS);
        if excess > 0 {
            for numerator in &mut found.numerators {
                *numerator = (*numerator + (1 << (excess - 1))) >> excess;
            }
            found.exponent += excess as i32;
        }
        Ok(found)
    }

    /// Bits of the total.
    pub(super) fn total_bits(&self) -> u32 {
        i128::BITS - self.numerators.iter().sum::<i128>().leading_zeros()
    }
}

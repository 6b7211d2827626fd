//! What weights of samples may be.

use crate::error::{At, Error, Result};

/// The smallest weight above 0, and the largest: beyond them ranks and estimates would overflow.
pub(super) const LEAST: f64 = 1e-150;
pub(super) const LARGEST: f64 = 1e150;

/// Whether a weight can be read.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
#[allow(clippy::needless_bitwise_bool, clippy::manual_range_contains)] // without branches, for vector loops
pub(super) fn fits(weight: f64) -> bool {
    (weight == 0.0) | ((weight >= LEAST) & (weight <= LARGEST))
}

/// Names the first weight that cannot be read.
pub(super) fn check(weights: &[f64], first: usize) -> Result<()> {
    match weights.iter().position(|&weight| !fits(weight)) {
        None => Ok(()),
        Some(at) => {
            let expected = format!("0, or {LEAST:e} <= weight <= {LARGEST:e}");
            Err(Error::invalid("weights", At::Entry(first + at), weights[at], "a weight", expected))
        }
    }
}

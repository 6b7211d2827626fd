//! Spearman's footrule.

use super::vectors::{Vectors, centred_ranks};
use crate::ctx::Ctx;
use crate::error::Result;

/// The sum of how far the rank of each item moves, tied items having the mean of theirs. `normalized` divides by the most
/// that so many items allow, `n * n / 2` rounded down.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(n log n)`, exact.
pub fn spearman_footrule(vectors: &Vectors<'_>, normalized: bool, ctx: &Ctx<'_>) -> Result<f64> {
    Ok(footrule(&centred_ranks(&vectors.x, ctx)?, &centred_ranks(&vectors.y, ctx)?, normalized))
}

/// Of centred ranks, doubled.
pub(super) fn footrule(x: &[i64], y: &[i64], normalized: bool) -> f64 {
    let doubled: i128 = x.iter().zip(y).map(|(&a, &b)| i128::from(a.abs_diff(b))).sum();
    let n = x.len() as i128;
    let most = n * n / 2;
    let sum = doubled as f64 / 2.0;
    if normalized && most > 0 { sum / most as f64 } else { sum }
}

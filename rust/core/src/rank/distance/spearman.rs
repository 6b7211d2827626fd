//! Spearman's rho.

use super::vectors::{Vectors, centred_ranks};
use crate::ctx::Ctx;
use crate::error::Result;

/// The correlation of the ranks, tied items having the mean of theirs: 1 for the same order, -1 for the reverse, NaN for
/// fewer than two items or if one of the vectors ties everything.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(n log n)`. The sums are exact; the result is rounded a few times at the end.
pub fn spearman_rho(vectors: &Vectors<'_>, ctx: &Ctx<'_>) -> Result<f64> {
    Ok(rho(&centred_ranks(&vectors.x, ctx)?, &centred_ranks(&vectors.y, ctx)?))
}

/// Of centred ranks, doubled.
pub(super) fn rho(x: &[i64], y: &[i64]) -> f64 {
    let product = |a: &[i64], b: &[i64]| a.iter().zip(b).map(|(&a, &b)| i128::from(a) * i128::from(b)).sum::<i128>();
    let (x_x, y_y) = (product(x, x), product(y, y));
    if x_x == 0 || y_y == 0 {
        return f64::NAN;
    }
    product(x, y) as f64 / (x_x as f64 * y_y as f64).sqrt()
}

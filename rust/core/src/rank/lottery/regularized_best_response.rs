//! Regularised best response: towards what is preferred, and not far from a reference.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::par;

/// How far the sum of a reference may be from 1: what a softmax in 32 bits gives.
const SUM_TOLERANCE: f64 = 1e-5;
/// Below this share of the best item, logarithms are compared instead of products.
const TINY: f64 = 1e-200;
/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 15;

/// For each row of preferences `P` the distribution `q` that maximises `sum q P - beta KL(q, reference)`, which is
/// `q[y]` proportional to `reference[y] exp(P[y] / beta)`. At `beta = 0` the largest `P` among items that the reference
/// allows, shared in proportion to the reference if there are several; at infinity the reference.
///
/// `reference` is one row for all, or one for each. Both matrices are row-major with `n_items` columns.
///
/// # Errors
/// [`Error::Invalid`] for a preference that is not finite, a reference that is negative or does not sum to 1 within
/// 1e-5, or a negative `beta`; [`Error::Length`] for shapes that do not fit; or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(cells)`: one exponential each.
pub fn regularized_best_response(
    preference: &[f64],
    reference: &[f64],
    n_items: usize,
    beta: f64,
    ctx: &Ctx<'_>,
) -> Result<Vec<f64>> {
    if beta.is_nan() || beta < 0.0 {
        return Err(Error::invalid("beta", At::Whole, beta, "a temperature", "beta >= 0"));
    }
    let n_rows = preference.len() / n_items.max(1);
    let one_for_all = reference.len() == n_items;
    if !one_for_all {
        Error::check_length("reference", reference.len(), preference.len())?;
    }
    let at = |matrix: bool, row: usize, item: usize| if matrix { At::Cell(row, item) } else { At::Entry(item) };
    for (row, shares) in reference.chunks_exact(n_items.max(1)).enumerate() {
        for (item, &share) in shares.iter().enumerate() {
            if !(share >= 0.0 && share.is_finite()) {
                let at = at(!one_for_all, row, item);
                return Err(Error::invalid("reference", at, share, "a probability", "a finite number >= 0"));
            }
        }
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            let at = if one_for_all { At::Whole } else { At::Entry(row) };
            return Err(Error::invalid("the sum of reference", at, sum, "1", "probabilities that sum to 1"));
        }
    }
    let mut found = filled("responses", preference.len(), 0.0)?;
    ctx.fill_chunks(&mut found, n_items, par::rows(CHUNK_CELLS, n_items), |first, rows| {
        for (row, found) in (first..).zip(rows.chunks_exact_mut(n_items)) {
            let own = &preference[row * n_items..][..n_items];
            let shares = &reference[if one_for_all { 0 } else { row * n_items }..][..n_items];
            if let Some(item) = own.iter().position(|value| !value.is_finite()) {
                let at = at(n_rows > 1, row, item);
                return Err(Error::invalid("preference", at, own[item], "a preference", "a finite number"));
            }
            if beta == f64::INFINITY {
                let sum: f64 = shares.iter().sum();
                found.iter_mut().zip(shares).for_each(|(slot, share)| *slot = share / sum);
            } else {
                respond(own, shares, beta, found);
            }
        }
        Ok(())
    })?;
    Ok(found)
}

fn respond(preference: &[f64], reference: &[f64], beta: f64, found: &mut [f64]) {
    let (mut best, mut best_share) = (f64::NEG_INFINITY, 0.0);
    for (&value, &share) in preference.iter().zip(reference).filter(|(_, share)| **share > 0.0) {
        if value > best {
            (best, best_share) = (value, share);
        }
    }
    // Relative to the best, so that nothing overflows however small beta is. Halves, so that the difference of two large
    // numbers stays finite; where there is no difference, a beta of 0 must not be asked.
    let gain = |value: f64| {
        let behind = value / 2.0 - best / 2.0;
        if behind == 0.0 { 0.0 } else { behind / beta * 2.0 }
    };
    if best_share > TINY {
        // What vanishes here is nothing beside the share of the best.
        for ((slot, &value), &share) in found.iter_mut().zip(preference).zip(reference) {
            *slot = if share == 0.0 { 0.0 } else { share * gain(value).exp() };
        }
    } else {
        let mut top = f64::NEG_INFINITY;
        for ((slot, &value), &share) in found.iter_mut().zip(preference).zip(reference) {
            *slot = if share == 0.0 { f64::NEG_INFINITY } else { share.ln() + gain(value) };
            top = top.max(*slot);
        }
        for slot in &mut *found {
            *slot = (*slot - top).exp();
        }
    }
    let sum: f64 = found.iter().sum();
    for slot in found {
        *slot /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond_to(preference: &[f64], reference: &[f64], beta: f64) -> Vec<f64> {
        regularized_best_response(preference, reference, reference.len(), beta, &Ctx::default()).unwrap()
    }

    #[test]
    fn limits_are_the_reference_and_the_best() {
        let (preference, reference) = ([0.5, 0.8, 0.8], [0.5, 0.3, 0.2]);
        assert_eq!(respond_to(&preference, &reference, f64::INFINITY), reference);
        for beta in [0.0, 5e-324, 1e-300] {
            let found = respond_to(&preference, &reference, beta);
            assert!(found[0] == 0.0 && (found[1] - 0.6).abs() < 1e-15, "{found:?}");
        }
        // What the reference forbids stays forbidden.
        assert_eq!(respond_to(&[9.0, 1.0], &[0.0, 1.0], 0.5), [0.0, 1.0]);
        // The best has next to no share: at this beta the two weigh alike.
        let found = respond_to(&[700.0, 0.0], &[1e-304, 1.0], 1.0);
        assert!((found[0] - 0.5).abs() < 0.01 && (found[0] + found[1] - 1.0).abs() < 1e-15, "{found:?}");
        let found = respond_to(&[f64::MAX, f64::MIN], &[0.5, 0.5], 1.0);
        assert_eq!(found, [1.0, 0.0]);
    }
}

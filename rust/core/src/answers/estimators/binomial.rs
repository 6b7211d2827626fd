//! Binomial coefficients as the coefficients of polynomials, small enough to be multiplied with each other.

use std::ops::Range;

/// Up to this power, coefficients are integers of 128 bits until they are rounded once.
const EXACT: u32 = 120;

/// Up to this power, coefficients and all their products are floats as they are: `2^900` is not too large.
const PLAIN: u32 = 900;

/// How far below 1 the coefficients of a tilted power may lie where they divide: `e^-600`.
const DEPTH: f64 = 600.0;

/// The coefficients of powers of `1 + x`, or of `(1 - p) + p x`: the same, but for a factor that depends on the power and on
/// the exponent of `x` alone, and so cancels out of every share of `k`-subsets. The factor keeps large powers within the
/// range of floats near one exponent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::answers) struct Weights {
    /// `p`; none is `1 + x`.
    p: Option<f64>,
}

impl Weights {
    /// Weights for powers up to `n`, and how many of the rising `ks` they serve.
    pub(in crate::answers) fn serving(n: u32, ks: &[u32]) -> (Self, usize) {
        let (Some(&first), false) = (ks.first(), n <= PLAIN) else {
            return (Self { p: None }, ks.len());
        };
        let depth = |k: u32, p: f64| {
            let (n, k) = (f64::from(n), f64::from(k));
            let part = |count: f64, p: f64| if count > 0.0 { count * (count / (n * p)).ln() } else { 0.0 };
            part(k, p) + part(n - k, 1.0 - p)
        };
        let tilt = |k: f64| (k / f64::from(n)).min(1.0 - 0.5 / f64::from(n));
        // The largest tilt at which the first size is not too far down; found by halving, so that it is the same anywhere.
        let (mut low, mut high) = (f64::from(first), f64::from(n));
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if depth(first, tilt(middle)) <= DEPTH { low = middle } else { high = middle }
        }
        let p = tilt(low);
        let served = ks.iter().take_while(|&&k| f64::from(k) <= low || depth(k, p) <= DEPTH).count();
        (Self { p: Some(p) }, served.max(1))
    }

    /// The first coefficients of a power, at most `length` of them.
    pub(in crate::answers) fn fill(self, power: u32, length: usize, coefficients: &mut Vec<f64>) {
        coefficients.clear();
        match self.p {
            None => plain(power, length, coefficients),
            Some(p) => tilted(power, p, length, coefficients),
        }
    }
}

fn plain(power: u32, length: usize, coefficients: &mut Vec<f64>) {
    let last = power.min(length.saturating_sub(1).min(u32::MAX as usize) as u32);
    if power <= EXACT {
        let mut value = 1_u128;
        for u in 0..=last {
            coefficients.push(value as f64);
            value = value * u128::from(power - u) / u128::from(u + 1);
        }
    } else {
        let mut value = 1.0;
        for u in 0..=last {
            coefficients.push(value);
            value = value * f64::from(power - u) / f64::from(u + 1);
        }
    }
}

/// Relative to the largest, from one to the next, and divided by their sum, which is 1.
fn tilted(power: u32, p: f64, length: usize, coefficients: &mut Vec<f64>) {
    let odds = p / (1.0 - p);
    let up = |u: u32| f64::from(power - u) / f64::from(u + 1) * odds;
    let mode = ((f64::from(power) + 1.0) * p).min(f64::from(power)) as u32;
    coefficients.resize((power as usize + 1).min(length), 0.0);
    let (mut total, mut term) = (0.0, 1.0);
    let mut put = |u: u32, term: f64| {
        total += term;
        if let Some(coefficient) = coefficients.get_mut(u as usize) {
            *coefficient = term;
        }
        term > 0.0
    };
    put(mode, 1.0);
    for u in mode..power {
        term *= up(u);
        if !put(u + 1, term) {
            break;
        }
    }
    term = 1.0;
    for u in (0..mode).rev() {
        term /= up(u);
        if !put(u, term) {
            break;
        }
    }
    for coefficient in coefficients {
        *coefficient /= total;
    }
}

/// Adds the product of two polynomials to a third, dropping what does not fit it. `at` is the exponent of the first
/// coefficient of `a`.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
pub(in crate::answers) fn convolve(a: &[f64], at: usize, b: &[f64], product: &mut [f64]) {
    for (shift, &factor) in (at..).zip(a) {
        let Some(target) = product.get_mut(shift..) else { return };
        for (cell, &coefficient) in target.iter_mut().zip(b) {
            *cell += factor * coefficient;
        }
    }
}

/// The exponents of two polynomials whose sum is `exponent`, as those of the first.
pub(in crate::answers) fn pairs(exponent: usize, first: usize, second: usize) -> Range<usize> {
    (exponent + 1).saturating_sub(second)..first.min(exponent + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coefficients(weights: Weights, power: u32, length: usize) -> Vec<f64> {
        let mut found = Vec::new();
        weights.fill(power, length, &mut found);
        found
    }

    #[test]
    fn small_powers_are_rounded_once() {
        let (plain, served) = Weights::serving(64, &[1, 64]);
        assert_eq!(served, 2);
        assert_eq!(coefficients(plain, 4, 9), [1.0, 4.0, 6.0, 4.0, 1.0]);
        assert_eq!(coefficients(plain, 4, 2), [1.0, 4.0]);
        assert_eq!(coefficients(plain, 64, 65)[32].to_bits(), 1_832_624_140_942_590_534.0_f64.to_bits());
    }

    #[test]
    fn tilted_powers_are_a_binomial_distribution_and_serve_all_sizes() {
        let ks: Vec<u32> = (1..=10_000).collect();
        let (mut rest, mut bands) = (&ks[..], 0);
        while !rest.is_empty() {
            let (weights, served) = Weights::serving(10_000, rest);
            let found = coefficients(weights, 10_000, 10_001);
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(rest[..served].iter().all(|&k| found[k as usize] > 1e-270), "{weights:?}");
            rest = &rest[served..];
            bands += 1;
        }
        assert!(bands < 12, "{bands}");
        let ratio = |power: u32, u: usize| {
            let found = coefficients(Weights { p: Some(0.3) }, power, 2000);
            found[u + 1] / found[u]
        };
        assert!((ratio(1500, 400) / (1100.0 / 401.0 * 3.0 / 7.0) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn products_are_products() {
        let mut product = [0.0; 4];
        convolve(&[1.0, 2.0], 1, &[3.0, 4.0, 5.0], &mut product);
        assert_eq!(product.map(|x| x as i32), [0, 3, 10, 13]);
        assert_eq!(pairs(3, 2, 3), 1..2);
        assert!(pairs(9, 2, 3).is_empty());
    }
}

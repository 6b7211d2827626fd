//! Which pair of items decides gamma at each beta, exactly.

use num_bigint::BigInt;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::weights::FixedPoint;

/// For each beta the pair `(i, j)` with the largest ratio of biased scores, `j` over `i`, among those of one group with
/// `beta * latent[i] >= latent[j]`. Equal ratios: the pair that comes first in the order of the items.
pub(super) fn deciding_pairs(
    latent: &[i128],
    biased: &[i128],
    is_second: &[bool],
    betas: &[f64],
    ctx: &Ctx<'_>,
) -> Result<Vec<Option<(usize, usize)>>> {
    let mut ascending: Vec<usize> = (0..betas.len()).collect();
    ascending.sort_by(|&a, &b| betas[a].total_cmp(&betas[b]));
    let factors: Vec<Factor> = ascending.iter().map(|&at| Factor::new(betas[at])).collect();
    // The best pair among those that come in at a beta.
    let mut entering: Vec<Option<(usize, usize)>> = vec![None; betas.len()];
    let better = |new: (usize, usize), old: Option<(usize, usize)>| {
        old.is_none_or(|old| is_larger(biased[new.1], biased[new.0], biased[old.1], biased[old.0]))
    };
    for i in 0..latent.len() {
        ctx.check()?;
        for j in (0..latent.len()).filter(|&j| j != i && is_second[j] == is_second[i]) {
            let at = factors.partition_point(|factor| !factor.reaches(latent[i], latent[j]));
            if let Some(slot) = entering.get_mut(at)
                && better((i, j), *slot)
            {
                *slot = Some((i, j));
            }
        }
    }
    let mut deciding = vec![None; betas.len()];
    let mut best = None;
    for (slot, &at) in entering.iter().zip(&ascending) {
        if let Some(pair) = *slot
            && better(pair, best)
        {
            best = Some(pair);
        }
        deciding[at] = best;
    }
    Ok(deciding)
}

/// Whether `a / b > c / d`, where 0 / 0 is 1 and anything else over 0 is infinite.
fn is_larger(a: i128, b: i128, c: i128, d: i128) -> bool {
    let settled = |over: i128, under: i128| if over == 0 && under == 0 { (1, 1) } else { (over, under) };
    let ((a, b), (c, d)) = (settled(a, b), settled(c, d));
    BigInt::from(a) * BigInt::from(d) > BigInt::from(c) * BigInt::from(b)
}

/// A factor of at least 0, as the exact number that its float is.
struct Factor {
    numerator: BigInt,
    /// `2^shift` is the denominator.
    shift: u32,
    float: f64,
}

impl Factor {
    fn new(value: f64) -> Self {
        let fixed = FixedPoint::exact(&[value]).unwrap_or(FixedPoint { numerators: vec![0], exponent: 0 });
        let numerator = fixed.numerators.first().copied().unwrap_or(0);
        let (raised, shift) = if fixed.exponent < 0 { (0, -fixed.exponent) } else { (fixed.exponent, 0) };
        Self { numerator: BigInt::from(numerator) << raised as u32, shift: shift as u32, float: value }
    }

    /// Whether `self * a >= b`. Floats decide where they are far apart, exact numbers where they are not.
    fn reaches(&self, a: i128, b: i128) -> bool {
        let (product, b_float) = (self.float * a as f64, b as f64);
        let slack = 8.0 * f64::EPSILON * b_float.max(product);
        if (product - b_float).abs() > slack {
            return product > b_float;
        }
        &self.numerator * BigInt::from(a) >= BigInt::from(b) << self.shift
    }
}

/// So many points from the smallest over the largest to 1. The first is rounded up, so that it holds for that pair.
pub(super) fn grid(latent: &[i128], n: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (latent.iter().min(), latent.iter().max()) else { return vec![1.0; n] };
    let mut first = low as f64 / high as f64;
    while !Factor::new(first).reaches(high, low) {
        first = first.next_up();
    }
    let step = (1.0 - first) / (n.max(2) - 1) as f64;
    (0..n).map(|k| if k + 1 == n { 1.0 } else { (first + step * k as f64).min(1.0) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_exact() {
        let third = Factor::new(1.0 / 3.0);
        // The float lies below one third.
        assert!(!third.reaches(3, 1) && third.reaches(4, 1) && third.reaches(0, 0));
        assert!(Factor::new(0.5).reaches(2 << 90, 1 << 90) && !Factor::new(0.5).reaches(2 << 90, (1 << 90) + 1));
        assert!(Factor::new(0.0).reaches(7, 0) && !Factor::new(0.0).reaches(7, 1) && Factor::new(1.0).reaches(7, 7));
    }

    #[test]
    fn the_grid_begins_where_the_widest_gap_counts() {
        for (low, high) in [(1, 3), (1, 49), (0, 5), (7, 7), (2, 7)] {
            let betas = grid(&[low, high, i128::midpoint(low, high)], 100);
            assert_eq!((betas.len(), betas[99].to_bits()), (100, 1.0_f64.to_bits()));
            assert!(betas.is_sorted());
            let pairs = deciding_pairs(&[low, high], &[3, 2], &[true, true], &betas, &Ctx::default()).unwrap();
            // The item behind stands further ahead under bias.
            assert_eq!(pairs[0], Some((1, 0)));
        }
    }
}

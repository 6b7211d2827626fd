//! Items drawn one after the other, each in proportion to its weight among those that are left.

use super::philox::{Cells, GROUP};
use super::smallest::{Candidate, SLACK, smallest_of, walk};
use super::uniform::rank;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// `k` items in the order in which they are drawn: those with the smallest exponential ranks `-ln(1 - u) / weight`, where
/// `u` comes from the cell (0, item) of the seed. Equal ranks are ordered by the cell's bits, then by the item's number.
///
/// # Errors
/// [`Error::Invalid`] for a weight that cannot be read, [`Error::Data`] for fewer than `k` weights above 0, or a stop asked
/// for through `ctx`.
///
/// # Complexity
/// Linear in the weights; about `k ln(n / k)` logarithms.
pub fn sample_without_replacement(weights: &[f64], k: usize, seed: u64, ctx: &Ctx<'_>) -> Result<Vec<usize>> {
    let n = weights.len();
    let cells = Cells::new(seed, 0);
    let drawn = smallest_of(n, k.min(n), ctx, |range, smallest| {
        // The upper bits of a cell are a lower bound of all of them.
        walk(
            range,
            Some(weights),
            #[inline(always)]
            |first, bits| {
                let (group, skipped) = (cells.upper(first / GROUP), first % GROUP);
                for (bits, upper) in bits.iter_mut().zip(&group[skipped..]) {
                    *bits = u64::from(*upper) << 48;
                }
            },
            smallest.bound() * SLACK,
            |index, bits, weight| {
                let hash = cells.complete(index, (bits >> 48) as u32);
                smallest.offer(Candidate { rank: rank(hash, weight), hash, index });
                smallest.bound() * SLACK
            },
        )
    })?;
    if drawn.len() < k {
        let (got, expected) = (format!("{} weights are above 0", drawn.len()), format!("at least k = {k}"));
        return Err(Error::Data { what: "sample_without_replacement", got, expected });
    }
    Ok(drawn.into_iter().map(|candidate| candidate.index).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_sequential_draws() {
        let mut first = [0_u32; 3];
        for seed in 0..3000 {
            first[sample_without_replacement(&[5.0, 3.0, 2.0], 2, seed, &Ctx::default()).unwrap()[0]] += 1;
        }
        // Five standard errors, 27 each at most.
        for (count, expected) in first.into_iter().zip([1500_i32, 900, 600]) {
            assert!((count as i32 - expected).abs() < 137, "{first:?}");
        }
    }

    #[test]
    fn too_few_and_odd_weights_are_named() {
        let fails =
            |weights: &[f64], k| sample_without_replacement(weights, k, 0, &Ctx::default()).unwrap_err().to_string();
        assert_eq!(fails(&[1.0, 0.0], 2), "sample_without_replacement: 1 weights are above 0; expected at least k = 2");
        assert!(fails(&[1.0, f64::NAN], 1).starts_with("weights[1] = NaN is not a weight"));
        assert!(fails(&[1.0, -0.5], 1).starts_with("weights[1] = -0.5"));
        assert!(fails(&[f64::INFINITY], 1).starts_with("weights[0] = inf"));
        assert!(fails(&[1e-200], 1).starts_with("weights[0] = "));
    }
}

//! A weighted sample whose estimates of subset sums are unbiased.

use super::keys::Keys;
use super::smallest::{Candidate, SLACK, smallest_of, walk};
use super::uniform::unit;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};

/// The rows of highest priority.
#[derive(Debug, Clone, PartialEq)]
pub struct PrioritySample {
    /// The rows, the highest priority first.
    pub rows: Vec<usize>,
    /// What each stands for in a sum: the larger of its weight and the threshold.
    pub estimates: Vec<f64>,
    /// The highest priority that is not in the sample; 0 if every row of weight above 0 is.
    pub threshold: f64,
}

/// The `k` rows of highest priority `weight / u`, with `u` from the hash of the row's key. Equal priorities are ordered by
/// the hash, then by the row.
///
/// # Errors
/// [`Error::Invalid`] for a weight that cannot be read or a key given twice, [`Error::Length`] for another number of
/// weights than of keys, or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the rows; with keys of their own `O(n log n)`, to see that no key comes twice.
pub fn priority_sample(keys: &Keys<'_>, weights: &[f64], k: usize, seed: u64, ctx: &Ctx<'_>) -> Result<PrioritySample> {
    let n = keys.len();
    Error::check_length("weights", weights.len(), n)?;
    if let Some((later, earlier)) = keys.duplicate(seed, ctx)? {
        let expected =
            format!("each key once; it is that of row {earlier} too, and rows of one key are not independent");
        return Err(Error::invalid("keys", At::Entry(later), keys.get(later), "a key of its own", expected));
    }
    let priority = |hash, weight: f64| weight / unit(hash);
    // What a row's number may be at most, for each unit of weight, where ranks are negative priorities.
    let scale = |bound: f64| if bound < 0.0 { SLACK / -bound } else { f64::INFINITY };
    // One more than the sample, which is the threshold.
    let mut found = smallest_of(n, k.min(n) + 1, ctx, |range, smallest| {
        walk(
            range,
            Some(weights),
            #[inline(always)]
            |first, bits| keys.hash_into(first, seed, bits),
            scale(smallest.bound()),
            |index, hash, weight| {
                smallest.offer(Candidate { rank: -priority(hash, weight), hash, index });
                scale(smallest.bound())
            },
        )
    })?;
    let threshold = if found.len() > k { -found[k].rank } else { 0.0 };
    found.truncate(k);
    let estimates = found.iter().map(|candidate| weights[candidate.index].max(threshold)).collect();
    Ok(PrioritySample { rows: found.iter().map(|candidate| candidate.index).collect(), estimates, threshold })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_all_taken_and_exact() {
        let sample = priority_sample(&Keys::Rows(4), &[1.0, 0.0, 3.0, 2.5], 3, 1, &Ctx::default()).unwrap();
        assert_eq!(sample.threshold.to_bits(), 0.0_f64.to_bits());
        assert_eq!(sample.estimates.iter().sum::<f64>().to_bits(), 6.5_f64.to_bits());
        assert!(!sample.rows.contains(&1));
    }

    #[test]
    fn estimates_are_unbiased() {
        let weights = [1.0, 4.0, 0.5, 2.0, 3.0, 0.25, 1.5];
        let mut sums = [0.0; 7];
        let n = 4000;
        for seed in 0..n {
            let sample = priority_sample(&Keys::Rows(7), &weights, 3, seed, &Ctx::default()).unwrap();
            for (row, estimate) in sample.rows.into_iter().zip(sample.estimates) {
                sums[row] += estimate;
            }
        }
        // The variance of an estimate is at most its mean times the threshold, here some 12: five standard errors.
        for (sum, weight) in sums.into_iter().zip(weights) {
            assert!((sum / n as f64 - weight).abs() < 5.0 * (12.0 * weight / n as f64).sqrt(), "{sum} {weight}");
        }
    }

    #[test]
    fn a_key_given_twice_is_refused() {
        let error = priority_sample(&Keys::Integers(&[7, 8, 7]), &[1.0; 3], 1, 0, &Ctx::default()).unwrap_err();
        assert!(error.to_string().starts_with("keys[2] = 7 is not a key of its own: expected each key once"));
    }
}

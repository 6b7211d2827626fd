//! Keys whose hash lies below a threshold.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::keys::{CHUNK, Keys};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::vectorized::vectorized;

/// Whether each key is in the sample: its hash is below `floor(rate * 2^64)`. A rate of 1 keeps all, of 0 none, and what a
/// rate keeps every higher one keeps too.
///
/// # Errors
/// [`Error::OptionRange`] for a rate outside of [0, 1], [`Error::Length`] unless there is room for one flag a key, or a
/// stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the bytes of the keys.
pub fn hash_sample(keys: &Keys<'_>, rate: f64, seed: u64, kept: &mut [bool], ctx: &Ctx<'_>) -> Result<()> {
    if !(0.0..=1.0).contains(&rate) {
        let expected = "0 <= rate <= 1".to_owned();
        return Err(Error::OptionRange { rule: "hash_sample", option: "rate", got: rate.to_string(), expected });
    }
    Error::check_length("kept", kept.len(), keys.len())?;
    // A product with a power of two is exact, and a cast rounds down.
    let threshold = (rate * 2.0_f64.powi(64)) as u128;
    let Ok(threshold) = u64::try_from(threshold) else {
        kept.fill(true);
        return Ok(());
    };
    ctx.set_total(keys.len() as u64);
    ctx.fill_chunks(kept, 1, CHUNK, |first, kept| {
        vectorized(
            #[inline(always)]
            || {
                if let Keys::Integers(values) = keys {
                    for (value, kept) in values[first..].iter().zip(kept.iter_mut()) {
                        *kept = xxh3_64_with_seed(&value.to_le_bytes(), seed) < threshold;
                    }
                } else {
                    let mut hash = [0];
                    for (row, kept) in (first..).zip(kept.iter_mut()) {
                        keys.hash_into(row, seed, &mut hash);
                        *kept = hash[0] < threshold;
                    }
                }
            },
        );
        ctx.advance(kept.len() as u64);
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hashing::sampling::Key;

    fn kept(values: &[i64], rate: f64) -> Vec<bool> {
        let mut kept = vec![false; values.len()];
        hash_sample(&Keys::Integers(values), rate, 3, &mut kept, &Ctx::default()).unwrap();
        kept
    }

    #[test]
    fn the_threshold_is_exact() {
        let hash = Key::Integer(12).hash(3);
        // The least rate of 53 bits whose threshold is above the hash, and the next below.
        let above = ((hash >> 11) + 1) as f64 * 2.0_f64.powi(-53);
        let below = (hash >> 11) as f64 * 2.0_f64.powi(-53);
        assert_eq!(kept(&[12], above), [true]);
        assert_eq!(kept(&[12], below), [false]);
        assert_eq!(kept(&[12, -1], 1.0), [true, true]);
        assert_eq!(kept(&[12, -1], 0.0), [false, false]);
        for rate in [-0.1, 1.5, f64::NAN] {
            assert!(hash_sample(&Keys::Rows(1), rate, 0, &mut [false], &Ctx::default()).is_err());
        }
    }
}

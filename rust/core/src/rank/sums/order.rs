//! All items in the order of their sums, by a radix sort.

use super::Keys;
use super::keys::{CHUNK, Key, range};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// The most bits that one pass sorts by: places to write to, which the second-level cache holds.
const DIGIT: u32 = 11;

/// The items from worst to best, as in a client's permutation. Of items with equal sums the one with the lower number is
/// the better and comes later, so that the last `k` are the `k` that [`super::top`] takes.
///
/// # Errors
/// As [`super::top`].
///
/// # Complexity
/// `O(n_items)` for each 11 bits of the difference between the highest and the lowest sum: three passes for 25 clients
/// and 5 million items.
pub fn order_by_sum(sums: Keys<'_>, ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    sums.check(ctx)?;
    match sums {
        Keys::Integer(sums) => order(sums, ctx),
        Keys::Float(sums) => order(sums, ctx),
    }
}

fn order<K: Key>(sums: &[K], ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    let (low, high) = range(sums, ctx)?;
    let bits = u64::BITS - (high - low).leading_zeros();
    // From the highest number to the lowest, which is where equal sums stay.
    let descending = (0..sums.len() as u32).zip(sums).rev();
    let key = |sum: &K| sum.ordered().wrapping_sub(low);
    if bits <= 32 {
        // Key and item in one word, which halves the memory that is moved.
        let mut pairs = filled("sums to sort", sums.len(), 0_u64)?;
        pairs.iter_mut().zip(descending).for_each(|(pair, (item, sum))| *pair = key(sum) << 32 | u64::from(item));
        let sorted = sort(pairs, bits, |pair| pair >> 32, ctx)?;
        Ok(sorted.into_iter().map(|pair| i64::from(pair as u32)).collect())
    } else {
        let mut pairs = filled("sums to sort", sums.len(), (0_u64, 0_u32))?;
        pairs.iter_mut().zip(descending).for_each(|(pair, (item, sum))| *pair = (key(sum), item));
        let sorted = sort(pairs, bits, |pair| pair.0, ctx)?;
        Ok(sorted.into_iter().map(|pair| i64::from(pair.1)).collect())
    }
}

/// Sorts by the lowest `bits` of the key, from the lowest digit to the highest; equal keys stay in their order.
fn sort<T: Copy + Default>(mut pairs: Vec<T>, bits: u32, key: impl Fn(T) -> u64, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    let passes = bits.div_ceil(DIGIT);
    if passes == 0 {
        return Ok(pairs);
    }
    let digit = bits.div_ceil(passes);
    let mut sorted = filled("sums to sort", pairs.len(), T::default())?;
    for pass in 0..passes {
        let of = |pair: T| (key(pair) >> (pass * digit)) as usize & ((1 << digit) - 1);
        let mut places = vec![0_usize; 1 << digit];
        for chunk in pairs.chunks(CHUNK) {
            ctx.check()?;
            for &pair in chunk {
                places[of(pair)] += 1;
            }
        }
        let mut start = 0;
        for place in &mut places {
            start += std::mem::replace(place, start);
        }
        for chunk in pairs.chunks(CHUNK) {
            ctx.check()?;
            for &pair in chunk {
                let place = &mut places[of(pair)];
                sorted[*place] = pair;
                *place += 1;
            }
        }
        std::mem::swap(&mut pairs, &mut sorted);
    }
    Ok(pairs)
}

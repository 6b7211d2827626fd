//! Two vectors spread by the first, and their pairs of items counted by partition, where the processor has AVX-512.

// What is not inlined into the function that asked for AVX-512 is compiled without it.
#![allow(clippy::inline_always)]

use pulp::NullaryFnOnce;
use pulp::x86::V4;

use super::kendall::PairCounts;
use super::lanes::{FEW, SLACK};
use super::partition::{Counts, count, sort};
use super::vectors::Vectors;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// From here on partition pays.
const LEAST: usize = 1 << 7;

/// Items a bucket: sorted in the first caches. Fewer make for more buckets, whose ends then no longer stay near: at 1,000
/// items the spreading of a million took 18 ms, at 4,000 14 ms, the sorting 11 and 13 ms (Intel Xeon 4th gen., 2026-11).
const BUCKET: usize = 4_000;

/// The most buckets.
const MOST_BUCKETS: usize = 1 << 11;

/// Numbers of a bucket that wait near until they fill a line of the cache: a fifth less than to put each alone.
const LINE: usize = 8;

/// Numbers whose buckets are found at a time.
const CHUNK: usize = 1 << 10;

/// Numbers put between two looks at the clock.
const LOOK: usize = 1 << 16;

/// A copy of two vectors, spread by the first one.
///
/// Made from numbers that others may write to, it is what [`super::pair_counts`] needs instead of a copy.
pub struct SpreadVectors {
    simd: V4,
    /// The columns of x and of y one after the other, each with slack at its end. One piece of memory: allocators keep it
    /// for the next call, where of several they return some, and fresh pages cost more than what is written to them.
    columns: Vec<f64>,
    /// Of the buckets; none where y is in the order of x already, and x without ties.
    ends: Vec<usize>,
}

impl SpreadVectors {
    /// `None` where it does not pay: for few items, or without AVX-512.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`], or a stop asked for through `ctx`.
    pub fn of(vectors: &Vectors<'_>, ctx: &Ctx<'_>) -> Result<Option<Self>> {
        match V4::try_new() {
            Some(simd) if vectors.n_items() >= LEAST => simd.vectorize(Spreading(simd, vectors, ctx)).map(Some),
            _ => Ok(None),
        }
    }

    /// See [`super::pair_counts`].
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn pair_counts(mut self, ctx: &Ctx<'_>) -> Result<PairCounts> {
        self.simd.vectorize(Counting(&mut self, ctx))
    }
}

struct Spreading<'a>(V4, &'a Vectors<'a>, &'a Ctx<'a>);

impl NullaryFnOnce for Spreading<'_> {
    type Output = Result<SpreadVectors>;

    /// Between two numbers that a sample has nearly at its ends: a few outliers do not crowd the others together.
    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self(simd, Vectors { x, y, .. }, ctx) = self;
        let n = x.len();
        let mut columns = filled("the vectors", 2 * (n + SLACK), 0.0)?;
        if put_by_rank(x, y, &mut columns[n + SLACK..], ctx)? {
            return Ok(SpreadVectors { simd, columns, ends: Vec::new() });
        }
        let n_buckets = (n / BUCKET).clamp(1, MOST_BUCKETS);
        if n_buckets == 1 {
            columns[..n].copy_from_slice(x);
            columns[n + SLACK..][..n].copy_from_slice(y);
            return Ok(SpreadVectors { simd, columns, ends: vec![n] });
        }
        let mut sample: Vec<f64> = x.iter().step_by(n / CHUNK).copied().collect();
        sample.sort_unstable_by(f64::total_cmp);
        let (least, greatest) = (sample[2], sample[sample.len() - 3]);
        // Where this is zero, infinite or not a number, buckets are uneven, but still in order: casts take NaN to 0.
        let scale = n_buckets as f64 / (greatest - least);
        let last = n_buckets as u32 - 1;
        let mut buckets = [0_u32; CHUNK];
        let mut next = vec![0_usize; n_buckets + 1];
        for part in x.chunks(LOOK) {
            ctx.check()?;
            for part in part.chunks(CHUNK) {
                let buckets = &mut buckets[..part.len()];
                for (bucket, &number) in buckets.iter_mut().zip(part) {
                    *bucket = (((number - least) * scale) as u32).min(last);
                }
                for &mut bucket in buckets {
                    let size = &mut next[bucket as usize + 1];
                    *size = size.wrapping_add(1);
                }
            }
        }
        for k in 0..n_buckets {
            next[k + 1] += next[k];
        }
        let ends = next[1..].to_vec();
        let (to_x, to_y) = columns.split_at_mut(n + SLACK);
        let (mut waiting, mut n_waiting) = (vec![[[0.0; LINE]; 2]; n_buckets], vec![0_u8; n_buckets]);
        for (x, y) in x.chunks(LOOK).zip(y.chunks(LOOK)) {
            ctx.check()?;
            for (x, y) in x.chunks(CHUNK).zip(y.chunks(CHUNK)) {
                let buckets = &mut buckets[..x.len()];
                for (bucket, &number) in buckets.iter_mut().zip(x) {
                    *bucket = (((number - least) * scale) as u32).min(last);
                }
                for ((&mut bucket, &x), &y) in buckets.iter_mut().zip(x).zip(y) {
                    let bucket = bucket as usize;
                    let [own_x, own_y] = &mut waiting[bucket];
                    let n_waiting = &mut n_waiting[bucket];
                    own_x[*n_waiting as usize % LINE] = x;
                    own_y[*n_waiting as usize % LINE] = y;
                    *n_waiting = (*n_waiting + 1) % LINE as u8;
                    if *n_waiting == 0 {
                        let place = &mut next[bucket];
                        to_x[*place..][..LINE].copy_from_slice(own_x);
                        to_y[*place..][..LINE].copy_from_slice(own_y);
                        *place = place.wrapping_add(LINE);
                    }
                }
            }
        }
        for (([own_x, own_y], &n), &place) in waiting.iter().zip(&n_waiting).zip(&next) {
            let n = n as usize;
            to_x[place..][..n].copy_from_slice(&own_x[..n]);
            to_y[place..][..n].copy_from_slice(&own_y[..n]);
        }
        Ok(SpreadVectors { simd, columns, ends })
    }
}

/// Puts y in the order of x where x holds every whole number of a range once, as ranks do: says whether that is so.
#[inline(always)]
#[allow(clippy::float_cmp)] // whole or not is a matter of bits
fn put_by_rank(x: &[f64], y: &[f64], to: &mut [f64], ctx: &Ctx<'_>) -> Result<bool> {
    let n = x.len();
    if x.iter().take(FEW).any(|&x| x != x.trunc()) {
        return Ok(false);
    }
    let least = x.iter().fold(f64::INFINITY, |least, &x| if x < least { x } else { least });
    to[..n].fill(f64::NAN);
    for (x, y) in x.chunks(LOOK).zip(y.chunks(LOOK)) {
        ctx.check()?;
        for (&x, &y) in x.iter().zip(y) {
            let place = (x - least) as usize;
            // Beyond the range, between whole numbers, or so large that numbers are no longer whole.
            if place >= n || place as f64 + least != x {
                return Ok(false);
            }
            to[place] = y;
        }
    }
    // Where one came twice, another is missing.
    Ok(!to[..n].iter().fold(false, |missing, &y| missing | y.is_nan()))
}

struct Counting<'a>(&'a mut SpreadVectors, &'a Ctx<'a>);

impl NullaryFnOnce for Counting<'_> {
    type Output = Result<PairCounts>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self(SpreadVectors { simd, columns, ends }, ctx) = self;
        let n = columns.len() / 2 - SLACK;
        let (x, y) = columns.split_at_mut(n + SLACK);
        let (mut by_x, mut both) = (Counts::default(), Counts::default());
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let largest = starts.clone().zip(ends.iter()).map(|(start, end)| end - start).max().unwrap_or(0);
        let mut spare = [filled("the buckets", largest + SLACK, 0.0)?, filled("the buckets", largest + SLACK, 0.0)?];
        let mut parts = Vec::new();
        for (start, &end) in starts.zip(ends.iter()) {
            ctx.check()?;
            let (x, y) = (&mut x[start..end + SLACK], &mut y[start..end + SLACK]);
            sort(*simd, [x, y], &mut spare, &mut parts, [&mut by_x, &mut both], ctx)?;
        }
        // By now in the order of x, whose own numbers are no longer needed.
        let mut by_y = Counts::default();
        count(*simd, y, x, &mut by_y, ctx)?;
        // Where x ties, y stands in any order.
        let discordant = by_y.inversions - both.inversions;
        let n_values = n - by_x.repeated.max(by_y.repeated) as usize;
        Ok(PairCounts::from_totals(n, [by_x.tied, by_y.tied], both.tied, discordant, n_values))
    }
}

#[cfg(test)]
mod tests {
    use super::super::kendall::merged_counts;
    use super::*;

    fn agree(x: &[f64], y: &[f64]) {
        let (vectors, ctx) = (Vectors::trusted(x, y), Ctx::default());
        let Some(simd) = V4::try_new() else { return };
        let spread = simd.vectorize(Spreading(simd, &vectors, &ctx)).unwrap();
        assert_eq!(spread.pair_counts(&ctx).unwrap(), merged_counts(&vectors, &ctx).unwrap(), "{} items", x.len());
    }

    #[test]
    fn partition_and_merging_agree() {
        let mut stream = crate::rng::Stream::new(6, 0);
        let mut vector = |n: usize, values: u64| -> Vec<f64> {
            (0..n).map(|_| stream.below(values) as f64 / 3.0 - values as f64 / 7.0).collect()
        };
        for n in 1..300 {
            for values in [1, 3, 20, 300, 1 << 40] {
                agree(&vector(n, values), &vector(n, values));
                agree(&vector(n, values), &vector(n, 1 << 40));
            }
        }
        for n in [20_000, 300_001] {
            let kinds = [vector(n, 1 << 40), vector(n, 1), vector(n, 2), vector(n, 300), vector(n, n as u64)];
            for x in &kinds {
                for y in &kinds {
                    agree(x, y);
                }
            }
        }
    }

    #[test]
    fn no_order_is_hard() {
        let n = 50_000;
        let shuffled: Vec<f64> = (0..n).map(|k| f64::from(k * 7919 % n) - 9.0).collect();
        let mut nearly = shuffled.clone();
        nearly[49_000] = nearly[48_000];
        let halves: Vec<f64> = shuffled.iter().enumerate().map(|(k, x)| if k == 300 { x + 0.5 } else { *x }).collect();
        let rising: Vec<f64> = (0..n).map(f64::from).collect();
        let falling: Vec<f64> = rising.iter().map(|x| -x).collect();
        let organ: Vec<f64> = rising.iter().map(|x| (x - 20_000.0).abs()).collect();
        let growing: Vec<f64> = rising.iter().map(|x| (x / 40.0).exp().min(f64::MAX)).collect();
        let far: Vec<f64> = rising.iter().map(|x| [f64::MIN, *x, f64::MAX, -0.0, 0.0][*x as usize % 5]).collect();
        let tiny: Vec<f64> = organ.iter().map(|x| x * 5e-324).collect();
        let kinds = [shuffled, nearly, halves, rising, falling, organ, growing, far, tiny];
        for x in &kinds {
            for y in &kinds {
                agree(x, y);
            }
        }
    }
}

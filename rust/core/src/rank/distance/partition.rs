//! Pairs of items counted while two vectors are sorted by partition, where the processor has AVX-512.
//!
//! Nothing is merged: a partition about a pivot moves eight numbers in a few steps, and the pairs it puts right are counted
//! from the masks. Equal numbers stay together down to the smallest parts, and ties are counted there.
//!
//! Partition by AVX2, four numbers at a time through a table, gained a tenth on merging and is left out (Intel Xeon 4th gen.,
//! 2026-11).

use pulp::NullaryFnOnce;
use pulp::x86::V4;

use super::kendall::{PairCounts, pairs};
use super::lanes::{FEW, Few, SLACK, split};
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

/// From here on a pivot is worth a larger sample.
const SAMPLED: usize = 1 << 14;

/// Parts of fewer numbers are not worth a look at the clock.
const SMALL: usize = 1 << 13;

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

/// Pairs of numbers within a column, or within the ties of another.
#[derive(Default)]
struct Counts {
    inversions: u64,
    tied: u64,
    /// Numbers that an earlier one equals.
    repeated: u64,
}

impl Counts {
    fn all_tied(&mut self, n: usize) {
        self.tied += pairs(n);
        self.repeated += n as u64 - 1;
    }
}

/// Part of a column that is yet to be sorted, and how many more pivots may be guessed for it.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    guesses: u32,
}

impl Part {
    fn all(n: usize) -> Self {
        Self { start: 0, end: n, guesses: 2 * n.max(1).ilog2() }
    }
}

/// The middle of a few numbers; of all of them once guesses have failed too often.
#[inline(always)]
fn pivot(numbers: &[f64], guesses: u32, spare: &mut [f64]) -> f64 {
    #[inline(always)]
    fn middle([a, b, c]: [f64; 3]) -> f64 {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let below = if high < c { high } else { c };
        if below < low { low } else { below }
    }
    let n = numbers.len();
    if guesses == 0 {
        let copy = &mut spare[..n];
        copy.copy_from_slice(numbers);
        return *copy.select_nth_unstable_by(n / 2, f64::total_cmp).1;
    }
    // Written out: `map` and `from_fn` of arrays are calls here, and compiled for the oldest processors.
    if n < 128 {
        let step = n / 4;
        return middle([numbers[step], numbers[2 * step], numbers[3 * step]]);
    }
    if n < SAMPLED {
        let step = n / 10;
        let mut thirds = [0.0; 3];
        for (third, k) in thirds.iter_mut().zip([1, 4, 7]) {
            *third = middle([numbers[k * step], numbers[(k + 1) * step], numbers[(k + 2) * step]]);
        }
        return middle(thirds);
    }
    let mut sample = [0.0; 63];
    for (number, &drawn) in sample.iter_mut().zip(numbers.iter().step_by(n / 63)) {
        *number = drawn;
    }
    sample.sort_unstable_by(f64::total_cmp);
    sample[sample.len() / 2]
}

/// Sorts the second of two columns by the first, and counts the ties of the first, and what is within them.
#[inline(always)]
fn sort(
    simd: V4,
    [x, y]: [&mut [f64]; 2],
    spare: &mut [Vec<f64>; 2],
    parts: &mut Vec<Part>,
    [by_x, both]: [&mut Counts; 2],
    ctx: &Ctx<'_>,
) -> Result<()> {
    let [spare_x, spare_y] = spare;
    parts.push(Part::all(x.len() - SLACK));
    while let Some(Part { start, end, guesses }) = parts.pop() {
        let n = end - start;
        let (x, y) = (&mut x[start..end + SLACK], &mut y[start..end + SLACK]);
        if n <= FEW {
            sort_few(simd, x, y, n, [&mut *by_x, &mut *both]);
            continue;
        }
        if n > SMALL {
            ctx.check()?;
        }
        let cut = pivot(&x[..n], guesses, spare_x);
        let guesses = guesses.saturating_sub(1);
        let (columns, spare) = (&mut [x, y], &mut [&mut spare_x[..], &mut spare_y[..]]);
        let (mut low, _) = split(simd, columns, spare, n, cut, ctx)?;
        if low == 0 {
            // The pivot is the least: those equal to it are done.
            (low, _) = split(simd, columns, spare, n, cut.next_up(), ctx)?;
            by_x.all_tied(low);
            spare_y[..low].copy_from_slice(&columns[1][..low]);
            count(simd, &mut spare_y[..low + SLACK], spare_x, both, ctx)?;
        } else {
            parts.push(Part { start, end: start + low, guesses });
        }
        if low < n {
            parts.push(Part { start: start + low, end, guesses });
        }
    }
    Ok(())
}

/// Every item goes to the place that the number of lesser ones says.
#[inline(always)]
fn sort_few(simd: V4, x: &[f64], y: &mut [f64], n: usize, [by_x, both]: [&mut Counts; 2]) {
    let few = Few::new(simd, x, n);
    let mut old = [0.0; FEW];
    old.copy_from_slice(&y[..FEW]);
    let (x, y) = (&x[..n], &mut y[..n]);
    let mut less = 0_usize;
    for (&x, &own) in x.iter().zip(&old) {
        let place = few.less(x).count_ones() as usize;
        less = less.wrapping_add(place);
        y[place] = own;
    }
    if less as u64 == pairs(n) {
        return;
    }
    // There are ties: equal items keep their order.
    let few_y = Few::new(simd, &old, n);
    let mut repeated = 0;
    for (k, (&x, &own)) in x.iter().zip(&old).enumerate() {
        let equal = few.equal(x);
        let later = equal & u32::MAX << k << 1;
        let place = few.less(x).count_ones() + (equal & !(u32::MAX << k)).count_ones();
        y[place as usize] = own;
        by_x.tied += u64::from(later.count_ones());
        both.tied += u64::from((later & few_y.equal(own)).count_ones());
        both.inversions += u64::from((later & few_y.less(own)).count_ones());
        repeated |= later;
    }
    by_x.repeated += u64::from(repeated.count_ones());
}

/// Counts the pairs of a column, which it sorts but for the smallest parts.
#[inline(always)]
fn count(simd: V4, y: &mut [f64], spare: &mut [f64], counts: &mut Counts, ctx: &Ctx<'_>) -> Result<()> {
    let mut parts = vec![Part::all(y.len() - SLACK)];
    while let Some(Part { start, end, guesses }) = parts.pop() {
        let n = end - start;
        let y = &mut y[start..end + SLACK];
        if n <= FEW {
            count_few(simd, y, n, counts);
            continue;
        }
        if n > SMALL {
            ctx.check()?;
        }
        let cut = pivot(&y[..n], guesses, spare);
        let guesses = guesses.saturating_sub(1);
        let (column, spare) = (&mut [y], &mut [&mut *spare]);
        let (mut low, mut inversions) = split(simd, column, spare, n, cut, ctx)?;
        if low == 0 {
            (low, inversions) = split(simd, column, spare, n, cut.next_up(), ctx)?;
            counts.all_tied(low);
        } else {
            parts.push(Part { start, end: start + low, guesses });
        }
        counts.inversions += inversions;
        if low < n {
            parts.push(Part { start: start + low, end, guesses });
        }
    }
    Ok(())
}

#[inline(always)]
fn count_few(simd: V4, y: &[f64], n: usize, counts: &mut Counts) {
    let few = Few::new(simd, y, n);
    let y = &y[..n];
    let (mut less, mut inversions) = (0_u32, 0_u32);
    for (k, &number) in y.iter().enumerate() {
        let mask = few.less(number);
        less = less.wrapping_add(mask.count_ones());
        inversions = inversions.wrapping_add((mask >> k).count_ones());
    }
    counts.inversions += u64::from(inversions);
    if u64::from(less) == pairs(n) {
        return;
    }
    let mut repeated = 0;
    for (k, &number) in y.iter().enumerate() {
        let later = few.equal(number) & u32::MAX << k << 1;
        counts.tied += u64::from(later.count_ones());
        repeated |= later;
    }
    counts.repeated += u64::from(repeated.count_ones());
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
        // Without guesses, too.
        for numbers in &kinds {
            let middle = pivot(numbers, 0, &mut numbers.clone());
            let less = |than: f64| numbers.iter().filter(|&&number| number < than).count();
            assert!(less(middle) <= numbers.len() / 2 && less(middle.next_up()) >= numbers.len() / 2);
        }
    }
}

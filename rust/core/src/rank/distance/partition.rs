//! Pairs of numbers counted while a column is sorted by partition (AVX-512).
//!
//! Nothing is merged: a partition about a pivot moves eight numbers in a few steps, and the pairs it puts right are counted
//! from the masks. Equal numbers stay together down to the smallest parts, and ties are counted there.
//!
//! Partition by AVX2, four numbers at a time through a table, gained a tenth on merging and is left out (Intel Xeon 4th gen.,
//! 2026-11).

// What is not inlined into the function that asked for AVX-512 is compiled without it.
#![allow(clippy::inline_always)]

use pulp::x86::V4;

use super::kendall::pairs;
use super::lanes::{FEW, Few, SLACK, split};
use crate::ctx::Ctx;
use crate::error::Result;

/// From here on a pivot is worth a larger sample.
const SAMPLED: usize = 1 << 14;

/// Parts of fewer numbers are not worth a look at the clock.
const SMALL: usize = 1 << 13;

/// Pairs of numbers within a column, or within the ties of another.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) inversions: u64,
    pub(super) tied: u64,
    /// Numbers that an earlier one equals.
    pub(super) repeated: u64,
}

impl Counts {
    fn all_tied(&mut self, n: usize) {
        self.tied += pairs(n);
        self.repeated += n as u64 - 1;
    }
}

/// Part of a column that is yet to be sorted, and how many more pivots may be guessed for it.
#[derive(Clone, Copy)]
pub(super) struct Part {
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
pub(super) fn sort(
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
pub(super) fn count(simd: V4, y: &mut [f64], spare: &mut [f64], counts: &mut Counts, ctx: &Ctx<'_>) -> Result<()> {
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
    use super::*;

    #[test]
    fn the_middle_of_all_is_in_the_middle() {
        for numbers in [vec![3.0; 20], (0..99).map(|k| f64::from(k * 37 % 99)).collect(), vec![1.0, 1.0, 0.0, 5.0, 5.0]]
        {
            let middle = pivot(&numbers, 0, &mut numbers.clone());
            let less = |than: f64| numbers.iter().filter(|&&number| number < than).count();
            assert!(less(middle) <= numbers.len() / 2 && less(middle.next_up()) >= numbers.len() / 2);
        }
    }
}

//! Items drawn without replacement from a softmax, row by row.
//!
//! A logit with a Gumbel number added is the larger, the sooner it is drawn. Few cells of a long row can be among the `k`
//! largest, and a test tells which without a logarithm. With `v = 1 - u` the number is at most `-ln v`, so a cell can only
//! come in if `v <= exp(logit - bound)`. The upper bits of the cell give a lower bound of `v`. The bits of a float, as an
//! integer over 2^23, are 127 more than its logarithm to the base 2 or a little less than that, never more (Schraudolph's
//! observation), so both sides are compared as such: the exponential is a product and a sum.

use super::philox::{Cells, GROUP};
use super::smallest::{Candidate, Smallest};
use super::uniform::gumbel;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::par::rows;
use crate::vectorized::vectorized;

/// Cells of a chunk of rows.
const CHUNK_CELLS: usize = 1 << 18;

/// Groups of columns between two looks at the clock, in a long row.
const CHECK_GROUPS: usize = 1 << 13;

/// Draws at most: 16 GiB of them.
const MAX_DRAWS: u128 = 1 << 30;

/// Columns at most: so many have counters of their own.
const MAX_COLUMNS: u128 = 1 << 34;

/// Steps of the bits of a float for each unit of a logarithm: 2^23 / ln 2.
const STEPS: f32 = 12_102_203.0;

/// The bits of 1, of a factor of 2^16, and a thousandth of a doubling for all that is rounded.
const SHIFT: f32 = ((127 + 16) << 23) as f32 + 8389.0;

/// What was drawn, `k` places a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draws {
    /// The columns, and -1 where none is left.
    pub columns: Vec<i64>,
    /// Their logits with the Gumbel numbers added, and minus infinity.
    pub values: Vec<f64>,
}

/// Logits in rows.
#[derive(Debug, Clone, Copy)]
pub enum Logits<'a> {
    /// Of 32 bits.
    F32(&'a [f32]),
    /// Of 64 bits.
    F64(&'a [f64]),
}

/// A float that logits come in.
trait Logit: Copy + Sync + Into<f64> {
    const NEVER: Self;

    /// A bound, rounded down and a step below.
    fn below(bound: f64) -> Self;

    /// How far it is above a bound, rounded once.
    fn above(self, bound: Self) -> f32;

    /// Below infinity, and a number.
    fn fits(self) -> bool;
}

#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
impl Logit for f32 {
    const NEVER: Self = Self::NEG_INFINITY;

    fn below(bound: f64) -> Self {
        (bound as Self).next_down().next_down()
    }

    #[inline(always)]
    fn above(self, bound: Self) -> f32 {
        self - bound
    }

    #[inline(always)]
    fn fits(self) -> bool {
        self < Self::INFINITY
    }
}

#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
impl Logit for f64 {
    const NEVER: Self = Self::NEG_INFINITY;

    fn below(bound: f64) -> Self {
        bound.next_down()
    }

    #[inline(always)]
    fn above(self, bound: Self) -> f32 {
        (self - bound) as f32
    }

    #[inline(always)]
    fn fits(self) -> bool {
        self < Self::INFINITY
    }
}

/// `k` columns of each row in the order in which they are drawn, by the softmax of those that are left. Row `i` draws from
/// the cells of row `first_row + i` of the seed. Equal values are ordered by column. A logit of minus infinity is never
/// drawn: where the others are fewer than `k`, the places behind them hold no column.
///
/// # Errors
/// [`Error::Invalid`] for a logit that is infinite or not a number, [`Error::Length`] unless there are `n` rows,
/// [`Error::TooLarge`] for too many draws or columns, or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the cells; about `k ln(columns / k)` pairs of logarithms a row.
pub fn gumbel_top_k(logits: Logits<'_>, n: usize, k: usize, seed: u64, first_row: u64, ctx: &Ctx<'_>) -> Result<Draws> {
    match logits {
        Logits::F32(cells) => all_rows(cells, n, k, seed, first_row, ctx),
        Logits::F64(cells) => all_rows(cells, n, k, seed, first_row, ctx),
    }
}

fn all_rows<L: Logit>(cells: &[L], n: usize, k: usize, seed: u64, first_row: u64, ctx: &Ctx<'_>) -> Result<Draws> {
    let m = cells.len() / n.max(1);
    Error::check_length("logits", cells.len(), n * m)?;
    Error::check_size("columns", m, 1, MAX_COLUMNS)?;
    let size = Error::check_size("draws", n, k, MAX_DRAWS)?;
    // Zeros, which take no time before they are written over: many draws would keep a caller who wants to stop waiting.
    let (mut columns, mut values) = (filled("draws", size, 0)?, filled("draws", size, 0.0)?);
    ctx.set_total(n as u64);
    ctx.fill_chunk_pairs((&mut columns, &mut values), k, rows(CHUNK_CELLS, m), |first, columns, values| {
        let mut smallest = Smallest::new(k.min(m));
        let places = columns.chunks_mut(k.max(1)).zip(values.chunks_mut(k.max(1)));
        for (i, (columns, values)) in (first..).zip(places) {
            let row = Cells::new(seed, first_row.wrapping_add(i as u64));
            one_row(&cells[i * m..(i + 1) * m], i, row, &mut smallest, ctx)?;
            let found = smallest.take();
            columns[found.len()..].fill(-1);
            values[found.len()..].fill(f64::NEG_INFINITY);
            for ((column, value), found) in columns.iter_mut().zip(values).zip(found) {
                (*column, *value) = (found.index as i64, -found.rank);
            }
        }
        ctx.advance((columns.len() / k.max(1)) as u64);
        Ok(())
    })?;
    Ok(Draws { columns, values })
}

/// Offers the columns of a row; their rank is the negative value.
fn one_row<L: Logit>(logits: &[L], i: usize, row: Cells, smallest: &mut Smallest, ctx: &Ctx<'_>) -> Result<()> {
    for (part, logits) in logits.chunks(CHECK_GROUPS * GROUP).enumerate() {
        if part > 0 {
            ctx.check()?;
        }
        let first = part * CHECK_GROUPS;
        let fault = vectorized(
            #[inline(always)]
            || groups(logits, first, row, smallest),
        );
        if let Some(column) = fault {
            let logit: f64 = logits[column - first * GROUP].into();
            let expected = "a finite number, or minus infinity for what is never drawn";
            return Err(Error::invalid("logits", At::Cell(i, column), logit, "a logit", expected));
        }
    }
    Ok(())
}

/// Offers the columns from group `first` on; returns one whose logit is none.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn groups<L: Logit>(logits: &[L], first: usize, row: Cells, smallest: &mut Smallest) -> Option<usize> {
    let mut least = L::below(-smallest.bound());
    let mut is_candidate = [0_u32; GROUP];
    let (whole, rest) = logits.as_chunks::<GROUP>();
    let mut padded = [L::NEVER; GROUP];
    padded[..rest.len()].copy_from_slice(rest);
    let n_groups = whole.len() + usize::from(!rest.is_empty());
    for group in 0..n_groups {
        let logits = whole.get(group).unwrap_or(&padded);
        let start = (first + group) * GROUP;
        let upper = row.upper(first + group);
        let (mut faults, mut any) = (0, 0);
        // By index over arrays: iterators over them do not become vector loops.
        for at in 0..GROUP {
            faults |= u32::from(!logits[at].fits());
            is_candidate[at] = u32::from(may_enter(logits[at], upper[at], least));
            any |= is_candidate[at];
        }
        if faults != 0 {
            return logits.iter().position(|logit| !logit.fits()).map(|at| start + at);
        }
        if any != 0 {
            for at in 0..GROUP {
                // Once more, since the bound may have risen within the group: it begins with none at all.
                if is_candidate[at] != 0 && may_enter(logits[at], upper[at], least) {
                    let value = logits[at].into() + gumbel(row.complete(start + at, upper[at]));
                    smallest.offer(Candidate { rank: -value, hash: 0, index: start + at });
                    least = L::below(-smallest.bound());
                }
            }
        }
    }
    None
}

/// Whether the value of a cell with these upper bits may be above a bound; often right, and never wrongly no.
#[inline(always)]
#[allow(clippy::inline_always)]
fn may_enter<L: Logit>(logit: L, upper: u32, least: L) -> bool {
    // 2^16 times a number that is at most 1 - u.
    let v = (upper ^ 0xffff) as i32 as f32;
    // Without a bound all numbers may enter, and minus infinity, which becomes NaN, may not.
    v.to_bits() as i32 as f32 <= logit.above(least) * STEPS + SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    /// All perturbed values, and the largest of them.
    fn full<L: Logit>(logits: &[L], k: usize, seed: u64, row: u64) -> Draws {
        let cells = Cells::new(seed, row);
        let bits = |j| cells.complete(j, cells.upper_of(j));
        let mut all: Vec<(i64, f64)> = (logits.iter().enumerate())
            .map(|(j, &logit)| (j as i64, logit.into() + gumbel(bits(j))))
            .filter(|draw| draw.1 > f64::NEG_INFINITY)
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.resize(all.len().max(k), (-1, f64::NEG_INFINITY));
        all.truncate(k);
        let (columns, values) = all.into_iter().unzip();
        Draws { columns, values }
    }

    #[test]
    fn the_test_leaves_nobody_out() {
        let mut stream = Stream::new(4, 0);
        for (m, k) in [(1, 1), (5, 9), (64, 3), (65, 10), (1000, 1), (3000, 7), (5000, 50)] {
            for spread in [0.0, 1.0, 30.0, 1e6, 1e30] {
                let logits: Vec<f32> =
                    (0..m)
                        .map(|_| {
                            if stream.below(9) == 0 {
                                f32::NEG_INFINITY
                            } else {
                                ((stream.unit() - 0.5) * spread) as f32
                            }
                        })
                        .collect();
                let wide: Vec<f64> = logits.iter().map(|&logit| f64::from(logit) * 1.000_000_1 + 1e-9).collect();
                let ctx = Ctx::default();
                let found = gumbel_top_k(Logits::F32(&logits), 1, k, 7, 3, &ctx).unwrap();
                assert_eq!(found, full(&logits, k, 7, 3), "{m} {k} {spread}");
                let found = gumbel_top_k(Logits::F64(&wide), 1, k, 7, 3, &ctx).unwrap();
                assert_eq!(found, full(&wide, k, 7, 3), "{m} {k} {spread}");
            }
        }
    }

    #[test]
    fn what_is_no_logit_is_named() {
        let ctx = Ctx::default();
        for bad in [f32::NAN, f32::INFINITY] {
            let mut logits = vec![0.5; 200];
            logits[170] = bad;
            let error = gumbel_top_k(Logits::F32(&logits), 2, 1, 0, 0, &ctx).unwrap_err().to_string();
            assert!(error.starts_with("logits[1, 70] = "), "{error}");
        }
    }
}

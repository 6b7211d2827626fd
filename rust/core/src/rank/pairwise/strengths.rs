//! Strengths of defeats as their ranks among all that occur.

use std::ops::Sub;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::pairwise::chunk_rows;
use crate::rank::options::Strength;
use crate::sort::{Equal, sort_runs};

/// For each ordered pair of items the strength of the defeat of the second by the first, as its rank among all strengths;
/// 0 where there is none. Only the order of strengths matters to most rules, and narrow numbers are compared many at a time.
pub(super) enum Defeats {
    /// Fewer than `2**16` different strengths.
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

/// Runs the same code on narrow and on wide ranks.
macro_rules! with_ranks {
    ($defeats:expr, $ranks:ident => $body:expr) => {
        match $defeats {
            $crate::rank::pairwise::strengths::Defeats::Narrow($ranks) => $body,
            $crate::rank::pairwise::strengths::Defeats::Wide($ranks) => $body,
        }
    };
}
pub(super) use with_ranks;

impl Defeats {
    pub(super) fn of<T>(weights: &[T], m: usize, strength: Strength, ctx: &Ctx<'_>) -> Result<Self>
    where
        T: Copy + Ord + Default + Into<i128> + Send + Sync + Sub<Output = T>,
    {
        // Every defeat is stronger than 0, which stands for none. Loops without branches, since half of all pairs are
        // defeats and which ones cannot be foretold.
        let none = T::default();
        let mut values = filled("strengths of defeats", m * m, none)?;
        let strongest = ctx.fill_chunks(&mut values, m, chunk_rows(m), |first, rows| {
            let mut strongest = none;
            for (i, row) in (first..).zip(rows.chunks_exact_mut(m)) {
                let column = weights[i..].iter().step_by(m);
                for ((value, &own), &other) in row.iter_mut().zip(&weights[i * m..]).zip(column) {
                    let worth = if strength == Strength::Margins { own - other } else { own };
                    *value = if own > other { worth } else { none };
                    strongest = strongest.max(*value);
                }
            }
            Ok(strongest)
        })?;
        let strongest = strongest.into_iter().max().map_or(0, T::into);
        match usize::try_from(strongest) {
            // A table is no larger than the matrix then; weights of most elections are small whole numbers.
            Ok(strongest) if strongest < m * m => by_table(&values, strongest, m, ctx),
            _ => by_search(&values, m, ctx),
        }
    }

    fn with(n_strengths: usize, m: usize, rank: impl Fn(usize) -> u32 + Sync, ctx: &Ctx<'_>) -> Result<Self> {
        Ok(if u16::try_from(n_strengths).is_ok() {
            Self::Narrow(cells(m, |cell| rank(cell) as u16, ctx)?)
        } else {
            Self::Wide(cells(m, rank, ctx)?)
        })
    }
}

/// Looks ranks up by the strength itself.
fn by_table<T: Copy + Into<i128> + Sync>(values: &[T], strongest: usize, m: usize, ctx: &Ctx<'_>) -> Result<Defeats> {
    let mut ranks = filled("ranks of strengths", strongest + 1, 0_u32)?;
    for values in values.chunks(chunk_rows(m) * m.max(1)) {
        ctx.check()?;
        for &value in values {
            ranks[value.into() as usize] = 1;
        }
    }
    let mut n = 0;
    for rank in ranks.iter_mut().skip(1) {
        n += *rank;
        *rank = n;
    }
    // No defeat is no strength.
    ranks[0] = 0;
    Defeats::with(n as usize, m, |cell| ranks[values[cell].into() as usize], ctx)
}

/// Looks ranks up in the sorted list of all strengths.
fn by_search<T>(values: &[T], m: usize, ctx: &Ctx<'_>) -> Result<Defeats>
where
    T: Copy + Ord + Default + Send + Sync,
{
    let chunk = chunk_rows(m) * m;
    let run = |k: usize| {
        let values = &values[k * chunk..values.len().min((k + 1) * chunk)];
        values.iter().copied().filter(|&value| value > T::default()).collect()
    };
    let distinct = sort_runs(values.len().div_ceil(chunk.max(1)), run, T::cmp, Equal::Fold, ctx)?;
    // Of those that are no stronger: none for a pair that is no defeat.
    Defeats::with(distinct.len(), m, |cell| distinct.partition_point(|&value| value <= values[cell]) as u32, ctx)
}

fn cells<R: Copy + Default + Send>(m: usize, cell: impl Fn(usize) -> R + Sync, ctx: &Ctx<'_>) -> Result<Vec<R>> {
    let mut cells = filled("ranks of strengths", m * m, R::default())?;
    ctx.fill_chunks(&mut cells, m, chunk_rows(m), |first, rows| {
        (first * m..).zip(rows).for_each(|(at, slot)| *slot = cell(at));
        Ok(())
    })?;
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_and_a_search_rank_alike() {
        let m = 9;
        let small: Vec<i64> = (0..m * m).map(|cell| (cell * cell % 23) as i64).collect();
        let large: Vec<i64> = small.iter().map(|&weight| weight << 40).collect();
        for strength in [Strength::WinningVotes, Strength::Margins] {
            let ranks = |weights: &[i64]| match Defeats::of(weights, m, strength, &Ctx::default()).unwrap() {
                Defeats::Narrow(ranks) => ranks,
                Defeats::Wide(_) => unreachable!(),
            };
            let of_small = ranks(&small);
            assert_eq!(of_small, ranks(&large));
            for i in 0..m {
                for j in 0..m {
                    let wins = small[i * m + j] > small[j * m + i];
                    assert_eq!(of_small[i * m + j] > 0, wins);
                }
            }
        }
        assert!(matches!(Defeats::of::<i64>(&[], 0, Strength::Margins, &Ctx::default()), Ok(Defeats::Narrow(_))));
    }
}

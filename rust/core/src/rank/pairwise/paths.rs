//! Strengths of defeats, and the strongest paths of them.

use std::ops::Sub;

use super::strengths::Ranks;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::pairwise::chunk_rows;
use crate::rank::options::Strength;
use crate::vectorized::vectorized;

/// Items that paths may lead through that are taken in one sweep over the matrix: each cell is then loaded and stored once
/// for eight of them.
const BLOCK: usize = 8;

/// For each ordered pair of items the strength of the defeat of the second by the first, as its rank among all strengths;
/// 0 where there is none. Only the order of strengths matters to paths, and narrow numbers are compared many at a time.
pub(super) enum Defeats {
    /// Fewer than `2**16` different strengths.
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

/// Runs the same code on narrow and on wide ranks.
macro_rules! with_ranks {
    ($defeats:expr, $ranks:ident => $body:expr) => {
        match $defeats {
            $crate::rank::pairwise::paths::Defeats::Narrow($ranks) => $body,
            $crate::rank::pairwise::paths::Defeats::Wide($ranks) => $body,
        }
    };
}
pub(super) use with_ranks;

impl Defeats {
    pub(super) fn of<T>(weights: &[T], m: usize, strength: Strength, ctx: &Ctx<'_>) -> Result<Self>
    where
        T: Copy + Ord + Into<i128> + Send + Sync + Sub<Output = T>,
    {
        let defeat = |i: usize, j: usize| {
            let (own, other) = (weights[i * m + j], weights[j * m + i]);
            (own > other).then(|| if strength == Strength::Margins { own - other } else { own })
        };
        let ranks = Ranks::of(m, defeat, ctx)?;
        let rank = |i, j| defeat(i, j).map_or(0, |value| ranks.rank(value));
        Ok(if u16::try_from(ranks.len()).is_ok() {
            Self::Narrow(cells(m, |i, j| rank(i, j) as u16, ctx)?)
        } else {
            Self::Wide(cells(m, rank, ctx)?)
        })
    }
}

fn cells<R: Copy + Default + Send>(m: usize, cell: impl Fn(usize, usize) -> R + Sync, ctx: &Ctx<'_>) -> Result<Vec<R>> {
    let mut cells = filled("paths", m * m, R::default())?;
    ctx.fill_chunks(&mut cells, m, chunk_rows(m), |first, rows| {
        for (i, row) in (first..).zip(rows.chunks_exact_mut(m)) {
            row.iter_mut().enumerate().for_each(|(j, slot)| *slot = cell(i, j));
        }
        Ok(())
    })?;
    Ok(cells)
}

/// Replaces defeats by the strongest paths: the best over all of the weakest defeat on the way (Floyd, Warshall).
pub(super) fn widest<R: Copy + Ord + Default + Send + Sync>(paths: &mut [R], m: usize, ctx: &Ctx<'_>) -> Result<()> {
    ctx.set_total(m as u64);
    for first in (0..m).step_by(BLOCK) {
        let n = BLOCK.min(m - first);
        // Rows beyond the last item are empty, and lead nowhere.
        let mut via = vec![R::default(); BLOCK * m];
        via[..n * m].copy_from_slice(&paths[first * m..(first + n) * m]);
        // The paths among the items of the block, and from them to all others.
        for pivot in 0..n {
            let on = via[pivot * m..(pivot + 1) * m].to_vec();
            for row in via.chunks_exact_mut(m).take(n) {
                let reach = row[first + pivot];
                row.iter_mut().zip(&on).for_each(|(path, &on)| *path = (*path).max(on.min(reach)));
            }
        }
        let mut among = [[R::default(); BLOCK]; BLOCK];
        for (among, row) in among.iter_mut().zip(via.chunks_exact(m)).take(n) {
            among[..n].copy_from_slice(&row[first..first + n]);
        }
        ctx.fill_chunks(paths, m, chunk_rows(m), |_, rows| {
            vectorized(
                #[inline(always)]
                || rows.chunks_exact_mut(m).for_each(|row| through(row, &via, &among, first, n)),
            );
            Ok(())
        })?;
        ctx.advance(n as u64);
    }
    Ok(())
}

/// The paths of one item through the `n` items of a block, whose own paths are known: `via` to all, `among` each other.
///
/// Loops of a length that the compiler knows make this two to three times as fast as a sweep for each item (Intel Xeon with
/// AVX-512, 2026-11).
#[inline(always)]
#[allow(clippy::inline_always)] // see `vectorized`
fn through<R: Copy + Ord + Default>(row: &mut [R], via: &[R], among: &[[R; BLOCK]; BLOCK], first: usize, n: usize) {
    let m = row.len();
    let mut reach = [R::default(); BLOCK];
    reach[..n].copy_from_slice(&row[first..first + n]);
    for (pivot, among) in among.iter().enumerate() {
        let to_pivot = reach[pivot];
        for (reach, &on) in reach.iter_mut().zip(among) {
            *reach = (*reach).max(on.min(to_pivot));
        }
    }
    let on: [&[R]; BLOCK] = std::array::from_fn(|pivot| &via[pivot * m..][..m]);
    for (j, path) in row.iter_mut().enumerate() {
        let mut best = *path;
        for pivot in 0..BLOCK {
            best = best.max(reach[pivot].min(on[pivot][j]));
        }
        *path = best;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_items_are_as_good_as_one_at_a_time() {
        for m in [1_usize, 7, 8, 9, 30] {
            let mut paths: Vec<u16> = (0..m * m).map(|cell| (cell * cell * 31 + cell * 7) as u16 % 101).collect();
            let mut expected = paths.clone();
            for pivot in 0..m {
                for i in 0..m {
                    for j in 0..m {
                        let through = expected[i * m + pivot].min(expected[pivot * m + j]);
                        expected[i * m + j] = expected[i * m + j].max(through);
                    }
                }
            }
            widest(&mut paths, m, &Ctx::default()).unwrap();
            assert_eq!(paths, expected);
        }
    }
}

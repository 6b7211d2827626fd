//! The strongest paths of defeats.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::pairwise::chunk_rows;
use crate::vectorized::vectorized;

/// Items that paths may lead through that are taken in one sweep over the matrix: each cell is then loaded and stored once
/// for eight of them.
const BLOCK: usize = 8;

/// Replaces defeats by the strongest paths: the best over all of the weakest defeat on the way (Floyd, Warshall).
pub(super) fn widest<R: Copy + Ord + Default + Send + Sync>(paths: &mut [R], m: usize, ctx: &Ctx<'_>) -> Result<()> {
    ctx.set_total(m as u64);
    for first in (0..m).step_by(BLOCK) {
        let n = BLOCK.min(m - first);
        // Rows beyond the last item are empty, and lead nowhere.
        let mut via = vec![R::default(); BLOCK * m];
        via[..n * m].copy_from_slice(&paths[first * m..(first + n) * m]);
        vectorized(
            #[inline(always)]
            || among_themselves(&mut via, m, first, n),
        );
        let mut among = [[R::default(); BLOCK]; BLOCK];
        for (among, row) in among.iter_mut().zip(via.chunks_exact(m)).take(n) {
            among[..n].copy_from_slice(&row[first..first + n]);
        }
        ctx.fill_chunks(paths, m, chunk_rows(m), |_, rows| {
            vectorized(
                #[inline(always)]
                || {
                    for row in rows.chunks_exact_mut(m) {
                        through(row, &via, &among, first, n);
                    }
                },
            );
            Ok(())
        })?;
        ctx.advance(n as u64);
    }
    Ok(())
}

/// The paths among the `n` items of a block, and from them to all others.
#[inline(always)]
#[allow(clippy::inline_always)] // see `vectorized`
fn among_themselves<R: Copy + Ord>(via: &mut [R], m: usize, first: usize, n: usize) {
    for pivot in 0..n {
        let on = via[pivot * m..(pivot + 1) * m].to_vec();
        for row in via.chunks_exact_mut(m).take(n) {
            let reach = row[first + pivot];
            for (path, &on) in row.iter_mut().zip(&on) {
                *path = (*path).max(on.min(reach));
            }
        }
    }
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
    for (via, reach) in via.chunks_exact(4 * m).zip(reach.chunks_exact(4)) {
        let (&[a, b, c, d], (first, last)) = (reach, via.split_at(2 * m)) else {
            continue;
        };
        let ((via_a, via_b), (via_c, via_d)) = (first.split_at(m), last.split_at(m));
        for ((((path, &on_a), &on_b), &on_c), &on_d) in row.iter_mut().zip(via_a).zip(via_b).zip(via_c).zip(via_d) {
            *path = (*path).max(on_a.min(a)).max(on_b.min(b)).max(on_c.min(c)).max(on_d.min(d));
        }
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

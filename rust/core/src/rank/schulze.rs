//! Schulze: who beats whom along the strongest path.

use std::ops::Sub;

use pulp::Arch;

use super::options::Strength;
use super::pairs::{Pairs, with_weights};
use super::{Outcome, Votes};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;

pub(super) const ID: &str = "schulze";

/// Cells of one chunk of a pivot's sweep: threads are woken only for matrices of several chunks.
const CHUNK_CELLS: usize = 1 << 18;

/// A path is as strong as its weakest defeat; item `i` stands above `j` if its strongest path to `j` is stronger than that
/// of `j` to `i`. This relation is transitive (Schulze 2011) but may leave pairs open that are not tied otherwise; the
/// score is the number of rivals that do not stand above the item, so the winners are exactly those with `n_items - 1`,
/// and an item that stands above another always scores more.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)` for the paths (Floyd-Warshall). Only the order of strengths matters, so they
/// are replaced by their ranks in 32 bits and compared 8 or 16 at a time.
pub(super) fn schulze(
    votes: &Votes<'_>,
    strength: Strength,
    missing: Option<Missing>,
    ctx: &Ctx<'_>,
) -> Result<Outcome> {
    let pairs = Pairs::of(votes, ID, missing, ctx)?;
    let m = pairs.items.len();
    let mut paths = with_weights!(&pairs.preference, weights => defeats(weights, m, strength));
    widest_paths(&mut paths, m, ctx)?;
    let holds = |i: usize, j: usize| i != j && paths[i * m + j] >= paths[j * m + i];
    let keys: Vec<usize> = (0..m).map(|i| (0..m).filter(|&j| holds(i, j)).count()).collect();
    let scores = keys.iter().map(|&key| key as f64).collect();
    Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
}

/// The strength of each defeat as its rank among all strengths; 0 where there is none.
fn defeats<T: Copy + Ord + Sub<Output = T>>(weights: &[T], m: usize, strength: Strength) -> Vec<u32> {
    let defeat = |cell: usize| {
        let (own, other) = (weights[cell], weights[cell % m * m + cell / m]);
        (own > other).then(|| if strength == Strength::Margins { own - other } else { own })
    };
    let mut distinct: Vec<T> = (0..m * m).filter_map(&defeat).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let rank = |value: T| distinct.partition_point(|other| *other < value) as u32 + 1;
    (0..m * m).map(|cell| defeat(cell).map_or(0, rank)).collect()
}

fn widest_paths(paths: &mut [u32], m: usize, ctx: &Ctx<'_>) -> Result<()> {
    ctx.set_total(m as u64);
    let rows = (CHUNK_CELLS / m.max(1)).max(1);
    let mut via = vec![0; m];
    for pivot in 0..m {
        via.copy_from_slice(&paths[pivot * m..(pivot + 1) * m]);
        ctx.fill_chunks(paths, m, rows, |_, rows| {
            Arch::new().dispatch(|| {
                for row in rows.chunks_exact_mut(m) {
                    let reach = row[pivot];
                    for (path, &on) in row.iter_mut().zip(&via) {
                        *path = (*path).max(on.min(reach));
                    }
                }
            });
            Ok(())
        })?;
        ctx.advance(1);
    }
    Ok(())
}

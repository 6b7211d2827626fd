//! Schulze: who beats whom along the strongest path.

use std::ops::Sub;

use super::pairs::{Pairs, each_item, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::pairwise::chunk_rows;
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::sort::{Equal, sort_runs};
use crate::vectorized::vectorized;

pub(super) const ID: &str = "schulze";

/// A path is as strong as its weakest defeat; item `i` stands above `j` if its strongest path to `j` is stronger than that
/// of `j` to `i`. This relation is transitive (Schulze 2011), though it may leave pairs open. The score is the number of
/// rivals that do not stand above the item: the winners are those with `n_items - 1`, and an item that stands above
/// another scores more.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)` for the paths (Floyd-Warshall). Only the order of strengths matters, so they
/// are replaced by their ranks in 32 bits and compared 8 or 16 at a time.
#[derive(Debug)]
struct Schulze {
    strength: Strength,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Schulze { strength: options.named()?, missing: options.optional()? }))
}

impl Rule for Schulze {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.1 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { strength, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let mut paths = with_weights!(&pairs.preference, weights => defeats(weights, m, strength, ctx)?);
        widest_paths(&mut paths, m, ctx)?;
        let holds = |i: usize, j: usize| i != j && paths[i * m + j] >= paths[j * m + i];
        let keys = each_item(m, ctx, |i| (0..m).filter(|&j| holds(i, j)).count())?;
        let scores = keys.iter().map(|&key| key as f64).collect();
        Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
    }
}

/// The strength of each defeat as its rank among all strengths; 0 where there is none.
fn defeats<T>(weights: &[T], m: usize, strength: Strength, ctx: &Ctx<'_>) -> Result<Vec<u32>>
where
    T: Copy + Ord + Send + Sync + Sub<Output = T>,
{
    let defeat = |cell: usize| {
        let (own, other) = (weights[cell], weights[cell % m * m + cell / m]);
        (own > other).then(|| if strength == Strength::Margins { own - other } else { own })
    };
    let chunk = chunk_rows(m) * m;
    let run = |k: usize| (k * chunk..(m * m).min((k + 1) * chunk)).filter_map(&defeat).collect();
    let distinct = sort_runs((m * m).div_ceil(chunk.max(1)), run, T::cmp, Equal::Fold, ctx)?;
    let rank = |value: T| distinct.partition_point(|other| *other < value) as u32 + 1;
    let mut ranks = filled("paths", m * m, 0)?;
    ctx.fill_chunks(&mut ranks, m, chunk_rows(m), |first, rows| {
        for (cell, slot) in (first * m..).zip(rows) {
            *slot = defeat(cell).map_or(0, rank);
        }
        Ok(())
    })?;
    Ok(ranks)
}

fn widest_paths(paths: &mut [u32], m: usize, ctx: &Ctx<'_>) -> Result<()> {
    ctx.set_total(m as u64);
    let mut via = vec![0; m];
    for pivot in 0..m {
        via.copy_from_slice(&paths[pivot * m..(pivot + 1) * m]);
        ctx.fill_chunks(paths, m, chunk_rows(m), |_, rows| {
            vectorized(
                #[inline(always)]
                || {
                    for row in rows.chunks_exact_mut(m) {
                        let reach = row[pivot];
                        for (path, &on) in row.iter_mut().zip(&via) {
                            *path = (*path).max(on.min(reach));
                        }
                    }
                },
            );
            Ok(())
        })?;
        ctx.advance(1);
    }
    Ok(())
}

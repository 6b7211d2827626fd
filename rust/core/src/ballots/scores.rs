//! Ballots from scores.

use super::positions::{Shape, rank_sorted};
use super::{Ballots, MAX_CELLS, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::par;
use crate::score_table::ScoreTable;
use crate::weights::Weights;

/// Cells of one chunk: about a third of a millisecond.
const CHUNK_CELLS: usize = 1 << 15;

impl Ballots {
    /// Ballots from scores in voter-major order: a higher score is better, or a lower one where the voter's flag says
    /// so; equal scores tie (-0.0 equals 0.0); NaN is unranked.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooLarge`], or [`Error::Invalid`] for an infinite score.
    ///
    /// # Complexity
    /// `O(n_voters * n_items * log n_items)`.
    pub fn from_scores(
        scores: &[f64],
        n_voters: usize,
        items: Items,
        lower_is_better: &[bool],
        weights: Weights,
        missing: Missing,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let n_items = items.len();
        let cells = Error::check_size("cells of the ballots", n_voters, n_items, MAX_CELLS)?;
        Error::check_length("scores", scores.len(), cells)?;
        Error::check_length("lower_is_better", lower_is_better.len(), n_voters)?;
        let (ranks, shape) = if n_items < usize::from(u8::UNRANKED) {
            let (ranks, shape) = compact::<u8>(scores, n_items, lower_is_better, ctx)?;
            (Ranks::Narrow(ranks), shape)
        } else {
            let (ranks, shape) = compact::<u16>(scores, n_items, lower_is_better, ctx)?;
            (Ranks::Wide(ranks), shape)
        };
        Self::from_parts(items, n_voters, ranks, shape, missing).with_weights(weights)
    }

    /// One ballot per row of a table; an item without a score is absent from it. Weights and groups come along.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn from_table(table: &ScoreTable, ctx: &Ctx<'_>) -> Result<Self> {
        let (items, weights) = (table.items().clone(), table.weights().clone());
        let lower = table.lower_is_better();
        Self::from_scores(table.scores(), table.n_rows(), items, lower, weights, Missing::Absent, ctx)?
            .with_groups(table.groups().cloned())
    }
}

fn compact<R: Rank>(scores: &[f64], n_items: usize, lower: &[bool], ctx: &Ctx<'_>) -> Result<(Vec<R>, Shape)> {
    let mut ranks = filled("ballots", scores.len(), R::from_index(0))?;
    if n_items == 0 {
        return Ok((ranks, Shape::STRICT));
    }
    let rows = par::rows(CHUNK_CELLS, n_items);
    let shapes = ctx.fill_chunks(&mut ranks, n_items, rows, |first, ranks| {
        let mut sorted: Vec<(u64, u32)> = Vec::with_capacity(n_items);
        let mut shape = Shape::STRICT;
        for (row, ranks) in ranks.chunks_exact_mut(n_items).enumerate() {
            let voter = first + row;
            sorted.clear();
            for (&score, item) in scores[voter * n_items..][..n_items].iter().zip(0..) {
                if score.is_infinite() {
                    let at = At::Cell(voter, item as usize);
                    return Err(Error::invalid(
                        "scores",
                        at,
                        score,
                        "a score",
                        "a finite number, or NaN where missing",
                    ));
                }
                if !score.is_nan() {
                    sorted.push((best_first(score, lower[voter]), item));
                }
            }
            // A plain integer sort: pairs are distinct, so its instability cannot show.
            sorted.sort_unstable();
            ranks.fill(R::UNRANKED);
            let n_distinct = rank_sorted(&sorted, ranks);
            let has_ties = n_distinct < sorted.len();
            shape = shape.and(Shape { is_complete: sorted.len() == n_items, has_ties });
        }
        Ok(shape)
    })?;
    Ok((ranks, shapes.into_iter().fold(Shape::STRICT, Shape::and)))
}

/// A key that ascends from the best score to the worst.
fn best_first(score: f64, lower_is_better: bool) -> u64 {
    // Adding 0.0 makes -0.0 and 0.0 one key. The bits of a float order like a sign-and-magnitude integer.
    let bits = (score + 0.0).to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    if lower_is_better { ascending } else { !ascending }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_the_scores_in_both_directions() {
        let scores = [0.0, -0.0, f64::NAN, 2.5, -1e300, 3.0, 3.0, f64::MIN_POSITIVE, f64::NAN, -2.0];
        let items = Items::range(5).unwrap();
        let flags = [false, true];
        let weights = Weights::Unit;
        let ballots =
            Ballots::from_scores(&scores, 2, items, &flags, weights, Missing::Below, &Ctx::default()).unwrap();
        let none = u8::UNRANKED;
        assert_eq!(ballots.ranks(), &Ranks::Narrow(vec![1, 1, none, 0, 3, 2, 2, 1, none, 0]));
        assert!(ballots.has_ties() && !ballots.is_complete());
    }

    #[test]
    fn an_infinite_score_is_named_where_it_stands() {
        let items = Items::range(2).unwrap();
        let scores = [1.0, f64::INFINITY];
        let error = Ballots::from_scores(&scores, 1, items, &[false], Weights::Unit, Missing::Below, &Ctx::default());
        assert!(error.unwrap_err().to_string().starts_with("scores[0, 1] = inf is not a score"));
    }
}

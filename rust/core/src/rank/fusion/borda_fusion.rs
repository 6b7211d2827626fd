//! Borda count over the documents that any list holds.

use super::fused::{Fused, each_query};
use super::points::PointSums;
use super::run_weights::RunWeights;
use super::runs::Runs;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Ties;
use crate::weights::scale;

pub(super) const ID: &str = "borda_fusion";

/// With `c` different documents in the lists of a query, a list of `r` gives `c - i + 1` to its document at place `i` and
/// the mean of the points left over, `(c - r + 1) / 2`, to each that it does not hold, times the weight of its run (Aslam
/// and Montague 2001). A run without a list for the query is an empty list. Exact, in half points.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(entries)` and the sort of each query's documents.
pub(super) fn borda_fusion(
    runs: &Runs,
    ties: Ties,
    weights: &RunWeights,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
) -> Result<Fused> {
    let half = scale(1, weights.exponent - 1);
    each_query(runs, top_k, ctx, PointSums::default, |sums, query, scores| {
        let c = runs.documents(query).len() as i128;
        sums.start(c as usize);
        let mut unlisted = 0;
        for (run, &weight) in weights.numerators.iter().enumerate() {
            let list = runs.list(run, query);
            let r = list.ids.len() as i128;
            unlisted += weight * (c - r + 1);
            list.each_tie(|places| {
                // Twice the place, from 1, that they share.
                let doubled = match ties {
                    Ties::Average => places.start + places.end + 1,
                    Ties::Min => 2 * places.end,
                    Ties::Max => 2 * places.start + 2,
                };
                // What the list gives beyond what it gives those that it does not hold.
                let points = weight * (c + r + 1 - doubled as i128);
                for &id in &list.ids[places] {
                    sums.points[id as usize] += points;
                }
            });
        }
        scores.extend(sums.points.iter().map(|&points| {
            let points = points + unlisted;
            // Nearly all fit 64 bits, which convert several times faster.
            half * i64::try_from(points).map_or_else(|_| points as f64, |points| points as f64)
        }));
        Ok(())
    })
}

//! Reciprocal rank fusion.

use super::fused::{Fused, each_query};
use super::points::{PlacePoints, PointSums, to_float};
use super::run_weights::RunWeights;
use super::runs::Runs;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::rank::options::Ties;
use crate::weights::scale;

pub(super) const ID: &str = "reciprocal_rank_fusion";

/// Below this, neighbouring places still differ by far more than the last bit of their points.
const MAX_K: i64 = 1_000_000;

/// Each list gives the document at place `i` `1 / (k + i)` times the weight of its run (Cormack, Clarke, Buettcher 2009).
///
/// Sums are taken in fixed point with 126 bits, each term rounded once, and rounded to floats at the end: equal multisets
/// of places tie, and so do different ones with the same sum on paper, but for a coincidence beyond the 60th bit.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(entries)` and the sort of each query's documents.
pub(super) fn reciprocal_rank_fusion(
    runs: &Runs,
    k: i64,
    ties: Ties,
    weights: &RunWeights,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
) -> Result<Fused> {
    let table = PlacePoints::reciprocals(runs.longest(), weights, |place| k as u128 + place, ctx)?;
    let unit = scale(1, weights.exponent - table.fraction_bits as i32);
    each_query(runs, top_k, ctx, PointSums::default, |sums, query, scores| {
        sums.add_lists(runs, query, weights, &table, ties);
        scores.extend(sums.points.iter().map(|&points| to_float(points, unit)));
        Ok(())
    })
}

/// Fails for a `k` that would wipe out the differences between places.
pub(super) fn check_k(k: i64) -> Result<()> {
    if (0..=MAX_K).contains(&k) {
        return Ok(());
    }
    Err(Error::invalid("k", At::Whole, k, "a constant of reciprocal rank fusion", "0 <= k <= 1000000"))
}

//! Rank-biased centroids.

use super::fused::{Fused, each_query};
use super::run_weights::RunWeights;
use super::runs::{List, Runs};
use super::values::{Values, sum};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::reserved;
use crate::rank::options::Ties;

pub(super) const ID: &str = "rank_biased_centroids";

/// Each list gives the document at place `i` `(1 - phi) phi^(i - 1)` times the weight of its run (Bailey, Moffat, Scholer,
/// Thomas 2017): how much of a reader's attention falls on the place, if the reader goes on with probability `phi`.
///
/// Points fall off too fast for fixed point, so they are floats, and sums are correctly rounded.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(entries)` and the sort of each query's documents.
pub(super) fn rank_biased_centroids(
    runs: &Runs,
    phi: f64,
    ties: Ties,
    weights: &RunWeights,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
) -> Result<Fused> {
    let mut points = reserved("points", runs.longest())?;
    points.extend(std::iter::successors(Some(1.0 - phi), |point| Some(point * phi)).take(runs.longest()));
    each_query(runs, top_k, ctx, Values::default, |values, query, scores| {
        let value_list = |list: &List<'_>, values: &mut Vec<f64>| {
            list.each_tie(|places| {
                let shared = match ties {
                    Ties::Max => points[places.start],
                    Ties::Min => points[places.end - 1],
                    Ties::Average => points[places.clone()].iter().sum::<f64>() / places.len() as f64,
                };
                values.resize(values.len() + places.len(), shared);
            });
        };
        values.gather(runs, query, weights, ctx, value_list)?;
        values.combine(weights, scores, ctx, |values, _| sum(values))
    })
}

/// Fails unless the reader may go on, and stops some time.
pub(super) fn check_phi(phi: f64) -> Result<()> {
    if phi > 0.0 && phi < 1.0 {
        return Ok(());
    }
    Err(Error::invalid("phi", At::Whole, phi, "a probability of going on", "0 < phi < 1"))
}

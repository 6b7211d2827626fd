//! Inverse square rank.

use super::fused::{Fused, each_query};
use super::options::Frequency;
use super::points::{PlacePoints, PointSums, to_float};
use super::run_weights::RunWeights;
use super::runs::Runs;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::Ties;
use crate::weights::scale;

pub(super) const ID: &str = "inverse_square_rank";

/// What a smoothed logarithm adds to the number of lists (Mourao, Martins, Magalhaes 2015).
const SMOOTHING: f64 = 0.01;

/// Bits that a sum of points and a frequency may take together.
const BITS: u32 = 126;

/// Each list gives the document at place `i` `1 / i^2` times the weight of its run; the sum is multiplied by the total
/// weight of the lists that hold the document, or by a logarithm of it (Mourao, Martins, Magalhaes 2015).
///
/// Sums are taken as in reciprocal rank fusion, and multiplied by a frequency before they are rounded.
///
/// # Errors
/// [`Error::Data`] for a logarithm of weights below 1, which would turn the order around, or a stop asked for through
/// `ctx`.
///
/// # Complexity
/// `O(entries)` and the sort of each query's documents.
pub(super) fn inverse_square_rank(
    runs: &Runs,
    frequency: Frequency,
    ties: Ties,
    weights: &RunWeights,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
) -> Result<Fused> {
    let smallest = weights.values.iter().copied().fold(f64::INFINITY, f64::min);
    if frequency != Frequency::Count && smallest < 1.0 {
        let got = format!("a weight of {smallest}, whose logarithm is negative");
        return Err(Error::Data {
            what: ID,
            got,
            expected: "weights of at least 1, or frequency=\"count\"".to_owned(),
        });
    }
    let table = PlacePoints::reciprocals(runs.longest(), weights, |place| place * place, ctx)?;
    let unit = scale(1, weights.exponent - table.fraction_bits as i32);
    let weight = scale(1, weights.exponent);
    each_query(runs, top_k, ctx, PointSums::default, |sums, query, scores| {
        sums.add_lists(runs, query, weights, &table, ties);
        sums.count_lists(runs, query, weights);
        scores.extend(sums.points.iter().zip(&sums.frequency).map(|(&points, &lists)| match frequency {
            Frequency::Count => times(points, lists, unit * weight),
            Frequency::Log => to_float(points, unit) * (lists as f64 * weight).ln(),
            Frequency::SmoothedLog => to_float(points, unit) * (lists as f64 * weight + SMOOTHING).ln(),
        }));
        Ok(())
    })
}

/// `points * lists * unit`, rounded once unless the weights are floats that take many bits.
fn times(points: i128, lists: i128, unit: f64) -> f64 {
    let bits = |value: i128| i128::BITS - value.leading_zeros();
    let excess = (bits(points) + bits(lists)).saturating_sub(BITS);
    to_float((points >> excess) * lists, unit * scale(1, excess as i32))
}

//! Combinations of normalised scores, which differ in what they make of a document's values.

use super::fused::{Fused, each_query};
use super::normalize::{check, normalized};
use super::options::Normalize;
use super::run_weights::RunWeights;
use super::runs::{List, Runs};
use super::values::Values;
use crate::ctx::Ctx;
use crate::error::Result;

/// Fuses by `combine`, which gets the values of a document, weighted, in any order, and the total weight of its lists.
///
/// # Errors
/// [`crate::error::Error::Data`] for a run without scores where they are needed, [`crate::error::Error::Overflow`], or a
/// stop asked for through `ctx`.
pub(super) fn comb(
    fusion: &'static str,
    runs: &Runs,
    normalize: Normalize,
    weights: &RunWeights,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
    combine: impl Fn(&mut [f64], f64) -> f64 + Sync,
) -> Result<Fused> {
    check(normalize, runs, fusion)?;
    each_query(runs, top_k, ctx, Values::default, |values, query, scores| {
        let value_list = |list: &List<'_>, values: &mut Vec<f64>| normalized(list, normalize, values);
        values.gather(runs, query, weights, ctx, value_list)?;
        values.combine(weights, scores, ctx, &combine)
    })
}

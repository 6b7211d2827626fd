//! Generalised Mallows: a centre, and a dispersion for each stage.

use super::center::{Center, center};
use super::displacement::{mean, most_likely};
use super::mallows::nothing;
use super::stages::{Stages, count, lists, log_likelihood};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::items::Label;
use crate::rank::Votes;

pub(super) const ID: &str = "generalized_mallows";

/// A model that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneralizedMallows {
    /// The centre.
    pub center: Center,
    /// For each stage that a ballot reaches: `P(V)` is proportional to `exp(-theta * V)`.
    pub theta: Vec<f64>,
    /// For each of these stages the mean of `V` over the ballots.
    pub mean_displacement: Vec<f64>,
    /// The same under the model, summed over the stages.
    pub expected_distance: f64,
    /// Of the ballots.
    pub log_likelihood: f64,
    /// How unranked items were read.
    pub missing: &'static str,
}

/// The dispersions under which the ballots are most likely, given the centre (Fligner and Verducci 1986). The centre that is
/// searched for is that of [`super::mallows()`], which need not be the most likely one here.
///
/// # Errors
/// As [`super::mallows()`].
///
/// # Complexity
/// As [`super::mallows()`], and `O(n_voters * n_items * log n_items)` for the stages.
pub fn generalized_mallows(
    votes: &Votes<'_>,
    missing: Option<Missing>,
    given: Option<&[Label]>,
    stages: Stages,
    ctx: &Ctx<'_>,
) -> Result<GeneralizedMallows> {
    let lists = lists(votes, ID, missing, stages, ctx)?;
    let (order, center) = center(&lists, given, ctx)?;
    let mut counted = count(&lists, &order, stages, ctx)?;
    // No ballot skips a stage.
    counted.retain(|stage| stage.weight > 0.0);
    if counted.is_empty() {
        return Err(nothing(ID));
    }
    let theta: Vec<f64> = counted.iter().map(|&stage| most_likely(&[stage])).collect();
    Ok(GeneralizedMallows {
        center,
        mean_displacement: counted.iter().map(|stage| stage.total / stage.weight).collect(),
        expected_distance: counted.iter().zip(&theta).map(|(stage, &theta)| mean(theta, stage.n_left)).sum(),
        log_likelihood: log_likelihood(&counted, |stage| theta[stage]),
        theta,
        missing: lists.missing.name(),
    })
}

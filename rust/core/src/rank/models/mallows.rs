//! Mallows: a centre, and one dispersion for how far voters stray from it.

use super::center::{Center, center};
use super::displacement::{mean, most_likely};
use super::stages::{Stages, count, lists, log_likelihood};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Label;
use crate::rank::Votes;

pub(super) const ID: &str = "mallows";

/// A model that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Mallows {
    /// The centre.
    pub center: Center,
    /// `P(order)` is proportional to `exp(-theta * distance)`; infinite where all ballots agree with the centre.
    pub theta: f64,
    /// The mean over the ballots of how many pairs they order otherwise than the centre.
    pub mean_distance: f64,
    /// The same under the model, for complete orders.
    pub expected_distance: f64,
    /// Of the ballots.
    pub log_likelihood: f64,
    /// How unranked items were read.
    pub missing: &'static str,
}

/// The centre and the dispersion under which the ballots are most likely (Mallows 1957). A ballot that ranks some items
/// counts with the probability that these come first, in its order.
///
/// # Errors
/// [`Error::InputKind`] for counts; [`Error::Data`] for ties, ballots that are neither complete nor put the rest below, or
/// nothing to fit to; what a centre may fail with; or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, `O(n_voters * n_items^2)`, `O(n_items^2)` for each pass of the search, and `O(n_items)` for each
/// step to the dispersion.
pub fn mallows(votes: &Votes<'_>, missing: Option<Missing>, given: Option<&[Label]>, ctx: &Ctx<'_>) -> Result<Mallows> {
    let lists = lists(votes, ID, missing, Stages::Choices, ctx)?;
    let (order, center) = center(&lists, given, ctx)?;
    let stages = count(&lists, &order, Stages::Choices, ctx)?;
    let weight = match stages.first() {
        Some(stage) if stage.weight > 0.0 => stage.weight,
        _ => return Err(nothing(ID)),
    };
    let theta = most_likely(&stages);
    Ok(Mallows {
        center,
        theta,
        mean_distance: stages.iter().map(|stage| stage.total).sum::<f64>() / weight,
        expected_distance: stages.iter().map(|stage| mean(theta, stage.n_left)).sum(),
        log_likelihood: log_likelihood(&stages, |_| theta),
        missing: lists.missing.name(),
    })
}

/// There is no stage with a choice in it.
pub(super) fn nothing(model: &'static str) -> Error {
    let got = "no ballot with weight puts an item before another one".to_owned();
    Error::Data { what: model, got, expected: "at least one that does".to_owned() }
}

//! Positional scoring: points by place.

use num_bigint::BigInt;

use super::places::PlaceVotes;
use super::points::Points;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::rank::options::{MissingPoints, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::weights::FixedPoint;

pub(super) const ID: &str = "positional";

/// The item at place `p` gets `weights[p]`. Items that share places get the mean of their points (`Average`), those of
/// the last of the places (`Min`) or of the first (`Max`). Unranked items share the places left over (`Below`), get the
/// mean of those whatever `ties` says (`Average`), or nothing (`ZeroPoints`).
///
/// The points are taken as the exact numbers that their floats are, and all sums are exact.
///
/// # Errors
/// [`Error::Length`] unless there is a weight per place; [`Error::Invalid`] for a weight that is not finite;
/// [`Error::Option`] for another reading of unranked items, if there are any.
///
/// # Complexity
/// `O(n_voters * n_items)` to count the places, times a logarithm; then `O(n_items^2)` products.
#[derive(Debug)]
struct Positional {
    weights: Vec<f64>,
    ties: Ties,
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Positional {
        weights: options.numbers("weights")?,
        ties: options.named()?,
        missing: options.optional()?,
    }))
}

impl Rule for Positional {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(300.0) + 50.0 * size.n_items * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { ref weights, ties, missing } = *self;
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        Error::check_length("weights", weights.len(), votes.items().len())?;
        if let Some(place) = weights.iter().position(|weight| !weight.is_finite()) {
            return Err(Error::invalid("weights", At::Entry(place), weights[place], "points", "a finite number"));
        }
        let Some(fixed) = FixedPoint::exact(weights) else {
            let expected = "weights within 16 orders of magnitude of each other";
            return Err(Error::Data {
                what: "positional(weights)",
                got: "they are too far apart".to_owned(),
                expected: expected.to_owned(),
            });
        };
        let points = Points::new(fixed.numerators.into_iter().map(BigInt::from), BigInt::from(1), fixed.exponent);
        points.rank(ID, &votes, ties, missing, ctx)
    }
}

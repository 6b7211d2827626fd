//! Positional scoring: points by place.

use num_bigint::BigInt;

use super::places::PlaceVotes;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::positional::{Place, PositionalCounts};
use crate::rank::exact::wide;
use crate::rank::options::{MissingPoints, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::weights::FixedPoint;

pub(super) const ID: &str = "positional";

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 12;

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
        let items = votes.items();
        Error::check_length("weights", weights.len(), items.len())?;
        if let Some(place) = weights.iter().position(|weight| !weight.is_finite()) {
            return Err(Error::invalid("weights", At::Entry(place), weights[place], "points", "a finite number"));
        }
        let missing = missing.unwrap_or(votes.missing().into());
        if matches!(missing, MissingPoints::Absent | MissingPoints::Compatible) && !votes.is_complete() {
            let (got, expected) = (missing.name().to_owned(), "\"below\", \"average\", \"zero_points\"");
            return Err(Error::Option { rule: ID, option: "missing", got, expected });
        }
        let Some(fixed) = FixedPoint::exact(weights) else {
            let expected = "weights within 16 orders of magnitude of each other";
            return Err(Error::Data {
                what: "positional(weights)",
                got: "they are too far apart".to_owned(),
                expected: expected.to_owned(),
            });
        };
        let counted;
        let counts = match &votes {
            PlaceVotes::Counts(counts) => *counts,
            PlaceVotes::Ballots(ballots) => {
                counted = PositionalCounts::from_ballots(ballots, ctx)?;
                &counted
            }
        };
        let points = Points::new(&fixed, ties, missing);
        let mut sums: Vec<(u64, Vec<BigInt>)> = Vec::new();
        for (k, (item, place, weight)) in counts.iter().enumerate() {
            if k % CHUNK_CELLS == 0 {
                ctx.check()?;
            }
            let (numerator, denominator) = points.of(place);
            let at = sums.iter().position(|(known, _)| *known == denominator).unwrap_or_else(|| {
                sums.push((denominator, vec![BigInt::ZERO; items.len()]));
                sums.len() - 1
            });
            sums[at].1[item] += numerator * BigInt::from(weight);
        }
        let exponent = fixed.exponent + votes.exponent();
        let exact = wide(sums, items.len(), exponent, ctx)?;
        if exact.values.iter().any(|points| points.is_infinite()) {
            return Err(Error::Overflow { what: "a sum of points", bits: 1024 });
        }
        Ok(exact.outcome(items).reading(missing.name()))
    }
}

struct Points {
    /// `prefix[p]` is the sum of the points of the first `p` places.
    prefix: Vec<BigInt>,
    ties: Ties,
    missing: MissingPoints,
}

impl Points {
    fn new(weights: &FixedPoint, ties: Ties, missing: MissingPoints) -> Self {
        let mut prefix = vec![BigInt::ZERO];
        for &numerator in &weights.numerators {
            let next = &prefix[prefix.len() - 1] + BigInt::from(numerator);
            prefix.push(next);
        }
        Self { prefix, ties, missing }
    }

    /// Points over the common exponent, as numerator and denominator.
    fn of(&self, place: Place) -> (BigInt, u64) {
        let (start, end) = (place.start as usize, (place.start + place.size) as usize);
        let block = |from: usize, to: usize| &self.prefix[to] - &self.prefix[from];
        let ties = match (place.ranked, self.missing) {
            (false, MissingPoints::ZeroPoints) => return (BigInt::ZERO, 1),
            (false, MissingPoints::Average) => Ties::Average,
            _ => self.ties,
        };
        match ties {
            Ties::Average => (block(start, end), u64::from(place.size)),
            Ties::Min => (block(end - 1, end), 1),
            Ties::Max => (block(start, start + 1), 1),
        }
    }
}

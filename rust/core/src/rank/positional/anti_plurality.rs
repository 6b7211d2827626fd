//! Anti-plurality: the fewest last places.

use num_bigint::BigInt;

use super::places::PlaceVotes;
use super::points::Points;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{MissingPoints, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "anti_plurality";

/// Each ballot takes its weight from its last item: the points -1 for the last place, and 0 for all others. Ties and
/// unranked items are read as [`super::positional`] reads them; `t` items that share the last place lose `1/t` each
/// (`Average`), 1 each (`Min`), or nothing unless alone (`Max`).
///
/// # Errors
/// [`crate::error::Error::Option`] for a reading of unranked items that gives them no place, if there are any.
///
/// # Complexity
/// `O(n_voters * n_items)`, times a logarithm.
#[derive(Debug)]
struct AntiPlurality {
    ties: Ties,
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(AntiPlurality { ties: options.named()?, missing: options.optional()? }))
}

impl Rule for AntiPlurality {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(300.0)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let n_items = votes.items().len();
        let points = (1..=n_items).map(|place| BigInt::from(-i32::from(place == n_items)));
        Points::new(points, BigInt::from(1), 0).rank(ID, &votes, self.ties, self.missing, ctx)
    }
}

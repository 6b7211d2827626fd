//! Plurality: the weight of the first places.

use super::places::{Accumulate, PlaceVotes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::positional::Place;
use crate::rank::exact::{Exact, FractionSums};
use crate::rank::options::{Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "plurality";

/// Each ballot gives its weight to its first item. `t` items that share the first place get `1/t` each (`Average`),
/// 1 each (`Max`) or nothing unless alone (`Min`). A ballot that ranks nothing gives nothing, so readings of unranked items
/// do not matter.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)`.
#[derive(Debug)]
struct Plurality {
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Plurality { ties: options.named()? }))
}

impl Rule for Plurality {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(4.0) + 20.0 * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        Ok(first_places(&votes, self.ties, ctx)?.outcome(votes.items()).reading(votes.missing().name()))
    }
}

/// The weight of the first places of each item.
///
/// # Errors
/// A stop asked for through `ctx`.
pub(crate) fn first_places(votes: &PlaceVotes<'_>, ties: Ties, ctx: &Ctx<'_>) -> Result<Exact> {
    let n_items = votes.items().len();
    let sums = votes.accumulate(ctx, || FirstPlaces { sums: FractionSums::new(n_items), ties })?.sums;
    sums.finish(votes.exponent(), ctx)
}

struct FirstPlaces {
    sums: FractionSums,
    ties: Ties,
}

impl Accumulate for FirstPlaces {
    fn add(&mut self, item: usize, place: Place, weight: i128, _group: usize) -> Result<()> {
        if !place.ranked || place.start > 0 {
            return Ok(());
        }
        match self.ties {
            Ties::Average => self.sums.add(item, 1, u64::from(place.size), weight),
            Ties::Max => self.sums.add(item, 1, 1, weight),
            Ties::Min => self.sums.add(item, i128::from(place.size == 1), 1, weight),
        }
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        self.sums.merge(other.sums)
    }
}

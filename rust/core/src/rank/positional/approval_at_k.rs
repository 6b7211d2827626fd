//! Approval at k: the weight of the ballots that rank an item among their first k.

use super::places::{Accumulate, PlaceVotes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::positional::Place;
use crate::rank::exact::{Exact, FractionSums};
use crate::rank::options::{Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "approval_at_k";

/// Each ballot gives its weight to its first `k` items, which are all that it ranks if these are fewer. Of `t` items that
/// tie across the cut, with `s` places left above it, each gets `s/t` (`Average`), 1 (`Max`) or nothing (`Min`). An unranked
/// item gets nothing, so readings of unranked items do not matter. With `k = 1` this is [`super::plurality`].
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)`.
#[derive(Debug)]
struct ApprovalAtK {
    k: u64,
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(ApprovalAtK { k: options.integer("k", 1..=i64::MAX)? as u64, ties: options.named()? }))
}

impl Rule for ApprovalAtK {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(4.0) + 20.0 * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        Ok(among_first(&votes, self.k, self.ties, ctx)?.outcome(votes.items()).reading(votes.missing().name()))
    }
}

/// The weight of the ballots that have each item among their first `k`.
///
/// # Errors
/// A stop asked for through `ctx`.
pub(crate) fn among_first(votes: &PlaceVotes<'_>, k: u64, ties: Ties, ctx: &Ctx<'_>) -> Result<Exact> {
    let n_items = votes.items().len();
    let sums = votes.accumulate(ctx, || Approvals { sums: FractionSums::new(n_items), k, ties })?.sums;
    sums.finish(votes.exponent(), ctx)
}

struct Approvals {
    sums: FractionSums,
    k: u64,
    ties: Ties,
}

impl Accumulate for Approvals {
    fn add(&mut self, item: usize, place: Place, weight: i128, _group: usize) -> Result<()> {
        match share(place, self.k, self.ties) {
            (0, _) => Ok(()),
            (numerator, denominator) => self.sums.add(item, numerator.into(), denominator, weight),
        }
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        self.sums.merge(other.sums)
    }
}

/// How much of a place lies among the first `k`, as numerator and denominator.
pub(super) fn share(place: Place, k: u64, ties: Ties) -> (u64, u64) {
    let (start, size) = (u64::from(place.start), u64::from(place.size));
    let above = if place.ranked { k.saturating_sub(start).min(size) } else { 0 };
    match ties {
        _ if above == 0 => (0, 1),
        _ if above == size => (1, 1),
        Ties::Average => (above, size),
        Ties::Min => (0, 1),
        Ties::Max => (1, 1),
    }
}

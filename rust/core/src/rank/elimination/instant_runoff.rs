//! Instant runoff: the item with the fewest first places leaves, again and again.

use super::counted::Counted;
use super::engine::{Leaving, Round, Ties};
use super::tally::{End, Tally};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "instant_runoff";

/// In each round every ballot counts for its best item that is left; `t` items that share that place get `1/t` each, and a
/// ballot that ranks none of them counts no more. The item with the least weight leaves. Of several, all leave at once
/// (`Simultaneous`; if that is everybody, they end tied), or the one with the highest label (`LowestLabel`), or each in a
/// universe of its own (`ParallelUniverse`).
///
/// The count goes on to the last item, majority or not, so that the whole order is known. The score of an item is the
/// round in which it left; the last ones have the highest.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, [`crate::error::Error::TooLarge`] for too many
/// universes, or a stop asked for through `ctx`.
///
/// # Complexity
/// Without ties `O(n_ballots * (n_items + n_rounds))`; else `O(n_rounds * n_ballots * n_items)` over distinct ballots.
/// Parallel universes count anew for each set of items that they come to.
#[derive(Debug)]
struct InstantRunoff {
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(InstantRunoff { ties: Ties::parse(options)? }))
}

impl Rule for InstantRunoff {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.ties.estimate(size.sweep(20.0 + 3.0 * size.n_items))
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let ballots = self.ties.ballots(votes, ID, ctx)?;
        let mut tally = Tally::new(&ballots, End::First, ctx)?;
        let outcome = self.ties.eliminate(ballots.items(), ctx, |left| Ok(fewest(&tally.count(left, ctx)?, left)))?;
        Ok(outcome.reading(ballots.missing().name()))
    }
}

/// The items with the fewest first places leave.
pub(super) fn fewest(first: &Counted, left: &fixedbitset::FixedBitSet) -> Round {
    let without = first.without(left);
    // Whoever is first on no ballot can go without any other item noticing.
    let leaving = if without.is_empty() { Leaving::Tied(first.least(left)) } else { Leaving::Alike(without) };
    Round { scores: first.scores(left), leaving }
}

//! Tideman's alternative: the Smith set stays, then the item with the fewest first places leaves, and so on in turn.

use super::engine::{Leaving, Round, Ties};
use super::majority::{Majority, outside};
use super::tally::{End, Tally};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Within};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "tideman_alternative";

/// If anybody who is left is outside of the Smith (or Schwartz) set of those left, all outside leave in that round;
/// otherwise the item with the fewest first places does, counted as in instant runoff. Who has left stays away.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, [`crate::error::Error::TooLarge`] for too many
/// universes, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of instant runoff and of counting pairs once; each round looks at `O(n_items^2)` pairs, 64 at a time.
#[derive(Debug)]
struct TidemanAlternative {
    within: Within,
    ties: Ties,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let (within, ties, missing) = (options.named()?, Ties::parse(options)?, options.optional()?);
    Ok(Box::new(TidemanAlternative { within, ties, missing }))
}

impl Rule for TidemanAlternative {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.ties.estimate(size.sweep(20.0 + 3.0 * size.n_items) + size.pairs() + 0.1 * size.n_items.powi(3))
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { within, ties, missing } = *self;
        let ballots = ties.ballots(votes, ID, ctx)?;
        let majority = Majority::of(&ballots, ID, missing, ctx)?;
        let mut tally = Tally::new(&ballots, End::First, ctx)?;
        let outcome = ties.eliminate(ballots.items(), ctx, |left| {
            let set = match within {
                Within::Smith => majority.smith(left),
                Within::Schwartz => majority.schwartz(left),
            };
            let first = tally.count(left, ctx)?;
            let leaving = outside(left, &set).map_or_else(|| first.least_or_alike(left), Leaving::Together);
            Ok(Round { scores: first.scores(left), leaving })
        })?;
        Ok(outcome.reading(majority.missing.name()))
    }
}

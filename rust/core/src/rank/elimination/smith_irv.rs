//! Smith-IRV: instant runoff among the items of the Smith set.

use super::engine::{Leaving, Round, Ties};
use super::instant_runoff::fewest;
use super::majority::{Majority, outside};
use super::tally::{End, Tally};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "smith_irv";

/// Everybody outside of the Smith set leaves in the first round, if there is anybody; from there on it is instant runoff.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, [`crate::error::Error::TooLarge`] for too many
/// universes, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of instant runoff and of counting pairs once.
#[derive(Debug)]
struct SmithIrv {
    ties: Ties,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SmithIrv { ties: Ties::parse(options)?, missing: options.optional()? }))
}

impl Rule for SmithIrv {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.ties.estimate(size.sweep(20.0 + 3.0 * size.n_items) + size.pairs())
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { ties, missing } = *self;
        let ballots = ties.ballots(votes, ID, ctx)?;
        let majority = Majority::of(&ballots, ID, missing, ctx)?;
        let mut tally = Tally::new(&ballots, End::First, ctx)?;
        let outcome = ties.eliminate(ballots.items(), ctx, |left| {
            let first = tally.count(left, ctx)?;
            // Only at the start is everybody left.
            let outside = if left.is_full() { outside(left, &majority.smith(left)) } else { None };
            Ok(match outside {
                Some(outside) => Round { scores: first.scores(left), leaving: Leaving::Together(outside) },
                None => fewest(&first, left),
            })
        })?;
        Ok(outcome.reading(majority.missing.name()))
    }
}

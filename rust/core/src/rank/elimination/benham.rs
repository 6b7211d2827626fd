//! Benham: instant runoff until one of the items left beats all others left.

use super::engine::{Leaving, Round, Ties};
use super::majority::Majority;
use super::tally::{End, Tally};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "benham";

/// As soon as an item beats every other one that is left, all others leave in that round. Until then the one with the
/// fewest first places does, counted as in instant runoff.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, [`crate::error::Error::TooLarge`] for too many
/// universes, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of instant runoff and of counting pairs once.
#[derive(Debug)]
struct Benham {
    ties: Ties,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Benham { ties: Ties::parse(options)?, missing: options.optional()? }))
}

impl Rule for Benham {
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
            let leaving = match majority.condorcet_winner(left) {
                Some(winner) if left.count_ones(..) > 1 => {
                    Leaving::Together(left.ones().filter(|&item| item != winner).collect())
                }
                _ => first.least_or_alike(left),
            };
            Ok(Round { scores: first.scores(left), leaving })
        })?;
        Ok(outcome.reading(majority.missing.name()))
    }
}

//! Coombs: the item with the most last places leaves, again and again.

use super::engine::{Leaving, Round, Ties};
use super::tally::{End, Tally};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Until};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "coombs";

/// In each round every ballot counts against its worst item that is left; `t` items that share that place get `1/t` each.
/// Unranked items share the worst place (`Missing::Below`) or are not looked at (`Missing::Absent`). A ballot on which
/// all those that it compares are tied counts against nobody.
///
/// With [`Until::Majority`] the count ends when an item has more first places than all others together: all others leave
/// in that round. First places are those of instant runoff. With [`Until::Last`] it goes on to the last item.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, [`crate::error::Error::TooLarge`] for too many
/// universes, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_ballots * (n_items + n_rounds))` for complete ballots without ties; else `O(n_rounds * n_ballots * n_items)` over
/// distinct ballots.
#[derive(Debug)]
struct Coombs {
    until: Until,
    ties: Ties,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Coombs { until: options.named()?, ties: Ties::parse(options)?, missing: options.optional()? }))
}

impl Rule for Coombs {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.ties.estimate(size.sweep(40.0 + 6.0 * size.n_items))
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { until, ties, missing } = *self;
        let ballots = ties.ballots(votes, ID, ctx)?;
        let missing = missing.unwrap_or(ballots.missing());
        let mut last_places = Tally::new(&ballots, End::Last(missing), ctx)?;
        let mut first_places = match until {
            Until::Majority => Some(Tally::new(&ballots, End::First, ctx)?),
            Until::Last => None,
        };
        let outcome = ties.eliminate(ballots.items(), ctx, |left| {
            let last = last_places.count(left, ctx)?;
            let first = first_places.as_mut().map(|tally| tally.count(left, ctx)).transpose()?;
            let n_left = left.count_ones(..);
            let leaving = match first.as_ref().and_then(|first| first.majority(left)) {
                Some(winner) if n_left > 1 => Leaving::Together(left.ones().filter(|&item| item != winner).collect()),
                _ => {
                    // Where no ballot is against anybody, none ever will be. Under `Absent` first places may still lead
                    // to a majority, unless there are none.
                    let undecided = missing == Missing::Below
                        || first.as_ref().is_none_or(|first| first.without(left).len() == n_left);
                    if undecided && last.without(left).len() == n_left {
                        Leaving::Alike(left.ones().collect())
                    } else {
                        Leaving::Tied(last.most(left))
                    }
                }
            };
            Ok(Round { scores: last.scores(left), leaving })
        })?;
        Ok(outcome.reading(missing.name()))
    }
}

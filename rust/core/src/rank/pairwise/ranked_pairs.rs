//! Ranked pairs (Tideman): wins are locked in from the strongest down, but for those that would close a cycle.

use super::lock::{Locking, State, Win};
use super::pairs::{Pairs, with_weights};
use super::relation::Relation;
use super::strengths::Defeats;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "ranked_pairs";

/// Item `i` stands above `j` if a chain of wins that were locked in leads from `i` to `j`. The score is the number of rivals
/// that do not stand above the item, the highest over all orders of equally strong wins: the winners are those with
/// `n_items - 1`. Ties of weights are not locked in; they would decide nothing that another order of them does not undo.
///
/// # Errors
/// [`crate::error::Error::TooLarge`] beyond `limit` states of the search through those orders,
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)` at worst, 64 items at a time where it is more than `O(n_items^2)`; with
/// equally strong wins on cycles exponential at worst.
#[derive(Debug)]
struct RankedPairs {
    strength: Strength,
    locking: Locking,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(RankedPairs {
        strength: options.named()?,
        locking: Locking::parse(options)?,
        missing: options.optional()?,
    }))
}

impl Rule for RankedPairs {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 50.0 * size.n_items.powi(2) + 0.1 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { strength, locking, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let defeats = with_weights!(&pairs.preference, weights => Defeats::of(weights, m, strength, ctx)?);
        let what = "number of states that ranked_pairs looks at";
        let locked = locking.run(Above(Relation::empty(m)?), &defeats, &pairs.items, what, ctx)?;
        let mut keys = vec![0; m];
        for Above(above) in &locked.states {
            for (key, n_above) in keys.iter_mut().zip(above.n_above(m)) {
                *key = (m - 1 - n_above).max(*key);
            }
        }
        let scores = keys.iter().map(|&key| key as f64).collect();
        let outcome = Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name());
        Ok(Outcome { complete: locked.complete, ..outcome })
    }
}

/// Who stands above whom. It is all that matters: a win is ruled out if its loser stands above its winner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Above(Relation);

impl State for Above {
    fn is_open(&self, win: Win) -> bool {
        let (winner, loser) = win.ends();
        !self.0.has(loser, winner) && !self.0.has(winner, loser)
    }

    fn lock(&mut self, win: Win) {
        let (winner, loser) = win.ends();
        self.0.connect(winner, loser);
    }

    fn contested(&self, open: &[Win], left_out: &[Win]) -> Result<(Vec<bool>, Vec<bool>)> {
        let mut with_all = self.0.clone();
        for (winner, loser) in open.iter().map(|win| win.ends()) {
            with_all.connect(winner, loser);
        }
        let is_contested = |(winner, loser): (usize, usize)| with_all.has(loser, winner);
        let contested = |wins: &[Win]| wins.iter().map(|win| is_contested(win.ends())).collect();
        Ok((contested(open), contested(left_out)))
    }
}

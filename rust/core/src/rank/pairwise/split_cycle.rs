//! Split Cycle: a defeat counts unless it is among the weakest of a cycle.

use super::pairs::{Pairs, each_item, with_weights};
use super::paths::widest;
use super::strengths::{Defeats, with_ranks};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "split_cycle";

/// Item `i` defeats `j` if it beats `j`, and by more than the weakest step of every chain of wins from `j` back to `i`. The
/// score is the number of rivals that do not defeat the item: the winners are those with `n_items - 1`.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)`, as for Schulze.
#[derive(Debug)]
struct SplitCycle {
    strength: Strength,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SplitCycle { strength: options.named()?, missing: options.optional()? }))
}

impl Rule for SplitCycle {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.04 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { strength, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let defeats = with_weights!(&pairs.preference, weights => Defeats::of(weights, m, strength, ctx)?);
        let keys = with_ranks!(&defeats, defeats => undefeated(defeats, m, ctx)?);
        let scores = keys.iter().map(|&key| key as f64).collect();
        Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
    }
}

/// The number of rivals that do not defeat each item, given how strong each win is.
pub(super) fn undefeated<R: Copy + Ord + Default + Send + Sync>(
    wins: &[R],
    m: usize,
    ctx: &Ctx<'_>,
) -> Result<Vec<usize>> {
    let mut paths = wins.to_vec();
    widest(&mut paths, m, ctx)?;
    let holds = |i: usize, j: usize| i != j && wins[j * m + i] <= paths[i * m + j];
    each_item(m, ctx, |i| (0..m).filter(|&j| holds(i, j)).count())
}

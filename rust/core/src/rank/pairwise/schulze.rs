//! Schulze: who beats whom along the strongest path.

use super::pairs::{Pairs, each_item, with_weights};
use super::paths::widest;
use super::strengths::{Defeats, with_ranks};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "schulze";

/// A path is as strong as its weakest defeat; item `i` stands above `j` if its strongest path to `j` is stronger than that
/// of `j` to `i`. This relation is transitive (Schulze 2011), though it may leave pairs open. The score is the number of
/// rivals that do not stand above the item: the winners are those with `n_items - 1`, and an item that stands above
/// another scores more.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)` for the paths (Floyd-Warshall). Only the order of strengths matters, so they
/// are replaced by their ranks, in 16 bits if these suffice, and compared up to 32 at a time.
#[derive(Debug)]
struct Schulze {
    strength: Strength,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Schulze { strength: options.named()?, missing: options.optional()? }))
}

impl Rule for Schulze {
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
        let keys = with_ranks!(defeats, paths => standing(paths, m, ctx)?);
        let scores = keys.iter().map(|&key| key as f64).collect();
        Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
    }
}

/// The number of rivals that do not stand above each item.
fn standing<R: Copy + Ord + Default + Send + Sync>(mut paths: Vec<R>, m: usize, ctx: &Ctx<'_>) -> Result<Vec<usize>> {
    widest(&mut paths, m, ctx)?;
    let holds = |i: usize, j: usize| i != j && paths[i * m + j] >= paths[j * m + i];
    each_item(m, ctx, |i| (0..m).filter(|&j| holds(i, j)).count())
}

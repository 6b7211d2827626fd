//! Llull: rivals that do not beat the item.

use super::pairs::{Pairs, each_item, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "llull";

/// A point for each rival beaten and a point for each rival tied with: the two sides of a tie of weights both get it.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct Llull {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Llull { missing: options.optional()? }))
}

impl Rule for Llull {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let keys = with_weights!(&pairs.preference, weights => unbeaten(weights, pairs.items.len(), ctx)?);
        let scores = keys.iter().map(|&key| key as f64).collect();
        Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
    }
}

fn unbeaten<T: Ord + Sync>(weights: &[T], m: usize, ctx: &Ctx<'_>) -> Result<Vec<usize>> {
    let holds = |i: usize, j: usize| i != j && weights[i * m + j] >= weights[j * m + i];
    each_item(m, ctx, |i| (0..m).filter(|&j| holds(i, j)).count())
}

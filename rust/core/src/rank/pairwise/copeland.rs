//! Copeland: rivals beaten less rivals lost to.

use super::pairs::{Pairs, each_item, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "copeland";

/// An item beats a rival that more weight puts below it than above it; a tie of weights counts for neither.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct Copeland {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Copeland { missing: options.optional()? }))
}

impl Rule for Copeland {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let keys = with_weights!(&pairs.preference, weights => margins(weights, pairs.items.len(), ctx)?);
        let scores = keys.iter().map(|&key| key as f64).collect();
        Ok(Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name()))
    }
}

/// Wins less losses.
pub(super) fn margins<T: Ord + Sync>(weights: &[T], m: usize, ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    let sign = |i: usize, j: usize| {
        let (own, other) = (&weights[i * m + j], &weights[j * m + i]);
        i64::from(own > other) - i64::from(own < other)
    };
    each_item(m, ctx, |i| (0..m).map(|j| sign(i, j)).sum())
}

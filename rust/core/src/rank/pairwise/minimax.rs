//! Minimax (Simpson-Kramer): the item whose worst defeat is the least.

use std::ops::Sub;

use super::pairs::{Pairs, each_item, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{DefeatBy, Options};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "minimax";

/// The score is minus the worst defeat over all rivals. A defeat measures the weight of a rival that beats the item, 0 if it
/// does not (`WinningVotes`); the lead of the rival, negative if it loses (`Margins`, so the score of an item that beats
/// every rival is its narrowest lead); or the weight that prefers the rival, win or lose (`Opposition`).
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct Minimax {
    by: DefeatBy,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Minimax { by: options.named()?, missing: options.optional()? }))
}

impl Rule for Minimax {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { by, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let outcome = with_weights!(&pairs.preference, weights => {
            let keys = worst(weights, m, by, ctx)?;
            let scores = keys.iter().map(|&worst| 0.0 - pairs.preference.value(worst)).collect();
            Outcome::by(&pairs.items, scores, |a, b| keys[a].cmp(&keys[b]))
        });
        Ok(outcome.reading(pairs.missing.name()))
    }
}

fn worst<T>(weights: &[T], m: usize, by: DefeatBy, ctx: &Ctx<'_>) -> Result<Vec<T>>
where
    T: Copy + Ord + Default + Send + Sync + Sub<Output = T>,
{
    let defeat = |i: usize, j: usize| {
        let (own, other) = (weights[i * m + j], weights[j * m + i]);
        match by {
            DefeatBy::WinningVotes if other <= own => T::default(),
            DefeatBy::Margins => other - own,
            DefeatBy::WinningVotes | DefeatBy::Opposition => other,
        }
    };
    each_item(m, ctx, |i| (0..m).filter(|&j| j != i).map(|j| defeat(i, j)).max().unwrap_or_default())
}

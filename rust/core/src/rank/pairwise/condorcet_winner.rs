//! The Condorcet winner: the item that beats every other, if there is one.

use super::pairs::{Pairs, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "condorcet_winner";

/// Score 1 for the winner and 0 for the rest; without a winner all tie and `n_winners` is 0.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct CondorcetWinner {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(CondorcetWinner { missing: options.optional()? }))
}

impl Rule for CondorcetWinner {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let winner = with_weights!(&pairs.preference, weights => find(weights, pairs.items.len()));
        let is_winner: Vec<bool> = (0..pairs.items.len()).map(|item| Some(item) == winner).collect();
        Ok(pairs.members(&is_winner))
    }
}

fn find<T: Ord>(weights: &[T], m: usize) -> Option<usize> {
    let beats = |i: usize, j: usize| weights[i * m + j] > weights[j * m + i];
    // One sweep leaves the only item that nobody before it beat; a second sweep asks the rest.
    let candidate = (1..m).fold(0, |best, item| if beats(best, item) { best } else { item });
    (m > 0 && (0..m).all(|j| j == candidate || beats(candidate, j))).then_some(candidate)
}

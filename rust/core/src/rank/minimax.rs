//! Minimax (Simpson-Kramer): the item whose worst defeat is the least.

use super::options::DefeatBy;
use super::pairs::Pairs;
use super::{Outcome, Votes};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::pairwise::Cells;

pub(super) const ID: &str = "minimax";

/// The score is minus the worst defeat: over rivals that beat the item, their weight (`WinningVotes`) or their lead
/// (`Margins`, which counts the narrowest victory too, as a negative defeat); or the largest weight against it, beaten or not
/// (`Opposition`). Unbeaten by winning votes is 0.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
pub(super) fn minimax(votes: &Votes<'_>, by: DefeatBy, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Outcome> {
    let pairs = Pairs::of(votes, ID, missing, ctx)?;
    let m = pairs.items.len();
    let outcome = match &pairs.weights {
        Cells::Integer(weights) => {
            let keys = worst(weights, m, by, 0, |a, b| a - b);
            let scores = keys.iter().map(|&worst| 0.0 - worst as f64).collect();
            Outcome::by(&pairs.items, scores, |a, b| keys[a].cmp(&keys[b]))
        }
        Cells::Float(weights) => {
            let scores = worst(weights, m, by, 0.0, |a, b| a - b).into_iter().map(|worst| 0.0 - worst).collect();
            Outcome::by_scores(&pairs.items, scores, true)
        }
    };
    Ok(outcome.reading(pairs.missing.name()))
}

fn worst<T: Copy + PartialOrd>(weights: &[T], m: usize, by: DefeatBy, zero: T, minus: impl Fn(T, T) -> T) -> Vec<T> {
    let defeat = |i: usize, j: usize| {
        let (own, other) = (weights[i * m + j], weights[j * m + i]);
        match by {
            DefeatBy::WinningVotes => if other > own { other } else { zero },
            DefeatBy::Margins => minus(other, own),
            DefeatBy::Opposition => other,
        }
    };
    let largest = |i: usize| {
        let defeats = (0..m).filter(|&j| j != i).map(|j| defeat(i, j));
        defeats.reduce(|a, b| if b > a { b } else { a }).unwrap_or(zero)
    };
    (0..m).map(largest).collect()
}

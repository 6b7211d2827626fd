//! MC4: a walk that moves to whatever a majority prefers.

use super::stationary::by_stationary;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "mc4";

/// From an item, draw one of all items alike; go there if a strict majority prefers it, else stay (Dwork, Kumar, Naor and
/// Sivakumar 2001). With the probability `teleport` go to an item drawn from all, so that the walk cannot be caught. The
/// score is the share of time that it spends at an item.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)`.
#[derive(Debug)]
struct Mc4 {
    teleport: f64,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let teleport = options.number("teleport", "1e-9 <= teleport <= 1", |value| (1e-9..=1.0).contains(&value))?;
    Ok(Box::new(Mc4 { teleport, missing: options.optional()? }))
}

impl Rule for Mc4 {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.2 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let pairs = Pairs::of(votes, ID, self.missing, ctx)?;
        let m = pairs.items.len();
        let outcome = with_weights!(&pairs.preference, weights => {
            // Rates that differ by a factor have the same shares, so the division by the number of items is left out.
            let rate = |from: usize, to: usize| {
                let better = weights[to * m + from] > weights[from * m + to];
                (1.0 - self.teleport) * f64::from(u8::from(better)) + self.teleport
            };
            by_stationary(ID, &pairs.items, rate, ctx)?
        });
        Ok(outcome.reading(pairs.missing.name()))
    }
}

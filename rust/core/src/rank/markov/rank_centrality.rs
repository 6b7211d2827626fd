//! Rank centrality: a walk that moves to a rival as often as the rival is preferred.

use super::stationary::by_stationary;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::pairwise::{Preference, chunk_rows};
use crate::rank::options::Options;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "rank_centrality";

/// From an item, go to each rival at a rate that is the share of the votes on the two that prefer the rival (Negahban, Oh
/// and Shah 2017). The score is the share of time that the walk spends at an item; under the Bradley-Terry model it tends
/// to the item's strength.
///
/// `regularization` is a weight that is added to both sides of every pair, compared or not.
///
/// # Errors
/// [`Error::Data`] if, without regularization, the walk cannot get from every item to every other;
/// [`Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)`.
#[derive(Debug)]
struct RankCentrality {
    regularization: f64,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let finite = |value: f64| value >= 0.0 && value.is_finite();
    let regularization = options.number("regularization", "a finite regularization >= 0", finite)?;
    Ok(Box::new(RankCentrality { regularization, missing: options.optional()? }))
}

impl Rule for RankCentrality {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.2 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let pairs = Pairs::of(votes, ID, self.missing, ctx)?;
        let (m, added) = (pairs.items.len(), self.regularization);
        let mut rates = filled("rates", m * m, 0.0)?;
        ctx.fill_chunks(&mut rates, m, chunk_rows(m), |first, rows| {
            for (cell, rate) in (first * m..).zip(rows) {
                let (won, lost) = both_sides(&pairs.preference, cell % m * m + cell / m, cell);
                *rate = if won + lost + added > 0.0 { (won + added) / (won + lost + 2.0 * added) } else { 0.0 };
            }
            Ok(())
        })?;
        if added == 0.0 {
            check_connected(&rates, &pairs.items)?;
        }
        let outcome = by_stationary(ID, &pairs.items, |from, to| rates[from * m + to], ctx)?;
        Ok(outcome.reading(pairs.missing.name()))
    }
}

/// The weights of two cells.
fn both_sides(preference: &Preference, first: usize, second: usize) -> (f64, f64) {
    with_weights!(preference, weights => (preference.value(weights[first]), preference.value(weights[second])))
}

/// Fails unless a walk can get from the first item to every other and back.
fn check_connected(rates: &[f64], items: &Items) -> Result<()> {
    let m = items.len();
    let reached = |forward: bool| {
        let mut seen = vec![false; m];
        let mut open: Vec<usize> = (0..m.min(1)).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                let rate = |other: usize| if forward { rates[at * m + other] } else { rates[other * m + at] };
                open.extend((0..m).filter(|&other| !seen[other] && rate(other) > 0.0));
            }
        }
        seen
    };
    let (above, below) = (reached(true), reached(false));
    match (0..m).find(|&item| !above[item] || !below[item]) {
        None => Ok(()),
        Some(item) => Err(Error::Data {
            what: ID,
            got: format!("no chain of wins leads both ways between {} and {}", items.labels()[0], items.labels()[item]),
            expected: "chains of wins between all items, or regularization > 0".to_owned(),
        }),
    }
}

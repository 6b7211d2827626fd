//! Baldwin: the item with the lowest Borda points among those left leaves, again and again.

use super::engine::{Leaving, Round, Ties};
use super::leads::Leads;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::pairwise::pairs::Pairs;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "baldwin";

/// Borda points are counted anew among the items that are left, ties and comparisons that are not made counting half. Those
/// points are sums over pairs, so counts of pairs are all that is needed.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, [`crate::error::Error::TooLarge`] for too many universes, or a
/// stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`; parallel universes `O(n_items^2)` for each set of items that they come to.
#[derive(Debug)]
struct Baldwin {
    ties: Ties,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Baldwin { ties: Ties::parse(options)?, missing: options.optional()? }))
}

impl Rule for Baldwin {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.ties.estimate(size.pairs() + 10.0 * size.n_items * size.n_items)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { ties, missing } = *self;
        let mut leads = Leads::new(votes, Pairs::of(votes, ID, missing, ctx)?);
        let (items, missing) = (leads.pairs().items.clone(), leads.pairs().missing);
        let outcome = ties.eliminate(&items, ctx, |left| {
            let sums = leads.count(left, ctx)?;
            let least = left.ones().map(|item| sums[item]).min();
            let tied: Vec<usize> = left.ones().filter(|&item| Some(sums[item]) == least).collect();
            let all_alike = tied.len() == left.count_ones(..) && leads.are_level(left);
            let leaving = if all_alike { Leaving::Alike(tied) } else { Leaving::Tied(tied) };
            Ok(Round { scores: leads.points(), leaving })
        })?;
        Ok(outcome.reading(missing.name()))
    }
}

//! Nanson: all items below the mean of the Borda points leave at once, again and again.

use super::engine::{Leaving, Round, Ties};
use super::leads::Leads;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{NansonForm, Options, TieBreak};
use crate::rank::pairwise::pairs::Pairs;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "nanson";

/// Borda points as for Baldwin. The items below their mean leave ([`NansonForm::Strict`]), or those that do not surpass
/// it ([`NansonForm::Weak`]); where all have the mean, they end tied. Whole groups leave by the rule itself, so there is
/// no tie to break.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct Nanson {
    form: NansonForm,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Nanson { form: options.named()?, missing: options.optional()? }))
}

impl Rule for Nanson {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 10.0 * size.n_items * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { form, missing } = *self;
        let mut leads = Leads::new(votes, Pairs::of(votes, ID, missing, ctx)?);
        let (items, missing) = (leads.pairs().items.clone(), leads.pairs().missing);
        let no_ties = Ties { tie_break: TieBreak::Simultaneous, limit: 1 };
        let outcome = no_ties.eliminate(&items, ctx, |left| {
            let sums = leads.count(left, ctx)?;
            // The mean of the leads is 0.
            let leaves = |&item: &usize| if form == NansonForm::Strict { sums[item] < 0 } else { sums[item] <= 0 };
            let mut leaving: Vec<usize> = left.ones().filter(leaves).collect();
            if leaving.is_empty() {
                leaving = left.ones().collect();
            }
            Ok(Round { scores: leads.points(), leaving: Leaving::Together(leaving) })
        })?;
        Ok(outcome.reading(missing.name()))
    }
}

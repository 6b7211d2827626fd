//! The Schwartz set (GOCHA): items that come back to whoever can reach them through a chain of wins.

use super::pairs::{Pairs, with_weights};
use super::relation::{Relation, components, members};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "schwartz_set";

/// The union of all smallest sets that nobody outside beats a member of: cycles, or single items, at the top of the graph
/// of wins. Score 1 for the members and 0 for the rest. Without ties of weights it is the Smith set.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct SchwartzSet {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SchwartzSet { missing: options.optional()? }))
}

impl Rule for SchwartzSet {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 2.0 * size.n_items.powi(2)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let (beats, loses) = with_weights!(&pairs.preference, weights => {
            (Relation::majority(weights, m, ctx)?, Relation::minority(weights, m, ctx)?)
        });
        let component = components(m, &beats, &loses);
        let mut is_top = vec![true; m];
        for item in 0..m {
            // A component is out as soon as one of its members is beaten from outside.
            if members(loses.row(item)).any(|rival| component[rival] != component[item]) {
                is_top[component[item]] = false;
            }
        }
        let is_member: Vec<bool> = component.iter().map(|&component| is_top[component]).collect();
        Ok(pairs.members(&is_member))
    }
}

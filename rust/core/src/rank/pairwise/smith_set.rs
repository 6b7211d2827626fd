//! The Smith set (GETCHA, top cycle): the smallest set whose members beat everybody outside.

use super::copeland::margins;
use super::pairs::{Pairs, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "smith_set";

/// Score 1 for the members and 0 for the rest. The set is never empty: at the worst all items are in it.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2)`.
#[derive(Debug)]
struct SmithSet {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SmithSet { missing: options.optional()? }))
}

impl Rule for SmithSet {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let copeland = with_weights!(&pairs.preference, weights => margins(weights, m, ctx)?);
        let mut is_member = vec![false; m];
        for item in top((0..m).collect(), |item| copeland[item]) {
            is_member[item] = true;
        }
        Ok(pairs.members(&is_member))
    }
}

/// The smallest set of these items that beats all others of them, ascending. `copeland` is how many of the items an item
/// beats less how many beat it.
///
/// Members of a set that beats the other `m - k` items have more wins less losses than those. Within any `k` items wins and
/// losses cancel out, so the first `k` beat all others if and only if their scores add up to `k (m - k)`.
pub(in crate::rank) fn top(mut items: Vec<usize>, copeland: impl Fn(usize) -> i64) -> Vec<usize> {
    let m = items.len();
    items.sort_by_cached_key(|&item| -copeland(item));
    let mut sum = 0;
    let found = (1..=m).find(|&k| {
        sum += copeland(items[k - 1]);
        sum == (k * (m - k)) as i64
    });
    items.truncate(found.unwrap_or(m));
    items.sort_unstable();
    items
}

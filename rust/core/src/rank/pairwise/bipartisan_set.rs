//! The bipartisan set: the items that the maximal lottery over majorities may draw.

use super::pairs::{Pairs, with_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::lottery::essential_set;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "bipartisan_set";

/// In the game in which two players name an item each, and the one whose item beats the other's wins, the items that an
/// optimal strategy may play (Laffond, Laslier and Le Breton 1993). Where pairs tie there may be several optimal
/// strategies, and the set holds what any of them plays: the essential set (Dutta and Laslier 1999). Score 1 for the
/// members and 0 for the rest.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, `O(n_items^2)`, and some tens of times `O(k^3)` for `k` items in the Smith set.
#[derive(Debug)]
struct BipartisanSet {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(BipartisanSet { missing: options.optional()? }))
}

impl Rule for BipartisanSet {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 4.0 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let pairs = Pairs::of(votes, ID, self.missing, ctx)?;
        let m = pairs.items.len();
        let sign = |i: usize, j: usize| with_weights!(&pairs.preference, weights => weights[i * m + j].cmp(&weights[j * m + i]) as i128);
        let mut is_member = vec![false; m];
        if m > 0 {
            for item in essential_set(m, sign, ctx)? {
                is_member[item as usize] = true;
            }
        }
        Ok(pairs.members(&is_member))
    }
}

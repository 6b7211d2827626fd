//! Slater: the first items of the orders that disagree with the fewest wins.

use super::kemeny::Margins;
use super::kemeny::subsets::{self, Subsets};
use super::pairs::{Pairs, with_weights};
use super::relation::{Relation, components, members};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "slater";

/// An order disagrees with a win if it puts the loser first; however clear the win is. Score 1 for items that stand first
/// in an order with the fewest disagreements, 0 for the rest.
///
/// # Errors
/// [`Error::TooLarge`] for a cycle of more than 22 items that no item outside of it decides, [`Error::InputKind`] for
/// counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, `O(n_items^2)`, and `O(k 2^k)` for a cycle (a strongly connected component) of `k` items.
#[derive(Debug)]
struct Slater {
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Slater { missing: options.optional()? }))
}

impl Rule for Slater {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 2.0 * size.n_items.powi(2) + 10.0 * size.n_items.min(subsets::MAX_ITEMS as f64).exp2()
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let (beats, loses) = with_weights!(&pairs.preference, weights => {
            (Relation::majority(weights, m, ctx)?, Relation::minority(weights, m, ctx)?)
        });
        Ok(pairs.members(&firsts(&beats, &loses, m, ctx)?))
    }
}

/// The best orders are those whose restriction to every component is best and that disagree with no win between components.
/// So an item may stand first if it does so in a best order of its component, and nobody outside beats the item itself:
/// those who beat other members of its component can still come right after it.
fn firsts(beats: &Relation, loses: &Relation, m: usize, ctx: &Ctx<'_>) -> Result<Vec<bool>> {
    let component = components(m, beats, loses);
    let mut groups = vec![Vec::new(); m];
    for item in 0..m {
        groups[component[item]].push(item);
    }
    let mut is_first = vec![false; m];
    for group in groups {
        let is_free = |&item: &usize| members(loses.row(item)).all(|rival| component[rival] == component[item]);
        let free: Vec<bool> = group.iter().map(is_free).collect();
        if !free.contains(&true) {
            continue;
        }
        for ((item, first), free) in group.iter().zip(first_of_component(loses, &group, ctx)?).zip(free) {
            is_first[*item] = first && free;
        }
    }
    Ok(is_first)
}

/// Which members stand first in an order of these items with the fewest disagreements.
fn first_of_component(loses: &Relation, group: &[usize], ctx: &Ctx<'_>) -> Result<Vec<bool>> {
    let k = group.len();
    if k > subsets::MAX_ITEMS {
        let what = "number of items of a cycle that slater has to put in order";
        return Err(Error::TooLarge { what, got: k as u128, limit: subsets::MAX_ITEMS as u128 });
    }
    // An order disagrees with a win where it has an excess over margins of 1.
    let wins = Margins::new(k, |i, j| {
        Ok(i128::from(loses.has(group[j], group[i])) - i128::from(loses.has(group[i], group[j])))
    })?;
    let table = Subsets::of(&wins, ctx)?;
    let mut is_first = vec![false; k];
    table.first_items().for_each(|item| is_first[item as usize] = true);
    Ok(is_first)
}

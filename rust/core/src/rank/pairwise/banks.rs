//! Banks: the first items of chains of wins that nothing can be put on top of.

use super::pairs::{Pairs, with_weights};
use super::relation::{Relation, is_subset, members, remove};
use super::uncovered_set::{Version, uncovered};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "banks";

/// A chain is a list of items each of which beats all that follow. An item is in the Banks set if it is the first of a
/// chain that cannot be extended, at any place. Score 1 for the members and 0 for the rest.
///
/// # Errors
/// [`Error::TooLarge`] beyond `limit` chains, [`Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, `O(n_items^3)` over 64 to leave out covered items, and a search that is exponential at worst.
#[derive(Debug)]
struct Banks {
    limit: u64,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Banks { limit: options.integer("limit", 1..=i64::MAX)? as u64, missing: options.optional()? }))
}

impl Rule for Banks {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.1 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { limit, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let (beats, loses) = with_weights!(&pairs.preference, weights => {
            (Relation::majority(weights, m, ctx)?, Relation::minority(weights, m, ctx)?)
        });
        // If a rival beats an item and all that the item beats, it can be put on top of every chain of that item.
        let mut is_member = uncovered(&beats, &loses, m, Version::Bordes, ctx)?;
        let mut search = Search { beats: &beats, loses: &loses, n_chains: 0, limit, ctx };
        for (item, is_member) in is_member.iter_mut().enumerate() {
            *is_member = *is_member && search.ends(loses.row(item), vec![beats.row(item).to_vec()])?;
        }
        Ok(pairs.members(&is_member))
    }
}

struct Search<'a> {
    beats: &'a Relation,
    loses: &'a Relation,
    n_chains: u64,
    limit: u64,
    ctx: &'a Ctx<'a>,
}

impl Search<'_> {
    /// Whether a chain can be made longer until nobody beats all of it. `above` are those who do now; `gaps` are, for each
    /// place below the first item, those who could be put there: they lose to all before and beat all after.
    fn ends(&mut self, above: &[u64], mut gaps: Vec<Vec<u64>>) -> Result<bool> {
        self.ctx.check()?;
        self.n_chains += 1;
        if self.n_chains > self.limit {
            let what = "number of chains that banks looks at";
            return Err(Error::TooLarge { what, got: self.n_chains.into(), limit: self.limit.into() });
        }
        // Some item of the chain has to stop each of those above; take the one whom the fewest can stop.
        let mut fewest: Option<Vec<(usize, usize)>> = None;
        for rival in members(above) {
            let stoppers = self.stoppers(rival, &gaps);
            if fewest.as_ref().is_none_or(|fewest| stoppers.len() < fewest.len()) {
                fewest = Some(stoppers);
            }
        }
        let Some(stoppers) = fewest else {
            return Ok(true);
        };
        for (place, item) in stoppers {
            let (beats, loses) = (self.beats.row(item), self.loses.row(item));
            let mut longer: Vec<Vec<u64>> = gaps[..=place].iter().map(|gap| common(gap, loses)).collect();
            longer.extend(gaps[place..].iter().map(|gap| common(gap, beats)));
            if self.ends(&common(above, loses), longer)? {
                return Ok(true);
            }
            // No chain with this item ends: the others are tried without it.
            remove(&mut gaps[place], item);
        }
        Ok(false)
    }

    /// Who can be put into the chain and is not beaten by `rival`.
    fn stoppers(&self, rival: usize, gaps: &[Vec<u64>]) -> Vec<(usize, usize)> {
        let beaten = self.beats.row(rival);
        let outside = |gap: &[u64]| gap.iter().zip(beaten).map(|(gap, beaten)| gap & !beaten).collect::<Vec<u64>>();
        let open = gaps.iter().enumerate().filter(|(_, gap)| !is_subset(gap, beaten));
        open.flat_map(|(place, gap)| members(&outside(gap)).map(|item| (place, item)).collect::<Vec<_>>()).collect()
    }
}

fn common(a: &[u64], b: &[u64]) -> Vec<u64> {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

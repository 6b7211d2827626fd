//! Phragmén's optimal rule: the committee whose greatest load is least.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::maximin_support::Members;
use super::support::{Support, least};
use super::voters::Voters;

use crate::committee::sequential::run;
use crate::committee::{Election, Filling, Outcomes, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "minimax_phragmen";

#[derive(Debug)]
struct MinimaxPhragmen;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MinimaxPhragmen))
}

/// Each member is a load of 1, divided among those who approve of it so that the greatest load per unit of weight is
/// least: by duality, the reciprocal of the [`least`] support. The committee with the least greatest load is elected.
///
/// # Complexity
/// Exponential: branch and bound over committees in the order of priority. The support of the members chosen so far
/// bounds that of any committee with them, and the greedy choice says what there is to surpass.
///
/// # Source
/// Phragmén 1893; Brill, Freeman, Janson and Lackner 2017.
impl Rule for MinimaxPhragmen {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 * 100.0 * 2.0_f64.powi(request.priority.len().min(60) as i32)
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let approvals = votes.approvals(ID)?.merged(ctx)?;
        let voters = Voters::new(&approvals, ctx)?;
        let greedy = run(Members::new(&voters), &Request { outcomes: Outcomes::One, ..request.clone() }, ctx)?;
        let order = request.sorted((0..voters.n_items() as u32).collect());
        let mut search = Search { voters: &voters, order, request, best: None, found: Vec::new(), complete: true };
        let mut chosen = greedy.committees.first().cloned().unwrap_or_default();
        search.best = Some(search.support(&chosen, search.all(), None, ctx)?);
        chosen.clear();
        search.descend(0, &mut chosen, search.all(), &request.filling(ctx)?, ctx)?;
        let load = |support: Support| {
            let load = Fraction::new(BigInt::from(support.members), BigInt::from(support.weight));
            load * scaled(1, -voters.exponent())
        };
        let score = search.best.filter(|best| best.weight > 0).map(load);
        let complete = if request.outcomes == Outcomes::One { None } else { Some(search.complete) };
        Ok(Election { score: score.clone(), bound: score, ..Election::of(search.found, complete) })
    }
}

struct Search<'a> {
    voters: &'a Voters<'a>,
    /// The items in the order of priority, so that the first committee of a support is the one it chooses.
    order: Vec<u32>,
    request: &'a Request,
    /// The greatest least support of a committee that is known.
    best: Option<Support>,
    found: Vec<Vec<u32>>,
    complete: bool,
}

impl Search<'_> {
    /// A bound above the support of any committee.
    fn all(&self) -> Support {
        Support { weight: self.voters.total(), members: 1 }
    }

    /// The least support of these members, or some bound above it if that is below `enough`.
    fn support(&self, members: &[u32], from: Support, enough: Option<Support>, ctx: &Ctx<'_>) -> Result<Support> {
        let mut lists: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (number, &member) in (0..).zip(members) {
            for &voter in self.voters.of(member) {
                lists.entry(voter).or_default().push(number);
            }
        }
        let mut kinds: BTreeMap<Vec<u32>, i128> = BTreeMap::new();
        for (voter, list) in lists {
            *kinds.entry(list).or_default() += self.voters.weight(voter);
        }
        let kinds: Vec<(Vec<u32>, i128)> = kinds.into_iter().collect();
        least(members.len(), &kinds, from, enough, ctx)
    }

    /// Whether a committee with this support is of no use any more.
    fn is_beaten(&self, support: Support) -> bool {
        let equal_is_enough = self.request.outcomes == Outcomes::One && !self.found.is_empty();
        self.best.is_some_and(|best| support < best || (equal_is_enough && support == best))
    }

    /// Looks at all committees with the members `chosen`, of support `support`, and others from `at` on.
    fn descend(
        &mut self,
        at: usize,
        chosen: &mut Vec<u32>,
        support: Support,
        filling: &Filling<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<()> {
        ctx.check()?;
        if filling.is_full() {
            if self.best.is_none_or(|best| support > best) {
                self.best = Some(support);
                self.found.clear();
                self.complete = true;
            }
            if self.found.len() < self.request.outcomes.limit() {
                self.found.push(chosen.clone());
            } else {
                self.complete = false;
            }
            return Ok(());
        }
        let Some(&item) = self.order.get(at) else { return Ok(()) };
        let alone = Support { weight: self.voters.support(item), members: 1 };
        if filling.may_elect(item) && !self.is_beaten(alone) {
            chosen.push(item);
            let with = self.support(chosen, support.min(alone), self.best, ctx)?;
            if !self.is_beaten(with) {
                let mut fuller = filling.clone();
                fuller.elect(item, ctx)?;
                self.descend(at + 1, chosen, with, &fuller, ctx)?;
            }
            chosen.pop();
        }
        if filling.may_exclude(item) && !self.is_beaten(support) {
            let mut other = filling.clone();
            other.exclude(item, ctx)?;
            self.descend(at + 1, chosen, support, &other, ctx)?;
        }
        Ok(())
    }
}

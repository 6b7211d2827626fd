//! Maximin support method: seats go where the least supported member stays supported the most.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::history::Histories;
use super::support::{Support, least};
use super::voters::Voters;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "maximin_support";

#[derive(Debug)]
struct MaximinSupport;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MaximinSupport))
}

/// Each seat goes to the item with which the least support of a member is greatest, see [`least`].
///
/// # Complexity
/// A few maximum flows for each item that may be the best of a round: with more members the least support only shrinks,
/// so earlier ones bound it.
///
/// # Source
/// Sánchez-Fernández, Fernández, Fisteus and Brill 2016.
impl Rule for MaximinSupport {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 * (request.k * request.k) as f64 * 10.0
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        let election = run(Members::new(&voters), request, ctx)?;
        let score = election.rounds.last().and_then(|round| round.value.clone());
        Ok(Election { score, ..election })
    }
}

#[derive(Clone)]
pub(super) struct Members<'a> {
    voters: &'a Voters<'a>,
    /// The rounds in which members were elected that a voter approves of.
    approved: Histories,
    n_elected: usize,
    /// For each item a bound above the least support with it.
    high: Vec<Support>,
}

impl<'a> Members<'a> {
    pub(super) fn new(voters: &'a Voters<'a>) -> Self {
        let high = |item| Support { weight: voters.support(item), members: 1 };
        let high = (0..voters.n_items() as u32).map(high).collect();
        Self { voters, approved: Histories::new(voters.n_voters()), n_elected: 0, high }
    }

    /// The weight of voters by the members that they approve of.
    fn kinds(&self, ctx: &Ctx<'_>) -> Result<BTreeMap<u32, i128>> {
        ctx.check()?;
        let mut kinds = BTreeMap::new();
        for voter in 0..self.voters.n_voters() as u32 {
            *kinds.entry(self.approved.of(voter)).or_insert(0) += self.voters.weight(voter);
        }
        Ok(kinds)
    }

    /// The least support with `item`, or some bound above it if that is below `enough`.
    fn with(&self, item: u32, kinds: &BTreeMap<u32, i128>, enough: Option<Support>, ctx: &Ctx<'_>) -> Result<Support> {
        let mut own: BTreeMap<u32, i128> = BTreeMap::new();
        for &voter in self.voters.of(item) {
            *own.entry(self.approved.of(voter)).or_default() += self.voters.weight(voter);
        }
        let mut parts = Vec::new();
        for (&list, &weight) in kinds {
            let with_item = own.get(&list).copied().unwrap_or(0);
            let mut members: Vec<u32> = self.approved.rounds(list).collect();
            if !members.is_empty() && weight > with_item {
                parts.push((members.clone(), weight - with_item));
            }
            if with_item > 0 {
                members.push(self.n_elected as u32);
                parts.push((members, with_item));
            }
        }
        least(self.n_elected + 1, &parts, self.high[item as usize], enough, ctx)
    }
}

impl Course for Members<'_> {
    type Key = Vec<u32>;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let mut order: Vec<u32> = (0..self.voters.n_items() as u32).filter(|&item| may(item)).collect();
        order.sort_by(|&a, &b| self.high[b as usize].cmp(&self.high[a as usize]));
        let kinds = self.kinds(ctx)?;
        let (mut tied, mut most): (Vec<u32>, Option<Support>) = (Vec::new(), None);
        for item in order {
            if most.is_some_and(|most| self.high[item as usize] < most) {
                break;
            }
            let support = self.with(item, &kinds, most, ctx)?;
            self.high[item as usize] = support;
            match most.map(|most| support.cmp(&most)) {
                Some(Ordering::Less) => {}
                Some(Ordering::Equal) => tied.push(item),
                Some(Ordering::Greater) | None => (tied, most) = (vec![item], Some(support)),
            }
        }
        let value = |support: Support| {
            let exponent = self.voters.exponent();
            Fraction::new(BigInt::from(support.weight), BigInt::from(support.members)) * scaled(1, exponent)
        };
        Ok(most.map(|most| (tied, Some(value(most)))))
    }

    fn choose(&mut self, item: u32, _: &Ctx<'_>) -> Result<()> {
        self.approved.extend(self.voters.of(item).iter().copied(), self.n_elected as u32);
        self.n_elected += 1;
        Ok(())
    }

    fn key(&self, chosen: &[u32]) -> Vec<u32> {
        chosen.to_vec()
    }
}

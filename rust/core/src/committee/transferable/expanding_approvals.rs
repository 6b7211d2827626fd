//! The expanding approvals rule: voters approve of more and more places, and pay for whom they elect.

use super::stv::Quota;
use super::terms::Terms;
use super::values::Values;
use crate::ballots::{Ballots, Missing};
use crate::committee::best::all_best;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "expanding_approvals";

/// Voters between two looks at the clock.
const CHUNK_VOTERS: usize = 1 << 12;

/// The class of voters who have nothing left.
const SPENT: u32 = u32::MAX;

#[derive(Debug)]
struct ExpandingApprovals {
    quota: Quota,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(ExpandingApprovals { quota: options.named()? }))
}

/// Every voter has one vote, and approves of the items that fewer than `r` others stand above, for `r = 1, 2, ...`. As
/// long as some item has at least the quota behind it, the one with the most is elected, and its supporters pay the quota
/// together, each the same part of what they have. Seats that are left when all items are approved of go to the items with
/// the most behind them, whose supporters pay the quota as far as they can.
///
/// # Complexity
/// `O(n m)` steps, and `O(n m)` for each seat.
///
/// # Source
/// Aziz and Lee 2020, a family of rules that differ in whom of those who reach the quota they elect.
impl Rule for ExpandingApprovals {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 * (20.0 + request.k as f64)
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let ballots = votes.ballots(ID)?;
        let voters = Voters::new(ballots, ctx)?;
        let total = ballots.weights().total(ballots.n_voters());
        let quota = self.quota.of(total, ballots.weights().exponent(), request.k);
        run(Expansion::new(&voters, &quota), request, ctx)
    }
}

/// The items of each voter in the order in which they are approved of, each with the number of those above it.
struct Voters<'a> {
    ballots: &'a Ballots,
    starts: Vec<usize>,
    items: Vec<(u16, u16)>,
}

impl<'a> Voters<'a> {
    fn new(ballots: &'a Ballots, ctx: &Ctx<'_>) -> Result<Self> {
        let (n, m) = (ballots.n_voters(), ballots.n_items());
        let mut items = crate::memory::reserved("ballots", n * m)?;
        let mut starts = crate::memory::reserved("ballots", n + 1)?;
        starts.push(0);
        for voter in 0..n {
            if voter % CHUNK_VOTERS == 0 {
                ctx.check()?;
            }
            let start = items.len();
            let ranked = (0..m).filter_map(|item| Some((ballots.rank(voter, item)? as u16, item as u16)));
            items.extend(ranked);
            let n_ranked = (items.len() - start) as u16;
            if ballots.missing() == Missing::Below {
                let unranked = (0..m).filter(|&item| ballots.rank(voter, item).is_none());
                items.extend(unranked.map(|item| (n_ranked, item as u16)));
            }
            items[start..].sort_unstable();
            starts.push(items.len());
        }
        Ok(Self { ballots, starts, items })
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn of(&self, voter: usize) -> &[(u16, u16)] {
        &self.items[self.starts[voter]..self.starts[voter + 1]]
    }

    fn weight(&self, voter: usize) -> i128 {
        self.ballots.weights().numerator(voter)
    }
}

#[derive(Clone)]
struct Expansion<'a> {
    voters: &'a Voters<'a>,
    values: Values,
    /// How many places are approved of.
    places: usize,
    /// How many items each voter approves of.
    approved: Vec<u32>,
    class: Vec<u32>,
    /// What stands behind each item.
    behind: Vec<Terms>,
    /// Who was paid for, and how many places were approved of by then.
    paid: Vec<(u32, usize)>,
}

impl<'a> Expansion<'a> {
    fn new(voters: &'a Voters<'a>, quota: &Fraction) -> Self {
        let (n, m) = (voters.len(), voters.ballots.n_items());
        Self {
            voters,
            values: Values::new(quota, false),
            places: 0,
            approved: vec![0; n],
            class: vec![0; n],
            behind: vec![Terms::default(); m],
            paid: Vec::new(),
        }
    }

    /// All voters approve of one place more.
    fn expand(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        for voter in 0..self.voters.len() {
            if voter % CHUNK_VOTERS == 0 {
                ctx.check()?;
            }
            let (items, class) = (self.voters.of(voter), self.class[voter]);
            let approved = &mut self.approved[voter];
            while let Some(&(above, item)) = items.get(*approved as usize) {
                if usize::from(above) > self.places {
                    break;
                }
                if class != SPENT {
                    self.behind[usize::from(item)].add(class, self.voters.weight(voter));
                }
                *approved += 1;
            }
        }
        self.places += 1;
        Ok(())
    }

    /// The items with the most behind them, of these.
    fn most(&mut self, items: &[u32], ctx: &Ctx<'_>) -> Result<Vec<u32>> {
        all_best(items.iter().copied(), |&a, &b| {
            self.values.compare(&self.behind[a as usize], &self.behind[b as usize], ctx)
        })
    }
}

impl Course for Expansion<'_> {
    type Key = (usize, Vec<u32>, Vec<(u32, usize)>);

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let m = self.voters.ballots.n_items();
        let open: Vec<u32> = (0..m as u32).filter(|&item| may(item)).collect();
        let tied = loop {
            let mut reached = Vec::new();
            for &item in &open {
                let order = self.values.compare_with_quota(&self.behind[item as usize], ctx)?;
                if self.places > 0 && order != std::cmp::Ordering::Less {
                    reached.push(item);
                }
            }
            if !reached.is_empty() {
                break self.most(&reached, ctx)?;
            }
            if self.places >= m {
                break self.most(&open, ctx)?;
            }
            self.expand(ctx)?;
        };
        let exponent = self.voters.ballots.weights().exponent();
        let Some(&best) = tied.first() else { return Ok(None) };
        let value = self.values.amount(&[&self.behind[best as usize]], 0, exponent, ctx)?.fraction();
        Ok(Some((tied, Some(value))))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        let whole = self.behind[item as usize].clone();
        if whole.is_empty() {
            return Ok(());
        }
        self.paid.push((item, self.places));
        let left = self.values.compare_with_quota(&whole, ctx)? == std::cmp::Ordering::Greater;
        let mut new: Vec<(u32, u32)> = whole.iter().map(|(class, _)| (class, SPENT)).collect();
        if left {
            let factor = self.values.surplus(whole.clone(), whole);
            for (class, next) in &mut new {
                *next = self.values.class(*class, factor);
            }
        }
        for voter in 0..self.voters.len() {
            if voter % CHUNK_VOTERS == 0 {
                ctx.check()?;
            }
            let approved = &self.voters.of(voter)[..self.approved[voter] as usize];
            let (class, weight) = (self.class[voter], self.voters.weight(voter));
            let Ok(at) = new.binary_search_by_key(&class, |&(class, _)| class) else { continue };
            if !approved.iter().any(|&(_, approved)| u32::from(approved) == item) {
                continue;
            }
            self.class[voter] = new[at].1;
            for &(_, approved) in approved {
                let behind = &mut self.behind[usize::from(approved)];
                behind.add(class, -weight);
                if left {
                    behind.add(new[at].1, weight);
                }
            }
        }
        Ok(())
    }

    fn key(&self, chosen: &[u32]) -> Self::Key {
        (self.places, chosen.to_vec(), self.paid.clone())
    }
}

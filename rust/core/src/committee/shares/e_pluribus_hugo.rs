//! E Pluribus Hugo: of the two items with the fewest points, the less approved one leaves.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::voters::{CHECK_VOTERS, Voters};
use crate::committee::sequential::{Course, run};
use crate::committee::{Action, Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "e_pluribus_hugo";

/// Points are held below so many bits.
const POINT_BITS: u32 = 120;

#[derive(Debug)]
struct EPluribusHugo;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(EPluribusHugo))
}

/// Each voter divides one point among the items that it approves of and that are left. The items with no more points than
/// the second fewest are up for exclusion, and those of them that the fewest voters approve of leave, all that tie
/// together; if that is more than may leave, the tie is broken.
///
/// # Complexity
/// `O(approvals)`, `O(m^2)`, and the approvals of all supporters of items that leave.
///
/// # Source
/// Quinn and Schneier 2016, as "single divisible vote with least-popular elimination".
impl Rule for EPluribusHugo {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        Voters::estimate(votes.cells(), request.priority.len() - request.k, request.priority.len())
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        run(Race::new(&voters, request, ctx)?, request, ctx)
    }
}

#[derive(Clone)]
struct Race<'a> {
    voters: &'a Voters<'a>,
    request: &'a Request,
    /// How many items each voter approves of that are left.
    sizes: Vec<u32>,
    /// The points of each item in units of `2**-shift`, each part of them rounded down: too low by less than a unit for
    /// each supporter.
    points: Vec<i128>,
    shift: u32,
    is_left: Vec<bool>,
    n_left: usize,
    /// Items that leave together and are not gone yet.
    pending: Vec<u32>,
}

impl<'a> Race<'a> {
    fn new(voters: &'a Voters<'a>, request: &'a Request, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = voters.n_items();
        let total_bits = i128::BITS - voters.total().leading_zeros();
        let mut own = Self {
            voters,
            request,
            sizes: (0..voters.n_voters() as u32).map(|voter| voters.set(voter).len() as u32).collect(),
            points: vec![0; n_items],
            shift: POINT_BITS - total_bits,
            is_left: vec![true; n_items],
            n_left: n_items,
            pending: Vec::new(),
        };
        for voter in 0..voters.n_voters() as u32 {
            if (voter as usize).is_multiple_of(CHECK_VOTERS) {
                ctx.check()?;
            }
            let part = own.part(voter);
            for &item in voters.set(voter) {
                own.points[usize::from(item)] += part;
            }
        }
        Ok(own)
    }

    /// What each item that a voter approves of gets from it.
    fn part(&self, voter: u32) -> i128 {
        let size = i128::from(self.sizes[voter as usize]);
        if size == 0 { 0 } else { (self.voters.weight(voter) << self.shift) / size }
    }

    /// The points of an item.
    fn exact(&self, item: u32, ctx: &Ctx<'_>) -> Result<Fraction> {
        ctx.check()?;
        let mut by_size: BTreeMap<u32, i128> = BTreeMap::new();
        for &voter in self.voters.of(item) {
            *by_size.entry(self.sizes[voter as usize]).or_default() += self.voters.weight(voter);
        }
        Ok(by_size.into_iter().map(|(size, weight)| Fraction::new(BigInt::from(weight), BigInt::from(size))).sum())
    }

    /// The items with at most the second fewest points.
    fn lowest(&self, within: &[u32], ctx: &Ctx<'_>) -> Result<Vec<u32>> {
        let high = |item: u32| self.points[item as usize] + self.voters.of(item).len() as i128;
        let mut highs: Vec<i128> = within.iter().map(|&item| high(item)).collect();
        highs.sort_unstable();
        let Some(&second) = highs.get(1) else { return Ok(within.to_vec()) };
        let mut near: Vec<u32> = within.to_vec();
        near.retain(|&item| self.points[item as usize] <= second);
        if near.len() == 2 {
            return Ok(near);
        }
        let mut points = near.iter().map(|&item| self.exact(item, ctx)).collect::<Result<Vec<_>>>()?;
        let of: Vec<(u32, Fraction)> = near.into_iter().zip(points.iter().cloned()).collect();
        points.sort_unstable();
        Ok(of.into_iter().filter(|(_, own)| *own <= points[1]).map(|(item, _)| item).collect())
    }

    /// Those who leave next, all together.
    fn next(&self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
        let within: Vec<u32> = (0..self.voters.n_items() as u32).filter(|&item| may(item)).collect();
        let mut lowest = self.lowest(&within, ctx)?;
        let fewest = lowest.iter().map(|&item| self.voters.support(item)).min();
        lowest.retain(|&item| Some(self.voters.support(item)) == fewest);
        Ok(lowest)
    }
}

impl Course for Race<'_> {
    type Key = (Vec<u32>, Vec<u32>);

    const ACTION: Action = Action::Excluded;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        self.pending.retain(|&item| may(item));
        if self.pending.is_empty() {
            self.pending = self.next(may, ctx)?;
        }
        let Some(&first) = self.pending.first() else { return Ok(None) };
        let value = Some(scaled(self.voters.support(first), self.voters.exponent()));
        let all_leave = self.request.bounds.is_empty() && self.pending.len() <= self.n_left - self.request.k;
        let tied = if all_leave {
            // In whatever order; the tie is none.
            self.pending.iter().copied().max_by_key(|&item| self.request.priority[item as usize]).into_iter().collect()
        } else {
            self.pending.clone()
        };
        Ok(Some((tied, value)))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        for part in self.voters.of(item).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                let before = self.part(voter);
                self.sizes[voter as usize] -= 1;
                let more = self.part(voter) - before;
                for &other in self.voters.set(voter) {
                    self.points[usize::from(other)] += if self.is_left[usize::from(other)] { more } else { 0 };
                }
            }
        }
        self.is_left[item as usize] = false;
        self.n_left -= 1;
        self.pending.retain(|&other| other != item);
        Ok(())
    }

    /// `pending` is in ascending order, so that it is the same however it came about.
    fn key(&self, chosen: &[u32]) -> Self::Key {
        (chosen.to_vec(), self.pending.clone())
    }
}

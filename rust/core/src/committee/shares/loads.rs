//! Loads that members put on those who approve of them, as even as it goes: Phragmén's rounds.

use std::sync::Arc;

use num_bigint::BigInt;

use super::ledger::Ledger;
use super::prices::Prices;
use super::purses::Purses;
use super::voters::{CHECK_VOTERS, UNIT, Voters};
use crate::committee::best::all_best;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, to_float};

/// What remains of a voter's load when nothing was put on it yet.
const START: u32 = u32::MAX;

/// Everybody's load per unit of weight, and what electing an item would make of it: `(price + sum of the loads of those
/// who approve of it) / their weight`, which then is the load of each of them.
///
/// Floats select: their errors are bounded by the number of additions, and items within the bound of the best one are
/// compared exactly. The exact load of a voter is that of the last member elected among those it approves of, so an exact
/// sum needs one integer a round.
#[derive(Clone)]
pub(super) struct Loads<'a> {
    voters: &'a Voters<'a>,
    prices: &'a Prices,
    /// Money left over from an earlier phase counts as a load below zero.
    start: Option<Arc<Purses<'a>>>,
    own: Vec<f64>,
    /// The round that made the load, as a number of the ledger.
    last: Vec<u32>,
    /// For each item the weighted loads of those who approve of it.
    sums: Vec<f64>,
    ledger: Ledger,
    n_rounds: usize,
}

impl<'a> Loads<'a> {
    /// Nobody has any load.
    pub(super) fn new(voters: &'a Voters<'a>, prices: &'a Prices) -> Self {
        Self {
            voters,
            prices,
            start: None,
            own: vec![0.0; voters.n_voters()],
            last: vec![START; voters.n_voters()],
            sums: vec![0.0; voters.n_items()],
            ledger: Ledger::new(),
            n_rounds: 0,
        }
    }

    /// What is left in the purses is a load below zero.
    pub(super) fn after(
        voters: &'a Voters<'a>,
        prices: &'a Prices,
        purses: Arc<Purses<'a>>,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let mut made = Self::new(voters, prices);
        for voter in 0..voters.n_voters() as u32 {
            if (voter as usize).is_multiple_of(CHECK_VOTERS) {
                ctx.check()?;
            }
            let load = -purses.rest(voter);
            made.own[voter as usize] = load;
            for &item in voters.set(voter) {
                made.sums[usize::from(item)] += voters.float(voter) * load;
            }
        }
        Ok(Self { ledger: purses.ledger().clone(), start: Some(purses), ..made })
    }

    /// The items whose election leads to the least load, and that load. Items that nobody approves of come last, with no
    /// load.
    pub(super) fn best(
        &self,
        may: &dyn Fn(u32) -> bool,
        ctx: &Ctx<'_>,
    ) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let within: Vec<u32> = (0..self.voters.n_items() as u32).filter(|&item| may(item)).collect();
        let supported = within.iter().copied().filter(|&item| self.voters.support(item) > 0);
        let ranges: Vec<(u32, f64, f64)> = supported.map(|item| self.range(item)).collect();
        let least = ranges.iter().map(|range| range.2).fold(f64::INFINITY, f64::min);
        let near = ranges.into_iter().filter(|range| range.1 <= least);
        let near = near.map(|(item, ..)| Ok((item, self.exact(item, ctx)?))).collect::<Result<Vec<_>>>()?;
        let tied = all_best(near, |a, b| Ok(b.1.cmp(&a.1)))?;
        Ok(match tied.first() {
            Some((_, load)) => {
                let load = load.clone();
                Some((tied.into_iter().map(|(item, _)| item).collect(), Some(load)))
            }
            None if within.is_empty() => None,
            None => Some((within, None)),
        })
    }

    /// Puts the load on those who approve of `item`.
    pub(super) fn choose(&mut self, item: u32, load: &Fraction, ctx: &Ctx<'_>) -> Result<()> {
        let (round, rounded) = (self.ledger.len() as u32, to_float(load));
        self.ledger.push(load);
        self.n_rounds += 1;
        for part in self.voters.of(item).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                let own = &mut self.own[voter as usize];
                let more = self.voters.float(voter) * (rounded - *own);
                *own = rounded;
                self.last[voter as usize] = round;
                for &other in self.voters.set(voter) {
                    self.sums[usize::from(other)] += more;
                }
            }
        }
        Ok(())
    }

    /// Between which floats the load lies that electing an item leads to.
    fn range(&self, item: u32) -> (u32, f64, f64) {
        let load = (self.prices.float(item) + self.sums[item as usize]) / self.voters.support(item) as f64;
        // An addition for each supporter and round, each off by a unit of a sum that never shrinks; some units for each
        // load, weight and price. Loads of the start are at least -1, and loads never shrink.
        let additions = self.voters.of(item).len() as f64 * (self.n_rounds + 1) as f64;
        let start = if self.start.is_some() { 1.0 } else { 0.0 };
        let error = (additions + 20.0 * (self.ledger.len() + 1) as f64) * 1.1 * UNIT * (start + load.abs());
        (item, load - error, load + error)
    }

    /// The load that electing an item leads to.
    fn exact(&self, item: u32, ctx: &Ctx<'_>) -> Result<Fraction> {
        ctx.check()?;
        let (mut constant, mut coefficients) = (0_i128, vec![0_i128; self.ledger.len()]);
        for &voter in self.voters.of(item) {
            let weight = self.voters.weight(voter);
            match (self.last[voter as usize], &self.start) {
                (START, Some(purses)) => purses.add_rest(voter, -weight, &mut constant, &mut coefficients),
                (START, None) => {}
                (round, _) => coefficients[round as usize] += weight,
            }
        }
        let sum = self.ledger.combined(constant, &coefficients);
        let (price, common) = (self.prices.exact(item), self.ledger.denominator());
        let numerator = price.numer() * common + price.denom() * sum;
        Ok(Fraction::new(numerator, price.denom() * common * BigInt::from(self.voters.support(item))))
    }
}

//! Consensus rule: everybody gets the same every round, and those who gain by a member pay for it.

use num_bigint::BigInt;

use super::history::Histories;
use super::ledger::Ledger;
use super::voters::{CHECK_VOTERS, UNIT, Voters};
use crate::committee::best::all_best;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled, to_float};
use crate::options::Options;

pub(super) const ID: &str = "consensus_rule";

#[derive(Debug)]
struct ConsensusRule;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(ConsensusRule))
}

/// In each round the budget of each voter grows by its weight. The item is elected whose approving voters have the most in
/// budgets above zero; they alone share a price of the weight of all voters in proportion to their weights, and may end
/// below zero.
///
/// # Complexity
/// `O(k approvals)`.
///
/// # Source
/// Lackner 2020, as perpetual consensus, with all rounds at once.
impl Rule for ConsensusRule {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 * (4.0 + 2.0 * request.k as f64)
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        run(Purses::new(&voters), request, ctx)
    }
}

/// Budgets per unit of weight: the number of the round less the prices that the voter paid.
#[derive(Clone)]
struct Purses<'a> {
    voters: &'a Voters<'a>,
    rests: Vec<f64>,
    /// Whether budgets are above zero in this round.
    is_positive: Vec<bool>,
    paid: Histories,
    /// The price of each round per unit of weight.
    prices: Ledger,
    /// The largest price yet.
    most: f64,
    round: i128,
}

impl<'a> Purses<'a> {
    fn new(voters: &'a Voters<'a>) -> Self {
        let n = voters.n_voters();
        let (paid, prices) = (Histories::new(n), Ledger::new());
        Self { voters, rests: vec![0.0; n], is_positive: vec![true; n], paid, prices, most: 1.0, round: 0 }
    }

    /// By how much a budget in floats may be off: some units of a number that no intermediate one surpasses.
    fn error(&self) -> f64 {
        let rounds = self.round as f64 + 1.0;
        8.0 * UNIT * rounds * (rounds + rounds * self.most)
    }

    /// The exact budget per unit of weight after these payments, over the denominator of the ledger.
    fn exact(&self, list: u32) -> BigInt {
        let paid = self.paid.rounds(list).map(|round| self.prices.numerator(round)).sum::<BigInt>();
        self.prices.denominator() * self.round - paid
    }

    /// The exact budgets above zero of those who approve of `item`, over the denominator of the ledger.
    fn behind(&self, item: u32, ctx: &Ctx<'_>) -> Result<BigInt> {
        ctx.check()?;
        let (mut constant, mut coefficients) = (0_i128, vec![0_i128; self.prices.len()]);
        for &voter in self.voters.of(item).iter().filter(|&&voter| self.is_positive[voter as usize]) {
            let weight = self.voters.weight(voter);
            constant += weight;
            for round in self.paid.rounds(self.paid.of(voter)) {
                coefficients[round as usize] -= weight;
            }
        }
        Ok(self.prices.combined(0, &coefficients) + self.prices.denominator() * BigInt::from(constant) * self.round)
    }

    /// A new round: everybody gets the same.
    fn grow(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        self.round += 1;
        let error = self.error();
        for voter in 0..self.rests.len() {
            if voter.is_multiple_of(CHECK_VOTERS) {
                ctx.check()?;
            }
            self.rests[voter] += 1.0;
            self.is_positive[voter] = if self.rests[voter].abs() > error {
                self.rests[voter] > 0.0
            } else {
                self.exact(self.paid.of(voter as u32)) > BigInt::ZERO
            };
        }
        Ok(())
    }
}

impl Course for Purses<'_> {
    type Key = (Vec<u32>, BigInt, Vec<BigInt>);

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        self.grow(ctx)?;
        let error = self.error();
        let mut ranges = Vec::new();
        for item in (0..self.voters.n_items() as u32).filter(|&item| may(item)) {
            ctx.check()?;
            let voters = self.voters.of(item);
            let of = |&voter: &u32| {
                if self.is_positive[voter as usize] {
                    self.voters.float(voter) * self.rests[voter as usize]
                } else {
                    0.0
                }
            };
            let behind: f64 = voters.iter().map(of).sum();
            let weight = self.voters.support(item) as f64;
            let off = weight * error * 2.0 + 2.0 * UNIT * (voters.len() + 4) as f64 * (behind + weight * error);
            ranges.push((item, behind - off, behind + off));
        }
        let least = ranges.iter().map(|range| range.1).fold(f64::NEG_INFINITY, f64::max);
        let near = ranges.into_iter().filter(|range| range.2 >= least);
        let near = near.map(|(item, ..)| Ok((item, self.behind(item, ctx)?))).collect::<Result<Vec<_>>>()?;
        let tied = all_best(near, |a, b| Ok(a.1.cmp(&b.1)))?;
        let value = tied.first().map(|(_, behind)| {
            Fraction::new(behind.clone(), self.prices.denominator().clone()) * scaled(1, self.voters.exponent())
        });
        Ok(value.map(|value| (tied.into_iter().map(|(item, _)| item).collect(), Some(value))))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        ctx.check()?;
        let is_payer = |voter: &u32| self.is_positive[*voter as usize];
        let payers: Vec<u32> = self.voters.of(item).iter().copied().filter(is_payer).collect();
        let weight: i128 = payers.iter().map(|&voter| self.voters.weight(voter)).sum();
        if weight == 0 {
            return Ok(());
        }
        let price = Fraction::new(BigInt::from(self.voters.total()), BigInt::from(weight));
        let rounded = to_float(&price);
        self.most = self.most.max(rounded);
        for &voter in &payers {
            self.rests[voter as usize] -= rounded;
        }
        self.paid.extend(payers.into_iter(), self.prices.len() as u32);
        self.prices.push(&price);
        Ok(())
    }

    /// Whether a voter pays depends on when, so the key is what everybody has.
    fn key(&self, chosen: &[u32]) -> Self::Key {
        let budgets = (0..self.rests.len() as u32).map(|voter| self.exact(self.paid.of(voter))).collect();
        (chosen.to_vec(), self.prices.denominator().clone(), budgets)
    }
}

//! The money of voters who pay equal shares.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::history::Histories;
use super::ledger::Ledger;
use super::prices::Prices;
use super::voters::{CHECK_VOTERS, UNIT, Voters};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, to_float};
use crate::vectorized::vectorized;

/// What each voter has left, per unit of weight, in the unit of what everybody started with.
///
/// Exactly, that is 1 less the shares that the voter paid in full, or nothing if it ran out. Floats of it are off by a few
/// units in the last place of 1 a round; where they are too close to tell, the exact numbers decide.
#[derive(Debug, Clone)]
pub(super) struct Purses<'a> {
    voters: &'a Voters<'a>,
    /// What is left, and the weight.
    rests: Vec<[f64; 2]>,
    is_empty: Vec<bool>,
    /// The rounds that voters paid in full.
    paid: Histories,
    /// The share of each round.
    shares: Ledger,
}

/// Between which floats the share lies that an item takes: the smallest with which those who approve of it can pay its
/// price. The upper end is infinite if they may not have enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Those who approve of an item: what each has left, and its weight.
#[derive(Debug, Default)]
pub(super) struct Buyers {
    rests: Vec<f64>,
    weights: Vec<f64>,
}

/// Lanes of a sum, so that the compiler may take several at a time.
const LANES: usize = 8;

impl<'a> Purses<'a> {
    pub(super) fn new(voters: &'a Voters<'a>) -> Self {
        let n = voters.n_voters();
        let (paid, shares) = (Histories::new(n), Ledger::new());
        let rests = (0..n as u32).map(|voter| [1.0, voters.float(voter)]).collect();
        Self { voters, rests, is_empty: vec![false; n], paid, shares }
    }

    /// What a voter has left, rounded.
    pub(super) fn rest(&self, voter: u32) -> f64 {
        self.rests[voter as usize][0]
    }

    /// The shares of the rounds.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.shares
    }

    /// Adds `factor` times what a voter has left to a combination of the shares.
    pub(super) fn add_rest(&self, voter: u32, factor: i128, constant: &mut i128, coefficients: &mut [i128]) {
        if self.is_empty[voter as usize] {
            return;
        }
        *constant += factor;
        for round in self.paid.rounds(self.paid.of(voter)) {
            coefficients[round as usize] -= factor;
        }
    }

    /// By how much a rest in floats may be off.
    fn error(&self) -> f64 {
        4.0 * UNIT * (self.shares.len() + 2) as f64
    }

    /// Between which floats the share of an item lies, given a bound below it; `None` if those who approve of it surely
    /// cannot pay. A share surely above `enough` is not looked at more closely: it has no upper end.
    ///
    /// What they can pay with a share of `x` is a concave function of `x`, so Newton's method finds where it reaches the
    /// price from below, in few steps.
    pub(super) fn range(
        &self,
        item: u32,
        prices: &Prices,
        from: f64,
        enough: f64,
        buyers: &mut Buyers,
        ctx: &Ctx<'_>,
    ) -> Result<Option<Range>> {
        buyers.rests.clear();
        buyers.weights.clear();
        for part in self.voters.of(item).chunks(1 << 14) {
            ctx.check()?;
            buyers.rests.extend(part.iter().map(|&voter| self.rests[voter as usize][0]));
            buyers.weights.extend(part.iter().map(|&voter| self.rests[voter as usize][1]));
        }
        let price = prices.float(item);
        // Sums of floats are off by a unit an addition; rests are off too. Twice that, to be safe.
        let sums = 2.0 * UNIT * (buyers.rests.len() + 8) as f64;
        let error = self.voters.support(item) as f64 * (2.0 * self.error() + sums) + 8.0 * UNIT * price;
        let solve = |target: f64, from: f64, enough: f64| {
            let (mut share, mut is_first) = (from, true);
            loop {
                let Split { of_poor, of_rich, poorest_rich } = buyers.split(share);
                if of_rich == 0.0 {
                    return (of_poor >= target).then_some(share);
                }
                let next = (target - of_poor) / of_rich;
                // The first step may go down, those after it only by rounding.
                if next <= share && !is_first {
                    return Some(share);
                }
                if (next > share && next <= poorest_rich) || next > enough {
                    return Some(next);
                }
                (share, is_first) = (next, false);
            }
        };
        let down = 1.0 - 8.0 * UNIT;
        let Some(low) = solve(price - error, from, enough / (down * down)) else { return Ok(None) };
        let low = low * down;
        if low > enough {
            return Ok(Some(Range { low, high: f64::INFINITY }));
        }
        let high = solve(price + error, low, f64::INFINITY).map_or(f64::INFINITY, |high| high * (1.0 + 8.0 * UNIT));
        Ok(Some(Range { low, high }))
    }

    /// The exact share of an item, given what floats know of it; `None` if those who approve of it cannot pay.
    pub(super) fn share(&self, item: u32, prices: &Prices, range: Range, ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        ctx.check()?;
        let (mut constant, mut coefficients, mut rich) = (0_i128, vec![0_i128; self.shares.len()], 0_i128);
        // Those of whom floats cannot tell whether they can pay in full, by what they paid before.
        let mut between: BTreeMap<u32, i128> = BTreeMap::new();
        let margin = self.error();
        for &voter in self.voters.of(item) {
            let (rest, weight) = (self.rest(voter), self.voters.weight(voter));
            if self.is_empty[voter as usize] || rest < range.low - margin {
                self.add_rest(voter, weight, &mut constant, &mut coefficients);
            } else if rest > range.high + margin {
                rich += weight;
            } else {
                *between.entry(self.paid.of(voter)).or_default() += weight;
            }
        }
        let mut of_poor = self.shares.combined(constant, &coefficients);
        let mut between: Vec<(BigInt, i128)> =
            between.into_iter().map(|(list, weight)| (self.exact(list), weight)).collect();
        rich += between.iter().map(|(_, weight)| weight).sum::<i128>();
        between.sort_unstable();
        let price = prices.exact(item);
        // In units of the ledger: the price times its denominator, and shares times that and the weight of the rich.
        let full = price.numer() * self.shares.denominator();
        for (rest, weight) in between {
            let missing = &full - price.denom() * &of_poor;
            if missing <= price.denom() * &rest * rich {
                return Ok(Some(self.quotient(missing, price, rich)));
            }
            of_poor += rest * weight;
            rich -= weight;
        }
        let missing = &full - price.denom() * &of_poor;
        Ok((rich > 0).then(|| self.quotient(missing, price, rich)))
    }

    fn quotient(&self, missing: BigInt, price: &Fraction, rich: i128) -> Fraction {
        Fraction::new(missing, price.denom() * self.shares.denominator() * rich)
    }

    /// What is left of 1 after these rounds, over the denominator of the ledger.
    fn exact(&self, list: u32) -> BigInt {
        let paid = self.paid.rounds(list).map(|round| self.shares.numerator(round)).sum::<BigInt>();
        self.shares.denominator() - paid
    }

    /// Everybody who approves of `item` pays this share, or what is left.
    pub(super) fn pay(&mut self, item: u32, share: &Fraction, ctx: &Ctx<'_>) -> Result<()> {
        let (rounded, margin) = (to_float(share), self.error());
        let mut known: BTreeMap<u32, bool> = BTreeMap::new();
        let mut payers = Vec::new();
        for part in self.voters.of(item).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                let at = voter as usize;
                if self.is_empty[at] {
                    continue;
                }
                let (rest, list) = (self.rest(voter), self.paid.of(voter));
                let has_more = if (rest - rounded).abs() > margin {
                    rest > rounded
                } else {
                    let exact = || self.exact(list) * share.denom() > share.numer() * self.shares.denominator();
                    *known.entry(list).or_insert_with(exact)
                };
                if has_more {
                    self.rests[at][0] = (rest - rounded).max(0.0);
                    payers.push(voter);
                } else {
                    (self.rests[at][0], self.is_empty[at]) = (0.0, true);
                }
            }
        }
        self.paid.extend(payers.into_iter(), self.shares.len() as u32);
        self.shares.push(share);
        Ok(())
    }
}

/// Buyers by whether they can pay a share in full.
struct Split {
    /// The money of those who cannot.
    of_poor: f64,
    /// The weight of those who can.
    of_rich: f64,
    /// The least that one of these has.
    poorest_rich: f64,
}

impl Buyers {
    fn split(&self, share: f64) -> Split {
        vectorized(
            #[inline(always)]
            || {
                let (mut money, mut weight, mut least) = ([0.0; LANES], [0.0; LANES], [f64::INFINITY; LANES]);
                let (rests, last_rests) = self.rests.as_chunks::<LANES>();
                let (weights, last_weights) = self.weights.as_chunks::<LANES>();
                for (rests, weights) in rests.iter().zip(weights) {
                    #[allow(clippy::needless_range_loop)] // five arrays in step
                    for lane in 0..LANES {
                        let is_poor = rests[lane] < share;
                        money[lane] += if is_poor { rests[lane] * weights[lane] } else { 0.0 };
                        weight[lane] += if is_poor { 0.0 } else { weights[lane] };
                        let rich = if is_poor { f64::INFINITY } else { rests[lane] };
                        least[lane] = if rich < least[lane] { rich } else { least[lane] };
                    }
                }
                for (&rest, own) in last_rests.iter().zip(last_weights) {
                    if rest < share {
                        money[0] += rest * own;
                    } else {
                        weight[0] += own;
                        least[0] = rest.min(least[0]);
                    }
                }
                let poorest_rich = least.into_iter().fold(f64::INFINITY, f64::min);
                Split { of_poor: money.iter().sum(), of_rich: weight.iter().sum(), poorest_rich }
            },
        )
    }
}

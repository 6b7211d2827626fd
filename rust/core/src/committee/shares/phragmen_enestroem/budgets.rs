//! What votes have left after members took their price in proportion.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::super::history::{Histories, ROOT};
use super::super::voters::{CHECK_VOTERS, UNIT, Voters};
use crate::committee::best::all_best;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, exactly, to_float};

/// Bits of the exact numbers of all rounds together that are written down: they double from round to round.
const WRITTEN_BITS: u64 = 1024;

/// Bits of the intervals that decide where exact numbers would be longer.
const INTERVAL_BITS: [u64; 2] = [512, 4096];

/// A vote that still has something.
const NEVER: u32 = u32::MAX;

/// What each vote has left per unit of weight: the product of the parts that members left it.
///
/// Intervals of floats decide. Where they overlap, items whose voters have the same histories tie; others are told apart
/// by exact fractions as long as these are short, then by intervals of thousands of bits. Should those overlap too, the
/// items are taken to tie, and `exact` is cleared.
#[derive(Clone)]
pub(super) struct Budgets<'a> {
    voters: &'a Voters<'a>,
    price: Fraction,
    /// The interval of each vote.
    rests: Vec<[f64; 2]>,
    /// The round in which a vote lost all.
    empty_since: Vec<u32>,
    /// The rounds in which it lost a part.
    paid: Histories,
    elected: Vec<u32>,
    /// The part that each round left, as long as they can be written down.
    kept: Vec<Fraction>,
    /// Bits of their denominators.
    length: u64,
    /// For each item about what is behind it: the sum of the upper ends of intervals, kept up by differences.
    sums: Vec<f64>,
    exact: &'a Cell<bool>,
}

/// A number known to lie between two others, both in units of a power of two.
type Interval = (BigInt, BigInt);

impl<'a> Budgets<'a> {
    pub(super) fn new(voters: &'a Voters<'a>, price: Fraction, exact: &'a Cell<bool>) -> Self {
        let n = voters.n_voters();
        Self {
            voters,
            price,
            rests: vec![[1.0; 2]; n],
            empty_since: vec![NEVER; n],
            paid: Histories::new(n),
            elected: Vec::new(),
            kept: Vec::new(),
            length: 0,
            sums: (0..voters.n_items() as u32).map(|item| voters.support(item) as f64).collect(),
            exact,
        }
    }

    /// The part that a round left to those who paid in it, if it can be written down.
    pub(super) fn kept(&self, round: usize) -> Option<&Fraction> {
        self.kept.get(round)
    }

    /// The items with the most behind them, and how much that is: exactly, or the nearest float where that is too long.
    pub(super) fn most(&mut self, mut within: Vec<u32>, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Fraction)>> {
        within.sort_by(|&a, &b| self.high(b).total_cmp(&self.high(a)));
        let (mut near, mut most) = (Vec::new(), f64::NEG_INFINITY);
        for item in within {
            if self.high(item) < most {
                break;
            }
            let [low, high] = self.range(item, ctx)?;
            most = most.max(low);
            near.push((item, low, high));
        }
        near.retain(|(_, _, high)| *high >= most);
        // Beginning with the lowest item, so that the order in which they were looked at cannot matter.
        near.sort_unstable_by_key(|(item, ..)| *item);
        let tied = all_best(near, |a, b| self.compare(a.0, b.0, ctx))?;
        let Some(&(item, low, high)) = tied.first() else { return Ok(None) };
        let value = if self.is_written() {
            self.written(&self.behind(item, self.elected.len() as u32))
        } else {
            exactly(f64::midpoint(low, high))
        };
        Ok(Some((tied.into_iter().map(|(item, ..)| item).collect(), value)))
    }

    /// Takes the price of a seat from the votes for `item`.
    pub(super) fn charge(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        let round = self.elected.len() as u32;
        let [low, high] = self.range(item, ctx)?;
        let price = to_float(&self.price);
        let (cheap, dear) = (price * (1.0 - 4.0 * UNIT), price * (1.0 + 4.0 * UNIT));
        let leaves = low > dear || (high >= cheap && self.exceeds_price(&self.behind(item, round), ctx)?);
        let written = self.is_written().then(|| {
            if leaves {
                Fraction::from(BigInt::from(1)) - &self.price / self.written(&self.behind(item, round))
            } else {
                Fraction::from(BigInt::ZERO)
            }
        });
        let part = match &written {
            Some(part) => [to_float(part) * (1.0 - 4.0 * UNIT), to_float(part) * (1.0 + 4.0 * UNIT)],
            None => [
                ((low - dear) / low * (1.0 - 8.0 * UNIT)).max(0.0),
                ((high - cheap) / high * (1.0 + 8.0 * UNIT)).clamp(0.0, 1.0),
            ],
        };
        let mut payers = Vec::new();
        for chunk in self.voters.of(item).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in chunk {
                if self.empty_since[voter as usize] != NEVER {
                    continue;
                }
                let [low, high] = self.rests[voter as usize];
                let rest = if leaves {
                    payers.push(voter);
                    // The smallest floats are less precise than a unit in the last place.
                    let least = (low * part[0] * (1.0 - 2.0 * UNIT) - f64::MIN_POSITIVE).max(0.0);
                    [least, high * part[1] * (1.0 + 2.0 * UNIT) + f64::MIN_POSITIVE]
                } else {
                    self.empty_since[voter as usize] = round;
                    [0.0; 2]
                };
                self.rests[voter as usize] = rest;
                let less = (high - rest[1]) * self.voters.float(voter);
                for &other in self.voters.set(voter) {
                    self.sums[usize::from(other)] -= less;
                }
            }
        }
        self.paid.extend(payers.into_iter(), round);
        if let Some(written) = written {
            self.length += written.denom().bits();
            self.kept.push(written);
        }
        self.elected.push(item);
        Ok(())
    }

    /// Whether all numbers so far are short enough to be written down.
    fn is_written(&self) -> bool {
        self.kept.len() == self.elected.len() && self.length <= WRITTEN_BITS
    }

    /// A bound above what is behind an item. A subtraction for each supporter and round is off by a unit of the largest
    /// sum, and so are the differences that are subtracted.
    fn high(&self, item: u32) -> f64 {
        let subtractions = (self.voters.of(item).len() + 8) as f64 * (self.elected.len() + 1) as f64;
        self.sums[item as usize] + 2.0 * UNIT * subtractions * self.voters.support(item) as f64
    }

    /// Between which floats it lies what is behind an item.
    fn range(&self, item: u32, ctx: &Ctx<'_>) -> Result<[f64; 2]> {
        let (mut low, mut high) = (0.0, 0.0);
        let voters = self.voters.of(item);
        for part in voters.chunks(1 << 14) {
            ctx.check()?;
            for &voter in part {
                let ([least, most], weight) = (self.rests[voter as usize], self.voters.float(voter));
                low += least * weight;
                high += most * weight;
            }
        }
        let off = 1.1 * UNIT * (voters.len() + 4) as f64;
        Ok([low * (1.0 - off), high * (1.0 + off)])
    }

    /// The weight of those who approve of an item by the rounds, before this one, in which they lost a part.
    fn behind(&self, item: u32, round: u32) -> BTreeMap<u32, i128> {
        let mut weights = BTreeMap::new();
        for &voter in self.voters.of(item).iter().filter(|&&voter| self.empty_since[voter as usize] >= round) {
            let weight = self.voters.weight(voter);
            if weight > 0 {
                *weights.entry(self.paid.before(self.paid.of(voter), round)).or_insert(0) += weight;
            }
        }
        weights
    }

    fn compare(&self, one: u32, other: u32, ctx: &Ctx<'_>) -> Result<Ordering> {
        let round = self.elected.len() as u32;
        let (one, other) = (self.behind(one, round), self.behind(other, round));
        if one == other {
            return Ok(Ordering::Equal);
        }
        if self.is_written() {
            return Ok(self.written(&one).cmp(&self.written(&other)));
        }
        for bits in INTERVAL_BITS {
            let parts = self.intervals(bits, ctx)?;
            let (one, other) = (self.between(&one, &parts, bits), self.between(&other, &parts, bits));
            if one.1 < other.0 {
                return Ok(Ordering::Less);
            }
            if other.1 < one.0 {
                return Ok(Ordering::Greater);
            }
        }
        self.exact.set(false);
        Ok(Ordering::Equal)
    }

    fn exceeds_price(&self, behind: &BTreeMap<u32, i128>, ctx: &Ctx<'_>) -> Result<bool> {
        if self.is_written() {
            return Ok(self.written(behind) > self.price);
        }
        for bits in INTERVAL_BITS {
            let parts = self.intervals(bits, ctx)?;
            let (behind, price) = (self.between(behind, &parts, bits), self.price_between(bits));
            if behind.1 < price.0 || price.1 < behind.0 {
                return Ok(price.1 < behind.0);
            }
        }
        self.exact.set(false);
        Ok(false)
    }

    /// What is behind an item.
    fn written(&self, behind: &BTreeMap<u32, i128>) -> Fraction {
        let sums = behind.iter().map(|(&list, &weight)| (list, Fraction::from(BigInt::from(weight)))).collect();
        let times = |sum: Fraction, round: u32| sum * &self.kept[round as usize];
        self.total(sums, times, |a, b| a + b).unwrap_or_else(|| BigInt::ZERO.into())
    }

    /// The parts that all rounds left, in intervals of so many bits.
    fn intervals(&self, bits: u64, ctx: &Ctx<'_>) -> Result<Vec<Interval>> {
        let mut parts: Vec<Interval> = Vec::new();
        for (round, &item) in (0..).zip(&self.elected) {
            ctx.check()?;
            let (low, high) = self.between(&self.behind(item, round), &parts, bits);
            let price = self.price_between(bits);
            let part = |behind: &BigInt, price: &BigInt| {
                if behind > price { ((behind - price) << bits) / behind } else { BigInt::ZERO }
            };
            parts.push((part(&low, &price.1), part(&high, &price.0) + 1));
        }
        Ok(parts)
    }

    fn between(&self, behind: &BTreeMap<u32, i128>, parts: &[Interval], bits: u64) -> Interval {
        let fixed = |weight: i128| BigInt::from(weight) << bits;
        let sums = behind.iter().map(|(&list, &weight)| (list, (fixed(weight), fixed(weight)))).collect();
        let times = |(low, high): Interval, round: u32| {
            let (least, most) = &parts[round as usize];
            ((low * least) >> bits, ((high * most) >> bits) + 1)
        };
        self.total(sums, times, |a, b| (a.0 + b.0, a.1 + b.1)).unwrap_or((BigInt::ZERO, BigInt::ZERO))
    }

    fn price_between(&self, bits: u64) -> Interval {
        let low = (self.price.numer() << bits) / self.price.denom();
        let high = &low + 1;
        (low, high)
    }

    /// The sum over lists of what each holds times the parts of its rounds; lists with a common beginning share its
    /// products.
    fn total<T>(&self, mut sums: BTreeMap<u32, T>, times: impl Fn(T, u32) -> T, plus: impl Fn(T, T) -> T) -> Option<T> {
        // A list has a higher number than those that it continues.
        while let Some((list, sum)) = sums.pop_last() {
            let Some((before, round)) = self.paid.last(list) else {
                debug_assert_eq!(list, ROOT);
                return Some(sum);
            };
            let product = times(sum, round);
            let sum = match sums.remove(&before) {
                Some(other) => plus(other, product),
                None => product,
            };
            sums.insert(before, sum);
        }
        None
    }
}

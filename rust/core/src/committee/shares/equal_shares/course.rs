//! The rounds of equal shares, and those that fill what is left.

use std::sync::Arc;

use super::super::loads::Loads;
use super::super::prices::Prices;
use super::super::purses::{Buyers, Purses};
use super::super::voters::{UNIT, Voters};
use crate::committee::sequential::Course;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, to_float};

/// How seats or money that equal shares leave are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Nothing,
    /// Phragmén's rounds, in which money left over is a load below zero.
    Phragmen,
    /// The most approved first.
    Approval,
}

/// What stays the same in all rounds. Money is counted in the unit of what a voter of weight 1 starts with.
#[derive(Debug)]
pub(super) struct Market<'a> {
    pub(super) voters: &'a Voters<'a>,
    pub(super) prices: Prices,
    /// What each item is worth to those who approve of it; without it, all are worth the same.
    pub(super) worth: Option<Vec<Fraction>>,
    /// What each item costs, and what may be spent; without it, seats are filled.
    pub(super) money: Option<(&'a [i128], i128)>,
    pub(super) fill: Fill,
    /// The unit of money.
    pub(super) unit: Fraction,
}

#[derive(Clone)]
enum Phase<'a> {
    Shares,
    Loads(Box<Loads<'a>>),
    Approval,
}

#[derive(Clone)]
pub(super) struct EqualSharesCourse<'a> {
    market: &'a Market<'a>,
    purses: Arc<Purses<'a>>,
    /// For each item a bound below its share: shares only grow, because purses only shrink.
    low: Vec<f64>,
    phase: Phase<'a>,
    /// The exact numbers of the items that tie.
    pending: Vec<(u32, Option<Fraction>)>,
    /// Who was elected in which phase by which number.
    elected: Vec<(u32, u8, Option<Fraction>)>,
    spent: i128,
}

impl<'a> EqualSharesCourse<'a> {
    pub(super) fn new(market: &'a Market<'a>) -> Self {
        // Of those who have everything yet.
        let low = |item: u32| market.prices.float(item) / market.voters.support(item) as f64 * (1.0 - 8.0 * UNIT);
        Self {
            market,
            purses: Arc::new(Purses::new(market.voters)),
            low: (0..market.voters.n_items() as u32).map(low).collect(),
            phase: Phase::Shares,
            pending: Vec::new(),
            elected: Vec::new(),
            spent: 0,
        }
    }

    /// The items with the least share for what they are worth, with their shares.
    fn cheapest(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Vec<(u32, Fraction)>> {
        let market = self.market;
        let worth = |item: u32| market.worth.as_ref().map_or(1.0, |worth| to_float(&worth[item as usize]));
        let is_open = |item: &u32| may(*item) && market.voters.support(*item) > 0;
        let within = (0..market.voters.n_items() as u32).filter(is_open).map(|item| (self.low[item as usize], item));
        // A little lower, for the rounding of the quotient.
        let mut order: Vec<(f64, u32)> = within
            .filter(|(low, _)| low.is_finite())
            .map(|(low, item)| (low / worth(item) * (1.0 - 8.0 * UNIT), item))
            .collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut least, mut near, mut buyers) = (f64::INFINITY, Vec::new(), Buyers::default());
        for (low, item) in order {
            if low > least {
                break;
            }
            let own = &mut self.low[item as usize];
            let enough = least * worth(item) * (1.0 + 8.0 * UNIT);
            let range = self.purses.range(item, &market.prices, *own, enough, &mut buyers, ctx)?;
            *own = range.map_or(f64::INFINITY, |range| range.low.max(*own));
            if let Some(range) = range.filter(|range| range.low <= enough) {
                least = least.min(range.high / worth(item) * (1.0 + 8.0 * UNIT));
                near.push((range.low / worth(item) * (1.0 - 8.0 * UNIT), item, range));
            }
        }
        let mut best: Vec<(u32, Fraction)> = Vec::new();
        let mut known: Option<Fraction> = None;
        for (_, item, range) in near.into_iter().filter(|(low, ..)| *low <= least) {
            let Some(share) = self.purses.share(item, &market.prices, range, ctx)? else {
                self.low[item as usize] = f64::INFINITY;
                continue;
            };
            let value = market.worth.as_ref().map_or_else(|| share.clone(), |worth| &share / &worth[item as usize]);
            match &known {
                Some(least) if value > *least => {}
                Some(least) if value == *least => best.push((item, share)),
                _ => (best, known) = (vec![(item, share)], Some(value)),
            }
        }
        Ok(best)
    }

    /// Who may be elected after the shares: whoever fits what is left of the money. Money is not spent on items that
    /// nobody approves of; seats are filled.
    fn fits(&self, item: u32) -> bool {
        self.market.money.is_none_or(|(costs, budget)| {
            costs[item as usize] <= budget - self.spent && self.market.voters.support(item) > 0
        })
    }

    fn value(&self, item: u32, share: &Fraction) -> Fraction {
        let money = share * &self.market.unit;
        match &self.market.worth {
            Some(worth) => money / &worth[item as usize],
            None => money,
        }
    }
}

impl Course for EqualSharesCourse<'_> {
    type Key = Vec<(u32, u8, Option<Fraction>)>;

    const MAY_END: bool = true;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        if matches!(self.phase, Phase::Shares) {
            let cheapest = self.cheapest(may, ctx)?;
            if let Some((item, share)) = cheapest.first() {
                let value = self.value(*item, share);
                let tied = cheapest.iter().map(|(item, _)| *item).collect();
                self.pending = cheapest.into_iter().map(|(item, share)| (item, Some(share))).collect();
                return Ok(Some((tied, Some(value))));
            }
            let Market { voters, prices, fill, .. } = self.market;
            self.phase = match fill {
                Fill::Nothing => return Ok(None),
                Fill::Phragmen => Phase::Loads(Box::new(Loads::after(voters, prices, self.purses.clone(), ctx)?)),
                Fill::Approval => Phase::Approval,
            };
        }
        let fits = |item: u32| may(item) && self.fits(item);
        let found = match &self.phase {
            Phase::Loads(loads) => loads.best(&fits, ctx)?,
            _ => self.most_approved(&fits),
        };
        let Some((tied, load)) = found else { return Ok(None) };
        let value = match &self.phase {
            Phase::Loads(_) => load.as_ref().map(|load| load * &self.market.unit),
            _ => load.clone(),
        };
        self.pending = tied.iter().map(|&item| (item, load.clone())).collect();
        Ok(Some((tied, value)))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        let number = self.pending.iter().find(|(known, _)| *known == item).and_then(|(_, number)| number.clone());
        let phase = match (&mut self.phase, &number) {
            (Phase::Shares, Some(share)) => {
                Arc::make_mut(&mut self.purses).pay(item, share, ctx)?;
                0
            }
            (Phase::Loads(loads), Some(load)) => {
                loads.choose(item, load, ctx)?;
                1
            }
            _ => 2,
        };
        if let Some((costs, _)) = self.market.money {
            self.spent += costs[item as usize];
        }
        self.elected.push((item, phase, number));
        Ok(())
    }

    /// What a voter has left is 1 less the shares of the members that it approves of, or nothing, in whatever order they
    /// were elected; its load is the greatest one of those elected by loads.
    fn key(&self, _: &[u32]) -> Self::Key {
        let mut key = self.elected.clone();
        key.sort_unstable();
        key
    }
}

impl EqualSharesCourse<'_> {
    fn most_approved(&self, may: &dyn Fn(u32) -> bool) -> Option<(Vec<u32>, Option<Fraction>)> {
        let voters = self.market.voters;
        let within = || (0..voters.n_items() as u32).filter(|&item| may(item));
        let most = within().map(|item| voters.support(item)).max()?;
        let tied = within().filter(|&item| voters.support(item) == most).collect();
        Some((tied, Some(crate::fraction::scaled(most, voters.exponent()))))
    }
}

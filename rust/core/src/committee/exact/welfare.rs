//! Rows of concave functions as a problem: a multiplier for each row.
//!
//! With a multiplier `p` for each row, a committee is worth at most `sum over rows of max over t of (value(t) - p t)` and
//! the multipliers of the rows of each member: for its own number of members `t` a row's term is what the row is worth less
//! what its members pay. At the best multipliers this is the bound of the linear relaxation.

use super::number::Number;
use super::problem::Problem;
use super::rows::Rows;
use super::sides::{Side, Sides};
use crate::committee::Bounds;
use crate::ctx::Ctx;
use crate::error::Result;

/// What the counts of rows are worth, exactly.
pub(super) trait Judge<N>: Clone + Send {
    /// See [`Problem::Value`].
    type Value: Ord + Clone + Send;

    /// What rows with these counts are worth, of which `upper` is a bound.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    fn value(&self, counts: &[u32], upper: N, ctx: &Ctx<'_>) -> Result<Self::Value>;

    /// See [`Problem::floor`].
    fn floor(&self, value: &Self::Value) -> N;

    /// See [`Problem::above`].
    fn above(&self, value: &Self::Value) -> N;
}

#[derive(Clone)]
pub(super) struct Welfare<N, J> {
    rows: Rows<N>,
    pub(super) judge: J,
    k: usize,
    /// How many members each row has for certain, and at most.
    low: Vec<u32>,
    high: Vec<u32>,
    seats: usize,
    /// The number of members that suits each row best under its multiplier.
    wanted: Vec<u32>,
    counts: Vec<u32>,
    values: Vec<N>,
}

impl<N: Number, J: Judge<N>> Welfare<N, J> {
    pub(super) fn new(rows: Rows<N>, judge: J, k: usize) -> Self {
        let n = rows.n_rows();
        let (low, wanted, counts) = (vec![0; n], vec![0; n], vec![0; n]);
        Self { rows, judge, k, high: low.clone(), low, seats: k, wanted, counts, values: vec![N::ZERO; n] }
    }

    /// What one more of each item adds to rows with `self.counts`.
    fn price_gains(&mut self, prices: &mut [N]) {
        for (row, value) in self.values.iter_mut().enumerate() {
            *value = self.rows.gain(row, self.counts[row]);
        }
        self.rows.spread(&mut self.values, prices);
    }
}

impl<N: Number, J: Judge<N>> Problem for Welfare<N, J> {
    type Value = J::Value;
    type Number = N;

    fn reach(&self) -> Vec<f64> {
        (0..self.rows.n_rows()).map(|row| (self.rows.gain(row, 0).to_float()).max(1.0)).collect()
    }

    fn start(&mut self, committee: &[u32]) -> Vec<N> {
        self.rows.count(committee, &mut self.counts);
        let between = |(row, &count): (usize, &u32)| {
            (self.rows.gain(row, count) + self.rows.gain(row, count.saturating_sub(1))).half()
        };
        self.counts.iter().enumerate().map(between).collect()
    }

    fn begin(&mut self, sides: &Sides) {
        let members: Vec<u32> = sides.on(Side::In).collect();
        self.rows.count(&members, &mut self.low);
        let possible: Vec<u32> = members.into_iter().chain(sides.on(Side::Free)).collect();
        self.rows.count(&possible, &mut self.high);
        self.seats = self.k - sides.n_in().min(self.k);
    }

    fn price(&mut self, multipliers: &mut [N], prices: &mut [N]) -> N {
        let mut constant = N::ZERO;
        for (row, multiplier) in multipliers.iter_mut().enumerate() {
            let low = self.low[row];
            let high = self.high[row].min(low + self.seats as u32);
            if low >= high || low >= self.rows.top(row) {
                // Nothing that is still open matters to this row.
                *multiplier = N::ZERO;
                self.values[row] = N::ZERO;
                self.wanted[row] = low;
                constant += self.rows.sum(row, low);
                continue;
            }
            *multiplier = (*multiplier).clamp(self.rows.gain(row, high - 1), self.rows.gain(row, low));
            let mut wanted = self.wanted[row].clamp(low, high);
            while wanted < high && self.rows.gain(row, wanted) > *multiplier {
                wanted += 1;
            }
            while wanted > low && self.rows.gain(row, wanted - 1) <= *multiplier {
                wanted -= 1;
            }
            self.wanted[row] = wanted;
            constant += self.rows.sum(row, wanted) - *multiplier * N::from(wanted);
            self.values[row] = *multiplier;
        }
        self.rows.spread(&mut self.values, prices);
        constant
    }

    fn slope(&mut self, committee: &[u32], multipliers: &[N], slope: &mut [f64]) -> N {
        self.rows.count(committee, &mut self.counts);
        let mut worth = N::ZERO;
        for (row, slope) in slope.iter_mut().enumerate().take(multipliers.len()) {
            let count = self.counts[row];
            worth += self.rows.sum(row, count);
            // Of all numbers that suit the row equally, the one that is closest to what it gets.
            let mut wanted = self.wanted[row];
            while wanted < count && self.rows.gain(row, wanted) >= multipliers[row] {
                wanted += 1;
            }
            *slope = f64::from(wanted) - f64::from(count);
        }
        worth
    }

    fn gains(&mut self, committee: &[u32], prices: &mut [N]) {
        self.rows.count(committee, &mut self.counts);
        self.price_gains(prices);
    }

    fn upper(&mut self, committee: &[u32]) -> N {
        self.rows.count(committee, &mut self.counts);
        self.rows.worth(&self.counts)
    }

    fn value(&mut self, committee: &[u32], ctx: &Ctx<'_>) -> Result<J::Value> {
        let upper = self.upper(committee);
        self.judge.value(&self.counts, upper, ctx)
    }

    fn floor(&self, value: &J::Value) -> N {
        self.judge.floor(value)
    }

    fn above(&self, value: &J::Value) -> N {
        self.judge.above(value)
    }

    fn dominates(&self, a: u32, b: u32) -> bool {
        self.rows.includes(a, b)
    }

    fn improve(&mut self, committee: &mut [u32], bounds: &Bounds, ctx: &Ctx<'_>) -> Result<()> {
        let mut is_member = vec![false; self.rows.n_items];
        for &item in committee.iter() {
            is_member[item as usize] = true;
        }
        self.rows.count(committee, &mut self.counts);
        let mut prices = vec![N::ZERO; self.rows.n_items];
        let (mut place, mut unchanged) = (0, 0);
        while unchanged < committee.len() {
            ctx.check()?;
            let member = committee[place];
            self.rows.shift(member, -1, &mut self.counts);
            self.price_gains(&mut prices);
            let may = bounds.may_replace(committee, place);
            let open = (0..prices.len()).filter(|&item| !is_member[item] && may[bounds.kind(item as u32)]);
            let better = open.max_by_key(|&item| (prices[item], std::cmp::Reverse(item)));
            match better.filter(|&item| prices[item] > prices[member as usize]) {
                Some(item) => {
                    (is_member[member as usize], is_member[item]) = (false, true);
                    committee[place] = item as u32;
                    unchanged = 0;
                }
                None => unchanged += 1,
            }
            self.rows.shift(committee[place], 1, &mut self.counts);
            place = (place + 1) % committee.len();
        }
        Ok(())
    }
}

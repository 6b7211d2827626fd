//! Lower bounds of a part, step by step: a subgradient method with momentum.

use super::{Node, Quest, Search};
use crate::committee::exact::number::Number;
use crate::committee::exact::problem::Problem;
use crate::committee::exact::sides::{Side, Sides};
use crate::ctx::Ctx;
use crate::error::Result;

/// How much of the direction stays from step to step.
const MOMENTUM: f64 = 0.6;

/// How far a step goes at first, and what becomes of that after so many steps without a better bound.
const PACE: f64 = 1.0;
const SLOWER: f64 = 0.7;
const PATIENCE: usize = 5;

/// How fast the frequencies forget.
const RECENT: f64 = 0.1;

/// How an ascent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing that is looked for is left.
    Closed,
    /// Every item is decided.
    Settled,
    /// Neither.
    Open,
}

impl<P: Problem> Search<'_, P> {
    /// Lowers the bound of a part, and decides items that no committee of interest has on their other side.
    pub(super) fn ascend(
        &mut self,
        node: &mut Node<P::Number>,
        steps: usize,
        is_root: bool,
        ctx: &Ctx<'_>,
    ) -> Result<Outcome> {
        if self.is_settled(&node.sides) {
            return Ok(Outcome::Settled);
        }
        self.problem.begin(&node.sides);
        let own = self.reach.len() - self.overlaps.len();
        let mut multipliers = node.multipliers.clone();
        self.direction.fill(0.0);
        let (mut record, mut pace, mut stalled, mut next_try) = (P::Number::MOST, PACE, 0, 1);
        for step in 1..=steps {
            ctx.check()?;
            let (of_rows, of_groups) = multipliers.split_at_mut(own);
            let constant =
                self.problem.price(of_rows, &mut self.prices) + self.overlaps.price(of_groups, &mut self.prices);
            let Some(sum) = self.picker.pick(&self.prices, &node.sides) else { return Ok(Outcome::Closed) };
            let bound = constant + sum;
            for (item, frequency) in (0..).zip(&mut node.frequency) {
                let now = f64::from(u8::from(self.picker.is_chosen(item)));
                *frequency += RECENT * (now - *frequency);
            }
            let upper = self.problem.slope(&self.picker.chosen, &multipliers[..own], &mut self.slope[..own]);
            if upper >= self.floor && !matches!(self.quest, Quest::InOrder { .. }) {
                let chosen = self.picker.chosen.clone();
                self.offer(chosen, ctx)?;
            }
            if is_root && step >= next_try {
                next_try *= 2;
                self.improve(ctx)?;
                // The problem's counts are those of another committee now.
                self.problem.slope(&self.picker.chosen, &multipliers[..own], &mut self.slope[..own]);
            }
            if bound < record {
                record = bound;
                node.bound = node.bound.min(bound);
                node.multipliers.clone_from(&multipliers);
                stalled = 0;
            } else {
                stalled += 1;
                if stalled == PATIENCE {
                    (pace, stalled) = (pace * SLOWER, 0);
                }
            }
            if bound < self.target() {
                self.passed = self.passed.max(bound);
                return Ok(Outcome::Closed);
            }
            if record == bound {
                // What holds for the root has to hold for the search of equals too.
                self.decide(node, bound, if is_root { self.floor } else { self.target() });
                if self.is_settled(&node.sides) {
                    return Ok(Outcome::Settled);
                }
            }
            if self.overlaps.len() > 0 {
                let counts = self.request.bounds.counts(&self.picker.chosen);
                self.overlaps.slope(&counts, &multipliers[own..], &mut self.slope[own..]);
            }
            if !self.step(&mut multipliers, bound, pace) {
                break;
            }
        }
        Ok(Outcome::Open)
    }

    /// Moves the multipliers; `false` if they are the best already.
    fn step(&mut self, multipliers: &mut [P::Number], bound: P::Number, pace: f64) -> bool {
        let norm: f64 = self.slope.iter().zip(&self.reach).map(|(slope, reach)| slope * slope * reach).sum();
        if norm == 0.0 {
            return false;
        }
        let gap = (bound - self.floor).to_float();
        let length = pace * gap.max(1.0) / norm;
        let all = multipliers.iter_mut().zip(&mut self.direction).zip(self.slope.iter().zip(&self.reach));
        for ((multiplier, direction), (slope, reach)) in all {
            *direction = slope + MOMENTUM * *direction;
            *multiplier += P::Number::from_float(length * reach * *direction);
        }
        true
    }

    fn is_settled(&self, sides: &Sides) -> bool {
        sides.n_in() >= self.request.k || sides.n_in() + sides.n_free() <= self.request.k
    }

    /// Decides the items whose other side is of no interest, by what that costs the last choice.
    fn decide(&mut self, node: &mut Node<P::Number>, bound: P::Number, target: P::Number) {
        self.picker.weigh(&self.prices, &node.sides);
        let mut is_changed = false;
        for item in 0..self.prices.len() as u32 {
            if node.sides.of(item) != Side::Free {
                continue;
            }
            let (loss, other) = self.picker.loss(item, &self.prices);
            if let Some(loss) = loss {
                if bound - loss >= target {
                    continue;
                }
                self.passed = self.passed.max(bound - loss);
            }
            let side = if other == Side::In { Side::Out } else { Side::In };
            self.set(&mut node.sides, item, side);
            is_changed = true;
        }
        if is_changed {
            self.problem.begin(&node.sides);
        }
    }

    /// Improves the last choice by trades.
    fn improve(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let mut committee = self.picker.chosen.clone();
        if self.request.bounds.allow(&committee) {
            self.problem.improve(&mut committee, &self.request.bounds, ctx)?;
            self.offer(committee, ctx)?;
        }
        Ok(())
    }
}

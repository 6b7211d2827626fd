//! Better multipliers, step by step: a subgradient method with momentum and lazily added rows.

use crate::ctx::Ctx;
use crate::error::Result;

use super::pace::Pace;
use super::problem::{EXACT, Problem};
use super::rows::{Rows, Separation};
use super::sides::{Side, Sides};

/// Rows are looked for so often. Every fifth or twentieth step does as well.
const RENEW: usize = 10;

/// How fast the average of the orders forgets.
const RECENT: f64 = 0.05;

/// Adding and subtracting it rounds a float below 2^51 to an integer.
const ROUND: f64 = 1.5 * EXACT;

/// A part of all orders, with the multipliers that bound it.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) rows: Rows,
    pub(super) sides: Sides,
    /// The average of the orders of late, which tends to the solution of the linear program.
    pub(super) average: Vec<f64>,
    pub(super) pace: Pace,
    /// The bound of the best multipliers.
    pub(super) record: f64,
    /// No order here has less (scaled) excess: the record, or what is known from the node that this one is a part of.
    pub(super) bound: f64,
}

impl Node {
    /// All orders.
    pub(super) fn root(problem: &Problem) -> Self {
        Self {
            rows: Rows::default(),
            sides: Sides::open(problem.n_items()),
            average: vec![0.5; problem.pairs.len()],
            pace: Pace::new(1.0),
            record: f64::NEG_INFINITY,
            bound: f64::NEG_INFINITY,
        }
    }
}

/// How an ascent goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Steps at most.
    pub(super) steps: usize,
    /// How much of the direction stays from step to step.
    pub(super) momentum: f64,
}

/// What a bound is good for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    /// Above it no better order is left.
    pub(super) target: f64,
    /// What the steps aim at: the excess of the best order known.
    pub(super) aim: f64,
}

/// How an ascent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No order here is better than the best one known.
    Closed,
    /// All pairs are settled.
    Settled,
    /// Neither.
    Open,
}

/// The buffers of an ascent.
pub(super) struct Ascent<'a> {
    problem: &'a Problem,
    separation: Separation,
    /// What a pair costs by the smaller place coming first, with what the rows charge.
    reduced: Vec<f64>,
    /// The best order of pairs for these costs, each pair on its own.
    x: Vec<f64>,
    /// The bounds of each pair.
    low: Vec<f64>,
    high: Vec<f64>,
}

impl<'a> Ascent<'a> {
    pub(super) fn new(problem: &'a Problem) -> Result<Self> {
        let zeros = vec![0.0; problem.pairs.len()];
        Ok(Self {
            problem,
            separation: Separation::new(problem.n_items())?,
            reduced: zeros.clone(),
            x: zeros.clone(),
            low: zeros.clone(),
            high: zeros,
        })
    }

    /// Raises the bound of a node, and settles pairs that no better order has on their other side.
    ///
    /// # Errors
    /// Those of [`Ctx::check`]; the node's bound holds all the same.
    pub(super) fn run(&mut self, node: &mut Node, plan: Plan, goal: Goal, ctx: &Ctx<'_>) -> Result<Outcome> {
        self.read(&node.sides);
        let mut step = 0.0;
        if node.sides.n_open() == 0 {
            return Ok(Outcome::Settled);
        }
        for number in 0..=plan.steps {
            ctx.check()?;
            let (charged, sum) = self.charge(&mut node.rows, step);
            let bound = self.problem.constant - charged + self.place(&mut node.average);
            if bound > node.record && self.problem.total + 3.0 * sum < EXACT {
                node.record = bound;
                node.bound = node.bound.max(bound);
                node.rows.best.clone_from(&node.rows.multipliers);
                if bound > goal.target || !self.settle(&mut node.sides, goal.target - bound) {
                    return Ok(Outcome::Closed);
                }
                if node.sides.n_open() == 0 {
                    return Ok(Outcome::Settled);
                }
            }
            node.pace.observe(goal.aim - bound);
            if number % RENEW == 0 && number < plan.steps {
                let sides = &node.sides;
                self.separation.renew(&mut node.rows, &self.x, |pair| sides.of(pair) != Side::Open);
            }
            let norm = self.turn(&mut node.rows, plan.momentum);
            if norm == 0.0 {
                break;
            }
            step = node.pace.length * (goal.aim - bound) / norm;
        }
        Ok(Outcome::Open)
    }

    fn read(&mut self, sides: &Sides) {
        for ((low, high), side) in self.low.iter_mut().zip(&mut self.high).zip(sides.all()) {
            *low = f64::from(u8::from(*side == Side::Along));
            *high = f64::from(u8::from(*side != Side::Against));
        }
    }

    /// Goes a step and charges the pairs; returns what the rows charge in all, and the sum of the multipliers.
    fn charge(&mut self, rows: &mut Rows, step: f64) -> (f64, f64) {
        for (reduced, gain) in self.reduced.iter_mut().zip(&self.problem.gains) {
            *reduced = -gain;
        }
        let (mut charged, mut sum) = (0.0, 0.0);
        let moved = rows.multipliers.iter_mut().zip(&rows.directions);
        for ((&[first, second, third], &sign), (multiplier, &direction)) in
            rows.pairs.iter().zip(&rows.signs).zip(moved)
        {
            // A multiplier at 0 whose row has room stays there.
            let next = (*multiplier + step * direction + ROUND) - ROUND;
            *multiplier = next.max(0.0);
            let signed = sign * *multiplier;
            self.reduced[first as usize] += signed;
            self.reduced[second as usize] += signed;
            self.reduced[third as usize] -= signed;
            charged += signed.max(0.0);
            sum += *multiplier;
        }
        (charged, sum)
    }

    /// Puts each pair on its cheaper side and returns what that costs.
    fn place(&mut self, average: &mut [f64]) -> f64 {
        let mut cost = 0.0;
        let bounds = self.low.iter().zip(&self.high);
        for (((x, &reduced), (&low, &high)), average) in
            self.x.iter_mut().zip(&self.reduced).zip(bounds).zip(average.iter_mut())
        {
            *x = if reduced < 0.0 { high } else { low };
            cost += reduced * *x;
            *average += RECENT * (*x - *average);
        }
        cost
    }

    /// Turns the direction towards the violated rows and returns its squared length.
    fn turn(&self, rows: &mut Rows, momentum: f64) -> f64 {
        let mut norm = 0.0;
        let moved = rows.directions.iter_mut().zip(&rows.multipliers);
        for ((&[first, second, third], &sign), (direction, &multiplier)) in
            rows.pairs.iter().zip(&rows.signs).zip(moved)
        {
            let at = self.x[first as usize] + self.x[second as usize] - self.x[third as usize];
            let violation = sign * at - sign.max(0.0);
            *direction = momentum * *direction + (1.0 - momentum) * violation;
            if multiplier > 0.0 || *direction > 0.0 {
                norm += *direction * *direction;
            }
        }
        norm
    }

    /// Settles the pairs whose other side costs more than the gap; false if that leaves no order.
    fn settle(&mut self, sides: &mut Sides, gap: f64) -> bool {
        let before = sides.n_open();
        for (number, &reduced) in self.reduced.iter().enumerate() {
            if reduced.abs() > gap && sides.of(number) == Side::Open {
                sides.set(self.problem, number, reduced < 0.0);
            }
        }
        let possible = sides.close();
        if sides.n_open() < before {
            self.read(sides);
        }
        possible
    }
}

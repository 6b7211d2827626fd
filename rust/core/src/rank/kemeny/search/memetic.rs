//! A memetic algorithm: a population of local optima, children of two of them, a walk from each child.
//!
//! Children are made in generations. All children of a generation have their parents in the population as it was before,
//! and a stream of random numbers of their own, so that they can walk on any number of threads; they enter the population
//! in order.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::insertion::Insertions;
use super::iterated::{Limits, Walk};
use super::recombine::{recombine, shuffled};
use super::table::{Cell, Table};
use super::{Budget, Found};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rng::Stream;

/// Orders in a full population.
const POPULATION: usize = 20;

/// Children of a generation: how many threads can take part.
const GENERATION: usize = 16;

/// Children in a row that did not enter the population before it is given up for a new one.
const BARREN: u64 = 60;

/// An order on its way.
struct Child {
    number: u64,
    order: Vec<u32>,
    excess: i64,
    descents: u64,
    walked: bool,
}

struct Memetic<'a, T> {
    table: &'a Table<T>,
    target: i64,
    seed: u64,
    population: Vec<(i64, Vec<u32>)>,
    best: (i64, Vec<u32>),
    born: u64,
    barren: u64,
    /// Children since the best order was found.
    vain: u64,
    descents: u64,
}

/// Searches from the given orders, or from that of the items' numbers if there is none.
pub(super) fn search<T: Cell>(
    table: &Table<T>,
    starts: &[Vec<u32>],
    target: i64,
    seed: u64,
    budget: Budget,
    ctx: &Ctx<'_>,
) -> Result<Found> {
    let mut queue = starts.to_vec();
    if queue.is_empty() {
        queue.push((0..table.n_items() as u32).collect());
    }
    let mut best = (i64::MAX, Vec::new());
    for start in &queue {
        let excess = Insertions::new(table, start)?.excess();
        if excess < best.0 {
            best = (excess, start.clone());
        }
    }
    queue.reverse();
    let mut search =
        Memetic { table, target, seed, population: Vec::new(), best, born: 0, barren: 0, vain: 0, descents: 0 };
    let mut stream = Stream::new(seed, 0);
    let mut stopped_early = false;
    while search.goes_on(budget) && !stopped_early {
        let mut children = search.generation(&mut queue, budget, &mut stream);
        stopped_early = match search.walk(&mut children, ctx) {
            Ok(()) => false,
            Err(Error::TimeLimit { .. }) => true,
            Err(error) => return Err(error),
        };
        for child in children {
            search.receive(child);
        }
    }
    let (excess, order) = search.best;
    Ok(Found { order, excess, iterations: search.descents, stopped_early })
}

impl<T: Cell> Memetic<'_, T> {
    fn goes_on(&self, budget: Budget) -> bool {
        self.table.n_items() > 1
            && self.best.0 > self.target
            && budget.max_iterations.is_none_or(|most| self.descents < most)
            && budget.patience.is_none_or(|most| self.vain < most)
    }

    /// The next children, each with its share of the descents that are left.
    fn generation(&mut self, queue: &mut Vec<Vec<u32>>, budget: Budget, stream: &mut Stream) -> Vec<Child> {
        if self.barren > BARREN {
            self.population.clear();
            self.barren = 0;
        }
        let m = self.table.n_items();
        let left = budget.max_iterations.map_or(u64::MAX, |most| most - self.descents);
        let n_children = (left / m as u64).clamp(1, GENERATION as u64);
        let share = left / n_children;
        let child = |order| {
            self.born += 1;
            Child { number: self.born, order, excess: i64::MAX, descents: share, walked: false }
        };
        let orders = (0..n_children).map(|_| match queue.pop() {
            Some(start) => start,
            None if self.population.len() < POPULATION => shuffled(m, stream),
            None => {
                let first = stream.below(POPULATION as u64) as usize;
                let second = (first + 1 + stream.below(POPULATION as u64 - 1) as usize) % POPULATION;
                recombine(&self.population[first].1, &self.population[second].1, stream)
            }
        });
        orders.map(child).collect()
    }

    /// Lets each child walk. Children after one that reaches the target stay where they are.
    fn walk(&self, children: &mut [Child], ctx: &Ctx<'_>) -> Result<()> {
        let reached = AtomicUsize::new(usize::MAX);
        let walk = |index: usize, children: &mut [Child]| {
            for (child, index) in children.iter_mut().zip(index..) {
                if reached.load(Ordering::Relaxed) < index {
                    continue;
                }
                let at = Insertions::new(self.table, &child.order)?;
                let check = || ctx.check();
                let stale = self.table.n_items() as u64;
                let limits = Limits { target: self.target, descents: child.descents, stale, check: &check };
                let mut walk = Walk::new(at, limits);
                let outcome = walk.run(&mut Stream::new(self.seed, child.number));
                child.order.copy_from_slice(walk.at().order());
                child.excess = walk.at().excess();
                child.descents = walk.descents();
                child.walked = true;
                if child.excess <= self.target {
                    reached.fetch_min(index, Ordering::Relaxed);
                }
                outcome?;
            }
            Ok(())
        };
        ctx.fill_chunks(children, 1, 1, walk).map(|_| ())
    }

    /// Takes up a child after its walk, unless the search is over.
    fn receive(&mut self, child: Child) {
        if !child.walked || self.best.0 <= self.target {
            return;
        }
        self.descents += child.descents;
        self.vain += 1;
        self.barren += 1;
        if child.excess < self.best.0 {
            self.best = (child.excess, child.order.clone());
            self.vain = 0;
        }
        if self.population.len() < POPULATION {
            self.population.push((child.excess, child.order));
            self.barren = 0;
        } else if self.population.iter().all(|other| other.0 != child.excess)
            && let Some(worst) = self.population.iter_mut().max_by_key(|other| other.0)
            && child.excess < worst.0
        {
            *worst = (child.excess, child.order);
            self.barren = 0;
        }
    }
}

//! A memetic algorithm: a population of local optima, children of two of them, a walk from each child.
//!
//! Children are made in generations. All children of a generation have their parents in the population as it was before,
//! and a stream of random numbers of their own, so that they can walk on any number of threads; they enter the population
//! in order.

use std::sync::atomic::{AtomicU64, Ordering};

use super::insertion::Insertions;
use super::iterated::{Limits, Walk};
use super::recombine::{recombine, shuffled};
use super::table::{Cell, Table};
use super::{Budget, Found};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::kemeny::consensus::unless_late;
use crate::rng::Stream;

/// Orders in a full population.
const POPULATION: usize = 30;

/// Children of a generation: how many threads can take part.
const GENERATION: u64 = 16;

/// Children in a row that were not admitted to the population before it gives way to a new one.
const BARREN: u64 = 100;

/// A walk ends after a descent in vain for so many items. Short walks of many children find better orders than long
/// walks of few: at a third of the descents, the gaps on `RandA1` of LOLIB were a fourth (2026-11).
const ITEMS_PER_STALE_DESCENT: u64 = 3;

/// An order on its way.
struct Child {
    /// How many were born before it, and the number of its stream.
    number: u64,
    order: Vec<u32>,
    /// Once it has walked.
    excess: Option<i64>,
    /// Descents that it may make, then those that it made.
    descents: u64,
}

/// The state between two generations.
struct Memetic<'a, T> {
    table: &'a Table<T>,
    target: i64,
    seed: u64,
    /// Orders that are still to be children.
    starts: Vec<Vec<u32>>,
    population: Vec<(i64, Vec<u32>)>,
    best: (i64, Vec<u32>),
    born: u64,
    /// Children since one was admitted to the population.
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
    let mut starts = starts.to_vec();
    if starts.is_empty() {
        starts.push((0..table.n_items() as u32).collect());
    }
    let mut best = (i64::MAX, Vec::new());
    for start in &starts {
        let excess = Insertions::new(table, start)?.excess();
        if excess < best.0 {
            best = (excess, start.clone());
        }
    }
    starts.reverse();
    let (population, born, barren, vain, descents) = (Vec::new(), 0, 0, 0, 0);
    let mut search = Memetic { table, target, seed, starts, population, best, born, barren, vain, descents };
    let mut stream = Stream::new(seed, 0);
    let mut stopped_early = false;
    while search.goes_on(budget) && !stopped_early {
        let mut children = search.generation(budget, &mut stream);
        stopped_early = unless_late(search.walk(&mut children, ctx))?.is_none();
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
    fn generation(&mut self, budget: Budget, stream: &mut Stream) -> Vec<Child> {
        if self.barren > BARREN {
            self.population.clear();
            self.barren = 0;
        }
        let left = budget.max_iterations.map_or(u64::MAX, |most| most - self.descents);
        let n_children = (left / self.table.n_items() as u64).clamp(1, GENERATION);
        let child = |_| {
            let order = self.starts.pop().unwrap_or_else(|| match self.population.len() {
                POPULATION => self.recombined(stream),
                _ => shuffled(self.table.n_items(), stream),
            });
            self.born += 1;
            Child { number: self.born, order, excess: None, descents: left / n_children }
        };
        (0..n_children).map(child).collect()
    }

    /// A child of two orders of the population.
    fn recombined(&self, stream: &mut Stream) -> Vec<u32> {
        let first = stream.below(POPULATION as u64) as usize;
        let second = (first + 1 + stream.below(POPULATION as u64 - 1) as usize) % POPULATION;
        recombine(&self.population[first].1, &self.population[second].1, stream)
    }

    /// Lets each child walk, those after one that reaches the target excepted: whoever comes first in order counts.
    fn walk(&self, children: &mut [Child], ctx: &Ctx<'_>) -> Result<Vec<()>> {
        let reached = AtomicU64::new(u64::MAX);
        let stale = (self.table.n_items() as u64).div_ceil(ITEMS_PER_STALE_DESCENT);
        ctx.fill_chunks(children, 1, 1, |_, children| {
            for child in children {
                if reached.load(Ordering::Relaxed) < child.number {
                    continue;
                }
                let mut walk = Walk::new(Insertions::new(self.table, &child.order)?, ctx);
                let limits = Limits { target: self.target, descents: child.descents, stale };
                let walked = walk.run(limits, &mut Stream::new(self.seed, child.number));
                child.order.copy_from_slice(walk.at().order());
                child.excess = Some(walk.at().excess());
                child.descents = walk.descents();
                if walk.at().excess() <= self.target {
                    reached.fetch_min(child.number, Ordering::Relaxed);
                }
                walked?;
            }
            Ok(())
        })
    }

    /// Takes up a child that has walked, unless the search is over.
    fn receive(&mut self, child: Child) {
        let Some(excess) = child.excess.filter(|_| self.best.0 > self.target) else { return };
        self.descents += child.descents;
        self.vain += 1;
        self.barren += 1;
        if excess < self.best.0 {
            self.best = (excess, child.order.clone());
            self.vain = 0;
        }
        if self.population.len() < POPULATION {
            self.population.push((excess, child.order));
            self.barren = 0;
        } else if self.population.iter().all(|other| *other != (excess, child.order.clone()))
            && let Some(worst) = self.population.iter_mut().max_by_key(|other| other.0)
            && excess < worst.0
        {
            *worst = (excess, child.order);
            self.barren = 0;
        }
    }
}

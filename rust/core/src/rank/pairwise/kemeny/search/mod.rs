//! The search for orders of low excess: descents in the insertion neighbourhood, walks of them, and a memetic algorithm.

mod insertion;
mod iterated;
mod memetic;
mod recombine;
mod starts;
mod table;
#[cfg(test)]
mod tests;

pub(super) use starts::starts;

use self::insertion::Insertions;
use self::table::{Cell, Table};
use super::Margins;
use crate::ctx::Ctx;
use crate::error::Result;

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    /// Descents at most; without end if `None`.
    pub(super) max_iterations: Option<u64>,
    /// Walks in a row that may fail to find a better order; without end if `None`. A walk is of a third as many descents as
    /// there are items, or more.
    pub(super) patience: Option<u64>,
}

impl Budget {
    /// Before the root of a proof: some milliseconds for up to 100 items, 0.2 s for 500 without any structure.
    pub(super) const QUICK: Self = Self { max_iterations: Some(1 << 12), patience: Some(64) };

    /// Before a long proof: tenths of a second for 100 items.
    pub(super) const MEDIUM: Self = Self { max_iterations: Some(1 << 16), patience: Some(1 << 10) };

    /// After a proof that did not come to its end: seconds for up to 200 items, half a minute for 500 without any structure.
    pub(super) const LONG: Self = Self { max_iterations: Some(1 << 20), patience: Some(1 << 12) };

    /// Instead of a proof: up to ten seconds for 200 items.
    pub(super) const ALONE: Self = Self { max_iterations: Some(1 << 21), patience: Some(1 << 14) };
}

/// The best order that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The items, best first.
    pub(super) order: Vec<u32>,
    /// What it costs beyond what no order can avoid.
    pub(super) excess: i64,
    /// Descents made.
    pub(super) iterations: u64,
    /// Whether a time limit ended the search.
    pub(super) stopped_early: bool,
}

/// Margins made ready for any number of searches.
#[derive(Debug, Clone)]
pub(super) struct LocalSearch(Width);

/// Narrow cells fill more of them into a vector, and more of the matrix into the cache.
#[derive(Debug, Clone)]
enum Width {
    Narrow(Table<i16>),
    Middle(Table<i32>),
    Wide(Table<i64>),
}

fn descend<T: Cell>(table: &Table<T>, order: &mut [u32]) -> Result<i64> {
    let mut at = Insertions::new(table, order)?;
    while let Some(step) = at.best() {
        at.insert(step.item, step.slot);
    }
    order.copy_from_slice(at.order());
    Ok(at.excess())
}

impl LocalSearch {
    /// Reads the margins.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub(super) fn new(margins: &Margins) -> Result<Self> {
        let largest = table::largest_sum(margins);
        Ok(Self(if largest <= <i16 as Cell>::MAX {
            Width::Narrow(Table::new(margins)?)
        } else if largest <= <i32 as Cell>::MAX {
            Width::Middle(Table::new(margins)?)
        } else {
            Width::Wide(Table::new(margins)?)
        }))
    }

    /// Makes the best insertion until none lowers the excess, and returns the excess: a polish for a good order.
    ///
    /// A move costs `O(d m)` for `d` places passed, in vectors. `order` must name each item once.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub(super) fn descend(&self, order: &mut [u32]) -> Result<i64> {
        match &self.0 {
            Width::Narrow(table) => descend(table, order),
            Width::Middle(table) => descend(table, order),
            Width::Wide(table) => descend(table, order),
        }
    }

    /// Searches for an order of low excess until it reaches `target` or the budget is used up.
    ///
    /// The result is no worse than the best of `starts`, each of which must name each item once. It depends on the seed
    /// and the budget, and not on the number of threads, unless a time limit ends the search.
    ///
    /// # Errors
    /// [`Error::Cancelled`], [`Error::Interrupted`] or [`Error::Memory`].
    pub(super) fn search(
        &self,
        starts: &[Vec<u32>],
        target: i64,
        seed: u64,
        budget: Budget,
        ctx: &Ctx<'_>,
    ) -> Result<Found> {
        match &self.0 {
            Width::Narrow(table) => memetic::search(table, starts, target, seed, budget, ctx),
            Width::Middle(table) => memetic::search(table, starts, target, seed, budget, ctx),
            Width::Wide(table) => memetic::search(table, starts, target, seed, budget, ctx),
        }
    }
}

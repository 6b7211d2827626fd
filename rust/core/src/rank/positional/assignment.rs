//! Who goes where at the least total cost: the assignment problem, in integers.
//!
//! Shortest augmenting paths with prices, one row after another, so that the work can be stopped, nothing is rounded, and
//! the prices are there at the end: they tell which other assignments cost as little.
//!
//! The columns that are still open are kept in a list that shrinks. Loops over whole rows, compiled to vectors, took half as
//! long again (1,000 items, Xeon, 2026-11).

use std::ops::{Add, Sub};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 15;

/// An integer that costs are counted in. Four times the sum of the largest of all rows must fit.
pub(super) trait Cost: Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> {
    const MAX: Self;
}

impl Cost for i64 {
    const MAX: Self = Self::MAX;
}

impl Cost for i128 {
    const MAX: Self = Self::MAX;
}

/// Square costs, row by row, and an optimal assignment.
pub(super) struct Assignment<'a, T> {
    n: usize,
    costs: &'a [T],
    /// `row_price + column_price` is the cost where a row is assigned to a column, and at most the cost elsewhere.
    row_price: Vec<T>,
    column_price: Vec<T>,
    pub(super) column_of: Vec<usize>,
    pub(super) row_of: Vec<usize>,
}

/// Neither a row nor a column.
const NONE: usize = usize::MAX;

impl<'a, T: Cost> Assignment<'a, T> {
    /// An assignment of the `n` rows to the `n` columns at the least total cost.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n^3)`.
    pub(super) fn of(costs: &'a [T], n: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let mut found = Self {
            n,
            costs,
            row_price: vec![T::default(); n],
            column_price: filled("prices", n, T::MAX)?,
            column_of: vec![NONE; n],
            row_of: vec![NONE; n],
        };
        for row in costs.chunks_exact(n.max(1)) {
            for (price, &cost) in found.column_price.iter_mut().zip(row) {
                *price = (*price).min(cost);
            }
        }
        for row in 0..n {
            let reduced =
                found.costs[row * n..][..n].iter().zip(&found.column_price).map(|(&cost, &price)| cost - price);
            let Some((column, price)) = reduced.enumerate().min_by_key(|(_, cost)| *cost) else { continue };
            found.row_price[row] = price;
            if found.row_of[column] == NONE {
                (found.row_of[column], found.column_of[row]) = (row, column);
            }
        }
        ctx.set_total(n as u64);
        let mut search = Search { distance: vec![T::MAX; n], through: vec![NONE; n], open: Vec::new(), scanned: 0 };
        for row in 0..n {
            ctx.advance(1);
            if found.column_of[row] == NONE {
                found.augment(row, &mut search, ctx)?;
            }
        }
        Ok(found)
    }

    /// Whether the prices leave nothing to pay for this row in this column, as in every optimal assignment.
    pub(super) fn is_tight(&self, row: usize, column: usize) -> bool {
        self.costs[row * self.n + column] == self.row_price[row] + self.column_price[column]
    }

    /// Assigns one more row, along the cheapest chain of rows that move on.
    fn augment(&mut self, start: usize, search: &mut Search<T>, ctx: &Ctx<'_>) -> Result<()> {
        let Search { distance, through, open, scanned } = search;
        distance.fill(T::MAX);
        open.clear();
        open.extend(0..self.n);
        let (mut row, mut least) = (start, T::default());
        let mut closed = Vec::new();
        let end = loop {
            *scanned += open.len();
            if *scanned >= CHUNK_CELLS {
                *scanned = 0;
                ctx.check()?;
            }
            let costs = &self.costs[row * self.n..][..self.n];
            let base = self.row_price[row] - least;
            let (mut nearest, mut at) = (T::MAX, 0);
            for (k, &column) in open.iter().enumerate() {
                let via_row = costs[column] - self.column_price[column] - base;
                if via_row < distance[column] {
                    distance[column] = via_row;
                    through[column] = row;
                }
                let found = distance[column];
                if found < nearest || (found == nearest && self.row_of[column] == NONE) {
                    (nearest, at) = (found, k);
                }
            }
            least = nearest;
            let column = open.swap_remove(at);
            if self.row_of[column] == NONE {
                break column;
            }
            closed.push(column);
            row = self.row_of[column];
        };
        self.row_price[start] = self.row_price[start] + least;
        for &column in &closed {
            let slack = least - distance[column];
            let row = self.row_of[column];
            self.row_price[row] = self.row_price[row] + slack;
            self.column_price[column] = self.column_price[column] - slack;
        }
        let mut column = end;
        loop {
            let row = through[column];
            self.row_of[column] = row;
            let next = std::mem::replace(&mut self.column_of[row], column);
            if row == start {
                return Ok(());
            }
            column = next;
        }
    }
}

/// Buffers of the search for a chain.
struct Search<T> {
    distance: Vec<T>,
    through: Vec<usize>,
    open: Vec<usize>,
    scanned: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn least(costs: &[i64], n: usize, row: usize, taken: u32) -> i64 {
        let free = (0..n).filter(|column| taken >> column & 1 == 0);
        free.map(|column| costs[row * n + column] + least(costs, n, row + 1, taken | 1 << column)).min().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn nothing_costs_less(costs in (0_usize..6).prop_flat_map(|n| prop::collection::vec(0_i64..9, n * n))) {
            let n = costs.len().isqrt();
            let found = Assignment::of(&costs, n, &Ctx::default()).unwrap();
            let total: i64 = (0..n).map(|row| costs[row * n + found.column_of[row]]).sum();
            prop_assert_eq!(total, least(&costs, n, 0, 0));
            for row in 0..n {
                prop_assert_eq!(found.row_of[found.column_of[row]], row);
                prop_assert!(found.is_tight(row, found.column_of[row]));
                for column in 0..n {
                    let paid = found.row_price[row] + found.column_price[column];
                    prop_assert!(paid <= costs[row * n + column]);
                }
            }
        }
    }
}

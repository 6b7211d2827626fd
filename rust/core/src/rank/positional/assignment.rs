//! Who goes where at the least total cost: the assignment problem, in integers.
//!
//! Shortest augmenting paths with prices, one row after another, so that the work can be stopped, nothing is rounded, and
//! the prices are there at the end: they tell which other assignments cost as little.

use std::ops::{Add, Sub};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::vectorized::vectorized;

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 15;

/// An integer that costs are counted in. Four times the sum of the largest of all rows must fit.
pub(super) trait Cost: Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> {
    const MAX: Self;
    /// So low that what costs this much less is never chosen, and no difference wraps.
    const LOW: Self;

    /// A difference that cannot wrap, by the size of costs; the check would keep loops from becoming vectors.
    fn less(self, other: Self) -> Self;
}

impl Cost for i64 {
    const MAX: Self = Self::MAX;
    const LOW: Self = Self::MIN / 2;

    #[inline(always)]
    #[allow(clippy::inline_always)] // see `vectorized`
    fn less(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }
}

impl Cost for i128 {
    const MAX: Self = Self::MAX;
    const LOW: Self = Self::MIN / 2;

    #[inline(always)]
    #[allow(clippy::inline_always)] // see `vectorized`
    fn less(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }
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
        let mut search = Search {
            distance: vec![T::MAX; n],
            through: vec![0; n],
            open_price: vec![T::LOW; n],
            closed: Vec::new(),
            scanned: 0,
        };
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
        let Search { distance, through, open_price, closed, scanned } = search;
        distance.fill(T::MAX);
        open_price.copy_from_slice(&self.column_price);
        closed.clear();
        let (mut row, mut least) = (start, T::default());
        let end = loop {
            *scanned += self.n;
            if *scanned >= CHUNK_CELLS {
                *scanned = 0;
                ctx.check()?;
            }
            let costs = &self.costs[row * self.n..][..self.n];
            let base = self.row_price[row] - least;
            let nearest = relax(costs, open_price, base, row as u32, distance, through);
            least = nearest;
            let mut at_hand = (0..self.n).filter(|&column| distance[column] == nearest);
            let first = at_hand.next().unwrap_or(0);
            let column = std::iter::once(first).chain(at_hand).find(|&column| self.row_of[column] == NONE);
            if let Some(column) = column {
                break column;
            }
            // A closed column is far away from now on, whatever row is taken through to it.
            closed.push((first, nearest, through[first]));
            distance[first] = T::MAX;
            open_price[first] = T::LOW;
            row = self.row_of[first];
        };
        self.row_price[start] = self.row_price[start] + least;
        for &(column, distance, via_row) in &*closed {
            through[column] = via_row;
            let slack = least - distance;
            let row = self.row_of[column];
            self.row_price[row] = self.row_price[row] + slack;
            self.column_price[column] = self.column_price[column] - slack;
        }
        let mut column = end;
        loop {
            let row = through[column] as usize;
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
    /// Of the columns that are not closed yet.
    distance: Vec<T>,
    /// The last row on the way to a column.
    through: Vec<u32>,
    /// The prices of the columns that are not closed yet.
    open_price: Vec<T>,
    /// Columns with their distance and the last row on the way to them.
    closed: Vec<(usize, T, u32)>,
    scanned: usize,
}

/// Takes the ways through one more row, where they are shorter. The least distance.
fn relax<T: Cost>(costs: &[T], prices: &[T], base: T, row: u32, distance: &mut [T], through: &mut [u32]) -> T {
    let mut nearest = T::MAX;
    vectorized(
        #[inline(always)]
        || {
            let cells = costs.iter().zip(prices).zip(distance.iter_mut().zip(through.iter_mut()));
            for ((&cost, &price), (distance, through)) in cells {
                let via_row = cost.less(price).less(base);
                let is_shorter = via_row < *distance;
                *distance = if is_shorter { via_row } else { *distance };
                *through = if is_shorter { row } else { *through };
                nearest = if *distance < nearest { *distance } else { nearest };
            }
        },
    );
    nearest
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

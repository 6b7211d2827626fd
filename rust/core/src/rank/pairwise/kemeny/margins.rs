//! What an order of items is judged by: for each pair, how much more weight prefers the first.

use crate::error::{Error, Result};
use crate::memory::filled;

/// Sums over all pairs stay below this, so that no cost, bound or move can overflow.
pub(super) const MAX_TOTAL: i128 = 1 << 61;

/// By how much more weight prefers each item to each other one than the other way round: `of(i, j) == -of(j, i)`, and 0
/// on the diagonal. Items are numbered in label order, so that their order in a container leaves no trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margins {
    n_items: usize,
    cells: Vec<i64>,
}

impl Margins {
    /// The margins of a function; it is asked for `i < j` only.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if the margins add up to [`MAX_TOTAL`] or more, [`Error::Memory`], or what `margin` fails with.
    pub fn new(n_items: usize, mut margin: impl FnMut(usize, usize) -> Result<i128>) -> Result<Self> {
        let mut cells = filled("margins", n_items * n_items, 0_i64)?;
        let mut total = 0_i128;
        for i in 0..n_items {
            for j in i + 1..n_items {
                let value = margin(i, j)?;
                total = total.saturating_add(value.saturating_abs());
                if total >= MAX_TOTAL {
                    let what = "sum of the margins of all pairs";
                    return Err(Error::TooLarge { what, got: total.unsigned_abs(), limit: MAX_TOTAL as u128 - 1 });
                }
                cells[i * n_items + j] = value as i64;
                cells[j * n_items + i] = -value as i64;
            }
        }
        Ok(Self { n_items, cells })
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.n_items
    }

    /// By how much more weight prefers `i` to `j`.
    #[must_use]
    pub fn of(&self, i: usize, j: usize) -> i64 {
        self.cells[i * self.n_items + j]
    }

    /// The margins of one item against each.
    #[must_use]
    pub fn row(&self, i: usize) -> &[i64] {
        &self.cells[i * self.n_items..][..self.n_items]
    }

    /// The margins among some of the items, numbered as they are given.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn among(&self, items: &[u32]) -> Result<Self> {
        Self::new(items.len(), |i, j| Ok(self.of(items[i] as usize, items[j] as usize).into()))
    }

    /// What an order costs beyond the smaller side of every pair, which none can avoid.
    #[must_use]
    pub fn excess(&self, order: &[u32]) -> i64 {
        let over = |(place, &first): (usize, &u32)| {
            let row = self.row(first as usize);
            order[place + 1..].iter().map(|&later| (-row[later as usize]).max(0)).sum::<i64>()
        };
        order.iter().enumerate().map(over).sum()
    }

    /// The largest number that divides every margin; 0 if all are 0. The excess of any order is a multiple of it.
    #[must_use]
    pub fn step(&self) -> i64 {
        self.cells.iter().fold(0, |step, &margin| if step == 1 { 1 } else { num_integer::gcd(step, margin) })
    }
}

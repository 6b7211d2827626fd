//! Margins in the narrowest integers that hold their sums, in rows that fill whole vector registers.

use crate::error::Result;
use crate::memory::filled;
use crate::rank::kemeny::Margins;

/// Rows are padded with zeros to a multiple of this many cells.
const LANES: usize = 16;

/// An integer that sums of margins are kept in. Sums wrap, which the width that [`Table::holds`] asks for rules out.
pub(super) trait Cell: Copy + Ord + Default + Send + Sync {
    /// The largest value.
    const MAX: i64;

    /// The same number, which must be no larger than [`Cell::MAX`].
    fn narrow(wide: i64) -> Self;

    /// The same number.
    fn wide(self) -> i64;

    /// The sum.
    fn plus(self, other: Self) -> Self;

    /// The difference.
    fn minus(self, other: Self) -> Self;
}

macro_rules! cells {
    ($($integer:ty),*) => {$(
        impl Cell for $integer {
            const MAX: i64 = <$integer>::MAX as i64;

            #[inline(always)]
            fn narrow(wide: i64) -> Self {
                wide as $integer
            }

            #[inline(always)]
            fn wide(self) -> i64 {
                self.into()
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
        }
    )*};
}

cells!(i16, i32, i64);

/// The margins against each item, in units of their greatest common divisor.
#[derive(Debug, Clone)]
pub(super) struct Table<T> {
    n_items: usize,
    stride: usize,
    step: i64,
    total: i64,
    cells: Vec<T>,
}

/// The largest sum of the sizes of one item's margins, in units of their greatest common divisor.
pub(super) fn largest_sum(margins: &Margins) -> i64 {
    let step = margins.step().max(1);
    let sum = |i| margins.row(i).iter().map(|margin| margin.abs() / step).sum::<i64>();
    (0..margins.n_items()).map(sum).max().unwrap_or(0)
}

impl<T: Cell> Table<T> {
    /// The table; `T` must hold [`largest_sum`].
    pub(super) fn new(margins: &Margins) -> Result<Self> {
        let (n_items, step) = (margins.n_items(), margins.step().max(1));
        let stride = n_items.max(1).next_multiple_of(LANES);
        let mut cells = filled("margins", n_items * stride, T::default())?;
        let mut total = 0;
        for (i, row) in cells.chunks_exact_mut(stride).enumerate() {
            for (cell, &margin) in row.iter_mut().zip(margins.row(i)) {
                *cell = T::narrow(-margin / step);
                total += cell.wide().max(0);
            }
        }
        Ok(Self { n_items, stride, step, total, cells })
    }

    /// How many items there are.
    pub(super) fn n_items(&self) -> usize {
        self.n_items
    }

    /// Cells of a row.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// What one unit of a cell stands for.
    pub(super) fn step(&self) -> i64 {
        self.step
    }

    /// The sum of the sizes of all margins, in units.
    pub(super) fn total(&self) -> i64 {
        self.total
    }

    /// By how much each item is preferred to `item`.
    pub(super) fn against(&self, item: usize) -> &[T] {
        &self.cells[item * self.stride..][..self.stride]
    }
}

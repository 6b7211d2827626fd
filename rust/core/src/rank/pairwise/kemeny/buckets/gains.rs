//! What moves of one item past another change.

use super::excess::Excess;
use super::number::Number;
use crate::error::Result;
use crate::memory::filled;

/// What moving an item past others changes: for each pair, the cost of a tie and of the item after the other, less that of
/// the item before the other.
pub(super) struct Gains<T> {
    n_items: usize,
    pairs: Vec<[T; 2]>,
}

impl<T: Number> Gains<T> {
    pub(super) fn of(excess: &Excess<T>) -> Result<Self> {
        let m = excess.n_items();
        let mut pairs = filled("moves of items", m * m, [T::default(); 2])?;
        for (cell, gain) in pairs.iter_mut().enumerate() {
            let (i, j) = (cell / m, cell % m);
            *gain = [excess.tied(i, j) - excess.before(i, j), excess.before(j, i) - excess.before(i, j)];
        }
        Ok(Self { n_items: m, pairs })
    }

    /// What tying `i` with `j` costs more than putting it first.
    pub(super) fn tied(&self, i: u32, j: u32) -> T {
        self.pairs[i as usize * self.n_items + j as usize][0]
    }

    /// The gains of moving one item past each.
    pub(super) fn row(&self, item: u32) -> &[[T; 2]] {
        &self.pairs[item as usize * self.n_items..][..self.n_items]
    }

    /// The items by how much it costs to have them last rather than first, the most first: Borda's order, as far as
    /// pairs know it.
    pub(super) fn by_row_sums(&self) -> Vec<u32> {
        let sum = |&item: &u32| (T::default() - self.row(item).iter().map(|gain| gain[1]).sum(), item);
        let mut order: Vec<u32> = (0..self.n_items as u32).collect();
        order.sort_by_cached_key(sum);
        order
    }

    /// The same with every pair counted once, however clear it is: Copeland's order.
    pub(super) fn by_wins(&self) -> Vec<u32> {
        let zero = T::default();
        let sign = |gain: &[T; 2]| i64::from(gain[1] > zero) - i64::from(gain[1] < zero);
        let mut order: Vec<u32> = (0..self.n_items as u32).collect();
        order.sort_by_cached_key(|&item| (-self.row(item).iter().map(sign).sum::<i64>(), item));
        order
    }
}

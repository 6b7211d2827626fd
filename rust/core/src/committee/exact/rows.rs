//! The worth of committees as a sum of concave functions of counts, in integers.
//!
//! A row is a set of items with a concave function of how many of them are members. An approval ballot is one row. A voter
//! with utilities is a chain of rows, one for each level of utility: the row of a level holds all items worth that much or
//! more, and gains what the level adds. So the worth of Chamberlin and Courant's rule, of ordered weighted averages and of
//! Thiele's rules have one form, and the bound on it is that of the strong relaxation of facility location.

use num_bigint::BigInt;

use super::number::Number;
use super::scale::Scale;

/// A chain of rows before it is laid out.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// The items that each row has more than the row before.
    pub(super) levels: Vec<Vec<u32>>,
    /// For each row its function: a number of one of the tables.
    pub(super) functions: Vec<u32>,
}

/// Chains of rows over some items.
#[derive(Debug, Clone)]
pub(super) struct Rows<N> {
    pub(super) n_items: usize,
    /// Where the chain of each row ends.
    ends: Vec<u32>,
    /// Whether every chain is one row.
    is_flat: bool,
    /// Where the entries of each item start.
    offsets: Vec<usize>,
    /// The rows at which an item enters a chain.
    entries: Vec<u32>,
    /// Where the function of each row starts in the tables.
    starts: Vec<u32>,
    /// How many members a row gains from at most.
    tops: Vec<u32>,
    /// The gain of the next member: from `starts[row] + count`, with a zero at the end; not increasing.
    gains: Vec<N>,
    /// The sums of gains: from `starts[row] + count`.
    sums: Vec<N>,
}

impl<N: Number> Rows<N> {
    /// Lays chains out. `functions` are, for each function, the gains of the first, second, ... member before rounding.
    pub(super) fn new(n_items: usize, chains: &[Chain], functions: &[Vec<BigInt>], scale: &Scale) -> Self {
        let (mut table_starts, mut gains, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for table in functions {
            table_starts.push(gains.len() as u32);
            let mut sum = N::ZERO;
            for gain in table.iter().map(|gain| scale.round_up(gain)).chain([N::ZERO]) {
                gains.push(gain);
                sums.push(sum);
                sum += gain;
            }
        }
        let (mut ends, mut starts, mut tops) = (Vec::new(), Vec::new(), Vec::new());
        let mut by_item = vec![Vec::new(); n_items];
        for chain in chains {
            let first = ends.len();
            ends.resize(first + chain.levels.len(), (first + chain.levels.len()) as u32);
            for (level, (items, &function)) in chain.levels.iter().zip(&chain.functions).enumerate() {
                starts.push(table_starts[function as usize]);
                tops.push(functions[function as usize].len() as u32);
                for &item in items {
                    by_item[item as usize].push((first + level) as u32);
                }
            }
        }
        let is_flat = chains.iter().all(|chain| chain.levels.len() == 1);
        let mut offsets = vec![0];
        for entries in &by_item {
            offsets.push(offsets.last().copied().unwrap_or(0) + entries.len());
        }
        Self { n_items, ends, is_flat, offsets, entries: by_item.concat(), starts, tops, gains, sums }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.ends.len()
    }

    /// How many members a row gains from at most.
    pub(super) fn top(&self, row: usize) -> u32 {
        self.tops[row]
    }

    /// What one more member adds to a row that has `count`.
    pub(super) fn gain(&self, row: usize, count: u32) -> N {
        self.gains[(self.starts[row] + count.min(self.tops[row])) as usize]
    }

    /// What `count` members are worth to a row.
    pub(super) fn sum(&self, row: usize, count: u32) -> N {
        self.sums[(self.starts[row] + count.min(self.tops[row])) as usize]
    }

    /// The rows that an item enters a chain at; it is in those after them too, up to [`Rows::end`].
    pub(super) fn entries(&self, item: u32) -> &[u32] {
        &self.entries[self.offsets[item as usize]..self.offsets[item as usize + 1]]
    }

    /// Whether `a` is in every row that `b` is in.
    pub(super) fn includes(&self, a: u32, b: u32) -> bool {
        let mut own = self.entries(a).iter();
        self.entries(b).iter().all(|&entry| {
            let end = self.ends[entry as usize];
            own.find(|&&row| self.ends[row as usize] >= end)
                .is_some_and(|&row| self.ends[row as usize] == end && row <= entry)
        })
    }

    /// Counts one member more, or one less.
    pub(super) fn shift(&self, item: u32, by: i32, counts: &mut [u32]) {
        for &row in self.entries(item) {
            for count in &mut counts[row as usize..self.ends[row as usize] as usize] {
                *count = count.wrapping_add_signed(by);
            }
        }
    }

    /// How many of these items each row has.
    pub(super) fn count(&self, items: &[u32], counts: &mut [u32]) {
        counts.fill(0);
        for &item in items {
            for &row in self.entries(item) {
                counts[row as usize] += 1;
            }
        }
        if !self.is_flat {
            let mut row = 0;
            while row < counts.len() {
                let end = self.ends[row] as usize;
                for next in row + 1..end {
                    counts[next] += counts[next - 1];
                }
                row = end;
            }
        }
    }

    /// What rows with these counts are worth together.
    pub(super) fn worth(&self, counts: &[u32]) -> N {
        counts.iter().enumerate().map(|(row, &count)| self.sum(row, count)).sum()
    }

    /// For each item the sum of the values of the rows that it is in. `values` is left in disorder.
    pub(super) fn spread(&self, values: &mut [N], prices: &mut [N]) {
        if !self.is_flat {
            for row in (1..values.len()).rev() {
                if self.ends[row - 1] as usize > row {
                    let below = values[row];
                    values[row - 1] += below;
                }
            }
        }
        for (item, price) in prices.iter_mut().enumerate() {
            let entries = &self.entries[self.offsets[item]..self.offsets[item + 1]];
            *price = entries.iter().map(|&row| values[row as usize]).sum();
        }
    }
}

//! Dynamic programming over the subsets of a component: every best order of it, as long as it is small.

use std::ops::Add;

use super::Margins;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// The most items of a component that is solved through its subsets: 4 or 8 bytes for each of them, so at most 32 MiB.
pub(in crate::rank::pairwise) const MAX_ITEMS: usize = 22;

/// Low bits of a subset that are walked through inside a block; items above them are taken for a whole block at once.
const LOW: usize = 6;

/// Blocks between two looks at the clock, some 100 microseconds of work.
const BLOCKS: usize = 1 << 10;

/// The least excess of every subset of some items.
pub(in crate::rank::pairwise) struct Subsets {
    n_items: usize,
    /// What it costs to put an item before another one.
    before: Vec<i64>,
    least: Least,
}

/// Half the memory, and twice the items per instruction, where 32 bits are enough.
enum Least {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Subsets {
    /// The table of at most [`MAX_ITEMS`] items.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`], or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_items 2^n_items)` time and `O(2^n_items)` memory (Held and Karp 1962; for Kemeny orders Betzler et al. 2009).
    pub(in crate::rank::pairwise) fn of(margins: &Margins, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = margins.n_items();
        debug_assert!(n_items <= MAX_ITEMS);
        let cells = (0..n_items).flat_map(|i| margins.row(i).iter().map(|&margin| (-margin).max(0)));
        let before: Vec<i64> = cells.collect();
        let least = if before.iter().sum::<i64>() < i64::from(i32::MAX) {
            let narrow: Vec<i32> = before.iter().map(|&cost| cost as i32).collect();
            Least::Narrow(fill(&narrow, n_items, ctx)?)
        } else {
            Least::Wide(fill(&before, n_items, ctx)?)
        };
        Ok(Self { n_items, before, least })
    }

    /// The least excess of an order of a set.
    fn least(&self, set: usize) -> i64 {
        match &self.least {
            Least::Narrow(table) => table[set].into(),
            Least::Wide(table) => table[set],
        }
    }

    /// The least excess of an order of all items.
    pub(super) fn excess(&self) -> i64 {
        self.least(self.all())
    }

    fn all(&self) -> usize {
        (1 << self.n_items) - 1
    }

    /// The items of a set that stand first in a best order of it, ascending, each with the rest of the set.
    fn firsts(&self, set: usize) -> impl Iterator<Item = (u32, usize)> + '_ {
        let least = self.least(set);
        members(set).filter_map(move |item| {
            let rest = set & !(1 << item);
            let row = &self.before[item * self.n_items..];
            let cost: i64 = members(rest).map(|other| row[other]).sum();
            (self.least(rest) + cost == least).then_some((item as u32, rest))
        })
    }

    /// The items that stand first in some best order of all, ascending.
    pub(in crate::rank::pairwise) fn first_items(&self) -> impl Iterator<Item = u32> + '_ {
        self.firsts(self.all()).map(|(item, _)| item)
    }

    /// The best order that puts the lowest items first.
    pub(super) fn order(&self) -> Vec<u32> {
        let mut left = self.all();
        let mut order = Vec::with_capacity(self.n_items);
        while let Some((item, rest)) = self.firsts(left).next() {
            order.push(item);
            left = rest;
        }
        order
    }

    /// How many orders are best.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// That of the sets which a best order leaves behind: few, unless many items tie.
    pub(super) fn count(&self, ctx: &Ctx<'_>) -> Result<u128> {
        // All sets of one size that best orders leave, with the number of ways to them; 22! has 70 bits.
        let mut ways = vec![(self.all(), 1_u128)];
        for _ in 0..self.n_items {
            let mut next = Vec::new();
            for (set, n) in ways {
                ctx.check()?;
                next.extend(self.firsts(set).map(|(_, rest)| (rest, n)));
            }
            next.sort_unstable();
            next.dedup_by(|later, first| {
                let same = later.0 == first.0;
                first.1 += if same { later.1 } else { 0 };
                same
            });
            ways = next;
        }
        Ok(ways.iter().map(|&(_, n)| n).sum())
    }

    /// The first `limit` best orders, those that put lower items first in front.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(super) fn orders(&self, limit: usize, ctx: &Ctx<'_>) -> Result<Vec<Vec<u32>>> {
        let mut orders = Vec::new();
        let mut open = vec![(self.all(), Vec::new())];
        while let Some((left, order)) = open.pop() {
            ctx.check()?;
            if orders.len() == limit {
                break;
            }
            if left == 0 {
                orders.push(order);
                continue;
            }
            let start = open.len();
            for (item, rest) in self.firsts(left) {
                open.push((rest, [order.as_slice(), &[item]].concat()));
            }
            open[start..].reverse();
        }
        Ok(orders)
    }
}

/// The items of a set, ascending.
fn members(set: usize) -> impl Iterator<Item = usize> {
    let after = |&left: &usize| Some(left & (left - 1)).filter(|&rest| rest != 0);
    std::iter::successors(Some(set).filter(|&set| set != 0), after).map(|left| left.trailing_zeros() as usize)
}

/// The least cost of putting each set in order: of its items one is the first, and is put before the rest.
fn fill<T: Copy + Default + Ord + Add<Output = T>>(before: &[T], n: usize, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    let low = n.min(LOW);
    let block = 1 << low;
    // For each item what it costs to put it before each subset of the low items.
    let mut low_cost = vec![T::default(); n * block];
    for (row, cost) in before.chunks_exact(n).zip(low_cost.chunks_exact_mut(block)) {
        for set in 1..block {
            cost[set] = cost[set & (set - 1)] + row[set.trailing_zeros() as usize];
        }
    }
    let mut least = filled("orders of subsets", 1 << n, T::default())?;
    for high in 0..1_usize << (n - low) {
        if high % BLOCKS == 0 {
            ctx.check()?;
        }
        let (done, rest) = least.split_at_mut(high << low);
        let here = &mut rest[..block];
        let high_cost =
            |item: usize| members(high).fold(T::default(), |sum, other| sum + before[item * n + low + other]);
        for (k, item) in members(high).map(|bit| bit + low).enumerate() {
            let without = &done[(high & !(1 << (item - low))) << low..][..block];
            let (fixed, cost) = (high_cost(item), &low_cost[item * block..][..block]);
            if k == 0 {
                for ((here, &without), &cost) in here.iter_mut().zip(without).zip(cost) {
                    *here = without + cost + fixed;
                }
            } else {
                for ((here, &without), &cost) in here.iter_mut().zip(without).zip(cost) {
                    *here = (*here).min(without + cost + fixed);
                }
            }
        }
        let mut fixed = [T::default(); LOW];
        (0..low).for_each(|item| fixed[item] = high_cost(item));
        for set in 1..block {
            let first = members(set).map(|item| {
                let rest = set & !(1 << item);
                here[rest] + low_cost[item * block + rest] + fixed[item]
            });
            // Without high items nothing stands here yet.
            let mut best = first.min().unwrap_or_default();
            if high != 0 {
                best = best.min(here[set]);
            }
            here[set] = best;
        }
    }
    Ok(least)
}

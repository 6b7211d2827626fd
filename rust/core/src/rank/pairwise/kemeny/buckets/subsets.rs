//! The best bucket orders of few items, by dynamic programming over the sets that can stand in front.

use super::excess::Excess;
use super::number::Number;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// The most items that are solved in this way: 28 bytes for each of their subsets, or 44, so at most 44 MiB.
pub(super) const MAX_ITEMS: usize = 20;

/// Steps between two looks at the clock, some 0.2 ms of work.
const CHUNK: u64 = 1 << 16;

/// A best bucket order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Best<T> {
    pub(super) buckets: Vec<Vec<u32>>,
    pub(super) excess: T,
    /// How many bucket orders are as good; `None` if not all were looked at, or if they are more than 64 bits can say.
    pub(super) n_optima: Option<u64>,
}

/// What to look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<T> {
    /// The cost of a bucket order that is known.
    pub(super) known: T,
    /// Whether only orders without ties matter.
    pub(super) strict: bool,
}

/// The least cost of a bucket order of each set of items, and how it ends.
struct Table<'a, T> {
    excess: &'a Excess<T>,
    /// What it costs to tie each set.
    tie: Vec<T>,
    least: Vec<T>,
    last_bucket: Vec<u32>,
    /// How many bucket orders of a set have the least cost; the largest number stands for all above.
    count: Vec<u64>,
    scope: Scope<T>,
    steps: u64,
}

/// A set that stands in front, and what follows.
struct Front<T> {
    set: u32,
    /// What it costs, with all pairs that it has a part in.
    cost: T,
    /// For each item that it lacks, what it costs to put the set before that item.
    before: [T; MAX_ITEMS],
}

/// Finds the best bucket orders of at most [`MAX_ITEMS`] items; `None` if it would take more steps than `budget`, which is
/// reduced by those taken.
///
/// `least[A]` is the least cost of a bucket order of `A` alone. Each `A` is followed by each next bucket `B` of the items
/// left: `least[A + B] <= least[A] + before(A, B) + tied(B)`. All costs are at least 0. So a set is passed over if it, and
/// what it costs to put it before all others, is above the cost that is known already, and so is a bucket with all larger
/// ones if its ties bring it there. On votes that agree little is left.
///
/// # Complexity
/// `O(3^n_items)` time if nothing can be passed over, `O(n_items 2^n_items)` at least; `O(2^n_items)` memory.
pub(super) fn best<T: Number>(
    excess: &Excess<T>,
    scope: Scope<T>,
    budget: &mut u64,
    ctx: &Ctx<'_>,
) -> Result<Option<Best<T>>> {
    let m = excess.n_items();
    if m > MAX_ITEMS {
        return Ok(None);
    }
    let size = 1_usize << m;
    let mut table = Table {
        excess,
        tie: ties(excess, ctx)?,
        least: filled("sets of items", size, T::INFINITE)?,
        last_bucket: filled("sets of items", size, 0)?,
        count: filled("sets of items", size, 0)?,
        scope,
        steps: 0,
    };
    (table.least[0], table.count[0]) = (T::default(), 1);
    for set in 0..size as u32 {
        if table.least[set as usize] == T::INFINITE {
            continue;
        }
        let before_steps = table.steps;
        let front = table.front(set);
        if front.cost <= scope.known {
            let left = !set & (size as u32 - 1);
            table.extend(&front, left, 0, T::default())?;
        }
        table.steps += m as u64;
        if table.steps > *budget {
            *budget = 0;
            return Ok(None);
        }
        if table.steps / CHUNK != before_steps / CHUNK {
            ctx.check()?;
        }
    }
    *budget -= table.steps;
    Ok(Some(table.finish()))
}

/// What it costs to tie each set of items.
fn ties<T: Number>(excess: &Excess<T>, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    let mut tie = filled("sets of items", 1 << excess.n_items(), T::default())?;
    for set in 1..tie.len() {
        if set % CHUNK as usize == 0 {
            ctx.check()?;
        }
        let first = set.trailing_zeros() as usize;
        let rest = set & (set - 1);
        tie[set] = tie[rest] + elements(rest as u32).map(|item| excess.tied(first, item)).sum();
    }
    Ok(tie)
}

impl<T: Number> Table<'_, T> {
    fn front(&self, set: u32) -> Front<T> {
        let m = self.excess.n_items();
        let mut before = [T::default(); MAX_ITEMS];
        let mut cost = self.least[set as usize];
        for item in elements(!set & ((1 << m) - 1)) {
            before[item] = elements(set).map(|first| self.excess.before(first, item)).sum();
            cost += before[item];
        }
        Front { set, cost, before }
    }

    /// Puts after the front every bucket that adds some of the items left to `bucket`.
    fn extend(&mut self, front: &Front<T>, mut left: u32, bucket: u32, before: T) -> Result<()> {
        while left != 0 {
            let item = left.trailing_zeros();
            left &= left - 1;
            let bucket = bucket | 1 << item;
            let tie = self.tie[bucket as usize];
            self.steps += 1;
            if front.cost + tie > self.scope.known {
                continue;
            }
            let before = before + front.before[item as usize];
            let cost = self.least[front.set as usize] + before + tie;
            let (from, to) = (front.set as usize, (front.set | bucket) as usize);
            if cost < self.least[to] {
                (self.least[to], self.last_bucket[to], self.count[to]) = (cost, bucket, self.count[from]);
            } else if cost == self.least[to] {
                self.count[to] = self.count[to].saturating_add(self.count[from]);
            }
            if !self.scope.strict {
                self.extend(front, left, bucket, before)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Best<T> {
        let all = self.least.len() - 1;
        let (mut buckets, mut set) = (Vec::new(), all);
        while set != 0 {
            let bucket = self.last_bucket[set];
            buckets.push(elements(bucket).map(|item| item as u32).collect());
            set ^= bucket as usize;
        }
        buckets.reverse();
        let n_optima = Some(self.count[all]).filter(|&count| !self.scope.strict && count < u64::MAX);
        Best { buckets, excess: self.least[all], n_optima }
    }
}

/// The items of a set, ascending.
fn elements(set: u32) -> impl Iterator<Item = usize> {
    let after = |&bits: &u32| Some(bits & (bits - 1)).filter(|&rest| rest != 0);
    std::iter::successors(Some(set).filter(|&bits| bits != 0), after).map(|bits| bits.trailing_zeros() as usize)
}

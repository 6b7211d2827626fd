//! What each way to put a pair costs beyond the cheapest one.

use super::number::Number;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::rank::components::{Components, Digraph};
use crate::rank::kemeny::Margins;

/// For each pair of items what it costs to put the first before the second, the second before the first, or both into one
/// bucket, less the cheapest of the three: at least one of them is 0, none is below.
#[derive(Debug, Clone)]
pub(super) struct Excess<T> {
    n_items: usize,
    before: Vec<T>,
    tied: Vec<T>,
}

impl<T: Number> Excess<T> {
    /// Without any cost.
    pub(super) fn zero(n_items: usize) -> Result<Self> {
        let zero = || filled("costs of pairs", n_items * n_items, T::default());
        Ok(Self { n_items, before: zero()?, tied: zero()? })
    }

    /// Sets the three costs of a pair.
    pub(super) fn set(&mut self, i: usize, j: usize, [before, after, tied]: [T; 3]) {
        let (ij, ji) = (i * self.n_items + j, j * self.n_items + i);
        self.before[ij] = before;
        self.before[ji] = after;
        self.tied[ij] = tied;
        self.tied[ji] = tied;
    }

    pub(super) fn n_items(&self) -> usize {
        self.n_items
    }

    /// What it costs to put `i` before `j`.
    pub(super) fn before(&self, i: usize, j: usize) -> T {
        self.before[i * self.n_items + j]
    }

    /// What it costs to put them into one bucket.
    pub(super) fn tied(&self, i: usize, j: usize) -> T {
        self.tied[i * self.n_items + j]
    }

    /// The costs among some of the items, numbered as they are given.
    pub(super) fn among(&self, items: &[usize]) -> Result<Self> {
        let mut part = Self::zero(items.len())?;
        for (i, &first) in items.iter().enumerate() {
            for (j, &second) in items.iter().enumerate().skip(i + 1) {
                let three = [self.before(first, second), self.before(second, first), self.tied(first, second)];
                part.set(i, j, three);
            }
        }
        Ok(part)
    }

    /// What a bucket order of all or some of the items costs.
    pub(super) fn of(&self, buckets: &[Vec<u32>]) -> T {
        let mut sum = T::default();
        for (place, bucket) in buckets.iter().enumerate() {
            for (k, &i) in bucket.iter().enumerate() {
                let i = i as usize;
                sum += bucket[k + 1..].iter().map(|&j| self.tied(i, j as usize)).sum();
                sum += buckets[place + 1..].iter().flatten().map(|&j| self.before(i, j as usize)).sum();
            }
        }
        sum
    }

    /// Whether no tie is cheaper than the mean of both orders. Then some best bucket order has no ties: any order of a
    /// bucket, or its reverse, costs no more than the bucket.
    pub(super) fn ties_never_pay(&self) -> bool {
        let pays = |i: usize, j: usize| {
            let tied = self.tied(i, j);
            tied + tied < self.before(i, j) + self.before(j, i)
        };
        !(0..self.n_items).any(|i| (i + 1..self.n_items).any(|j| pays(i, j)))
    }

    /// The same as a problem of orders without ties.
    pub(super) fn margins(&self) -> Result<Margins> {
        Margins::new(self.n_items, |i, j| Ok(self.before(j, i).wide() - self.before(i, j).wide()))
    }

    /// What no order without ties can avoid.
    pub(super) fn without_ties(&self) -> T {
        let least = |i: usize, j: usize| self.before(i, j).min(self.before(j, i));
        (0..self.n_items).map(|i| (i + 1..self.n_items).map(|j| least(i, j)).sum()).sum()
    }

    /// Parts that can be solved apart and joined into one best bucket order.
    ///
    /// Let all of `A` be at their cheapest before all of `B`: `before(a, b) = 0`. Take any bucket order, restrict it to `A`
    /// and to `B`, and put the first before the second. Pairs inside `A` and inside `B` cost what they did, and the others
    /// nothing; so some best bucket order has `A` before `B`. With an arc from `j` to `i` wherever `before(i, j) > 0`, no
    /// arc leads back between strongly connected components in topological order, and every pair between them is at
    /// its cheapest.
    pub(super) fn components(&self, ctx: &Ctx<'_>) -> Result<Components> {
        self.graph(|before, _, _| before > T::default(), ctx)
    }

    /// Parts that every best bucket order keeps apart: with an arc from `j` to `i` unless `i` before `j` is the only
    /// cheapest way, every pair between components is at a cost of 0 and at more in any other way.
    pub(super) fn components_of_all(&self, ctx: &Ctx<'_>) -> Result<Components> {
        let zero = T::default();
        self.graph(|before, after, tied| !(before == zero && after > zero && tied > zero), ctx)
    }

    fn graph(&self, holds_back: impl Fn(T, T, T) -> bool, ctx: &Ctx<'_>) -> Result<Components> {
        let mut graph = Digraph::new(self.n_items)?;
        for i in 0..self.n_items {
            ctx.check()?;
            for j in (0..self.n_items).filter(|&j| j != i) {
                if holds_back(self.before(i, j), self.before(j, i), self.tied(i, j)) {
                    graph.arc(j, i);
                }
            }
        }
        graph.components(ctx)
    }
}

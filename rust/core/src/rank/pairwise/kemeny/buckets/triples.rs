//! A lower bound: what triples of items cost whose pairs cannot all be at their cheapest.

use super::excess::Excess;
use super::number::Number;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// Above this many items the bound is not looked for: the triples would take seconds.
pub(super) const MAX_ITEMS: usize = 1000;

/// The ways to put a pair: the first before the second, after it, tied.
const WAYS: usize = 3;

/// The 13 bucket orders of three items, by how they put the pairs (0, 1), (0, 2) and (1, 2).
const ORDERS: [[usize; 3]; 13] = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 2],
    [0, 1, 1],
    [0, 2, 1],
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 1],
    [1, 1, 2],
    [1, 2, 0],
    [2, 0, 0],
    [2, 1, 1],
    [2, 2, 2],
];

/// What is left of the costs of each pair.
struct Left<T> {
    n_items: usize,
    ways: Vec<[T; WAYS]>,
    /// Which ways cost nothing more, a bit each.
    free: Vec<u8>,
}

/// What every bucket order costs at least, and whether the search for it came to its end: a stop asked for through `ctx`
/// leaves a bound that is lower and holds as well.
///
/// Take a triple whose cheapest bucket order costs `d > 0` by what is left of its pairs' costs. Of these costs a part is
/// taken off that is at least `d` for every bucket order of the triple, and otherwise as small as can be. So `d` is added to
/// the bound, and all that is left is still at least 0. Large triples are taken first, by thresholds that fall, because a
/// small one can spoil a large one.
///
/// # Complexity
/// `O(n_items^3)` time, `O(n_items^2)` memory.
pub(super) fn bound<T: Number>(excess: &Excess<T>, ctx: &Ctx<'_>) -> (T, Result<()>) {
    let mut bound = T::default();
    let done = Left::of(excess).and_then(|mut left| left.pack(&mut bound, ctx));
    (bound, done)
}

impl<T: Number> Left<T> {
    fn of(excess: &Excess<T>) -> Result<Self> {
        let m = excess.n_items();
        let mut left = Self {
            n_items: m,
            ways: filled("a bound", m * m, [T::default(); WAYS])?,
            free: filled("a bound", m * m, 0)?,
        };
        for i in 0..m {
            for j in i + 1..m {
                left.set(i * m + j, [excess.before(i, j), excess.before(j, i), excess.tied(i, j)]);
            }
        }
        Ok(left)
    }

    fn set(&mut self, pair: usize, ways: [T; WAYS]) {
        self.ways[pair] = ways;
        self.free[pair] = (0..WAYS).fold(0, |bits, way| bits | u8::from(ways[way] == T::default()) << way);
    }

    fn pack(&mut self, bound: &mut T, ctx: &Ctx<'_>) -> Result<()> {
        let m = self.n_items;
        if m > MAX_ITEMS {
            return Ok(());
        }
        let fits = fitting();
        let mut threshold = self.ways.iter().flatten().copied().max().unwrap_or_default().wide();
        while threshold > 0 {
            // From half of the largest cost down to 1.
            threshold /= 2;
            let least = T::narrow(threshold.max(1));
            for i in 0..m {
                for j in i + 1..m {
                    ctx.check()?;
                    for k in j + 1..m {
                        let pairs = [i * m + j, i * m + k, j * m + k];
                        if !fits[self.free_ways(pairs)] {
                            self.take(pairs, least, bound);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn free_ways(&self, [ij, ik, jk]: [usize; 3]) -> usize {
        usize::from(self.free[ij]) | usize::from(self.free[ik]) << WAYS | usize::from(self.free[jk]) << (2 * WAYS)
    }

    fn take(&mut self, pairs: [usize; 3], least: T, bound: &mut T) {
        let ways = pairs.map(|pair| self.ways[pair]);
        let cost = |order: &[usize; 3]| ways[0][order[0]] + ways[1][order[1]] + ways[2][order[2]];
        let cheapest = ORDERS.iter().map(cost).min().unwrap_or_default();
        if cheapest < least {
            return;
        }
        *bound += cheapest;
        for ((pair, ways), part) in pairs.into_iter().zip(ways).zip(share(ways, cheapest)) {
            self.set(pair, std::array::from_fn(|way| ways[way] - part[way]));
        }
    }
}

/// Costs of at most `ways` that add up to `cheapest` or more in each of the orders, none of which can be less.
///
/// Of each cost `cheapest` is enough: an order that uses one such way has it all. Then each in turn gives back what no order
/// that uses it needs.
fn share<T: Number>(ways: [[T; WAYS]; 3], cheapest: T) -> [[T; WAYS]; 3] {
    let mut part = ways.map(|costs| costs.map(|cost| cost.min(cheapest)));
    for (pair, way) in (0..3).flat_map(|pair| (0..WAYS).map(move |way| (pair, way))) {
        let uses = ORDERS.iter().filter(|order| order[pair] == way);
        let least = uses.map(|order| part[0][order[0]] + part[1][order[1]] + part[2][order[2]]).min();
        let spare = least.map_or(T::default(), |least| least - cheapest);
        let cost = &mut part[pair][way];
        *cost -= spare.min(*cost);
    }
    part
}

/// For each choice of free ways of three pairs, whether a bucket order uses none but them.
fn fitting() -> [bool; 1 << (3 * WAYS)] {
    std::array::from_fn(|free| {
        ORDERS.iter().any(|order| (0..3).all(|pair| free >> (pair * WAYS + order[pair]) & 1 == 1))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bucket_orders, random_excess};
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn the_orders_of_three_items_are_all_there() {
        let mut found: Vec<[usize; 3]> = bucket_orders(3)
            .iter()
            .map(|buckets| {
                let of = |item: u32| buckets.iter().position(|bucket| bucket.contains(&item)).unwrap();
                [(0, 1), (0, 2), (1, 2)].map(|(i, j)| match of(i).cmp(&of(j)) {
                    std::cmp::Ordering::Less => 0,
                    std::cmp::Ordering::Greater => 1,
                    std::cmp::Ordering::Equal => 2,
                })
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, ORDERS);
    }

    #[test]
    fn no_bucket_order_costs_less_than_the_bound() {
        let mut stream = Stream::new(4, 0);
        let mut positive = 0;
        for round in 0..300 {
            let m = 3 + round % 3;
            let excess = random_excess::<i64>(m, 7, &mut stream);
            let least = bucket_orders(m).iter().map(|buckets| excess.of(buckets)).min().unwrap();
            let (found, done) = bound(&excess, &Ctx::default());
            done.unwrap();
            assert!(found <= least);
            assert!(m > 3 || found == least);
            positive += i32::from(found > 0);
        }
        assert!(positive > 100, "{positive}");
    }
}

//! The centre of a Mallows model: a Kemeny order, proven where that is cheap.

use std::cmp::Reverse;
use std::ops::Sub;

use super::by_label;
use crate::rank::components::Digraph;
use super::lists::Lists;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::{Items, Label};
use crate::memory::filled;
use crate::pairwise::{Preference, chunk_rows};
use crate::rank::pairwise::pairs::with_weights;

/// Components of up to so many items are solved exactly, through all of their subsets.
const EXACT_ITEMS: usize = 10;

/// An order and what it costs: the weight of the preferences that it contradicts.
#[derive(Debug, Clone, PartialEq)]
pub struct Center {
    /// Items from best to worst.
    pub order: Vec<u32>,
    /// The weight of the contradicted preferences, summed over pairs and ballots.
    pub cost: f64,
    /// No order costs less.
    pub lower_bound: f64,
    /// Whether the cost is the lower bound, so that the order is a Kemeny order.
    pub proven: bool,
}

/// The labels of a centre as places in the order of labels.
///
/// # Errors
/// [`Error::Length`], [`Error::Invalid`] for a stranger and [`Error::Duplicate`].
pub(super) fn given(center: &[Label], items: &Items) -> Result<Vec<u16>> {
    Error::check_length("center", center.len(), items.len())?;
    let by_label = by_label(items);
    let mut seen = vec![false; items.len()];
    let place = |(k, label): (usize, &Label)| {
        let found = by_label.binary_search_by(|&item| items.labels()[item as usize].cmp(label));
        let Ok(place) = found else {
            let expected = format!("one of the {} items", items.len());
            return Err(Error::invalid("center", At::Entry(k), label, "an item", expected));
        };
        if std::mem::replace(&mut seen[place], true) {
            return Err(Error::Duplicate { what: "center", at: At::Entry(k), item: label.to_string() });
        }
        Ok(place as u16)
    };
    center.iter().enumerate().map(place).collect()
}

/// A centre for lists: the given one, or the one that is searched for. As places in label order, and in words.
///
/// # Errors
/// What [`given`] fails with, [`Error::TooLarge`] for too many items to count pairs of, or a stop.
pub(super) fn center(lists: &Lists<'_>, center: Option<&[Label]>, ctx: &Ctx<'_>) -> Result<(Vec<u16>, Center)> {
    let items = lists.ballots.items();
    let chosen = center.map(|center| given(center, items)).transpose()?;
    let preference = Preference::from_ballots(&lists.ballots, lists.missing, ctx)?;
    let by_label = by_label(items);
    let (order, cost, bound) = with_weights!(&preference, weights => search(weights, &by_label, chosen, ctx)?);
    let found = Center {
        order: order.iter().map(|&place| by_label[usize::from(place)]).collect(),
        cost: preference.value(cost),
        lower_bound: preference.value(bound),
        proven: cost == bound,
    };
    Ok((order, found))
}

/// The order, its cost, and a lower bound of the cost of any.
///
/// Where most voters put each item of one set before each of another, some Kemeny order does too; so the strongly
/// connected components of the majorities are ordered one by one (Truchon 1998). Small ones exactly; larger ones from
/// their Borda order, moving one item at a time to where it costs least, until no move helps.
fn search<T>(weights: &[T], by_label: &[u32], chosen: Option<Vec<u16>>, ctx: &Ctx<'_>) -> Result<(Vec<u16>, i128, i128)>
where
    T: Copy + Ord + Default + Send + Sync + Sub<Output = T> + Into<i128>,
{
    let m = by_label.len();
    // Margins in label order, so that the order of the items in the container leaves no trace.
    let mut margins = filled("margins", m * m, T::default())?;
    ctx.fill_chunks(&mut margins, m, chunk_rows(m), |first, cells| {
        for (i, row) in (first..).zip(cells.chunks_exact_mut(m)) {
            let a = by_label[i] as usize;
            for (&b, margin) in by_label.iter().zip(row) {
                *margin = weights[a * m + b as usize] - weights[b as usize * m + a];
            }
        }
        Ok(())
    })?;
    let margins = Margins { m, cells: margins };
    let mut unavoidable = 0_i128;
    let mut majorities = Digraph::new(m)?;
    for i in 0..m {
        ctx.check()?;
        for j in i + 1..m {
            let (before, after): (i128, i128) = (weights[i * m + j].into(), weights[j * m + i].into());
            unavoidable += before.min(after);
        }
        (0..m).filter(|&j| margins.of(i, j) > T::default()).for_each(|j| majorities.arc(i, j));
    }
    let (mut order, mut bound) = (Vec::with_capacity(m), unavoidable);
    for members in majorities.components(ctx)?.members() {
        if members.len() <= EXACT_ITEMS {
            let best = margins.best_order(&members);
            bound += margins.excess(&best, ctx)?;
            order.extend(best);
        } else if chosen.is_none() {
            order.extend(margins.descend(&members, ctx)?);
        }
    }
    let order = chosen.unwrap_or_else(|| order.into_iter().map(|item| item as u16).collect());
    let places: Vec<usize> = order.iter().map(|&item| usize::from(item)).collect();
    let cost = unavoidable + margins.excess(&places, ctx)?;
    Ok((order, cost, bound))
}

/// By how much more weight prefers each item to each other one than the other way round.
struct Margins<T> {
    m: usize,
    cells: Vec<T>,
}

impl<T: Copy + Ord + Default + Into<i128>> Margins<T> {
    fn of(&self, i: usize, j: usize) -> T {
        self.cells[i * self.m + j]
    }

    /// What an order costs beyond the smaller side of every pair.
    fn excess(&self, order: &[usize], ctx: &Ctx<'_>) -> Result<i128> {
        let mut sum = 0;
        for (k, &first) in order.iter().enumerate() {
            ctx.check()?;
            sum += order[k + 1..].iter().map(|&later| self.of(later, first).max(T::default()).into()).sum::<i128>();
        }
        Ok(sum)
    }

    /// The cheapest order of a few items; of several, the one that puts the lowest labels first.
    fn best_order(&self, members: &[usize]) -> Vec<usize> {
        let n = members.len();
        // Of each subset: the least excess of an order of it.
        let mut least = vec![0_i128; 1 << n];
        let first = |subset: usize, least: &[i128]| {
            let put_first = |k: usize| {
                let rest = subset & !(1 << k);
                let over = (0..n).filter(|j| rest >> j & 1 == 1);
                let excess = over.map(|j| self.of(members[j], members[k]).max(T::default()).into()).sum::<i128>();
                (excess + least[rest], k)
            };
            (0..n).filter(|k| subset >> k & 1 == 1).map(put_first).min()
        };
        for subset in 1..1 << n {
            least[subset] = first(subset, &least).map_or(0, |(cost, _)| cost);
        }
        let (mut order, mut left) = (Vec::with_capacity(n), (1 << n) - 1);
        while let Some((_, k)) = first(left, &least) {
            order.push(members[k]);
            left &= !(1 << k);
        }
        order
    }

    /// From the Borda order down to one that no move of a single item improves.
    fn descend(&self, members: &[usize], ctx: &Ctx<'_>) -> Result<Vec<usize>> {
        let borda = |item: usize| members.iter().map(|&other| self.of(item, other).into()).sum::<i128>();
        let mut order = members.to_vec();
        order.sort_by_cached_key(|&item| (Reverse(borda(item)), item));
        loop {
            let mut improved = false;
            for &item in members {
                ctx.check()?;
                improved |= self.insert(item, &mut order);
            }
            if !improved {
                return Ok(order);
            }
        }
    }

    /// Moves an item to its best place; `false` if it stands there.
    fn insert(&self, item: usize, order: &mut [usize]) -> bool {
        let Some(from) = order.iter().position(|&other| other == item) else { return false };
        let margin = |other: usize| -> i128 { self.of(item, other).into() };
        let (mut best, mut to) = (0, from);
        let mut gain = 0;
        for (place, &other) in order[..from].iter().enumerate().rev() {
            gain += margin(other);
            if gain > best {
                (best, to) = (gain, place);
            }
        }
        gain = 0;
        for (place, &other) in order.iter().enumerate().skip(from + 1) {
            gain -= margin(other);
            if gain > best {
                (best, to) = (gain, place);
            }
        }
        if to < from {
            order[to..=from].rotate_right(1);
        } else {
            order[from..=to].rotate_left(1);
        }
        to != from
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    fn votes(m: usize, n: usize, seed: u64) -> Vec<i64> {
        let mut stream = Stream::new(seed, 0);
        let mut wins = vec![0_i64; m * m];
        for _ in 0..n {
            let mut order: Vec<usize> = (0..m).collect();
            (1..m).rev().for_each(|k| order.swap(k, stream.below(k as u64 + 1) as usize));
            for (k, &first) in order.iter().enumerate() {
                for &later in &order[k + 1..] {
                    wins[first * m + later] += 1;
                }
            }
        }
        wins
    }

    #[test]
    fn small_components_are_solved_and_bounds_hold() {
        let by_label: Vec<u32> = (0..6).collect();
        let permutations = |m: usize| {
            let mut all = vec![Vec::new()];
            for _ in 0..m {
                all = all
                    .iter()
                    .flat_map(|order: &Vec<u16>| {
                        let left: Vec<u16> = (0..m as u16).filter(|item| !order.contains(item)).collect();
                        left.into_iter().map(|item| [order.as_slice(), &[item]].concat())
                    })
                    .collect();
            }
            all
        };
        for seed in 0..20 {
            let wins = votes(6, 5, seed);
            let cost = |order: &[u16]| {
                let pairs = (0..6).flat_map(|i| (i + 1..6).map(move |j| (i, j)));
                pairs.map(|(i, j)| wins[usize::from(order[j]) * 6 + usize::from(order[i])]).sum::<i64>()
            };
            let (order, found, bound) = search(&wins, &by_label, None, &Ctx::default()).unwrap();
            let least = permutations(6).iter().map(|order| cost(order)).min().unwrap();
            assert_eq!((found, bound, cost(&order)), (i128::from(least), i128::from(least), least));
            let given: Vec<u16> = (0..6).collect();
            let (kept, worse, bound) = search(&wins, &by_label, Some(given.clone()), &Ctx::default()).unwrap();
            assert_eq!((&kept, worse, bound), (&given, i128::from(cost(&given)), i128::from(least)));
        }
    }

    #[test]
    fn the_descent_ends_where_no_move_helps() {
        let wins = votes(30, 5, 1);
        let by_label: Vec<u32> = (0..30).collect();
        let (order, cost, bound) = search(&wins, &by_label, None, &Ctx::default()).unwrap();
        assert!(bound < cost, "random votes hold cycles beyond ten items");
        for from in 0..30 {
            for to in 0..30 {
                let mut moved = order.clone();
                let item = moved.remove(from);
                moved.insert(to, item);
                assert!(search(&wins, &by_label, Some(moved), &Ctx::default()).unwrap().1 >= cost);
            }
        }
    }
}

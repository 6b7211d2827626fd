//! All best orders: how many there are, and which.

use super::subsets::{self, Subsets};
use super::{Margins, Problem};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::components::Digraph;

/// Items that hang together through cycles and ties are put in order as a whole up to this number of them, some 2 ms of
/// work (AMD EPYC, 2026-11): then the best orders are counted, and the one with the lowest labels in front is found.
pub const COUNTED_ITEMS: usize = 18;

/// Best orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Optima {
    /// The orders, those first that put lower labels in front.
    pub orders: Vec<Vec<u32>>,
    /// What each of them costs, as a numerator for [`Problem::cost`].
    pub cost: i128,
    /// How many there are in all; `None` beyond 127 bits.
    pub n_optima: Option<u128>,
}

/// The first `limit` of all best orders.
///
/// # Errors
/// [`Error::TooLarge`] if more than 22 items hang together through cycles and ties, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(k 2^k)` for each `k` items that hang together, and the size of what is returned.
pub fn optima(problem: &Problem, limit: usize, ctx: &Ctx<'_>) -> Result<Optima> {
    let margins = &problem.margins;
    let mut n_optima = Some(1_u128);
    // The first orders of each group; those of the later groups change faster.
    let mut orders = vec![Vec::with_capacity(margins.n_items())];
    for group in components(margins, |margin| margin >= 0, ctx)? {
        if group.len() > subsets::MAX_ITEMS {
            let what = "number of items that hang together through cycles and ties";
            return Err(Error::TooLarge { what, got: group.len() as u128, limit: subsets::MAX_ITEMS as u128 });
        }
        let table = Subsets::of(&margins.among(&group)?, ctx)?;
        let count = table.count(ctx)?;
        n_optima = n_optima.and_then(|n| n.checked_mul(count));
        let ends = table.orders(limit, ctx)?;
        let items = |end: &[u32]| end.iter().map(|&k| problem.by_label[group[k as usize] as usize]).collect::<Vec<_>>();
        let ends: Vec<Vec<u32>> = ends.iter().map(|end| items(end)).collect();
        let longer = orders.iter().flat_map(|order: &Vec<u32>| ends.iter().map(move |end| [&order[..], end].concat()));
        orders = longer.take(limit).collect();
    }
    let cost = orders.first().map_or(0, |order| problem.contradicted(order));
    Ok(Optima { orders, cost, n_optima })
}

/// The strongly connected components of the pairs whose margin `counts`, in topological order, the lowest item first
/// where there is a choice.
pub(super) fn components(margins: &Margins, counts: impl Fn(i64) -> bool, ctx: &Ctx<'_>) -> Result<Vec<Vec<u32>>> {
    let mut graph = Digraph::new(margins.n_items())?;
    for i in 0..margins.n_items() {
        for (j, &margin) in margins.row(i).iter().enumerate() {
            if i != j && counts(margin) {
                graph.arc(i, j);
            }
        }
    }
    let members = graph.components(ctx)?.members();
    Ok(members.into_iter().map(|group| group.into_iter().map(|item| item as u32).collect()).collect())
}

//! The order closest to the votes, component by component.

use super::large;
use super::optima::{COUNTED_ITEMS, components};
use super::options::Options;
use super::subsets::{self, Subsets};
use super::{Margins, Problem};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// An order, what it costs, and what is known of all others. Costs are numerators for [`Problem::cost`].
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// Items from best to worst.
    pub order: Vec<u32>,
    /// The tier of each place: neighbours share one where all margins among them are 0, so that they may trade places.
    pub tier: Vec<u32>,
    /// What the order costs.
    pub cost: i128,
    /// No order costs less.
    pub lower_bound: i128,
    /// Whether no order costs less than this one.
    pub proven: bool,
    /// The sets of items that were put in order one by one, from best to worst.
    pub components: Vec<Component>,
    /// How many orders are best: `None` if more than [`super::COUNTED_ITEMS`] items hang together through cycles and ties,
    /// or nothing is proven.
    pub n_optima: Option<u128>,
    /// Whether the time limit or the iteration budget ended the work.
    pub stopped_early: bool,
}

/// Items that cycles of majorities hold together; where they are few, ties too.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its items in the order of the consensus.
    pub items: Vec<u32>,
    /// What was done to it.
    pub method: Method,
    /// Whether no order of it is better.
    pub proven: bool,
}

/// How a component was put in order; later ones are for harder components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// It is a single item.
    Decomposition,
    /// Dynamic programming over its subsets.
    SubsetDynamicProgramming,
    /// Branch and bound with bounds from its cycles.
    BranchAndBound,
    /// Search alone.
    Search,
}

impl Method {
    /// What users read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::Decomposition => "decomposition",
            Method::SubsetDynamicProgramming => "subset_dynamic_programming",
            Method::BranchAndBound => "branch_and_bound",
            Method::Search => "search",
        }
    }
}

/// One component solved; items are numbered within it.
pub(super) struct Solved {
    pub(super) order: Vec<u32>,
    pub(super) excess: i64,
    pub(super) lower_bound: i64,
    pub(super) method: Method,
    /// How many orders of it are best, where that was counted.
    pub(super) n_optima: Option<u128>,
    pub(super) stopped_early: bool,
}

/// The best order that the options ask for.
///
/// The strongly connected components of the relation "a majority prefers it, or the two tie" stand in one order in all
/// best orders (Truchon 1998). Small ones are put in order as a whole: then the best order that has the lowest labels in
/// front is found, and the others are counted. Large ones fall apart again, into the components of the majorities alone,
/// which some best order puts one after the other.
///
/// # Errors
/// [`Error::Memory`], [`Error::Cancelled`] or [`Error::Interrupted`]. A time limit is no error: it ends the work.
///
/// # Complexity
/// `O(n_items^2)` and the work on each component: `O(k 2^k)` for `k` items up to 18, beyond it a search and a proof whose
/// length depends on the votes.
pub fn consensus(problem: &Problem, options: &Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    let margins = &problem.margins;
    let m = margins.n_items();
    ctx.set_total(m as u64);
    let (mut order, mut parts) = (Vec::with_capacity(m), Vec::new());
    let (mut gap, mut n_optima, mut stopped_early) = (0, Some(1_u128), false);
    for Group { members, is_whole } in groups(margins, ctx)? {
        let own = margins.among(&members)?;
        let solved = solve(&own, options, ctx)?;
        gap += solved.excess - solved.lower_bound;
        let n = solved.n_optima.filter(|_| is_whole);
        n_optima = n_optima.zip(n).and_then(|(product, n)| product.checked_mul(n));
        stopped_early |= solved.stopped_early;
        let items: Vec<u32> = solved.order.iter().map(|&k| members[k as usize]).collect();
        order.extend_from_slice(&items);
        parts.push(Component { items, method: solved.method, proven: solved.excess == solved.lower_bound });
        ctx.advance(members.len() as u64);
    }
    let tier = tiers(margins, &order);
    let in_items = |order: &mut Vec<u32>| order.iter_mut().for_each(|item| *item = problem.by_label[*item as usize]);
    in_items(&mut order);
    for part in &mut parts {
        in_items(&mut part.items);
    }
    let cost = problem.contradicted(&order);
    let lower_bound = cost - problem.units(gap);
    Ok(Consensus { order, tier, cost, lower_bound, proven: gap == 0, components: parts, n_optima, stopped_early })
}

/// Items to put in order.
struct Group {
    members: Vec<u32>,
    /// Whether every best order of all items puts these one after the other.
    is_whole: bool,
}

/// The groups of items to put in order one by one. Where the time limit passes first, all items in one.
fn groups(margins: &Margins, ctx: &Ctx<'_>) -> Result<Vec<Group>> {
    let whole = |members| Group { members, is_whole: true };
    let all = (0..margins.n_items() as u32).collect();
    let Some(outer) = unless_late(components(margins, |margin| margin >= 0, ctx))? else { return Ok(vec![whole(all)]) };
    let mut groups = Vec::new();
    for members in outer {
        if members.len() <= COUNTED_ITEMS {
            groups.push(whole(members));
            continue;
        }
        match unless_late(components(&margins.among(&members)?, |margin| margin > 0, ctx))? {
            Some(inner) if inner.len() > 1 => groups.extend(inner.into_iter().map(|group| {
                let members = group.into_iter().map(|k| members[k as usize]).collect();
                Group { members, is_whole: false }
            })),
            _ => groups.push(whole(members)),
        }
    }
    Ok(groups)
}

/// The best order of one component.
pub(super) fn solve(margins: &Margins, options: &Options, ctx: &Ctx<'_>) -> Result<Solved> {
    let m = margins.n_items();
    if m == 1 {
        let (order, method) = (vec![0], Method::Decomposition);
        return Ok(Solved { order, excess: 0, lower_bound: 0, method, n_optima: Some(1), stopped_early: false });
    }
    if m <= COUNTED_ITEMS
        && let Some(solved) = unless_late(by_subsets(margins, ctx))?
    {
        return Ok(solved);
    }
    let solved = large::solve(margins, options, ctx)?;
    // The few components of this size that a proof does not close at once: 50 ms for 22 items (AMD EPYC, 2026-11).
    if solved.excess > solved.lower_bound
        && m <= subsets::MAX_ITEMS
        && let Some(solved) = unless_late(by_subsets(margins, ctx))?
    {
        return Ok(solved);
    }
    Ok(solved)
}

/// The best order of a component of at most [`subsets::MAX_ITEMS`] items.
fn by_subsets(margins: &Margins, ctx: &Ctx<'_>) -> Result<Solved> {
    let table = Subsets::of(margins, ctx)?;
    let (order, excess) = (table.order(), table.excess());
    let n_optima = unless_late(table.count(ctx))?;
    let method = Method::SubsetDynamicProgramming;
    Ok(Solved { order, excess, lower_bound: excess, method, n_optima, stopped_early: false })
}

/// Places whose items may trade places with their neighbours: all margins among them are 0.
fn tiers(margins: &Margins, order: &[u32]) -> Vec<u32> {
    let mut tier = Vec::with_capacity(order.len());
    let (mut first, mut current) = (0, 0);
    for (place, &item) in order.iter().enumerate() {
        if order[first..place].iter().any(|&other| margins.of(item as usize, other as usize) != 0) {
            (first, current) = (place, current + 1);
        }
        tier.push(current);
    }
    tier
}

/// What a time limit cut off is `None`; the limit is no error of its own here.
pub(super) fn unless_late<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::TimeLimit { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

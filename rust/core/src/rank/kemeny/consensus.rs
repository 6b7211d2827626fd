//! The order closest to the votes, component by component.

use super::large::{self, Engine};
use super::optima::{components, count};
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
    /// Where cycles hold items together, from best to worst; some best order puts them one after the other.
    pub components: Vec<Component>,
    /// How many orders are best: `None` if more than [`super::COUNTED_ITEMS`] items hang together through cycles and ties, or nothing is proven.
    pub n_optima: Option<u128>,
    /// Whether the time limit or the iteration budget ended the work.
    pub stopped_early: bool,
}

/// Items that cycles of majorities hold together.
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
    /// Branch and bound with a linear program over its cycles.
    CuttingPlanes,
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
            Method::CuttingPlanes => "cutting_planes",
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
    pub(super) stopped_early: bool,
}

/// The best order that the options ask for.
///
/// Where a majority prefers each item of one set to each of another, some best order puts that set first; so the strongly
/// connected components of the majorities are put in order one by one (Truchon 1998). The bound holds for all orders.
///
/// # Errors
/// [`Error::Memory`], [`Error::Cancelled`] or [`Error::Interrupted`]. A time limit is no error: it ends the work.
///
/// # Complexity
/// `O(n_items^2)` and the work on each component: `O(k 2^k)` for `k` items up to 22, beyond it a search and a proof whose
/// length depends on the votes.
pub fn consensus(problem: &Problem, options: &Options, engine: Engine<'_>, ctx: &Ctx<'_>) -> Result<Consensus> {
    let margins = &problem.margins;
    let m = margins.n_items();
    let mut engine = engine;
    let majorities = unless_late(components(margins, |margin| margin > 0, ctx))?;
    // Too late to take them apart: all items together, in the best order at hand.
    let (late, groups) = majorities.map_or_else(|| (true, vec![(0..m as u32).collect()]), |groups| (false, groups));
    let (mut order, mut parts) = (Vec::with_capacity(m), Vec::new());
    let (mut gap, mut stopped_early) = (0, late);
    for members in groups {
        let solved = solve(margins, &members, options, &mut engine, ctx)?;
        gap += solved.excess - solved.lower_bound;
        stopped_early |= solved.stopped_early;
        let items: Vec<u32> = solved.order.iter().map(|&k| members[k as usize]).collect();
        order.extend_from_slice(&items);
        parts.push(Component { items, method: solved.method, proven: solved.excess == solved.lower_bound });
    }
    let n_optima = if gap == 0 { unless_late(count(margins, ctx))?.flatten() } else { None };
    let tier = tiers(margins, &order);
    let in_items = |order: &mut Vec<u32>| order.iter_mut().for_each(|item| *item = problem.by_label[*item as usize]);
    in_items(&mut order);
    parts.iter_mut().for_each(|part| in_items(&mut part.items));
    let cost = problem.contradicted(&order);
    Ok(Consensus {
        tier,
        cost,
        lower_bound: cost - problem.units(gap),
        proven: gap == 0,
        components: parts,
        n_optima,
        stopped_early,
        order,
    })
}

/// The best order of one component.
pub(super) fn solve(
    margins: &Margins,
    members: &[u32],
    options: &Options,
    engine: &mut Engine<'_>,
    ctx: &Ctx<'_>,
) -> Result<Solved> {
    let trivial = |order: Vec<u32>| Solved {
        order,
        excess: 0,
        lower_bound: 0,
        method: Method::Decomposition,
        stopped_early: false,
    };
    if members.len() == 1 {
        return Ok(trivial(vec![0]));
    }
    let own = margins.among(members)?;
    if members.len() <= subsets::MAX_ITEMS
        && options.wants_proof()
        && let Some(table) = unless_late(Subsets::of(&own, ctx))?
    {
        let (order, excess) = (table.order(), table.excess());
        let method = Method::SubsetDynamicProgramming;
        return Ok(Solved { order, excess, lower_bound: excess, method, stopped_early: false });
    }
    large::solve(&own, options, engine, ctx)
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

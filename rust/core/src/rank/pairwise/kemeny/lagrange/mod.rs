//! The best order of a component, proven by Lagrange multipliers on cycles of three items.
//!
//! Every order keeps, for items `i, j, k`, `0 <= x_ij + x_jk - x_ik <= 1`, where `x_ij` says whether `i` comes before
//! `j`. Charging a multiplier for each of these rows and then putting each pair on its cheaper side gives a bound on the
//! excess of all orders. The best multipliers give the bound of the linear program over these rows, which for most data
//! is the optimum itself; a subgradient method finds them without ever solving one (`ascent`), with the violated rows
//! alone (`rows`). A pair whose other side would cost more than the gap is settled for good, with all that follows by
//! transitivity (`sides`); what is left is split (`tree`).
//!
//! A proof is exact: margins and multipliers are integers on a common grid, kept in floats that hold their sums exactly
//! (`problem`).
//!
//! Why not a simplex method: from an order that is optimal already, some hundred steps of microseconds close the gap on
//! tables and on input-output matrices. A linear program with lazy rows takes several times as long there, and on the
//! degenerate programs of the Stanford matrices too (AMD EPYC, 2026-11).

mod ascent;
mod pace;
mod problem;
mod rounding;
mod rows;
mod sides;
mod tree;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::kemeny::consensus::unless_late;
use crate::rank::kemeny::margins::Margins;
use crate::rank::kemeny::search::LocalSearch;

pub(super) use problem::MAX_ITEMS;

use problem::Problem;
use tree::Tree;

/// An order, and what is known about its being the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    /// The best order found, first item first.
    pub(super) order: Vec<u32>,
    /// Its excess.
    pub(super) excess: i64,
    /// No order has less excess.
    pub(super) lower_bound: i64,
    /// Whether time ran out before the proof was done.
    pub(super) stopped_early: bool,
    /// How many times the orders were split.
    pub(super) nodes: u64,
}

/// The best order, from one that should be good already: a proof is quick if it is optimal.
///
/// After `max_nodes` splits, or on a time limit, the best order so far comes back with the bound so far. Time grows
/// exponentially with the gap between the optimum and the bound of the linear program. Memory is some 60 bytes for each row that is tight, at most some
/// 160 MiB for 400 items, and 400 MiB for the nodes that wait.
///
/// # Errors
/// [`Error::TooLarge`](crate::error::Error::TooLarge) for more than 400 items, [`Error::Memory`](
/// crate::error::Error::Memory), or what the context stops with, except for its time limit.
pub(super) fn prove(
    margins: &Margins,
    local: &LocalSearch,
    order: &[u32],
    max_nodes: Option<u64>,
    ctx: &Ctx<'_>,
) -> Result<Proof> {
    let problem = Problem::new(margins, order)?;
    let mut tree = Tree::new(&problem, local, order, margins.excess(order))?;
    let stopped_early = unless_late(tree.search(max_nodes, ctx))?.is_none();
    let lower_bound = tree.lower_bound();
    Ok(Proof { order: tree.order, excess: tree.excess, lower_bound, stopped_early, nodes: tree.nodes })
}

#[cfg(test)]
mod tests;

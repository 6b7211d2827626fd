//! Components too large for their subsets: a search for a good order, then a proof.

use super::consensus::{Method, Solved};
use super::lagrange::{self, Proof};
use super::search::{Budget, LocalSearch, starts};
use super::{Effort, Margins, Options};
use crate::ctx::Ctx;
use crate::error::Result;

/// Nodes times pairs of items that a proof may take where it need not come to an end: some seconds (AMD EPYC, 2026-11).
const AUTO_WORK: u64 = 4_000_000;

/// Searches, then proves as far as the options ask for, then goes on searching if that was not far enough.
pub(super) fn solve(margins: &Margins, options: &Options, ctx: &Ctx<'_>) -> Result<Solved> {
    let m = margins.n_items() as u64;
    let search = LocalSearch::new(margins)?;
    let limited = |budget: Budget| Budget { max_iterations: options.max_iterations, ..budget };
    let quick = search.search(&starts(margins), 0, options.seed, limited(Budget::QUICK), ctx)?;
    let max_nodes = match options.effort {
        Effort::Search => Some(0),
        Effort::Auto => Some(AUTO_WORK / (m * m / 2)),
        Effort::Exact => None,
    };
    let max_nodes = max_nodes.into_iter().chain(options.max_iterations).min();
    let proof = if quick.stopped_early || margins.n_items() > lagrange::MAX_ITEMS {
        Proof::none(quick.order, quick.excess)
    } else {
        lagrange::prove(margins, &search, &quick.order, max_nodes, ctx)?
    };
    let is_proven = proof.excess == proof.lower_bound;
    let solved = Solved {
        order: proof.order,
        excess: proof.excess,
        lower_bound: proof.lower_bound,
        method: Method::BranchAndBound,
        n_optima: None,
        stopped_early: !is_proven && (quick.stopped_early || proof.stopped_early || options.max_iterations.is_some()),
    };
    if is_proven || quick.stopped_early || proof.stopped_early || options.effort == Effort::Exact {
        return Ok(solved);
    }
    let starts = [solved.order];
    let long = search.search(&starts, solved.lower_bound, options.seed, limited(Budget::LONG), ctx)?;
    let stopped_early = long.excess > solved.lower_bound && (solved.stopped_early || long.stopped_early);
    let method = Method::Search;
    Ok(Solved { order: long.order, excess: long.excess, method, stopped_early, ..solved })
}

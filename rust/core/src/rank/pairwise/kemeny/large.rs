//! Components too large for their subsets: a search for a good order, then a proof.

use super::consensus::{Method, Solved};
use super::lagrange;
use super::search::{Budget, LocalSearch, starts};
use super::{Effort, Margins, Options};
use crate::ctx::Ctx;
use crate::error::Result;

/// Nodes times pairs of items that a proof may take where it need not come to an end: some seconds (AMD EPYC, 2026-11).
const AUTO_WORK: u64 = 4_000_000;

/// The same before it is worth a longer search: a gap that the root leaves may be closed in a few nodes.
const FIRST_WORK: u64 = 10_000;

/// What is known of a component, and how more is learnt.
struct Component<'a> {
    margins: &'a Margins,
    options: &'a Options,
    local: LocalSearch,
    order: Vec<u32>,
    excess: i64,
    lower_bound: i64,
    /// The time limit has passed.
    is_late: bool,
}

/// A short search and the beginning of a proof, which is enough for most votes. Else a longer search, since bounds
/// rise best towards the best order, and a proof as far as the options ask for. Else a long search.
pub(super) fn solve(margins: &Margins, options: &Options, ctx: &Ctx<'_>) -> Result<Solved> {
    let local = LocalSearch::new(margins)?;
    let (order, excess) = (Vec::new(), i64::MAX);
    let mut component = Component { margins, options, local, order, excess, lower_bound: 0, is_late: false };
    let pairs = (margins.n_items() * margins.n_items() / 2) as u64;
    component.search(Budget::QUICK, ctx)?;
    component.prove(Some(if options.effort == Effort::Search { 0 } else { FIRST_WORK / pairs }), ctx)?;
    let is_provable = margins.n_items() <= lagrange::MAX_ITEMS;
    let mut method = Method::BranchAndBound;
    if options.effort != Effort::Search {
        component.search(Budget::MEDIUM, ctx)?;
        component.prove((options.effort == Effort::Auto).then_some(AUTO_WORK / pairs), ctx)?;
    }
    if component.is_open() && !(options.effort == Effort::Exact && is_provable) {
        component.search(if options.effort == Effort::Auto { Budget::LONG } else { Budget::ALONE }, ctx)?;
        method = Method::Search;
    }
    let is_unproven = component.lower_bound < component.excess;
    let Component { order, excess, lower_bound, is_late, .. } = component;
    let stopped_early = is_unproven && (is_late || options.max_iterations.is_some());
    Ok(Solved { order, excess, lower_bound, method, n_optima: None, stopped_early })
}

impl Component<'_> {
    fn is_open(&self) -> bool {
        self.lower_bound < self.excess && !self.is_late
    }

    /// Searches, from the same orders and along the same way each time, as far as the budget goes.
    fn search(&mut self, budget: Budget, ctx: &Ctx<'_>) -> Result<()> {
        if !self.is_open() {
            return Ok(());
        }
        let Options { max_iterations, seed, .. } = *self.options;
        // Whoever says how many steps to go wants that many.
        let budget = max_iterations.map_or(budget, |_| Budget { max_iterations, patience: None });
        let found = self.local.search(&starts(self.margins), self.lower_bound, seed, budget, ctx)?;
        self.is_late = found.stopped_early;
        self.take(found.order, found.excess);
        Ok(())
    }

    fn prove(&mut self, max_nodes: Option<u64>, ctx: &Ctx<'_>) -> Result<()> {
        if !self.is_open() || self.margins.n_items() > lagrange::MAX_ITEMS {
            return Ok(());
        }
        let max_nodes = max_nodes.into_iter().chain(self.options.max_iterations).min();
        let proof = lagrange::prove(self.margins, &self.local, &self.order, max_nodes, ctx)?;
        self.is_late = proof.stopped_early;
        self.lower_bound = self.lower_bound.max(proof.lower_bound);
        self.take(proof.order, proof.excess);
        Ok(())
    }

    fn take(&mut self, order: Vec<u32>, excess: i64) {
        if excess < self.excess {
            (self.order, self.excess) = (order, excess);
        }
    }
}

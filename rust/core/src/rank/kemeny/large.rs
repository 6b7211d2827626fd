//! Components too large for their subsets: a search for a good order, then a proof.

use super::consensus::{Method, Solved};
use super::lagrange;
use super::search::{Budget, LocalSearch, starts};
use super::{Effort, Margins, Options};
use crate::ctx::Ctx;
use crate::error::Result;

/// Nodes times pairs of items that a proof may take where it need not come to an end: some seconds (AMD EPYC, 2026-11).
const AUTO_WORK: u64 = 4_000_000;

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

/// A short search and the bound of the root of a proof, which is enough for most votes. Else a longer search, since bounds
/// rise best towards the best order, and a proof as far as the options ask for. Else a long search.
pub(super) fn solve(margins: &Margins, options: &Options, ctx: &Ctx<'_>) -> Result<Solved> {
    let local = LocalSearch::new(margins)?;
    let (order, excess) = (Vec::new(), i64::MAX);
    let mut component = Component { margins, options, local, order, excess, lower_bound: 0, is_late: false };
    component.search(starts(margins), Budget::QUICK, ctx)?;
    component.prove(Some(0), ctx)?;
    let mut method = Method::BranchAndBound;
    if options.effort != Effort::Search {
        component.search_on(Budget::MEDIUM, ctx)?;
        let pairs = (margins.n_items() * margins.n_items() / 2) as u64;
        component.prove((options.effort == Effort::Auto).then_some(AUTO_WORK / pairs), ctx)?;
    }
    if options.effort != Effort::Exact && component.is_open() {
        component.search_on(Budget::LONG, ctx)?;
        method = Method::Search;
    }
    let stopped_early = component.is_unproven() && (component.is_late || options.max_iterations.is_some());
    let Component { order, excess, lower_bound, .. } = component;
    Ok(Solved { order, excess, lower_bound, method, n_optima: None, stopped_early })
}

impl Component<'_> {
    fn is_unproven(&self) -> bool {
        self.lower_bound < self.excess
    }

    fn is_open(&self) -> bool {
        self.is_unproven() && !self.is_late
    }

    fn search(&mut self, starts: Vec<Vec<u32>>, budget: Budget, ctx: &Ctx<'_>) -> Result<()> {
        let Options { max_iterations, seed, .. } = *self.options;
        let budget = Budget { max_iterations, ..budget };
        let found = self.local.search(&starts, self.lower_bound, seed, budget, ctx)?;
        (self.order, self.excess, self.is_late) = (found.order, found.excess, found.stopped_early);
        Ok(())
    }

    /// Goes on from the best order.
    fn search_on(&mut self, budget: Budget, ctx: &Ctx<'_>) -> Result<()> {
        if self.is_open() { self.search(vec![self.order.clone()], budget, ctx) } else { Ok(()) }
    }

    fn prove(&mut self, max_nodes: Option<u64>, ctx: &Ctx<'_>) -> Result<()> {
        if !self.is_open() || self.margins.n_items() > lagrange::MAX_ITEMS {
            return Ok(());
        }
        let max_nodes = max_nodes.into_iter().chain(self.options.max_iterations).min();
        let proof = lagrange::prove(self.margins, &self.local, &self.order, max_nodes, ctx)?;
        (self.order, self.excess, self.is_late) = (proof.order, proof.excess, proof.stopped_early);
        self.lower_bound = self.lower_bound.max(proof.lower_bound);
        Ok(())
    }
}

//! Branch and bound over the sides of pairs.

use crate::ctx::Ctx;
use crate::error::Result;

use super::ascent::{Ascent, Goal, Node, Outcome, Plan};
use super::pace::Pace;
use super::problem::Problem;
use super::rounding::round;
use super::rows::Rows;
use super::sides::Side;
use crate::rank::kemeny::search::LocalSearch;

/// A round of the root's ascent. More momentum closes the gap of degenerate problems faster; still more overshoots. At
/// first less of it does, and is enough for most problems (0.6 to 0.9 tried on matrices of 44 to 75 items, 2026-11).
const ROOT: Plan = Plan { steps: 100, momentum: 0.85 };
const FIRST: Plan = Plan { momentum: 0.7, ..ROOT };
const FIRST_ROUNDS: usize = 3;

/// Rounds of the root at most.
const ROOT_ROUNDS: usize = 200;

/// The root ends where so many rounds leave more than this share of the gap.
const SLOW_ROUNDS: usize = 4;
const SLOW: f64 = 0.9;

/// A node's ascent.
const NODE: Plan = Plan { steps: 60, momentum: 0.6 };

/// The ascent that tells which pair is worth branching on.
const TRIAL: Plan = Plan { steps: 12, momentum: 0.6 };

/// Pairs that are tried.
const TRIALS: usize = 6;

/// How long the steps of a node are at first.
const NODE_LENGTH: f64 = 0.3;

/// Rows that waiting nodes keep in all, some 400 MiB of them; nodes beyond it wait without, and look for rows anew.
const WAITING_ROWS: usize = 1 << 23;

/// The state of the branching.
pub(super) struct Tree<'a> {
    problem: &'a Problem,
    local: &'a LocalSearch,
    ascent: Ascent<'a>,
    open: Vec<Node>,
    /// The rows of the open nodes.
    waiting_rows: usize,
    /// The bound of the part that is being looked at.
    current: f64,
    /// The best order known.
    pub(super) order: Vec<u32>,
    pub(super) excess: i64,
    pub(super) nodes: u64,
}

impl<'a> Tree<'a> {
    /// All orders, of which one with an excess is known.
    pub(super) fn new(problem: &'a Problem, local: &'a LocalSearch, order: &[u32], excess: i64) -> Result<Self> {
        let (order, ascent) = (order.to_vec(), Ascent::new(problem)?);
        Ok(Self {
            problem,
            local,
            ascent,
            open: Vec::new(),
            waiting_rows: 0,
            current: f64::NEG_INFINITY,
            order,
            excess,
            nodes: 0,
        })
    }

    /// No order has less excess.
    pub(super) fn lower_bound(&self) -> i64 {
        let bound = self.open.iter().map(|node| node.bound).fold(self.current, f64::min);
        if bound == f64::INFINITY { self.excess } else { self.problem.lower_bound(bound.max(0.0)).min(self.excess) }
    }

    /// Searches until nothing better can be left, or so many nodes have been split.
    ///
    /// # Errors
    /// Those of [`Ctx::check`]; [`Tree::lower_bound`] holds all the same.
    pub(super) fn search(&mut self, max_nodes: Option<u64>, ctx: &Ctx<'_>) -> Result<()> {
        self.root(ctx)?;
        while max_nodes.is_none_or(|most| self.nodes < most)
            && let Some(node) = self.open.pop()
        {
            self.waiting_rows -= node.rows.len();
            self.current = node.bound;
            if node.bound <= self.goal().target {
                self.nodes += 1;
                self.branch(node, ctx)?;
            }
            self.current = f64::INFINITY;
        }
        Ok(())
    }

    fn goal(&self) -> Goal {
        Goal { target: self.problem.target(self.excess), aim: self.problem.aim(self.excess) }
    }

    fn root(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let mut node = Node::root(self.problem);
        let mut gaps = Vec::new();
        for round_number in 0..ROOT_ROUNDS {
            let plan = if round_number < FIRST_ROUNDS { FIRST } else { ROOT };
            let outcome = self.ascent.run(&mut node, plan, self.goal(), ctx);
            self.current = node.bound;
            if !self.is_open(outcome?, &node)? {
                self.current = f64::INFINITY;
                return Ok(());
            }
            if self.offer(round(self.problem, &node.average))? {
                // The gap is another one now.
                gaps.clear();
            }
            let gap = self.goal().aim - node.bound;
            if gaps.len() >= SLOW_ROUNDS && gap > SLOW * gaps[gaps.len() - SLOW_ROUNDS] {
                break;
            }
            gaps.push(gap);
        }
        node.rows.rest();
        self.wait(node);
        self.current = f64::INFINITY;
        Ok(())
    }

    /// Splits a node by the pair that raises the bounds of both sides the most.
    fn branch(&mut self, mut node: Node, ctx: &Ctx<'_>) -> Result<()> {
        let mut best: Option<(f64, [Node; 2])> = None;
        for number in Self::candidates(&node) {
            if node.sides.of(number) != Side::Open {
                continue;
            }
            let along = self.child(&node, number, true, TRIAL, ctx)?;
            let against = self.child(&node, number, false, TRIAL, ctx)?;
            match (along, against) {
                (None, None) => return Ok(()),
                // One side is closed: the node itself shrinks to the other, and what was tried before is out of date.
                (Some(child), None) | (None, Some(child)) => {
                    node = child;
                    best = None;
                }
                (Some(along), Some(against)) => {
                    let score = (along.bound - node.bound + 1.0) * (against.bound - node.bound + 1.0);
                    if best.as_ref().is_none_or(|(most, _)| score > *most) {
                        best = Some((score, [along, against]));
                    }
                }
            }
        }
        let Some((_, mut children)) = best else {
            self.wait(node);
            return Ok(());
        };
        // The more promising side is looked at first.
        children.sort_by(|a, b| b.bound.total_cmp(&a.bound));
        for mut child in children {
            child.pace = Pace::new(NODE_LENGTH);
            let outcome = self.ascent.run(&mut child, NODE, self.goal(), ctx)?;
            if self.is_open(outcome, &child)? {
                self.offer(round(self.problem, &child.average))?;
                child.rows.rest();
                self.wait(child);
            }
        }
        Ok(())
    }

    /// The open pairs that the average order is least sure about.
    fn candidates(node: &Node) -> Vec<usize> {
        let unsure = |number: &usize| (node.average[*number] - 0.5).abs();
        let mut open: Vec<usize> = (0..node.average.len()).filter(|&pair| node.sides.of(pair) == Side::Open).collect();
        open.sort_by(|a, b| unsure(a).total_cmp(&unsure(b)));
        open.truncate(TRIALS);
        open
    }

    /// A node with a pair put on a side, after a short ascent; `None` if nothing better is left there.
    fn child(&mut self, node: &Node, number: usize, along: bool, plan: Plan, ctx: &Ctx<'_>) -> Result<Option<Node>> {
        let mut child = Node { pace: Pace::new(NODE_LENGTH), record: f64::NEG_INFINITY, ..node.clone() };
        child.sides.set(self.problem, number, along);
        if !child.sides.close() {
            return Ok(None);
        }
        let outcome = self.ascent.run(&mut child, plan, self.goal(), ctx)?;
        child.rows.rest();
        Ok(self.is_open(outcome, &child)?.then_some(child))
    }

    /// Puts a node off.
    fn wait(&mut self, mut node: Node) {
        if self.waiting_rows + node.rows.len() > WAITING_ROWS {
            node.rows = Rows::default();
            node.record = f64::NEG_INFINITY;
        }
        self.waiting_rows += node.rows.len();
        self.open.push(node);
    }

    /// Whether a node has to be looked at further; takes the order of a settled one.
    fn is_open(&mut self, outcome: Outcome, node: &Node) -> Result<bool> {
        if let Some(places) = node.sides.order().filter(|_| outcome == Outcome::Settled) {
            self.offer(self.problem.named(&places))?;
        }
        Ok(outcome == Outcome::Open)
    }

    /// Improves an order, keeps it if it is better than the best, and says whether it is.
    fn offer(&mut self, mut order: Vec<u32>) -> Result<bool> {
        let excess = self.local.descend(&mut order)?;
        let better = excess < self.excess;
        if better {
            (self.order, self.excess) = (order, excess);
        }
        Ok(better)
    }
}

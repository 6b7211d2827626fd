//! Branch and bound over committees, with multipliers that price the items.

mod ascent;
mod best;
mod together;

use std::collections::BTreeSet;

use super::dominance::Dominance;
use super::number::Number;
use super::overlaps::Overlaps;
use super::problem::Problem;
use super::sides::{Picker, Side, Sides};
use crate::committee::Request;
use crate::ctx::Ctx;
use crate::error::Result;
use ascent::Outcome;

/// Steps of the root, and of other parts.
const ROOT_STEPS: usize = 300;
const STEPS: usize = 20;

/// Parts that are looked at before other threads are asked to help: most searches are over by then.
const ALONE: usize = 64;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quest {
    /// A committee worth more than the best one known.
    Better,
    /// That, and among equals the first in order.
    First,
    /// That, and so many equals.
    All {
        /// The most to list.
        limit: usize,
    },
    /// The first so many equals in order.
    InOrder {
        /// The most to list.
        limit: usize,
    },
}

/// A part of all committees, with the multipliers that bound it.
#[derive(Clone)]
pub(super) struct Node<N> {
    sides: Sides,
    /// Of the problem, then of the groups.
    multipliers: Vec<N>,
    /// How often each item was chosen of late.
    frequency: Vec<f64>,
    bound: N,
}

/// Which item a part is split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// None: nothing of interest is left.
    Nowhere,
    /// Whichever suits best.
    Any,
    /// This one.
    To(u32),
}

/// The state of a search, which may be copied for another thread. Items are numbered in the order that breaks ties.
#[derive(Clone)]
pub(super) struct Search<'a, P: Problem> {
    pub(super) problem: P,
    request: &'a Request,
    overlaps: Overlaps<'a, P::Number>,
    picker: Picker<P::Number>,
    reach: Vec<f64>,
    /// The best committee known, in ascending order: the first of those that were met.
    pub(super) best: Vec<u32>,
    pub(super) value: P::Value,
    /// What bounds have to reach for a committee as good, and for a better one.
    floor: P::Number,
    above: P::Number,
    quest: Quest,
    dominance: Dominance,
    /// Whether the best committee is new, and trades may bring it forward.
    is_moving: bool,
    /// The committees as good as the best that were met, where they are asked for.
    pub(super) found: BTreeSet<Vec<u32>>,
    /// The highest bound of what was passed over.
    passed: P::Number,
    open: Vec<Node<P::Number>>,
    /// The bound of the part that is being looked at.
    current: P::Number,
    prices: Vec<P::Number>,
    slope: Vec<f64>,
    direction: Vec<f64>,
}

impl<'a, P: Problem> Search<'a, P> {
    /// All committees, of which one is known.
    pub(super) fn new(mut problem: P, request: &'a Request, mut best: Vec<u32>, ctx: &Ctx<'_>) -> Result<Self> {
        best.sort_unstable();
        let (overlaps, picker) = (Overlaps::new(&request.bounds), Picker::new(request));
        let value = problem.value(&best, ctx)?;
        let (floor, above) = (problem.floor(&value), problem.above(&value));
        let mut reach = problem.reach();
        let farthest = reach.iter().copied().fold(1.0, f64::max);
        reach.resize(reach.len() + overlaps.len(), farthest);
        let zeros = vec![0.0; reach.len()];
        let n_items = request.priority.len();
        Ok(Self {
            problem,
            request,
            overlaps,
            picker,
            reach,
            found: BTreeSet::from([best.clone()]),
            best,
            value,
            floor,
            above,
            quest: Quest::Better,
            dominance: Dominance::default(),
            is_moving: false,
            passed: P::Number::LEAST,
            open: Vec::new(),
            current: P::Number::MOST,
            prices: vec![P::Number::ZERO; n_items],
            slope: zeros.clone(),
            direction: zeros,
        })
    }

    /// The part that all committees make.
    pub(super) fn root(&mut self) -> Node<P::Number> {
        let mut multipliers = self.problem.start(&self.best);
        multipliers.resize(self.reach.len(), P::Number::ZERO);
        let n_items = self.request.priority.len();
        let share = self.request.k as f64 / n_items as f64;
        Node { sides: Sides::open(n_items), multipliers, frequency: vec![share; n_items], bound: P::Number::MOST }
    }

    /// No committee is worth more than what this bound allows.
    pub(super) fn bound(&self) -> P::Number {
        self.open.iter().map(|node| node.bound).fold(self.current.max(self.passed), Ord::max).max(self.floor)
    }

    /// Improves the best committee, and the bound of the root.
    ///
    /// # Errors
    /// Those of [`Ctx::check`]; [`Search::bound`] holds all the same.
    pub(super) fn prepare(&mut self, root: &mut Node<P::Number>, ctx: &Ctx<'_>) -> Result<()> {
        let mut committee = self.best.clone();
        self.problem.improve(&mut committee, &self.request.bounds, ctx)?;
        self.offer(committee, ctx)?;
        root.multipliers[..self.reach.len() - self.overlaps.len()].clone_from_slice(&self.problem.start(&self.best));
        let outcome = self.ascend(root, ROOT_STEPS, true, ctx);
        self.current = root.bound;
        outcome.map(|_| ())
    }

    /// Takes note that a search for something better has found nothing.
    pub(super) fn cap(&self, node: &mut Node<P::Number>) {
        node.bound = node.bound.min(self.floor);
    }

    /// Whether something better may be left in a part.
    pub(super) fn is_open(&self, node: &Node<P::Number>) -> bool {
        node.bound >= self.above
    }

    /// Whether the bound of a part is far above the best value, in steps between values.
    pub(super) fn is_wide(&self, node: &Node<P::Number>, steps: f64) -> bool {
        (node.bound - self.floor).to_float() >= steps * (self.above - self.floor).to_float()
    }

    /// Starts another search.
    fn begin(&mut self, quest: Quest) {
        self.quest = quest;
        self.passed = P::Number::LEAST;
        self.open.clear();
        self.found.clear();
        if let Quest::All { .. } = quest {
            self.found.insert(self.best.clone());
        }
    }

    /// Searches a part until what is looked for is found or cannot be there.
    ///
    /// # Errors
    /// Those of [`Ctx::check`]; [`Search::bound`] holds all the same.
    pub(super) fn search(&mut self, root: &Node<P::Number>, quest: Quest, ctx: &Ctx<'_>) -> Result<()> {
        self.begin(quest);
        self.open.push(root.clone());
        self.current = root.bound;
        self.is_moving = quest == Quest::First;
        self.dominance = Dominance::of(&self.problem, &self.request.bounds, quest, ctx)?;
        // The first so many in order are found in order, and so one after the other.
        let together = !matches!(quest, Quest::InOrder { .. });
        self.look_at_parts(if together { ctx.par().chunk_length(ALONE) } else { usize::MAX }, ctx)?;
        if self.is_done() { Ok(()) } else { self.look_together(ctx) }
    }

    /// Whether nothing is left to look at.
    fn is_done(&self) -> bool {
        self.open.is_empty() || self.is_enough()
    }

    /// Looks at parts until there are no more, or at so many.
    fn look_at_parts(&mut self, most: usize, ctx: &Ctx<'_>) -> Result<()> {
        for _ in 0..most {
            if self.is_enough() {
                break;
            }
            let Some(node) = self.open.pop() else { break };
            self.current = self.current.max(node.bound);
            self.bring_forward(ctx)?;
            self.current = node.bound;
            self.look_at(node, ctx)?;
            self.current = P::Number::LEAST;
        }
        Ok(())
    }

    /// Whether more equals were found than are listed.
    fn is_enough(&self) -> bool {
        match self.quest {
            Quest::All { limit } => self.found.len() > limit,
            Quest::InOrder { limit } => self.found.len() == limit,
            Quest::Better | Quest::First => false,
        }
    }

    /// What a bound has to reach to be of interest.
    fn target(&self) -> P::Number {
        if self.quest == Quest::Better { self.above } else { self.floor }
    }

    fn look_at(&mut self, mut node: Node<P::Number>, ctx: &Ctx<'_>) -> Result<()> {
        if node.bound < self.target() {
            self.passed = self.passed.max(node.bound);
            return Ok(());
        }
        if !self.is_possible(&node.sides, ctx)? {
            return Ok(());
        }
        let turn = match self.follow_order(&mut node) {
            Turn::Nowhere => return Ok(()),
            Turn::Any => None,
            Turn::To(item) => Some(item),
        };
        match self.ascend(&mut node, STEPS, false, ctx)? {
            Outcome::Closed => {}
            Outcome::Settled => {
                if let Some(committee) = self.only(&node.sides) {
                    self.settle(committee, ctx)?;
                }
            }
            Outcome::Open => self.branch(&node, turn),
        }
        Ok(())
    }

    /// The committee that these sides leave, if they leave one.
    fn only(&self, sides: &Sides) -> Option<Vec<u32>> {
        let mut committee: Vec<u32> = sides.on(Side::In).collect();
        if committee.len() < self.request.k {
            committee.extend(sides.on(Side::Free));
            committee.sort_unstable();
        }
        (committee.len() == self.request.k && self.request.bounds.allow(&committee)).then_some(committee)
    }

    /// Where groups overlap, whether some committee within these sides keeps to their bounds.
    fn is_possible(&self, sides: &Sides, ctx: &Ctx<'_>) -> Result<bool> {
        let bounds = &self.request.bounds;
        if bounds.is_disjoint() {
            return Ok(true);
        }
        let mut low = vec![0; bounds.n_kinds()];
        for item in sides.on(Side::In) {
            low[bounds.kind(item)] += 1;
        }
        let mut high = low.clone();
        for item in sides.on(Side::Free) {
            high[bounds.kind(item)] += 1;
        }
        bounds.within(low, high, self.request.k, ctx)
    }

    /// Where equals are of interest only if they come before the best committee: decides what all of those have in common.
    /// Then says where to branch.
    fn follow_order(&self, node: &mut Node<P::Number>) -> Turn {
        if let Quest::InOrder { .. } = self.quest {
            let first = node.sides.on(Side::Free).next();
            return first.map_or(Turn::Any, Turn::To);
        }
        if self.quest != Quest::First || node.bound >= self.above {
            return Turn::Any;
        }
        let mut members = self.best.iter().copied().peekable();
        for item in 0..self.request.priority.len() as u32 {
            let is_member = members.next_if_eq(&item).is_some();
            match (is_member, node.sides.of(item)) {
                (false, Side::In) => return Turn::Any,
                (false, Side::Free) => return Turn::To(item),
                (true, Side::Out) => return Turn::Nowhere,
                (true, Side::Free) => self.set(&mut node.sides, item, Side::In),
                (true, Side::In) | (false, Side::Out) => {}
            }
            if node.sides.n_in() > self.request.k {
                return Turn::Nowhere;
            }
        }
        Turn::Nowhere
    }

    /// Decides about an item, and about others that go with it.
    fn set(&self, sides: &mut Sides, item: u32, side: Side) {
        sides.set(item, side);
        let others = if side == Side::In { self.dominance.above(item) } else { self.dominance.below(item) };
        for &other in others {
            sides.set(other, side);
        }
    }

    /// Splits a part by an item.
    fn branch(&mut self, node: &Node<P::Number>, turn: Option<u32>) {
        let unsure = |item: &u32| (node.frequency[*item as usize] - 0.5).abs();
        let turn = turn.filter(|&item| node.sides.of(item) == Side::Free);
        let first = || match self.quest {
            Quest::InOrder { .. } => node.sides.on(Side::Free).next(),
            _ => node.sides.on(Side::Free).min_by(|a, b| unsure(a).total_cmp(&unsure(b))),
        };
        let Some(item) = turn.or_else(first) else { return };
        let is_likely =
            turn.is_some() || node.frequency[item as usize] > 0.5 || matches!(self.quest, Quest::InOrder { .. });
        let order = if is_likely { [Side::Out, Side::In] } else { [Side::In, Side::Out] };
        for side in order {
            let mut child = node.clone();
            self.set(&mut child.sides, item, side);
            self.open.push(child);
        }
    }
}

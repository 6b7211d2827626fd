//! Branch and bound over committees, with multipliers that price the items.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::dominance::Dominance;
use super::number::Number;
use super::overlaps::Overlaps;
use super::problem::{Problem, may_replace};
use super::sides::{Picker, Side, Sides};
use crate::committee::Request;
use crate::ctx::Ctx;
use crate::error::Result;

/// Steps of the root, and of other parts.
const ROOT_STEPS: usize = 300;
const STEPS: usize = 20;

/// How much of the direction stays from step to step.
const MOMENTUM: f64 = 0.6;

/// How far a step goes at first, and what becomes of that after so many steps without a better bound.
const PACE: f64 = 1.0;
const SLOWER: f64 = 0.7;
const PATIENCE: usize = 5;

/// How fast the frequencies forget.
const RECENT: f64 = 0.1;

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

/// How an ascent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing that is looked for is left.
    Closed,
    /// Every item is decided.
    Settled,
    /// Neither.
    Open,
}

/// The state of a search. Items are numbered in the order that breaks ties.
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
    pub(super) nodes: u64,
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
            nodes: 0,
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
        while !self.is_enough()
            && let Some(node) = self.open.pop()
        {
            self.current = self.current.max(node.bound);
            self.bring_forward(ctx)?;
            self.current = node.bound;
            self.nodes += 1;
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
        let Some(turn) = self.follow_order(&mut node) else { return Ok(()) };
        match self.ascend(&mut node, STEPS, false, ctx)? {
            Outcome::Closed => {}
            Outcome::Settled => {
                if let Some(committee) = self.only(&node.sides) {
                    self.settle(committee, ctx)?;
                }
            }
            Outcome::Open => self.branch(node, turn),
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
    /// `None` if there are none here; else the item to branch on, if the order says.
    fn follow_order(&self, node: &mut Node<P::Number>) -> Option<Option<u32>> {
        if let Quest::InOrder { .. } = self.quest {
            let first = node.sides.on(Side::Free).next();
            return Some(first);
        }
        if self.quest != Quest::First || node.bound >= self.above {
            return Some(None);
        }
        let mut members = self.best.iter().copied().peekable();
        for item in 0..self.request.priority.len() as u32 {
            let is_member = members.next_if_eq(&item).is_some();
            match (is_member, node.sides.of(item)) {
                (false, Side::In) => return Some(None),
                (false, Side::Free) => return Some(Some(item)),
                (true, Side::Out) => return None,
                (true, Side::Free) => self.set(&mut node.sides, item, Side::In),
                (true, Side::In) | (false, Side::Out) => {}
            }
            if node.sides.n_in() > self.request.k {
                return None;
            }
        }
        None
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
    fn branch(&mut self, node: Node<P::Number>, turn: Option<u32>) {
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

    /// Lowers the bound of a part, and decides items that no committee of interest has on their other side.
    fn ascend(&mut self, node: &mut Node<P::Number>, steps: usize, is_root: bool, ctx: &Ctx<'_>) -> Result<Outcome> {
        if self.is_settled(&node.sides) {
            return Ok(Outcome::Settled);
        }
        self.problem.begin(&node.sides);
        let own = self.reach.len() - self.overlaps.len();
        let mut multipliers = node.multipliers.clone();
        self.direction.fill(0.0);
        let (mut record, mut pace, mut stalled, mut next_try) = (P::Number::MOST, PACE, 0, 1);
        for step in 1..=steps {
            ctx.check()?;
            let (of_rows, of_groups) = multipliers.split_at_mut(own);
            let constant =
                self.problem.price(of_rows, &mut self.prices) + self.overlaps.price(of_groups, &mut self.prices);
            let Some(sum) = self.picker.pick(&self.prices, &node.sides) else { return Ok(Outcome::Closed) };
            let bound = constant + sum;
            for (item, frequency) in (0..).zip(&mut node.frequency) {
                let now = f64::from(u8::from(self.picker.is_chosen(item)));
                *frequency += RECENT * (now - *frequency);
            }
            let upper = self.problem.slope(&self.picker.chosen, &multipliers[..own], &mut self.slope[..own]);
            if upper >= self.floor && !matches!(self.quest, Quest::InOrder { .. }) {
                let chosen = self.picker.chosen.clone();
                self.offer(chosen, ctx)?;
            }
            if is_root && step >= next_try {
                next_try *= 2;
                self.improve(ctx)?;
                // The problem's counts are those of another committee now.
                self.problem.slope(&self.picker.chosen, &multipliers[..own], &mut self.slope[..own]);
            }
            if bound < record {
                record = bound;
                node.bound = node.bound.min(bound);
                node.multipliers.clone_from(&multipliers);
                stalled = 0;
            } else {
                stalled += 1;
                if stalled == PATIENCE {
                    (pace, stalled) = (pace * SLOWER, 0);
                }
            }
            if bound < self.target() {
                self.passed = self.passed.max(bound);
                return Ok(Outcome::Closed);
            }
            if record == bound {
                // What holds for the root has to hold for the search of equals too.
                self.decide(node, bound, if is_root { self.floor } else { self.target() });
                if self.is_settled(&node.sides) {
                    return Ok(Outcome::Settled);
                }
            }
            if self.overlaps.len() > 0 {
                let counts = self.request.bounds.counts(&self.picker.chosen);
                self.overlaps.slope(&counts, &multipliers[own..], &mut self.slope[own..]);
            }
            if !self.step(&mut multipliers, bound, pace) {
                break;
            }
        }
        Ok(Outcome::Open)
    }

    /// Moves the multipliers; `false` if they are the best already.
    fn step(&mut self, multipliers: &mut [P::Number], bound: P::Number, pace: f64) -> bool {
        let norm: f64 = self.slope.iter().zip(&self.reach).map(|(slope, reach)| slope * slope * reach).sum();
        if norm == 0.0 {
            return false;
        }
        let gap = (bound - self.floor).to_float();
        let length = pace * gap.max(1.0) / norm;
        let all = multipliers.iter_mut().zip(&mut self.direction).zip(self.slope.iter().zip(&self.reach));
        for ((multiplier, direction), (slope, reach)) in all {
            *direction = slope + MOMENTUM * *direction;
            *multiplier += P::Number::from_float(length * reach * *direction);
        }
        true
    }

    fn is_settled(&self, sides: &Sides) -> bool {
        sides.n_in() >= self.request.k || sides.n_in() + sides.n_free() <= self.request.k
    }

    /// Decides the items whose other side is of no interest, by what that costs the last choice.
    fn decide(&mut self, node: &mut Node<P::Number>, bound: P::Number, target: P::Number) {
        self.picker.weigh(&self.prices, &node.sides);
        let mut is_changed = false;
        for item in 0..self.prices.len() as u32 {
            if node.sides.of(item) != Side::Free {
                continue;
            }
            let (loss, other) = self.picker.loss(item, &self.prices);
            if let Some(loss) = loss {
                if bound - loss >= target {
                    continue;
                }
                self.passed = self.passed.max(bound - loss);
            }
            let side = if other == Side::In { Side::Out } else { Side::In };
            self.set(&mut node.sides, item, side);
            is_changed = true;
        }
        if is_changed {
            self.problem.begin(&node.sides);
        }
    }

    /// Takes note of a committee that keeps to the bounds if it is better than the best one, or as good and before it.
    pub(super) fn offer(&mut self, mut committee: Vec<u32>, ctx: &Ctx<'_>) -> Result<()> {
        if self.problem.upper(&committee) < self.floor || !self.request.bounds.allow(&committee) {
            return Ok(());
        }
        committee.sort_unstable();
        self.settle(committee, ctx)
    }

    /// Takes note of a committee, in ascending order, that keeps to the bounds.
    fn settle(&mut self, committee: Vec<u32>, ctx: &Ctx<'_>) -> Result<()> {
        let lists = matches!(self.quest, Quest::All { .. } | Quest::InOrder { .. });
        if committee == self.best && !lists {
            return Ok(());
        }
        let value = self.problem.value(&committee, ctx)?;
        let mut is_new = false;
        match value.cmp(&self.value) {
            Ordering::Less => return Ok(()),
            Ordering::Equal => {
                if committee < self.best {
                    self.best.clone_from(&committee);
                    is_new = true;
                }
            }
            Ordering::Greater => {
                (self.floor, self.above) = (self.problem.floor(&value), self.problem.above(&value));
                self.value = value;
                self.best.clone_from(&committee);
                self.found.clear();
                is_new = true;
            }
        }
        if lists {
            self.found.insert(committee);
        } else if is_new && self.quest == Quest::First {
            self.is_moving = true;
        }
        Ok(())
    }

    /// Trades a member of the best committee for an item before it that is worth as much, as long as there is one.
    fn bring_forward(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        while std::mem::take(&mut self.is_moving) {
            self.bring_one_forward(ctx)?;
        }
        Ok(())
    }

    fn bring_one_forward(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        ctx.check()?;
        let mut gains = vec![P::Number::ZERO; self.prices.len()];
        for place in (0..self.best.len()).rev() {
            let mut others = self.best.clone();
            let member = others.remove(place);
            let may = may_replace(&self.best, place, &self.request.bounds);
            self.problem.gains(&others, &mut gains);
            let least = gains[member as usize];
            let first = (0..member).find(|&item| {
                gains[item as usize] >= least && may[self.request.bounds.kind(item)] && !others.contains(&item)
            });
            if let Some(item) = first {
                others.push(item);
                others.sort_unstable();
                return self.settle(others, ctx);
            }
        }
        Ok(())
    }

    /// Improves the last choice by trades.
    fn improve(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let mut committee = self.picker.chosen.clone();
        if self.request.bounds.allow(&committee) {
            self.problem.improve(&mut committee, &self.request.bounds, ctx)?;
            self.offer(committee, ctx)?;
        }
        Ok(())
    }
}

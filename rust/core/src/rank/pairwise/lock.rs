//! Locking in wins one by one, the strongest first, and what can come of it where wins are equally strong.

use std::collections::BTreeSet;

use super::strengths::{Defeats, with_ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::rank::options::{Named, Options};

/// In which order wins of equal strength are locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TieBreak {
    /// In any order: an item wins if it does so in one of them.
    ParallelUniverse,
    /// By the label of the winner, and then by that of the loser.
    LowestLabel,
}

impl Named for TieBreak {
    const OPTION: &'static str = "tie_break";
    const VALUES: &'static [(&'static str, Self)] =
        &[("parallel_universe", Self::ParallelUniverse), ("lowest_label", Self::LowestLabel)];
    const NAMES: &'static str = "\"parallel_universe\", \"lowest_label\"";
}

/// How wins are locked in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locking {
    tie_break: TieBreak,
    /// States that the search may look at.
    limit: u64,
}

/// What has come of the wins so far.
pub(super) struct Locked<S> {
    /// One for each that some order of equally strong wins can lead to.
    pub(super) states: Vec<S>,
    /// Whether no order was chosen by labels where another would have led elsewhere.
    pub(super) complete: bool,
}

/// A win that may be locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Win {
    strength: u32,
    winner: u32,
    loser: u32,
}

impl Win {
    /// The winner and the loser.
    pub(super) fn ends(self) -> (usize, usize) {
        (self.winner as usize, self.loser as usize)
    }
}

/// The wins that were locked in so far, as far as it matters for those to come and for the outcome.
pub(super) trait State: Clone + Ord {
    /// Whether a win is neither in force nor ruled out.
    fn is_open(&self, win: Win) -> bool;

    fn lock(&mut self, win: Win);

    /// Keeps the open wins, and one of those that come to the same.
    fn keep_open(&self, wins: &mut Vec<Win>) {
        wins.retain(|&win| self.is_open(win));
    }

    /// For each open win, and for each of those that were left out, whether locking in other open ones would rule it out.
    fn contested(&self, open: &[Win], left_out: &[Win]) -> Result<(Vec<bool>, Vec<bool>)>;
}

impl Locking {
    pub(super) fn parse(options: &Options<'_>) -> Result<Self> {
        Ok(Self { tie_break: options.named()?, limit: options.integer("limit", 1..=i64::MAX)? as u64 })
    }

    /// Locks in all wins, the strongest first.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond `limit` states, or a stop asked for through `ctx`.
    pub(super) fn run<S: State>(
        self,
        start: S,
        defeats: &Defeats,
        items: &Items,
        what: &'static str,
        ctx: &Ctx<'_>,
    ) -> Result<Locked<S>> {
        let wins = sorted(defeats, items, ctx)?;
        let mut locked = Locked { states: vec![start], complete: true };
        let mut search = Search { what, n_states: 0, limit: self.limit, ctx };
        for (k, equal) in wins.chunk_by(|a, b| a.strength == b.strength).enumerate() {
            if k % 64 == 0 || equal.len() > 64 {
                ctx.check()?;
            }
            match (self.tie_break, equal) {
                (_, &[win]) => locked.states.iter_mut().filter(|state| state.is_open(win)).for_each(|s| s.lock(win)),
                (TieBreak::ParallelUniverse, _) => locked.states = search.all(locked.states, equal)?,
                (TieBreak::LowestLabel, _) => {
                    for state in &mut locked.states {
                        locked.complete = locked.complete && !is_contested(state, equal)?;
                        for &win in equal {
                            if state.is_open(win) {
                                state.lock(win);
                            }
                        }
                    }
                }
            }
        }
        Ok(locked)
    }
}

/// Whether it matters in which order these wins are locked in.
fn is_contested<S: State>(state: &S, equal: &[Win]) -> Result<bool> {
    let mut open = equal.to_vec();
    state.keep_open(&mut open);
    Ok(open.len() > 1 && state.contested(&open, &[])?.0.contains(&true))
}

/// All wins, the strongest first, and by labels among equals.
fn sorted(defeats: &Defeats, items: &Items, ctx: &Ctx<'_>) -> Result<Vec<Win>> {
    let m = items.len();
    let label_rank = items.label_rank();
    let mut by_label: Vec<usize> = (0..m).collect();
    by_label.sort_unstable_by_key(|&item| label_rank[item]);
    let strength = |winner: usize, loser: usize| match defeats {
        Defeats::Narrow(ranks) => u32::from(ranks[winner * m + loser]),
        Defeats::Wide(ranks) => ranks[winner * m + loser],
    };
    let strongest = with_ranks!(defeats, ranks => ranks.iter().max().map_or(0, |&rank| rank as usize));
    // Where the wins of each strength start; that of none comes last.
    let mut next = filled("wins by their strength", strongest + 2, 0_usize)?;
    for winner in 0..m {
        ctx.check()?;
        (0..m).for_each(|loser| next[strongest + 1 - strength(winner, loser) as usize] += 1);
    }
    next[strongest + 1] = 0;
    let mut n = 0;
    for start in &mut next {
        n += std::mem::replace(start, n);
    }
    let mut wins = filled("wins by their strength", n, Win { strength: 0, winner: 0, loser: 0 })?;
    for &winner in &by_label {
        ctx.check()?;
        for &loser in &by_label {
            let strength = strength(winner, loser);
            if strength > 0 {
                let next = &mut next[strongest + 1 - strength as usize];
                wins[*next] = Win { strength, winner: winner as u32, loser: loser as u32 };
                *next += 1;
            }
        }
    }
    Ok(wins)
}

/// A search for every state that wins of equal strength can lead to.
///
/// Whatever their order, what is locked in is a set of wins to which no further one can be added; and every such set comes
/// of an order, the one that takes it first. So the search decides for one win after the other whether it is in the set. A
/// win that no other one contests always is. One that is left out must be ruled out by others in the end.
struct Search<'a> {
    what: &'static str,
    n_states: u64,
    limit: u64,
    ctx: &'a Ctx<'a>,
}

struct Node<S> {
    state: S,
    /// Wins to decide on.
    open: Vec<Win>,
    /// Wins that were left out.
    left_out: Vec<Win>,
}

impl Search<'_> {
    fn all<S: State>(&mut self, states: Vec<S>, equal: &[Win]) -> Result<Vec<S>> {
        let mut found = BTreeSet::new();
        let start = |state| Node { state, open: equal.to_vec(), left_out: Vec::new() };
        let mut nodes: Vec<Node<S>> = states.into_iter().map(start).collect();
        while let Some(mut node) = nodes.pop() {
            self.ctx.check()?;
            if !node.settle()? {
                continue;
            }
            let Some(win) = node.open.pop() else {
                found.insert(node.state);
                continue;
            };
            // Only branching counts, so that votes without ties pass whatever the limit.
            self.n_states += 2;
            if self.n_states > self.limit {
                return Err(Error::TooLarge { what: self.what, got: self.n_states.into(), limit: self.limit.into() });
            }
            let mut with = Node { state: node.state.clone(), open: node.open.clone(), left_out: node.left_out.clone() };
            with.state.lock(win);
            node.left_out.push(win);
            nodes.extend([node, with]);
        }
        Ok(found.into_iter().collect())
    }
}

impl<S: State> Node<S> {
    /// Locks in what nothing contests any more; `false` if a win that was left out can no longer be ruled out.
    fn settle(&mut self) -> Result<bool> {
        loop {
            self.state.keep_open(&mut self.open);
            self.left_out.retain(|&win| self.state.is_open(win));
            match (&self.open[..], &self.left_out[..]) {
                ([], left_out) => return Ok(left_out.is_empty()),
                // What would rule out a lone win is another one.
                (&[win], []) => {
                    self.state.lock(win);
                    continue;
                }
                _ => {}
            }
            let (contested, left_out) = self.state.contested(&self.open, &self.left_out)?;
            if left_out.contains(&false) {
                return Ok(false);
            }
            if !contested.contains(&false) {
                return Ok(true);
            }
            let mut contested = contested.into_iter();
            let state = &mut self.state;
            self.open.retain(|&win| {
                let keep = contested.next().unwrap_or(true);
                if !keep {
                    state.lock(win);
                }
                keep
            });
        }
    }
}

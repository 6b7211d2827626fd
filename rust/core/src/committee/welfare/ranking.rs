//! Gains of items where voters rank them.
//!
//! Ranks are read where they are, ballot by ballot: a table of utilities would take several times the memory of the ranks.

use std::sync::Arc;

use super::increase::{add_increase, insert};
use super::lambda::Factors;
use super::ranks_ahead::ranks_ahead;
use super::utilities::Utilities;
use super::worth::{State, Whole, Worth};
use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::memory::filled;
use crate::par;
use crate::positional::Places;
use crate::weights::Weights;

/// Cells of one chunk, some milliseconds.
const CHUNK_CELLS: usize = 1 << 20;

/// The most chunks, each of which has gains of its own, unless they would be too long for counts of 32 bits.
const MAX_CHUNKS: usize = 64;
const MAX_ROWS: usize = 1 << 16;

/// What does not change while members come and go.
struct Frame<'a, T> {
    ballots: &'a Ballots,
    utilities: &'a Utilities,
    weights: Vec<T>,
    factors: Factors,
    /// [`Factors::scaled`], as far as they are above zero, then a 0.
    scaled: Vec<T>,
    /// What rounding may have taken from a gain.
    slack: i128,
}

/// For each voter the utilities of the best members, for each item what it would add.
struct Ranking<'a, T> {
    frame: Arc<Frame<'a, T>>,
    /// Voter by voter, one for each factor above zero, in descending order.
    best: Vec<i64>,
    members: Vec<u32>,
    gains: Vec<T>,
}

/// What happens to the committee.
#[derive(Clone, Copy)]
enum Change {
    Start,
    Join(u32),
    Leave,
}

/// The state without a member; `most` is what gains were said to have as multiplicities at most.
///
/// # Errors
/// [`crate::error::Error::Memory`], or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)` for this, and for each member that joins: a pass over the ballots to which it matters.
pub(super) fn empty<'a>(
    ballots: &'a Ballots,
    utilities: &'a Utilities,
    factors: Factors,
    most: i128,
    ctx: &Ctx<'_>,
) -> Result<State<'a>> {
    if factors.is_narrow {
        start::<i64>(ballots, utilities, factors, most, ctx)
    } else {
        start::<i128>(ballots, utilities, factors, most, ctx)
    }
}

fn start<'a, T: Whole>(
    ballots: &'a Ballots,
    utilities: &'a Utilities,
    factors: Factors,
    most: i128,
    ctx: &Ctx<'_>,
) -> Result<State<'a>> {
    let depth = factors.exact.iter().take_while(|factor| **factor > Fraction::default()).count().max(1);
    let scaled = factors.scaled[..depth].iter().map(|&factor| T::narrowed(factor)).chain([T::default()]).collect();
    let weights = (0..ballots.n_voters()).map(|voter| T::narrowed(ballots.weights().numerator(voter))).collect();
    let slack = if factors.is_exact { 0 } else { most };
    let frame = Arc::new(Frame { ballots, utilities, weights, factors, scaled, slack });
    let best = filled("the utilities of members", ballots.n_voters() * depth, 0_i64)?;
    let mut state = Ranking { frame, best, members: Vec::new(), gains: vec![T::default(); ballots.n_items()] };
    state.update(Change::Start, ctx)?;
    Ok(Box::new(state))
}

impl<T: Whole> Ranking<'_, T> {
    fn depth(&self) -> usize {
        self.frame.scaled.len() - 1
    }

    fn update(&mut self, change: Change, ctx: &Ctx<'_>) -> Result<()> {
        let frame = self.frame.clone();
        match frame.ballots.ranks() {
            Ranks::Narrow(ranks) => self.sweep(&frame, ranks, change, ctx),
            Ranks::Wide(ranks) => self.sweep(&frame, ranks, change, ctx),
        }
    }

    /// Brings the utilities of members and the gains up to date with a change.
    fn sweep<R: Rank>(&mut self, frame: &Frame<'_, T>, ranks: &[R], change: Change, ctx: &Ctx<'_>) -> Result<()> {
        let (n_voters, n_items, depth) = (frame.ballots.n_voters(), frame.ballots.n_items(), self.depth());
        let rows = par::rows(CHUNK_CELLS, n_items).max(n_voters.div_ceil(MAX_CHUNKS)).min(MAX_ROWS);
        let ballots = |first: usize, count: usize| &ranks[first * n_items..(first + count) * n_items];
        let one_step = frame.utilities.one_step().filter(|_| depth == 1 && *frame.ballots.weights() == Weights::Unit);
        let members = &self.members;
        let parts = if let (Some(step), Change::Start | Change::Join(_)) = (one_step, change) {
            let item = if let Change::Join(item) = change { Some(item as usize) } else { None };
            let factor = frame.scaled[0] * T::narrowed(step.into());
            let fill = |first: usize, best: &mut [i64]| {
                let counts = ranks_ahead(ballots(first, best.len()), n_items, item, step, best);
                let sign = if item.is_some() { T::default() - factor } else { factor };
                Ok(counts.into_iter().map(|count| T::narrowed(count.into()) * sign).collect())
            };
            ctx.fill_chunks(&mut self.best, depth, rows, fill)?
        } else {
            let fill = |first: usize, best: &mut [i64]| {
                let ballots = ballots(first, best.len() / depth);
                Ok(frame.changes(ballots, first, best, change, members))
            };
            ctx.fill_chunks(&mut self.best, depth, rows, fill)?
        };
        for part in parts {
            let part: Vec<T> = part;
            for (gain, part) in self.gains.iter_mut().zip(part) {
                *gain += part;
            }
        }
        Ok(())
    }
}

impl<T: Whole> Frame<'_, T> {
    /// What changes for these ballots, the first of which is that of voter `first`.
    fn changes<R: Rank>(&self, ranks: &[R], first: usize, best: &mut [i64], change: Change, members: &[u32]) -> Vec<T> {
        let (n_items, depth) = (self.ballots.n_items(), self.scaled.len() - 1);
        let mut part = vec![T::default(); n_items];
        let (mut places, mut buffer) = (Places::new(n_items), Vec::new());
        let (mut after, mut of_rank) = (Vec::new(), vec![T::default(); n_items + 1]);
        let weights = &self.weights[first..];
        for ((ballot, best), &weight) in ranks.chunks_exact(n_items).zip(best.chunks_exact_mut(depth)).zip(weights) {
            let table = self.utilities.read(ballot, &mut places, &mut buffer);
            let of = |item: u32| table[ballot[item as usize].index().min(n_items)];
            after.clear();
            after.extend_from_slice(best);
            match change {
                Change::Start => {}
                Change::Join(item) => insert(&mut after, of(item)),
                Change::Leave => {
                    after.clear();
                    after.extend(members.iter().map(|&member| of(member)));
                    after.sort_unstable_by_key(|&utility| std::cmp::Reverse(utility));
                    after.resize(depth, 0);
                }
            }
            let is_start = matches!(change, Change::Start);
            if weight == T::default() || !is_start && after == *best {
                continue;
            }
            of_rank.fill(T::default());
            add_increase(&mut of_rank, table, &after, &self.scaled, weight);
            if !is_start {
                add_increase(&mut of_rank, table, best, &self.scaled, T::default() - weight);
            }
            best.copy_from_slice(&after);
            for (gain, rank) in part.iter_mut().zip(ballot) {
                *gain += of_rank[rank.index().min(n_items)];
            }
        }
        part
    }

    /// See [`Worth::multiplicities`].
    fn multiplicities<R: Rank>(&self, ranks: &[R], item: u32, best: &[i64], ctx: &Ctx<'_>) -> Result<Vec<i128>> {
        let (n_items, depth) = (self.ballots.n_items(), self.scaled.len() - 1);
        let mut times = vec![0_i128; depth];
        let (mut places, mut buffer, mut after) = (Places::new(n_items), Vec::new(), Vec::new());
        let voters = ranks.chunks_exact(n_items).zip(best.chunks_exact(depth)).zip(&self.weights);
        for (voter, ((ballot, best), &weight)) in voters.enumerate() {
            if voter % 1024 == 0 {
                ctx.check()?;
            }
            let table = self.utilities.read(ballot, &mut places, &mut buffer);
            after.clear();
            after.extend_from_slice(best);
            insert(&mut after, table[ballot[item as usize].index().min(n_items)]);
            for ((times, after), before) in times.iter_mut().zip(&after).zip(best) {
                *times += weight.into() * i128::from(after - before);
            }
        }
        Ok(times)
    }
}

impl<'a, T: Whole> Worth<'a> for Ranking<'a, T> {
    fn factors(&self) -> &Factors {
        &self.frame.factors
    }

    fn n_items(&self) -> u32 {
        self.gains.len() as u32
    }

    fn between(&self, item: u32) -> (i128, i128) {
        let gain = self.gains[item as usize].into();
        (gain, gain + self.frame.slack)
    }

    fn is_fresh(&self, _: u32) -> bool {
        true
    }

    fn refresh(&mut self, _: u32, _: &Ctx<'_>) -> Result<()> {
        Ok(())
    }

    fn multiplicities(&self, item: u32, ctx: &Ctx<'_>) -> Result<Vec<i128>> {
        match self.frame.ballots.ranks() {
            Ranks::Narrow(ranks) => self.frame.multiplicities(ranks, item, &self.best, ctx),
            Ranks::Wide(ranks) => self.frame.multiplicities(ranks, item, &self.best, ctx),
        }
    }

    fn add(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.members.push(item);
        self.update(Change::Join(item), ctx)
    }

    fn remove(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.members.retain(|&member| member != item);
        self.update(Change::Leave, ctx)
    }

    fn boxed(&self) -> State<'a> {
        let Self { frame, best, members, gains } = self;
        Box::new(Self { frame: frame.clone(), best: best.clone(), members: members.clone(), gains: gains.clone() })
    }
}

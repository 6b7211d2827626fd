//! Ballots without ties as lists that are walked down once, over all rounds together.

use fixedbitset::FixedBitSet;

use super::tally::End;
use crate::ballots::{Ballots, Missing, Rank};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::par;
use crate::rank::exact::FractionSums;

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 17;

/// The ranked items of each ballot, from the end that is counted.
pub(super) struct Queues<'a> {
    ballots: &'a Ballots,
    /// Of each ballot: the place that it has come to, then its items, then `END`.
    cells: Vec<u16>,
    /// The items that the places were found for: they hold for any part of these.
    counted: FixedBitSet,
    /// Whether an item counts only if another one is left.
    needs_rival: bool,
}

/// No item has this number.
const END: u16 = u16::MAX;

impl<'a> Queues<'a> {
    /// Whether lists of items say all that is needed: unranked items have a place of their own only at the bottom.
    pub(super) fn suit(ballots: &Ballots, end: End) -> bool {
        !ballots.has_ties() && (ballots.is_complete() || end != End::Last(Missing::Below))
    }

    pub(super) fn new<R: Rank>(ballots: &'a Ballots, ranks: &[R], end: End, ctx: &Ctx<'_>) -> Result<Self> {
        let m = ballots.n_items();
        let (from_first, is_complete) = (end == End::First, ballots.is_complete());
        let is_ranked = |rank: &&R| **rank != R::UNRANKED;
        let mut cells = filled("ballots", ballots.n_voters() * (m + 2), END)?;
        ctx.fill_chunks(&mut cells, m + 2, par::rows(CHUNK_CELLS, m), |first, cells| {
            for (voter, queue) in (first..).zip(cells.chunks_exact_mut(m + 2)) {
                queue[0] = 0;
                let ballot = &ranks[voter * m..(voter + 1) * m];
                let n_ranked = if from_first || is_complete { m } else { ballot.iter().filter(is_ranked).count() };
                for (item, &rank) in (0..).zip(ballot) {
                    if is_ranked(&&rank) {
                        queue[if from_first { 1 + rank.index() } else { n_ranked - rank.index() }] = item;
                    }
                }
            }
            Ok(())
        })?;
        Ok(Self { ballots, cells, counted: FixedBitSet::with_capacity(m), needs_rival: !from_first })
    }

    /// The weight of the ballots on which an item comes before all others that are left.
    pub(super) fn count(&mut self, left: &FixedBitSet, ctx: &Ctx<'_>) -> Result<FractionSums> {
        let (m, weights) = (left.len(), self.ballots.weights());
        if self.needs_rival && left.count_ones(..) < 2 {
            return Ok(FractionSums::new(m));
        }
        // On a complete ballot there is another one.
        let needs_rival = self.needs_rival && !self.ballots.is_complete();
        let goes_on = left.is_subset(&self.counted);
        self.counted.clone_from(left);
        let left: Vec<bool> = (0..m).map(|item| left.contains(item)).collect();
        let is_left = |item: u16| left.get(usize::from(item)).copied();
        let parts = ctx.fill_chunks(&mut self.cells, m + 2, par::rows(CHUNK_CELLS, m), |first, cells| {
            let mut sums = vec![0_i128; m];
            for (voter, queue) in (first..).zip(cells.chunks_exact_mut(m + 2)) {
                let mut place = if goes_on { 1 + usize::from(queue[0]) } else { 1 };
                while is_left(queue[place]).is_some_and(|left| !left) {
                    place += 1;
                }
                queue[0] = place as u16 - 1;
                if needs_rival && !queue[place + 1..].iter().map_while(|&item| is_left(item)).any(|left| left) {
                    continue;
                }
                // Totals were bounded when the weights came in.
                if let Some(sum) = sums.get_mut(usize::from(queue[place])) {
                    *sum += weights.numerator(voter);
                }
            }
            Ok(sums)
        })?;
        let mut total = FractionSums::new(m);
        for part in parts {
            for (item, sum) in part.into_iter().enumerate() {
                total.add(item, sum, 1, 1)?;
            }
        }
        Ok(total)
    }
}

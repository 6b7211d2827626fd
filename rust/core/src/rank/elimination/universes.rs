//! Parallel universes: wherever items tie for elimination, each of them leaves in a universe of its own.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::engine::{Leaving, Round, by_round, everybody};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::rank::Outcome;

/// Follows every universe to its end. An item wins if it is among the last in some universe; the score of any other is
/// the latest round in which it leaves in one, and that of the winners is the last round of the longest universe.
///
/// What happens to a set of items does not depend on how it came about, so universes that meet are one from there on.
/// Sets are taken by size, the largest first: when the turn of a set comes, all ways that lead to it are known, and only
/// the longest matters.
///
/// # Errors
/// [`Error::TooLarge`] for more than `limit` sets of one size.
pub(super) fn explore(
    items: &Items,
    limit: usize,
    ctx: &Ctx<'_>,
    mut round: impl FnMut(&FixedBitSet) -> Result<Round>,
) -> Result<Outcome> {
    let m = items.len();
    let mut ends = Ends { latest: vec![0; m], wins: FixedBitSet::with_capacity(m), n_rounds: 0 };
    let mut open = Open { by_size: BTreeMap::new(), limit };
    let (mut rounds, mut forked) = (Vec::new(), false);
    ctx.set_total(m as u64);
    open.add(everybody(m), 0)?;
    while let Some((size, sets)) = open.by_size.pop_last() {
        for (left, before) in sets {
            ctx.check()?;
            let Round { scores, leaving } = round(&left)?;
            let (tied, leaving, after) = match leaving {
                Leaving::Together(items) => (false, vec![items], before + 1),
                Leaving::Tied(tied) => (tied.len() > 1, tied.into_iter().map(|item| vec![item]).collect(), before + 1),
                Leaving::Alike(tied) => (tied.len() > 1, vec![tied.clone()], before + tied.len() as u32),
            };
            forked |= tied;
            if forked {
                rounds.clear();
            } else {
                rounds.push(scores);
            }
            for leaving in leaving {
                let mut left = left.clone();
                for &item in &leaving {
                    left.remove(item);
                }
                ends.leave(&leaving, after, left.is_clear());
                open.add(left, after)?;
            }
        }
        let next = open.by_size.last_key_value().map_or(0, |(size, _)| *size);
        ctx.advance((size - next) as u64);
    }
    Ok(Outcome { rounds, ..by_round(items, &ends.rounds()) })
}

/// Sets that were reached and not yet looked at, with the most rounds that lead to them.
struct Open {
    by_size: BTreeMap<usize, BTreeMap<FixedBitSet, u32>>,
    limit: usize,
}

impl Open {
    fn add(&mut self, left: FixedBitSet, n_rounds: u32) -> Result<()> {
        let size = left.count_ones(..);
        if size == 0 {
            return Ok(());
        }
        let sets = self.by_size.entry(size).or_default();
        let known = sets.entry(left).or_default();
        *known = n_rounds.max(*known);
        if sets.len() > self.limit {
            let what = "the number of sets of items that may be left in parallel universes";
            return Err(Error::TooLarge { what, got: sets.len() as u128, limit: self.limit as u128 });
        }
        Ok(())
    }
}

/// How items leave over all universes.
struct Ends {
    latest: Vec<u32>,
    wins: FixedBitSet,
    n_rounds: u32,
}

impl Ends {
    fn leave(&mut self, leaving: &[usize], round: u32, are_last: bool) {
        for &item in leaving {
            self.latest[item] = self.latest[item].max(round);
            if are_last {
                self.wins.insert(item);
            }
        }
        self.n_rounds = self.n_rounds.max(round);
    }

    fn rounds(mut self) -> Vec<u32> {
        for winner in self.wins.ones() {
            self.latest[winner] = self.n_rounds;
        }
        self.latest
    }
}

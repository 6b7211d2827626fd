//! Search for a good bucket order of many items.

use super::excess::Excess;
use super::gains::Gains;
use super::number::Number;
use super::sequence::Sequence;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rng::Stream;

/// The best bucket order met so far.
pub(super) struct Search<'a, T> {
    excess: &'a Excess<T>,
    gains: Gains<T>,
    pub(super) best: Sequence,
    pub(super) cost: T,
}

impl<'a, T: Number> Search<'a, T> {
    /// Starts from Borda's order, cut into its best buckets; looks at no clock.
    pub(super) fn new(excess: &'a Excess<T>) -> Result<Self> {
        let gains = Gains::of(excess)?;
        let mut best = Sequence::strict(gains.by_row_sums());
        best.cut(&gains);
        let cost = excess.of(&best.buckets());
        Ok(Self { excess, gains, best, cost })
    }

    /// Descends from the best so far, from all items tied, and from Copeland's order.
    ///
    /// # Errors
    /// A stop asked for through `ctx`; the best so far stays.
    pub(super) fn descend(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let m = self.excess.n_items();
        for start in [self.best.clone(), Sequence::strict(self.gains.by_wins()), Sequence::one_bucket(m)] {
            let cost = self.excess.of(&start.buckets());
            self.improve(start, cost, ctx)?;
        }
        Ok(())
    }

    /// Takes a bucket order down to where neither a move nor a cut helps, and keeps it if none was better.
    fn improve(&mut self, mut sequence: Sequence, cost: T, ctx: &Ctx<'_>) -> Result<()> {
        let mut cost = cost;
        let done = loop {
            match sequence.descend(&self.gains, ctx) {
                Ok(gain) => cost -= gain,
                Err(stop) => {
                    cost = self.excess.of(&sequence.buckets());
                    break Err(stop);
                }
            }
            let gain = sequence.cut(&self.gains);
            cost -= gain;
            if gain == T::default() {
                break Ok(());
            }
        };
        if cost <= self.cost {
            (self.best, self.cost) = (sequence, cost);
        }
        done
    }

    /// Iterated: throws some items of the best bucket order anywhere, descends, and goes on from there unless it got
    /// worse. Ends after so many rounds, or at a cost that cannot be beaten.
    ///
    /// # Errors
    /// A stop asked for through `ctx`; the best so far stays.
    pub(super) fn iterate(&mut self, rounds: u64, least: T, stream: &mut Stream, ctx: &Ctx<'_>) -> Result<()> {
        let m = self.excess.n_items() as u64;
        for _ in 0..rounds {
            if self.cost <= least {
                break;
            }
            ctx.check()?;
            let mut sequence = self.best.clone();
            for _ in 0..2 + stream.below(m / 8 + 2) {
                let item = stream.below(m) as u32;
                sequence.throw(item, stream.below(2 * m) as usize);
            }
            let cost = self.excess.of(&sequence.buckets());
            self.improve(sequence, cost, ctx)?;
        }
        Ok(())
    }
}

//! Iterated local search: a few random moves, a descent, and back again if that was for the worse.

use super::insertion::{Insertions, Move};
use super::table::Cell;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rng::Stream;

/// Random moves before each descent but the first. With two, the gaps on `RandA1` of LOLIB were twice as wide (2026-11).
const KICKS: usize = 3;

/// About how many cells are touched between two questions whether to stop.
const CELLS_PER_CHECK: usize = 1 << 20;

/// Where a walk ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// At this excess.
    pub(super) target: i64,
    /// After this many descents.
    pub(super) descents: u64,
    /// After this many descents in a row without a lower excess.
    pub(super) stale: u64,
}

/// A walk from local optimum to local optimum.
pub(super) struct Walk<'a, T> {
    at: Insertions<'a, T>,
    ctx: &'a Ctx<'a>,
    /// Items that were moved since the last local optimum, and from where.
    moved: Vec<(usize, usize)>,
    cells: usize,
    descents: u64,
}

impl<'a, T: Cell> Walk<'a, T> {
    /// A walk from an order.
    pub(super) fn new(at: Insertions<'a, T>, ctx: &'a Ctx<'a>) -> Self {
        Self { at, ctx, moved: Vec::new(), cells: 0, descents: 0 }
    }

    /// Where it is: never worse than where it began, even if [`Walk::run`] failed.
    pub(super) fn at(&self) -> &Insertions<'a, T> {
        &self.at
    }

    /// Descents made.
    pub(super) fn descents(&self) -> u64 {
        self.descents
    }

    /// Walks until it meets a limit.
    ///
    /// # Errors
    /// Of [`Ctx::check`].
    pub(super) fn run(&mut self, limits: Limits, stream: &mut Stream) -> Result<()> {
        self.descend()?;
        let mut excess = self.at.excess();
        let mut stale = 0;
        while self.descents < limits.descents && stale < limits.stale && excess > limits.target {
            self.moved.clear();
            self.kick(stream);
            let descended = self.descend();
            if self.at.excess() > excess {
                self.undo();
            }
            descended?;
            stale = if self.at.excess() < excess { 0 } else { stale + 1 };
            excess = self.at.excess();
        }
        Ok(())
    }

    fn kick(&mut self, stream: &mut Stream) {
        let m = self.at.order().len() as u64;
        for _ in 0..KICKS {
            let (item, slot) = (stream.below(m) as usize, stream.below(m + 1) as usize);
            self.insert(item, slot);
        }
    }

    /// Makes the best move until none lowers the excess.
    fn descend(&mut self) -> Result<()> {
        self.descents += 1;
        while let Some(Move { item, slot }) = self.at.best() {
            self.cells += self.at.order().len().pow(2);
            if self.cells >= CELLS_PER_CHECK {
                self.cells = 0;
                self.ctx.check()?;
            }
            self.insert(item, slot);
        }
        Ok(())
    }

    fn insert(&mut self, item: usize, slot: usize) {
        self.moved.push((item, self.at.place(item)));
        self.at.insert(item, slot);
    }

    fn undo(&mut self) {
        while let Some((item, place)) = self.moved.pop() {
            let slot = if place > self.at.place(item) { place + 1 } else { place };
            self.at.insert(item, slot);
        }
    }
}

//! Iterated local search: a few random moves, a descent, and back again if that was for the worse.

use super::insertion::{Insertions, Move};
use super::table::Cell;
use crate::error::Result;
use crate::rng::Stream;

/// Random moves of a perturbation.
const KICKS: usize = 3;

/// About how many cells of the matrix are touched between two questions whether to stop.
const CELLS_PER_CHECK: usize = 1 << 20;

/// When a walk ends.
pub(super) struct Limits<'a> {
    /// At this excess.
    pub(super) target: i64,
    /// After this many descents.
    pub(super) descents: u64,
    /// After this many descents in a row without a lower excess.
    pub(super) stale: u64,
    /// When this fails.
    pub(super) check: &'a dyn Fn() -> Result<()>,
}

/// A walk from local optimum to local optimum.
pub(super) struct Walk<'a, 'b, T> {
    at: Insertions<'a, T>,
    limits: Limits<'b>,
    /// Items that were moved since the last local optimum, and from where.
    moved: Vec<(usize, usize)>,
    unchecked: usize,
    descents: u64,
}

impl<'a, 'b, T: Cell> Walk<'a, 'b, T> {
    /// A walk from an order.
    pub(super) fn new(at: Insertions<'a, T>, limits: Limits<'b>) -> Self {
        Self { at, limits, moved: Vec::new(), unchecked: 0, descents: 0 }
    }

    /// Where it is: after [`Walk::run`], failed or not, no worse than where it began.
    pub(super) fn at(&self) -> &Insertions<'a, T> {
        &self.at
    }

    /// Descents made.
    pub(super) fn descents(&self) -> u64 {
        self.descents
    }

    /// Goes to the end of its limits.
    ///
    /// # Errors
    /// What the check fails with.
    pub(super) fn run(&mut self, stream: &mut Stream) -> Result<()> {
        self.descend()?;
        let mut excess = self.at.excess();
        let mut stale = 0;
        while self.descents < self.limits.descents && stale < self.limits.stale && excess > self.limits.target {
            self.moved.clear();
            self.kick(stream);
            let done = self.descend();
            if self.at.excess() > excess {
                self.undo();
            }
            done?;
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
        let m = self.at.order().len();
        while let Some(Move { item, slot }) = self.at.best() {
            self.unchecked += m * m;
            if self.unchecked >= CELLS_PER_CHECK {
                self.unchecked = 0;
                (self.limits.check)()?;
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
            let beyond = usize::from(place > self.at.place(item));
            self.at.insert(item, place + beyond);
        }
    }
}

//! A committee in the making, under bounds.

use super::bounds::Bounds;
use crate::ctx::Ctx;
use crate::error::Result;

/// A committee in the making: who may still join or leave the race so that the bounds can be kept.
#[derive(Debug, Clone)]
pub struct Filling<'a> {
    bounds: &'a Bounds,
    k: usize,
    /// How many of each kind are elected.
    elected: Vec<usize>,
    /// How many of each kind can still be elected.
    left: Vec<usize>,
    may_elect: Vec<bool>,
    may_exclude: Vec<bool>,
}

impl<'a> Filling<'a> {
    pub(super) fn new(bounds: &'a Bounds, k: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let n = bounds.n_kinds();
        let (elected, left) = (vec![0; n], bounds.sizes.clone());
        let mut filling = Self { bounds, k, elected, left, may_elect: vec![true; n], may_exclude: vec![true; n] };
        filling.look_ahead(ctx)?;
        Ok(filling)
    }

    /// How many are elected.
    #[must_use]
    pub fn n_elected(&self) -> usize {
        self.elected.iter().sum()
    }

    /// Whether all seats are taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.n_elected() >= self.k
    }

    /// Whether the bounds can be kept if this item, which is still in the race, is elected.
    #[must_use]
    pub fn may_elect(&self, item: u32) -> bool {
        self.may_elect[self.bounds.kind(item)]
    }

    /// Whether the bounds can be kept if this item, which is still in the race, leaves it.
    #[must_use]
    pub fn may_exclude(&self, item: u32) -> bool {
        self.may_exclude[self.bounds.kind(item)]
    }

    /// Elects an item that is in the race.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn elect(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        let kind = self.bounds.kind(item);
        self.elected[kind] += 1;
        self.left[kind] -= 1;
        self.look_ahead(ctx)
    }

    /// Takes an item out of the race.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn exclude(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.left[self.bounds.kind(item)] -= 1;
        self.look_ahead(ctx)
    }

    fn look_ahead(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        for kind in 0..self.elected.len() {
            let can = self.left[kind] > 0;
            self.may_elect[kind] = can && self.fits(kind, 1, ctx)?;
            self.may_exclude[kind] = can && self.fits(kind, 0, ctx)?;
        }
        Ok(())
    }

    /// Whether the bounds can be kept with one more of this kind elected, or none, and one fewer left.
    fn fits(&self, kind: usize, more: usize, ctx: &Ctx<'_>) -> Result<bool> {
        let mut low = self.elected.clone();
        low[kind] += more;
        let mut high: Vec<usize> = self.elected.iter().zip(&self.left).map(|(elected, left)| elected + left).collect();
        high[kind] -= 1 - more;
        self.bounds.within(low, high, self.k, ctx)
    }
}

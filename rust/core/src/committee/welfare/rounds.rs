//! Rounds in which the item joins that adds the most, or leaves that is missed the least.

use super::worth::{Sought, State, extreme};
use crate::committee::Action;
use crate::committee::sequential::Course;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;

/// From nobody, one member a round.
pub(super) struct Joining<'a> {
    pub(super) state: State<'a>,
    pub(super) unit: &'a Fraction,
}

/// From everybody, one item fewer a round.
pub(super) struct Leaving<'a>(pub(super) Joining<'a>);

impl Clone for Joining<'_> {
    fn clone(&self) -> Self {
        Self { state: self.state.boxed(), unit: self.unit }
    }
}

impl Clone for Leaving<'_> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Joining<'_> {
    fn extreme(
        &mut self,
        sought: Sought,
        may: &dyn Fn(u32) -> bool,
        ctx: &Ctx<'_>,
    ) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let among: Vec<u32> = (0..self.state.n_items()).filter(|&item| may(item)).collect();
        let found = extreme(&mut self.state, &among, sought, ctx)?;
        Ok(found.map(|(tied, gain)| (tied, Some(gain * self.unit))))
    }
}

impl Course for Joining<'_> {
    type Key = Vec<u32>;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        self.extreme(Sought::Most, may, ctx)
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.state.add(item, ctx)
    }

    fn key(&self, chosen: &[u32]) -> Vec<u32> {
        chosen.to_vec()
    }
}

impl Course for Leaving<'_> {
    type Key = Vec<u32>;

    const ACTION: Action = Action::Excluded;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        self.0.extreme(Sought::Least, may, ctx)
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.0.state.remove(item, ctx)
    }

    fn key(&self, chosen: &[u32]) -> Vec<u32> {
        chosen.to_vec()
    }
}

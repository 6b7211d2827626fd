//! The best committee known, and those that tie with it.

use std::cmp::Ordering;

use super::{Quest, Search};
use crate::committee::exact::number::Number;
use crate::committee::exact::problem::Problem;
use crate::ctx::Ctx;
use crate::error::Result;

impl<P: Problem> Search<'_, P> {
    /// Takes note of a committee that keeps to the bounds if it is better than the best one, or as good and before it.
    pub(super) fn offer(&mut self, mut committee: Vec<u32>, ctx: &Ctx<'_>) -> Result<()> {
        if self.problem.upper(&committee) < self.floor || !self.request.bounds.allow(&committee) {
            return Ok(());
        }
        committee.sort_unstable();
        self.settle(committee, ctx)
    }

    /// Takes note of a committee, in ascending order, that keeps to the bounds.
    pub(super) fn settle(&mut self, committee: Vec<u32>, ctx: &Ctx<'_>) -> Result<()> {
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
    pub(super) fn bring_forward(&mut self, ctx: &Ctx<'_>) -> Result<()> {
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
            let may = self.request.bounds.may_replace(&self.best, place);
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
}

//! Items that need not be members without some other item.

use super::problem::Problem;
use super::search::Quest;
use crate::committee::Bounds;
use crate::ctx::Ctx;
use crate::error::Result;

/// More items are not compared with each other.
const MAX_ITEMS: usize = 2048;

/// Some best committee keeps to this: whoever is a member, those above it are.
#[derive(Debug, Clone, Default)]
pub(super) struct Dominance {
    above: Vec<Vec<u32>>,
    below: Vec<Vec<u32>>,
}

impl Dominance {
    /// Items are of one kind where bounds tell them apart no more than worths do. A trade of `b` for an `a` that dominates
    /// it does no harm; it brings the first of several equals forward only if `a` stands before `b`. Where all equals are
    /// asked for nothing can be left out.
    pub(super) fn of<P: Problem>(problem: &P, bounds: &Bounds, quest: Quest, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = bounds.n_items() as u32;
        let mut found = Self { above: vec![Vec::new(); n_items as usize], below: vec![Vec::new(); n_items as usize] };
        if n_items as usize > MAX_ITEMS || !matches!(quest, Quest::Better | Quest::First) {
            return Ok(found);
        }
        for a in 0..n_items {
            ctx.check()?;
            for b in (0..n_items).filter(|&b| b != a && bounds.kind(b) == bounds.kind(a)) {
                let holds = match quest {
                    Quest::First => a < b && problem.dominates(a, b),
                    _ => problem.dominates(a, b) && (a < b || !problem.dominates(b, a)),
                };
                if holds {
                    found.above[b as usize].push(a);
                    found.below[a as usize].push(b);
                }
            }
        }
        Ok(found)
    }

    /// Who is a member too if this item is one.
    pub(super) fn above(&self, item: u32) -> &[u32] {
        self.above.get(item as usize).map_or(&[], Vec::as_slice)
    }

    /// Who is none either if this item is none.
    pub(super) fn below(&self, item: u32) -> &[u32] {
        self.below.get(item as usize).map_or(&[], Vec::as_slice)
    }
}

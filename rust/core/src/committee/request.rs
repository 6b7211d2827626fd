//! What is asked of a rule, beside its own options.

use super::bounds::Bounds;
use super::filling::Filling;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::{Items, Label};

/// How many committees to list where several tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcomes {
    /// The one that the order of priority chooses.
    One,
    /// All of them, up to a limit.
    All {
        /// The most to list.
        limit: usize,
    },
}

impl Outcomes {
    /// The most committees to list.
    pub(super) fn limit(self) -> usize {
        match self {
            Outcomes::One => 1,
            Outcomes::All { limit } => limit,
        }
    }
}

/// A committee to be elected.
#[derive(Debug, Clone)]
pub struct Request {
    /// How many seats there are, from 1 to the number of items.
    pub k: usize,
    /// How many seats each group has to have, at least and at most.
    pub bounds: Bounds,
    /// For each item its place in the order that breaks ties: the lowest wins.
    pub priority: Vec<u32>,
    /// What to list where committees tie.
    pub outcomes: Outcomes,
}

impl Request {
    /// A committee of `k` of these items. Ties are broken by the order of labels, or by `tie_break`, the labels in the
    /// order of priority.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a `k` out of range, what [`Items::named`] refuses about `tie_break`, [`Error::Data`] where
    /// no committee keeps to the bounds.
    pub fn new(
        k: usize,
        items: &Items,
        bounds: Bounds,
        tie_break: Option<&[Label]>,
        outcomes: Outcomes,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        if k == 0 || k > items.len() {
            let expected = format!("1 <= k <= {}", items.len());
            return Err(Error::invalid("k", crate::error::At::Whole, k, "a number of seats", expected));
        }
        bounds.check(k, ctx)?;
        let priority = match tie_break {
            None => items.label_rank().to_vec(),
            Some(labels) => {
                Error::check_length("tie_break", labels.len(), items.len())?;
                let mut priority = vec![0; items.len()];
                for (turn, item) in (0..).zip(items.named("tie_break", labels)?) {
                    priority[item as usize] = turn;
                }
                priority
            }
        };
        Ok(Self { k, bounds, priority, outcomes })
    }

    /// Nobody elected yet.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn filling(&self, ctx: &Ctx<'_>) -> Result<Filling<'_>> {
        Filling::new(&self.bounds, self.k, ctx)
    }

    /// Items in the order of priority.
    #[must_use]
    pub fn sorted(&self, mut items: Vec<u32>) -> Vec<u32> {
        items.sort_unstable_by_key(|&item| self.priority[item as usize]);
        items
    }
}

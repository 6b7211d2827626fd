//! What a rule is.

use std::fmt;

use super::{Outcome, Votes};
use crate::ctx::Ctx;
use crate::error::Result;

/// A rule with its options, checked: a function from votes to an [`Outcome`].
pub trait Rule: fmt::Debug + Send + Sync {
    /// The name of the rule: of its file, its Python function, its tests and its page.
    fn id(&self) -> &'static str;

    /// Nanoseconds that one thread needs about, for choosing how to run.
    fn estimate(&self, size: Size) -> f64;

    /// Runs the rule.
    ///
    /// # Errors
    /// [`crate::error::Error::InputKind`] for votes that the rule does not read, [`crate::error::Error::Option`] for an
    /// option that it does not define on them, or a stop asked for through `ctx`.
    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome>;

    /// Whether it looks at the scores of a table themselves, and not at the rankings that they make.
    fn reads_scores(&self) -> bool {
        false
    }
}

/// How large votes are.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Items.
    pub n_items: f64,
    /// Voters times items, or whatever else the votes consist of.
    pub cells: f64,
    /// Nanoseconds to bring one cell into the form of ballots.
    pub read: f64,
}

impl Size {
    /// The size of these votes.
    #[must_use]
    pub fn of(votes: &Votes<'_>) -> Self {
        let n_items = votes.items().len() as f64;
        let (cells, read) = match votes {
            Votes::Ballots(ballots) => (ballots.n_voters() as f64 * n_items, 0.0),
            // A table is ranked row by row first.
            Votes::Table(table) => (table.n_rows() as f64 * n_items, 15.0),
            Votes::Pairwise(_) => (0.0, 0.0),
            Votes::Positional(counts) => (counts.iter().size_hint().0 as f64, 0.0),
        };
        Self { n_items, cells, read }
    }

    /// Nanoseconds to read the votes, at so many a cell.
    #[must_use]
    pub fn sweep(self, per_cell: f64) -> f64 {
        self.cells * (self.read + per_cell)
    }

    /// Nanoseconds to count pairs.
    #[must_use]
    pub fn pairs(self) -> f64 {
        self.sweep(0.03 * self.n_items) + 3.0 * self.n_items * self.n_items
    }
}

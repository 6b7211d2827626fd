//! Scores of items in rows: tasks, runs or judges.

use std::sync::Arc;

use crate::ballots::{Groups, MAX_CELLS};
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::weights::Weights;

/// Scores of `n_items` items in `n_rows` rows, with missing cells, a direction and a weight per row.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreTable {
    items: Items,
    n_rows: usize,
    /// Shared, so that a resample copies weights and not scores.
    scores: Arc<Vec<f64>>,
    lower_is_better: Vec<bool>,
    weights: Weights,
    groups: Option<Groups>,
}

impl ScoreTable {
    /// A table from row-major `scores`, NaN for a missing cell.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooLarge`], [`Error::Invalid`] for an infinite score or a bad group.
    pub fn new(
        scores: Vec<f64>,
        n_rows: usize,
        items: Items,
        lower_is_better: Vec<bool>,
        weights: Weights,
        groups: Option<Groups>,
    ) -> Result<Self> {
        let n_items = items.len();
        Error::check_length("scores", scores.len(), Error::check_size("cells", n_rows, n_items, MAX_CELLS)?)?;
        Error::check_length("lower_is_better", lower_is_better.len(), n_rows)?;
        if let Some(cell) = scores.iter().position(|s| s.is_infinite()) {
            let at = At::Cell(cell / n_items, cell % n_items);
            return Err(Error::invalid("scores", at, scores[cell], "a score", "a finite number, or NaN where missing"));
        }
        if let Some(groups) = &groups {
            groups.check(n_rows)?;
        }
        Ok(Self { items, n_rows, scores: Arc::new(scores), lower_is_better, weights, groups })
    }

    /// The items that are scored.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// One row of scores, in item order.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        let n_items = self.items.len();
        &self.scores[row * n_items..(row + 1) * n_items]
    }

    /// All scores, row-major.
    #[must_use]
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// For each row whether a lower score is better.
    #[must_use]
    pub fn lower_is_better(&self) -> &[bool] {
        &self.lower_is_better
    }

    /// The weights of the rows.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The groups of rows, if any.
    #[must_use]
    pub fn groups(&self) -> Option<&Groups> {
        self.groups.as_ref()
    }

    /// The same table under other weights, as a resample has them.
    #[must_use]
    pub fn with_weights(&self, weights: Weights) -> Self {
        Self { weights, ..self.clone() }
    }
}

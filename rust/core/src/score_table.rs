//! Scores of items in rows: tasks, runs or judges.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::ballots::{Groups, MAX_CELLS};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::sort::{Equal, sort_runs};
use crate::weights::Weights;

/// Rows sorted at a time.
const RUN_ROWS: usize = 1 << 12;

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

    /// The same rows in an order that depends on what they hold alone; a weight of 0 is dropped.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(crate) fn sorted(&self, ctx: &Ctx<'_>) -> Result<Self> {
        let weight = |row: usize| self.weights.numerator(row);
        let group = |row: usize| self.groups.as_ref().map_or(0, |groups| groups.group_of[row]);
        let scores = |a: usize, b: usize| {
            let mut pairs = self.row(a).iter().zip(self.row(b)).map(|(a, b)| a.total_cmp(b));
            pairs.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        let compare = |&a: &usize, &b: &usize| {
            let direction = || self.lower_is_better[a].cmp(&self.lower_is_better[b]);
            group(a)
                .cmp(&group(b))
                .then_with(direction)
                .then_with(|| scores(a, b))
                .then_with(|| weight(a).cmp(&weight(b)))
        };
        let run = |k: usize| {
            let rows = k * RUN_ROWS..self.n_rows.min((k + 1) * RUN_ROWS);
            rows.filter(|&row| weight(row) > 0).collect()
        };
        Ok(self.pick(&sort_runs(self.n_rows.div_ceil(RUN_ROWS), run, compare, Equal::Keep, ctx)?))
    }

    /// These rows alone, in this order. Groups keep their numbers.
    #[must_use]
    pub(crate) fn pick(&self, rows: &[usize]) -> Self {
        Self {
            items: self.items.clone(),
            n_rows: rows.len(),
            scores: Arc::new(rows.iter().flat_map(|&row| self.row(row)).copied().collect()),
            lower_is_better: rows.iter().map(|&row| self.lower_is_better[row]).collect(),
            weights: self.weights.pick(rows),
            groups: self.groups.as_ref().map(|groups| groups.pick(rows)),
        }
    }

    /// The same rows in other groups.
    #[must_use]
    pub(crate) fn with_groups(self, groups: Option<Groups>) -> Self {
        Self { groups, ..self }
    }

    /// The same table under other weights, as a resample has them.
    #[must_use]
    pub fn with_weights(&self, weights: Weights) -> Self {
        Self { weights, ..self.clone() }
    }
}

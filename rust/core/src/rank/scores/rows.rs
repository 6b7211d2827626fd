//! Rows of one direction in which every cell has a score.

use num_bigint::BigInt;

use super::sum::{Sum, common_exponent};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::par;
use crate::rank::Votes;
use crate::rank::options::Named;
use crate::score_table::ScoreTable;

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 14;

/// What a missing cell counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MissingScore {
    /// A score of 0.
    ZeroPoints,
    /// The worst score that the row gives.
    Worst,
}

impl Named for MissingScore {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] = &[("zero_points", Self::ZeroPoints), ("worst", Self::Worst)];
    const NAMES: &'static str = "\"zero_points\", \"worst\"";
}

/// The table behind votes, if its rows have one direction; and whether lower is better in it.
///
/// # Errors
/// [`Error::InputKind`] for anything but a table, with what is missing elsewhere; [`Error::Data`] for two directions.
pub(super) fn one_direction<'a>(
    rule: &'static str,
    votes: &Votes<'a>,
    expected: &'static str,
) -> Result<(&'a ScoreTable, bool)> {
    let Votes::Table(table) = *votes else {
        return Err(Error::InputKind { rule, got: votes.kind(), expected });
    };
    let lower = table.lower_is_better();
    if let Some(row) = lower.iter().position(|&flag| flag != lower[0]) {
        return Err(Error::Data {
            what: rule,
            got: format!("lower is better in one of rows 0 and {row}, higher in the other"),
            expected: "rows of one direction; leave some out, or rank by a rule on ranks".to_owned(),
        });
    }
    Ok((table, lower.first().copied().unwrap_or(false)))
}

/// A table that says what its missing cells count as.
pub(super) struct Rows<'a> {
    pub(super) table: &'a ScoreTable,
    pub(super) lower_is_better: bool,
    pub(super) missing: &'static str,
    /// The rows that count, with their weight and what a missing cell of theirs counts as.
    counted: Vec<(usize, i128, f64)>,
}

impl<'a> Rows<'a> {
    /// Rows of no weight are left out, and with `Worst` those without any score.
    ///
    /// # Errors
    /// As [`one_direction`]; [`Error::Option`] for missing cells and no word of what they count as.
    pub(super) fn of(
        rule: &'static str,
        votes: &Votes<'a>,
        missing: Option<MissingScore>,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let (table, lower_is_better) = one_direction(rule, votes, "a ScoreTable: ranks have no scores")?;
        let mut counted = Vec::with_capacity(table.n_rows());
        for row in 0..table.n_rows() {
            if row % par::rows(CHUNK_CELLS, table.items().len()) == 0 {
                ctx.check()?;
            }
            let (scores, weight) = (table.row(row), table.weights().numerator(row));
            let has_gaps = || scores.iter().any(|score| score.is_nan());
            match missing {
                _ if weight == 0 => {}
                Some(MissingScore::Worst) => {
                    let given = scores.iter().copied().filter(|score| !score.is_nan());
                    let worst = if lower_is_better { given.reduce(f64::max) } else { given.reduce(f64::min) };
                    counted.extend(worst.map(|worst| (row, weight, worst)));
                }
                None if has_gaps() => {
                    let (got, expected) = ("absent".to_owned(), MissingScore::NAMES);
                    return Err(Error::Option { rule, option: "missing", got, expected });
                }
                Some(MissingScore::ZeroPoints) | None => counted.push((row, weight, 0.0)),
            }
        }
        let name = |missing| MissingScore::VALUES.iter().find(|(_, value)| *value == missing).map(|(name, _)| *name);
        Ok(Self { table, lower_is_better, missing: missing.and_then(name).unwrap_or("absent"), counted })
    }

    /// The rows that count: their weight and their scores, all cells filled.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i128, impl Iterator<Item = f64>)> {
        self.counted.iter().map(|&(row, weight, blank)| {
            let filled = move |&score: &f64| if score.is_nan() { blank } else { score };
            (weight, self.table.row(row).iter().map(filled))
        })
    }

    /// The weight of each score of one item.
    pub(super) fn column(&self, item: usize) -> impl Iterator<Item = (f64, i128)> {
        self.counted.iter().map(move |&(row, weight, blank)| {
            let score = self.table.row(row)[item];
            (if score.is_nan() { blank } else { score }, weight)
        })
    }

    /// The exact total of each item, over two to the power of the exponent.
    pub(super) fn totals(&self, ctx: &Ctx<'_>) -> Result<(Vec<BigInt>, i32)> {
        let exponent = common_exponent(self.table);
        let mut sums = vec![Sum::default(); self.table.items().len()];
        ctx.set_total(self.counted.len() as u64);
        for (k, (weight, scores)) in self.iter().enumerate() {
            if k % par::rows(CHUNK_CELLS, sums.len()) == 0 {
                ctx.check()?;
            }
            ctx.advance(1);
            for (sum, score) in sums.iter_mut().zip(scores) {
                sum.add(score, exponent, weight);
            }
        }
        let exponent = exponent + self.table.weights().exponent();
        Ok((sums.into_iter().map(Sum::total).collect(), exponent))
    }
}

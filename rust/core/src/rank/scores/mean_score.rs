//! Mean score: the weighted mean of an item's scores, for comparison with rules that look at ranks alone.

use num_bigint::BigInt;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::par;
use crate::rank::means::Means;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::score_table::ScoreTable;
use crate::weights::decompose;

pub(super) const ID: &str = "mean_score";

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 14;

/// The mean over the rows that score the item; NaN, and last, if none does. Sums are exact, so neither the
/// order of the rows nor the rounding of a float decides.
///
/// # Errors
/// [`Error::InputKind`] for anything but a table; [`Error::Data`] if rows differ in their direction: a mean of an accuracy
/// and an error rate says nothing.
///
/// # Complexity
/// `O(n_rows * n_items)`.
#[derive(Debug)]
struct MeanScore;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MeanScore))
}

impl Rule for MeanScore {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.cells * 10.0
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Votes::Table(table) = votes else {
            return Err(Error::InputKind {
                rule: ID,
                got: votes.kind(),
                expected: "a ScoreTable: ranks have no mean score",
            });
        };
        let lower = table.lower_is_better();
        if let Some(row) = lower.iter().position(|&flag| flag != lower[0]) {
            return Err(Error::Data {
                what: "mean_score",
                got: format!("lower is better in one of rows 0 and {row}, higher in the other"),
                expected: "rows of one direction; leave some out, or rank by a rule on ranks".to_owned(),
            });
        }
        let sums = sums(table, ctx)?;
        let higher_is_better = !lower.first().copied().unwrap_or(false);
        let outcome = Outcome::by(table.items(), sums.values(), |a, b| sums.compare(a, b, higher_is_better));
        Ok(Outcome { higher_is_better, ..outcome }.reading("absent"))
    }

    fn reads_scores(&self) -> bool {
        true
    }
}

fn sums(table: &ScoreTable, ctx: &Ctx<'_>) -> Result<Means> {
    let (n_items, weights) = (table.items().len(), table.weights());
    let present = table.scores().iter().filter(|score| !score.is_nan() && **score != 0.0);
    let exponent = present.map(|&score| decompose(score).1).min().unwrap_or(0);
    let (mut sums, mut weight) = (vec![Sum::default(); n_items], vec![0_i128; n_items]);
    ctx.set_total(table.n_rows() as u64);
    for row in 0..table.n_rows() {
        if row % par::rows(CHUNK_CELLS, n_items) == 0 {
            ctx.check()?;
        }
        ctx.advance(1);
        let numerator = weights.numerator(row);
        for (item, &score) in table.row(row).iter().enumerate() {
            if !score.is_nan() && numerator > 0 {
                sums[item].add(score, exponent, numerator);
                weight[item] += numerator;
            }
        }
    }
    let sums = sums.into_iter().map(Sum::total).collect();
    Ok(Means { sums, weights: weight, denominator: BigInt::from(1), exponent })
}

/// A sum of any size, most of it in 128 bits.
#[derive(Clone, Default)]
struct Sum {
    narrow: i128,
    wide: BigInt,
}

impl Sum {
    /// Adds a score, as an integer over `2**exponent`, times a weight.
    fn add(&mut self, score: f64, exponent: i32, weight: i128) {
        let (mantissa, own) = decompose(score);
        // A score of 0 has no exponent of its own.
        let shift = if mantissa == 0 { 0 } else { own - exponent };
        let mantissa = if score < 0.0 { -i128::from(mantissa) } else { i128::from(mantissa) };
        let shifted = (shift < 64).then(|| mantissa << shift);
        let sum = shifted.and_then(|value| value.checked_mul(weight)).and_then(|term| self.narrow.checked_add(term));
        match sum {
            Some(sum) => self.narrow = sum,
            None => self.wide += (BigInt::from(mantissa) << shift) * weight,
        }
    }

    fn total(self) -> BigInt {
        self.wide + self.narrow
    }
}

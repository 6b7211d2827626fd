//! Mean score: the weighted mean of an item's scores, for comparison with rules that look at ranks alone.

use num_bigint::BigInt;

use super::rows::one_direction;
use super::sum::{Sum, common_exponent};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par;
use crate::rank::means::Means;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::score_table::ScoreTable;

pub(super) const ID: &str = "mean_score";

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 14;

/// The mean over the rows that score the item; NaN, and last, if none does. Sums are exact, so neither the
/// order of the rows nor the rounding of a float decides.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for anything but a table; [`crate::error::Error::Data`] if rows differ in their
/// direction: a mean of an accuracy and an error rate says nothing.
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
        let (table, lower_is_better) = one_direction(ID, votes, "a ScoreTable: ranks have no mean score")?;
        let sums = sums(table, ctx)?;
        let higher_is_better = !lower_is_better;
        let outcome = Outcome::by(table.items(), sums.values(), |a, b| sums.compare(a, b, higher_is_better));
        Ok(Outcome { higher_is_better, ..outcome }.reading("absent"))
    }

    fn reads_scores(&self) -> bool {
        true
    }
}

fn sums(table: &ScoreTable, ctx: &Ctx<'_>) -> Result<Means> {
    let (n_items, weights) = (table.items().len(), table.weights());
    let exponent = common_exponent(table);
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

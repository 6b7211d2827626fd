//! Mean score: the weighted mean of an item's scores, for comparison with rules that look at ranks alone.

use super::{Outcome, Votes};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sum::ExactSum;
use crate::weights::scale;

pub(super) const ID: &str = "mean_score";

/// The mean over the rows that score the item; NaN, and last, if none does. The sum is rounded once, so the order of the
/// rows cannot matter.
///
/// # Errors
/// [`Error::InputKind`] for anything but a table; [`Error::Data`] if rows differ in their direction: a mean of an accuracy
/// and an error rate says nothing.
///
/// # Complexity
/// `O(n_rows * n_items)`.
pub(super) fn mean_score(votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
    let Votes::Table(table) = votes else {
        let got = match votes {
            Votes::Ballots(_) => "Ballots",
            Votes::Pairwise(_) => "PairwiseCounts",
            _ => "PositionalCounts",
        };
        return Err(Error::InputKind { rule: ID, got, expected: "a ScoreTable: ranks have no mean score" });
    };
    let lower = table.lower_is_better();
    if let Some(row) = lower.iter().position(|&flag| flag != lower[0]) {
        return Err(Error::Data {
            what: "mean_score",
            got: format!("lower is better in one of rows 0 and {row}, higher in the other"),
            expected: "rows of one direction; leave some out, or rank by a rule on ranks".to_owned(),
        });
    }
    let (n_items, weights) = (table.items().len(), table.weights());
    let (mut sums, mut weight) = (Vec::new(), vec![0_i128; n_items]);
    sums.resize_with(n_items, ExactSum::new);
    for row in 0..table.n_rows() {
        if row % 1024 == 0 {
            ctx.check()?;
        }
        let numerator = weights.numerator(row);
        let factor = scale(numerator, weights.exponent());
        for (item, &score) in table.row(row).iter().enumerate() {
            if !score.is_nan() && numerator > 0 {
                sums[item].add_product(factor, score);
                weight[item] += numerator;
            }
        }
    }
    let mean = |(sum, &weight): (&mut ExactSum, &i128)| sum.value() / scale(weight, weights.exponent());
    let scores = sums.iter_mut().zip(&weight).map(mean).collect();
    let higher_is_better = !lower.first().copied().unwrap_or(false);
    Ok(Outcome::by_scores(table.items(), scores, higher_is_better).reading("absent"))
}

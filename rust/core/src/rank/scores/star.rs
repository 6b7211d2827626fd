//! STAR: score, then automatic runoff.

use super::rows::{MissingScore, Rows};
use super::score_voting::Totals;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::weights::scale;

pub(super) const ID: &str = "star";

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 14;

/// The items with the two highest totals go into a runoff, in which each row counts for the one that it scores higher. All
/// that tie for the first place go; or the first alone and all that tie for the second. The runoff is won by the weight of
/// the rows that score an item above another finalist, summed over the other finalists; a tie in it goes to the higher
/// total, and stays a tie if these are equal. Items outside the runoff follow by their totals. So no label decides.
///
/// # Errors
/// As [`super::score_voting`].
///
/// # Complexity
/// `O(n_rows * n_items)`, and `O(n_rows * f log f)` for `f` finalists.
#[derive(Debug)]
struct Star {
    missing: Option<MissingScore>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Star { missing: options.optional()? }))
}

impl Rule for Star {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.cells * 20.0
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let rows = Rows::of(ID, votes, self.missing, ctx)?;
        let totals = Totals::of(&rows, ctx)?;
        let items = rows.table.items();
        let by_total = Outcome::by(items, totals.values.clone(), |a, b| totals.compare(a, b));
        let last_level = u32::from(by_total.n_winners == 1);
        let finalists: Vec<usize> = (0..items.len()).filter(|&item| by_total.level[item] <= last_level).collect();
        let tally = runoff(&rows, &finalists, ctx)?;
        let better = |a: usize, b: usize| tally[b].cmp(&tally[a]).then_with(|| totals.compare(a, b));
        let outcome = Outcome::by(items, totals.values.clone(), better);
        let exponent = rows.table.weights().exponent();
        let runoff = tally.iter().map(|tally| tally.map_or(f64::NAN, |weight| scale(weight, exponent))).collect();
        let rounds = vec![totals.values, runoff];
        Ok(Outcome { rounds, higher_is_better: !rows.lower_is_better, ..outcome }.reading(rows.missing))
    }

    fn reads_scores(&self) -> bool {
        true
    }
}

/// For each finalist the weight of the rows that score it above another one, summed over the others.
fn runoff(rows: &Rows<'_>, finalists: &[usize], ctx: &Ctx<'_>) -> Result<Vec<Option<i128>>> {
    let mut tally = vec![None; rows.table.items().len()];
    for &item in finalists {
        tally[item] = Some(0);
    }
    let worse = |a: &f64, b: &f64| if rows.lower_is_better { a > b } else { a < b };
    for (k, (weight, scores)) in rows.iter().enumerate() {
        if k % par::rows(CHUNK_CELLS, tally.len()) == 0 {
            ctx.check()?;
        }
        let scores: Vec<f64> = scores.collect();
        let mut worst_first: Vec<f64> = finalists.iter().map(|&item| scores[item]).collect();
        worst_first.sort_unstable_by(|a, b| if rows.lower_is_better { b.total_cmp(a) } else { a.total_cmp(b) });
        for (tally, score) in tally.iter_mut().zip(&scores) {
            if let Some(tally) = tally {
                *tally += weight * worst_first.partition_point(|other| worse(other, score)) as i128;
            }
        }
    }
    Ok(tally)
}

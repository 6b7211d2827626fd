//! Score voting: the total of an item's scores.

use num_bigint::BigInt;

use super::rows::{MissingScore, Rows};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::quotient_wide;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "score_voting";

/// The weighted sum over the rows, exact whatever the order of the rows.
///
/// # Errors
/// [`Error::InputKind`] for anything but a table; [`Error::Data`] if rows differ in their direction; [`Error::Option`] for
/// missing cells and no word of what they count as; [`Error::Overflow`] for a total that is no float.
///
/// # Complexity
/// `O(n_rows * n_items)`.
#[derive(Debug)]
struct ScoreVoting {
    missing: Option<MissingScore>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(ScoreVoting { missing: options.optional()? }))
}

impl Rule for ScoreVoting {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.cells * 10.0
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let rows = Rows::of(ID, votes, self.missing, ctx)?;
        let totals = Totals::of(&rows, ctx)?;
        let outcome = Outcome::by(rows.table.items(), totals.values.clone(), |a, b| totals.compare(a, b));
        Ok(Outcome { higher_is_better: !rows.lower_is_better, ..outcome }.reading(rows.missing))
    }

    fn reads_scores(&self) -> bool {
        true
    }
}

/// The totals of all items, and the nearest floats.
pub(super) struct Totals {
    sums: Vec<BigInt>,
    pub(super) values: Vec<f64>,
    lower_is_better: bool,
}

impl Totals {
    pub(super) fn of(rows: &Rows<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        let (sums, exponent) = rows.totals(ctx)?;
        let one = BigInt::from(1);
        let values: Vec<f64> = sums.iter().map(|sum| quotient_wide(sum, &one, exponent)).collect();
        if values.iter().any(|total| total.is_infinite()) {
            return Err(Error::Overflow { what: "a total of scores", bits: 1024 });
        }
        Ok(Self { sums, values, lower_is_better: rows.lower_is_better })
    }

    /// The better total first.
    pub(super) fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        let ascending = self.sums[a].cmp(&self.sums[b]);
        if self.lower_is_better { ascending } else { ascending.reverse() }
    }
}

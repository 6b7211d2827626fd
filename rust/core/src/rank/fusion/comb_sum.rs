//! `CombSUM`: the sum of a document's scores.

use super::values::sum;

pub(super) const ID: &str = "comb_sum";

/// The sum of the values, correctly rounded (Fox and Shaw 1994).
pub(super) fn comb_sum(values: &mut [f64], _frequency: f64) -> f64 {
    sum(values)
}

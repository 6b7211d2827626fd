//! `CombANZ`: the mean of a document's scores over the lists that hold it.

use super::values::sum;

pub(super) const ID: &str = "comb_anz";

/// The sum of the values over the weight of their lists (Fox and Shaw 1994).
pub(super) fn comb_anz(values: &mut [f64], frequency: f64) -> f64 {
    sum(values) / frequency
}

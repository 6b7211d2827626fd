//! `CombMNZ`: the sum of a document's scores times the number of lists that hold it.

use super::values::sum;

pub(super) const ID: &str = "comb_mnz";

/// The sum of the values times the weight of their lists (Fox and Shaw 1994).
pub(super) fn comb_mnz(values: &mut [f64], frequency: f64) -> f64 {
    sum(values) * frequency
}

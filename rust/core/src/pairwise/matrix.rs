//! Pairwise counts that somebody else counted.

use super::{Cells, PairwiseCounts, check_items};
use crate::ballots::Missing;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::weights::MAX_INTEGER_TOTAL;

impl PairwiseCounts {
    /// Counts from matrices: `wins[i, j]` is the weight of the voters with `i` before `j`. Diagonals are ignored.
    ///
    /// Without `total_weight` the largest weight that any pair shows is taken.
    ///
    /// # Errors
    /// [`Error::Length`] unless the matrices are square over the items; [`Error::Invalid`] for a negative or non-finite
    /// cell, or ties that are not symmetric; [`Error::Overflow`] for an integer of 2**61 or more.
    pub fn from_matrix(
        items: Items,
        wins: Cells,
        ties: Option<Cells>,
        only_one: Option<Cells>,
        total_weight: Option<f64>,
        missing: Missing,
    ) -> Result<Self> {
        check_items(&items)?;
        let m = items.len();
        let zero = || Cells::Integer(vec![0; m * m]);
        let wins = checked("wins", wins, m)?;
        let ties = checked("ties", ties.unwrap_or_else(zero), m)?;
        let only_one = checked("only_one", only_one.unwrap_or_else(zero), m)?;
        let tied = ties.to_floats();
        for i in 0..m {
            for j in 0..i {
                if tied[i * m + j].to_bits() != tied[j * m + i].to_bits() {
                    let expected = format!("ties[{j}, {i}] = {}", tied[j * m + i]);
                    return Err(Error::invalid("ties", At::Cell(i, j), tied[i * m + j], "symmetric", expected));
                }
            }
        }
        let (won, only) = (wins.to_floats(), only_one.to_floats());
        let pair = |i: usize, j: usize| {
            let (ij, ji) = (i * m + j, j * m + i);
            won[ij] + won[ji] + tied[ij] + only[ij] + only[ji]
        };
        let shown = (0..m).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| pair(i, j)).fold(0.0, f64::max);
        let total_weight = total_weight.unwrap_or(shown);
        if !total_weight.is_finite() || total_weight < 0.0 {
            let expected = "a finite weight >= 0";
            return Err(Error::invalid("total_weight", At::Whole, total_weight, "a weight", expected));
        }
        drop((tied, won, only));
        Ok(Self { items, missing, wins, ties, only_one, total_weight })
    }
}

/// Integers that two of can be added and a third taken away.
pub(super) fn bounded(values: Vec<i64>) -> Result<Cells> {
    if values.iter().any(|&value| i128::from(value) >= MAX_INTEGER_TOTAL) {
        return Err(Error::Overflow { what: "a count of pairs", bits: 61 });
    }
    Ok(Cells::Integer(values))
}

/// The matrix with a cleared diagonal, if every cell is a weight.
fn checked(what: &'static str, cells: Cells, m: usize) -> Result<Cells> {
    fn each<T: Copy + std::fmt::Display>(
        what: &'static str,
        values: &mut [T],
        m: usize,
        zero: T,
        is_weight: impl Fn(T) -> bool,
    ) -> Result<()> {
        Error::check_length(what, values.len(), m * m)?;
        for (cell, value) in values.iter_mut().enumerate() {
            let (i, j) = (cell / m, cell % m);
            if i == j {
                *value = zero;
            } else if !is_weight(*value) {
                return Err(Error::invalid(what, At::Cell(i, j), *value, "a weight", "a finite number >= 0"));
            }
        }
        Ok(())
    }
    match cells {
        Cells::Integer(mut values) => {
            each(what, &mut values, m, 0, |value| value >= 0)?;
            bounded(values)
        }
        Cells::Float(mut values) => {
            each(what, &mut values, m, 0.0, |value| value.is_finite() && value >= 0.0)?;
            // -0.0 would compare equal and print unlike 0.0.
            for value in &mut values {
                *value += 0.0;
            }
            Ok(Cells::Float(values))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(wins: Vec<f64>, ties: Option<Vec<f64>>) -> Result<PairwiseCounts> {
        let items = Items::range(2).unwrap();
        PairwiseCounts::from_matrix(items, Cells::Float(wins), ties.map(Cells::Float), None, None, Missing::Absent)
    }

    #[test]
    fn a_matrix_is_checked_cell_by_cell() {
        let counts = read(vec![9.0, 3.0, 1.0, 9.0], Some(vec![0.0, 0.5, 0.5, 0.0])).unwrap();
        assert_eq!(counts.wins(), &Cells::Float(vec![0.0, 3.0, 1.0, 0.0]));
        assert_eq!(counts.total_weight().to_bits(), 4.5_f64.to_bits());
        let error = read(vec![0.0, f64::NAN, 1.0, 0.0], None).unwrap_err().to_string();
        assert_eq!(error, "wins[0, 1] = NaN is not a weight: expected a finite number >= 0");
        assert!(read(vec![0.0, 1.0, -1.0, 0.0], None).is_err());
        assert!(read(vec![0.0, 1.0], None).is_err());
        let error = read(vec![0.0; 4], Some(vec![0.0, 1.0, 2.0, 0.0])).unwrap_err().to_string();
        assert_eq!(error, "ties[1, 0] = 2 is not symmetric: expected ties[0, 1] = 1");
    }
}

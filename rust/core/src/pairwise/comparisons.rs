//! Pairwise counts from battles.

use super::{Cells, PairwiseCounts};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::weights::{Weights, scale};

/// Battles between two looks at the clock.
const CHUNK: usize = 1 << 14;

impl PairwiseCounts {
    /// Counts battles: in battle `k`, `first[k]` meets `second[k]`; the outcome is 1 if the first won, -1 if the second
    /// won, 0 for a tie. Each battle is one voter who compares two items and says nothing of the others, so `missing` is
    /// "absent" and nothing is counted as only one ranked.
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::Invalid`] for an item or outcome out of range or an item that meets itself.
    ///
    /// # Complexity
    /// `O(n_battles + n_items^2)`.
    pub fn from_comparisons(
        items: Items,
        first: &[u32],
        second: &[u32],
        outcome: &[i8],
        weights: &Weights,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let m = items.len();
        Error::check_length("second", second.len(), first.len())?;
        Error::check_length("outcome", outcome.len(), first.len())?;
        let empty = Self::new(items, Missing::Absent)?;
        let mut wins = filled("pairwise counts", m * m, 0_i128)?;
        let mut ties = filled("pairwise counts", m * m, 0_i128)?;
        ctx.set_total(first.len() as u64);
        for start in (0..first.len()).step_by(CHUNK) {
            ctx.check()?;
            let end = first.len().min(start + CHUNK);
            for k in start..end {
                let (a, b) = (first[k] as usize, second[k] as usize);
                for (what, item) in [("first", a), ("second", b)] {
                    if item >= m {
                        return Err(Error::invalid(what, At::Entry(k), item, "an item", format!("0 <= item < {m}")));
                    }
                }
                if a == b {
                    return Err(Error::invalid(
                        "second",
                        At::Entry(k),
                        b,
                        "an opponent",
                        "an item other than the first",
                    ));
                }
                let weight = weights.numerator(k);
                match outcome[k] {
                    1 => wins[a * m + b] += weight,
                    -1 => wins[b * m + a] += weight,
                    0 => {
                        ties[a * m + b] += weight;
                        ties[b * m + a] += weight;
                    }
                    other => return Err(Error::invalid("outcome", At::Entry(k), other, "an outcome", "1, 0 or -1")),
                }
            }
            ctx.advance((end - start) as u64);
        }
        let exponent = weights.exponent();
        let cells = |sums: Vec<i128>| {
            if weights.is_integer() {
                Cells::Integer(sums.into_iter().map(|sum| sum as i64).collect())
            } else {
                Cells::Float(sums.into_iter().map(|sum| scale(sum, exponent)).collect())
            }
        };
        let total_weight = scale(weights.total(first.len()), exponent);
        Ok(Self { wins: cells(wins), ties: cells(ties), total_weight, ..empty })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn battles_are_counted_and_checked() {
        let items = || Items::range(3).unwrap();
        let count = |first: &[u32], second: &[u32], outcome: &[i8]| {
            PairwiseCounts::from_comparisons(items(), first, second, outcome, &Weights::Unit, &Ctx::default())
        };
        let counts = count(&[0, 0, 1, 2], &[1, 1, 0, 0], &[1, 0, 1, -1]).unwrap();
        assert_eq!(counts.wins(), &Cells::Integer(vec![0, 1, 1, 1, 0, 0, 0, 0, 0]));
        assert_eq!(counts.ties(), &Cells::Integer(vec![0, 1, 0, 1, 0, 0, 0, 0, 0]));
        assert!(count(&[0], &[3], &[1]).unwrap_err().to_string().starts_with("second[0] = 3 is not an item"));
        assert!(count(&[1], &[1], &[1]).unwrap_err().to_string().starts_with("second[0] = 1 is not an opponent"));
        assert!(count(&[0], &[1], &[2]).unwrap_err().to_string().starts_with("outcome[0] = 2 is not an outcome"));
        assert!(count(&[0], &[1, 2], &[1]).is_err());
    }
}

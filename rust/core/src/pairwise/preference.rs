//! What pairwise rules decide by: exact weights of preference.

use super::count::{self, Sums, Total};
use super::{Cells, PairwiseCounts, check_items, chunk_rows};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::weights::FixedPoint;

/// For each ordered pair the weight of the voters who prefer the first, row-major and exact, so that two margins that
/// are equal on paper are equal here: the matrices of [`PairwiseCounts`] round each cell of float weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Preference {
    /// Integer weights.
    Integer(Vec<i64>),
    /// Float weights over one power of two.
    Fixed(FixedPoint),
}

impl Preference {
    /// Counts ballots.
    ///
    /// # Errors
    /// As [`PairwiseCounts::from_ballots`].
    pub fn from_ballots(ballots: &Ballots, missing: Missing, ctx: &Ctx<'_>) -> Result<Self> {
        check_items(ballots.items())?;
        let m = ballots.n_items();
        Ok(match count::count(ballots, ctx)? {
            count::Counted::Integer(sums) => Self::Integer(square(&sums, m, missing, ctx)?),
            count::Counted::Fixed(sums) => {
                let (numerators, exponent) = (square(&sums, m, missing, ctx)?, ballots.weights().exponent());
                Self::Fixed(FixedPoint { numerators, exponent })
            }
        })
    }

    /// Takes the cells of counts as the exact numbers that they are.
    ///
    /// # Errors
    /// [`Error::Data`] for floats too far apart to be added exactly, or a stop asked for through `ctx`.
    pub fn from_counts(counts: &PairwiseCounts, missing: Missing, ctx: &Ctx<'_>) -> Result<Self> {
        let (m, rows) = (counts.n_items(), chunk_rows(counts.n_items()));
        let cells = match missing {
            Missing::Absent => vec![counts.wins()],
            Missing::Below => vec![counts.wins(), counts.only_one()],
        };
        let integers = cells.iter().map(|cells| match cells {
            Cells::Integer(values) => Some(values.as_slice()),
            Cells::Float(_) => None,
        });
        if let Some(integers) = integers.collect::<Option<Vec<&[i64]>>>() {
            let mut sums = filled("weights of preference", m * m, 0_i64)?;
            ctx.fill_chunks(&mut sums, m, rows, |first, sums| {
                for (cell, sum) in (first * m..).zip(sums) {
                    // Each cell is below 2**61.
                    *sum = integers.iter().map(|values| values[cell]).sum();
                }
                Ok(())
            })?;
            return Ok(Self::Integer(sums));
        }
        // All cells over one exponent, then added.
        let floats: Vec<f64> = cells.iter().flat_map(|cells| cells.to_floats().into_owned()).collect();
        let FixedPoint { mut numerators, exponent } = FixedPoint::exact_cells("pairwise counts", "weights", &floats)?;
        let added = numerators.split_off(m * m);
        for (sum, more) in numerators.iter_mut().zip(added) {
            *sum += more;
        }
        Ok(Self::Fixed(FixedPoint { numerators, exponent }))
    }

    /// A weight, or a sum or difference of weights, as a float: rounded once.
    #[must_use]
    pub fn value(&self, numerator: impl Into<i128>) -> f64 {
        let numerator = numerator.into();
        match self {
            Self::Integer(_) => numerator as f64,
            Self::Fixed(fixed) => fixed.value(numerator),
        }
    }
}

/// Both directions of every pair under one reading of unranked items.
fn square<T: Total>(sums: &Sums<T>, m: usize, missing: Missing, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    let mut cells = filled("weights of preference", m * m, T::default())?;
    let ranked: Vec<T> = (0..m).map(|i| sums.pair(i, i).both).collect();
    for i in 0..m {
        ctx.check()?;
        for j in i + 1..m {
            let pair = sums.pair(i, j);
            // The kernel counts an unranked item as last; otherwise what only one of them got is taken off again.
            let (only_i, only_j) = match missing {
                Missing::Below => (T::default(), T::default()),
                Missing::Absent => (ranked[i] - pair.both, ranked[j] - pair.both),
            };
            cells[i * m + j] = pair.before - only_i;
            cells[j * m + i] = pair.after - only_j;
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Items;
    use crate::weights::Weights;

    #[test]
    fn ballots_and_their_counts_prefer_alike() {
        let rows = [[1, 2, 3], [2, 0, 1], [1, 1, 0], [0, 0, 0]].concat();
        for weights in [Weights::Unit, Weights::from_floats(&[0.5, 0.25, 2.0, 1.0], 4).unwrap()] {
            let (items, ctx) = (Items::range(3).unwrap(), Ctx::default());
            let ballots = Ballots::from_positions(&rows, 4, items, weights, Missing::Below, &ctx).unwrap();
            let counts = PairwiseCounts::from_ballots(&ballots, &ctx).unwrap();
            for missing in [Missing::Below, Missing::Absent] {
                let floats = |preference: Preference| match preference {
                    Preference::Integer(values) => values.iter().map(|&value| value as f64).collect::<Vec<_>>(),
                    Preference::Fixed(fixed) => fixed.numerators.iter().map(|&value| fixed.value(value)).collect(),
                };
                let direct = floats(Preference::from_ballots(&ballots, missing, &ctx).unwrap());
                assert_eq!(direct, floats(Preference::from_counts(&counts, missing, &ctx).unwrap()));
                assert_eq!(direct, *counts.preference(missing).to_floats());
            }
        }
    }

    #[test]
    fn margins_that_are_equal_on_paper_are_equal() {
        let rows = [[1, 2], [1, 2], [2, 1]].concat();
        let weights = Weights::from_floats(&[0.1, 0.2, 0.3], 3).unwrap();
        let ballots =
            Ballots::from_positions(&rows, 3, Items::range(2).unwrap(), weights, Missing::Below, &Ctx::default())
                .unwrap();
        let Preference::Fixed(fixed) = Preference::from_ballots(&ballots, Missing::Below, &Ctx::default()).unwrap()
        else {
            unreachable!()
        };
        // 0.1 + 0.2 as the floats that they are is more than 0.3 by less than a float can say.
        assert!(fixed.numerators[1] > fixed.numerators[2]);
    }
}

//! How often each item stands before each other one: the only thing that pairwise rules see.

mod comparisons;
mod count;
mod lanes;
mod matrix;
mod opinions;
mod preference;
mod state;

pub use opinions::{Opinion, Opinions};
pub use preference::Preference;

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::par;
use crate::score_table::ScoreTable;
use crate::weights::scale;

/// A square matrix, row-major: 64-bit integers where all weights were integers, else floats.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Exact.
    Integer(Vec<i64>),
    /// Each cell the exact sum, rounded once.
    Float(Vec<f64>),
}

/// The most items that pairs are counted for: three matrices of this many squared take 24 GiB.
pub const MAX_ITEMS: usize = 1 << 15;

/// Weights of voters by what they say of two items. What an unranked item means is left open, so that one state serves
/// every reading of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PairwiseCounts {
    items: Items,
    missing: Missing,
    wins: Cells,
    ties: Cells,
    only_one: Cells,
    total_weight: f64,
}

impl PairwiseCounts {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_ITEMS`].
    pub fn new(items: Items, missing: Missing) -> Result<Self> {
        check_items(&items)?;
        let zero = Cells::Integer(filled("pairwise counts", items.len() * items.len(), 0)?);
        Ok(Self { items, missing, wins: zero.clone(), ties: zero.clone(), only_one: zero, total_weight: 0.0 })
    }

    /// Counts ballots.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_ITEMS`], or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_voters * n_items^2)` comparisons, 64 at a time; memory `O(n_items^2)`.
    pub fn from_ballots(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<Self> {
        check_items(ballots.items())?;
        let n_items = ballots.n_items();
        let [wins, ties, only_one] = match count::count(ballots, ctx)? {
            count::Counted::Integer(sums) => spread(&sums, n_items, ctx)?.map(Cells::Integer),
            count::Counted::Fixed(sums) => {
                let exponent = ballots.weights().exponent();
                let [wins, ties, only_one] = spread(&sums, n_items, ctx)?;
                let round = |sums: Vec<i128>| {
                    let mut cells = filled("pairwise counts", sums.len(), 0.0)?;
                    ctx.fill_chunks(&mut cells, n_items, chunk_rows(n_items), |first, cells| {
                        for (cell, &sum) in cells.iter_mut().zip(&sums[first * n_items..]) {
                            *cell = scale(sum, exponent);
                        }
                        Ok(())
                    })?;
                    Ok(Cells::Float(cells))
                };
                [round(wins)?, round(ties)?, round(only_one)?]
            }
        };
        let total_weight = scale(ballots.weights().total(ballots.n_voters()), ballots.weights().exponent());
        let (items, missing) = (ballots.items().clone(), ballots.missing());
        Ok(Self { items, missing, wins, ties, only_one, total_weight })
    }

    /// Counts the rows of a table as ballots.
    ///
    /// # Errors
    /// As [`PairwiseCounts::from_ballots`].
    pub fn from_table(table: &ScoreTable, ctx: &Ctx<'_>) -> Result<Self> {
        Self::from_ballots(&Ballots::from_table(table, ctx)?, ctx)
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.items.len()
    }

    /// What an unranked item means, unless a rule is told otherwise.
    #[must_use]
    pub fn missing(&self) -> Missing {
        self.missing
    }

    /// `[i, j]`: weight of the voters who rank both, `i` strictly before `j`.
    #[must_use]
    pub fn wins(&self) -> &Cells {
        &self.wins
    }

    /// `[i, j]`: weight of the voters who rank both at the same place; symmetric, 0 on the diagonal.
    #[must_use]
    pub fn ties(&self) -> &Cells {
        &self.ties
    }

    /// `[i, j]`: weight of the voters who rank `i` and leave `j` unranked.
    #[must_use]
    pub fn only_one(&self) -> &Cells {
        &self.only_one
    }

    /// The weight of all voters, of those too who rank nothing.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// `[i, j]`: weight of the voters who prefer `i` to `j` under this reading of unranked items.
    #[must_use]
    pub fn preference(&self, missing: Missing) -> Cells {
        match missing {
            Missing::Absent => self.wins.clone(),
            Missing::Below => match (&self.wins, &self.only_one) {
                (Cells::Integer(wins), Cells::Integer(only)) => {
                    Cells::Integer(wins.iter().zip(only).map(|(w, o)| w + o).collect())
                }
                (wins, only) => {
                    Cells::Float(wins.to_floats().iter().zip(only.to_floats().iter()).map(|(w, o)| w + o).collect())
                }
            },
        }
    }
}

impl Cells {
    /// The cells as floats.
    #[must_use]
    pub fn to_floats(&self) -> std::borrow::Cow<'_, [f64]> {
        match self {
            Cells::Integer(values) => values.iter().map(|&value| value as f64).collect(),
            Cells::Float(values) => values.into(),
        }
    }
}

pub(crate) fn check_items(items: &Items) -> Result<()> {
    Error::check_size("number of items of pairwise counts", items.len(), 1, MAX_ITEMS as u128).map(|_| ())
}

/// Rows of a matrix over `m` items between two looks at the clock.
pub(crate) fn chunk_rows(m: usize) -> usize {
    par::rows(1 << 18, m)
}

/// Sums for pairs `i < j` as the three full matrices: wins, ties, only one ranked.
fn spread<T: count::Total>(sums: &count::Sums<T>, m: usize, ctx: &Ctx<'_>) -> Result<[Vec<T>; 3]> {
    let zero = || filled("pairwise counts", m * m, T::default());
    let mut matrices = [zero()?, zero()?, zero()?];
    let ranked: Vec<T> = (0..m).map(|i| sums.pair(i, i).both).collect();
    let [wins, ties, only] = &mut matrices;
    for i in 0..m {
        ctx.check()?;
        for j in i + 1..m {
            let pair = sums.pair(i, j);
            let (only_i, only_j) = (ranked[i] - pair.both, ranked[j] - pair.both);
            only[i * m + j] = only_i;
            only[j * m + i] = only_j;
            wins[i * m + j] = pair.before - only_i;
            wins[j * m + i] = pair.after - only_j;
            let tied = pair.both - wins[i * m + j] - wins[j * m + i];
            ties[i * m + j] = tied;
            ties[j * m + i] = tied;
        }
    }
    Ok(matrices)
}

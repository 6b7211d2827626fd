//! What voters say of each pair of items: the exact weight of every answer.

use super::count::{self, Counted};
use super::{Cells, PairwiseCounts, check_items};
use crate::ballots::Ballots;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::weights::FixedPoint;

/// The weight of the voters by what they say of two items; the six answers exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opinion {
    /// Both ranked, the first before the second.
    pub before: i128,
    /// Both ranked, the second before the first.
    pub after: i128,
    /// Both ranked, at the same place.
    pub tied: i128,
    /// The first ranked, the second not.
    pub only_first: i128,
    /// The second ranked, the first not.
    pub only_second: i128,
    /// Neither ranked.
    pub neither: i128,
}

impl Opinion {
    /// The same, with the two items exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
            only_first: self.only_second,
            only_second: self.only_first,
            ..self
        }
    }

    fn shown(&self) -> i128 {
        self.before + self.after + self.tied + self.only_first + self.only_second
    }
}

/// The opinions on all pairs, in units of `2**exponent`.
pub struct Opinions<'a> {
    source: Source<'a>,
    n_items: usize,
    total: i128,
    exponent: i32,
    /// The largest difference that rounding may have left between a pair and the total.
    slack: i128,
}

/// Wins, ties and only one ranked, as they come.
enum Source<'a> {
    Counted { sums: Counted, ranked: Vec<i128> },
    Integer([&'a [i64]; 3]),
    Fixed([Vec<i128>; 3]),
}

impl<'a> Opinions<'a> {
    /// Counts ballots.
    ///
    /// # Errors
    /// As [`PairwiseCounts::from_ballots`].
    pub fn from_ballots(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<Self> {
        check_items(ballots.items())?;
        let n_items = ballots.n_items();
        let sums = count::count(ballots, ctx)?;
        let ranked = (0..n_items).map(|item| match &sums {
            Counted::Integer(sums) => sums.pair(item, item).both.into(),
            Counted::Fixed(sums) => sums.pair(item, item).both,
        });
        let source = Source::Counted { ranked: ranked.collect(), sums };
        let (total, exponent) = (ballots.weights().total(ballots.n_voters()), ballots.weights().exponent());
        Ok(Self { source, n_items, total, exponent, slack: 0 })
    }

    /// Takes the cells of counts as the exact numbers that they are. Where they were rounded, so is the weight of the
    /// voters who rank neither item: less than `2**-50` of the total is taken for none.
    ///
    /// # Errors
    /// [`Error::Data`] for floats too far apart to be added exactly.
    pub fn from_counts(counts: &'a PairwiseCounts) -> Result<Self> {
        let (n_items, total) = (counts.n_items(), counts.total_weight());
        let cells = [counts.wins(), counts.ties(), counts.only_one()];
        let integers = cells.map(|cells| match cells {
            Cells::Integer(values) => Some(values.as_slice()),
            Cells::Float(_) => None,
        });
        if let ([Some(wins), Some(ties), Some(only)], true) =
            (integers, total.fract() == 0.0 && total < 2.0_f64.powi(62))
        {
            let (source, total) = (Source::Integer([wins, ties, only]), total as i128);
            // A total is kept as a float, which holds integers of 53 bits.
            let slack = if total < 1 << 53 { 0 } else { total >> 50 };
            return Ok(Self { source, n_items, total, exponent: 0, slack });
        }
        let mut floats = filled("pairwise counts", 3 * n_items * n_items + 1, total)?;
        for (values, cells) in floats.chunks_exact_mut((n_items * n_items).max(1)).zip(cells) {
            values.copy_from_slice(&cells.to_floats());
        }
        let FixedPoint { mut numerators, exponent } = FixedPoint::exact_cells("pairwise counts", "weights", &floats)?;
        let total = numerators.pop().unwrap_or(0);
        let only = numerators.split_off(2 * n_items * n_items);
        let ties = numerators.split_off(n_items * n_items);
        Ok(Self { source: Source::Fixed([numerators, ties, only]), n_items, total, exponent, slack: total >> 50 })
    }

    /// All weights are multiples of 2 to this power.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        self.exponent
    }

    /// The opinions on two different items.
    ///
    /// # Errors
    /// [`Error::Data`] for counts whose total is less than a pair alone shows.
    pub fn of(&self, i: usize, j: usize) -> Result<Opinion> {
        let (ij, ji) = (i * self.n_items + j, j * self.n_items + i);
        let mut opinion = match &self.source {
            Source::Counted { .. } if i > j => return Ok(self.of(j, i)?.reversed()),
            Source::Counted { sums, ranked } => {
                let (before, after, both) = match sums {
                    Counted::Integer(sums) => {
                        let pair = sums.pair(i, j);
                        (pair.before.into(), pair.after.into(), pair.both.into())
                    }
                    Counted::Fixed(sums) => {
                        let pair = sums.pair(i, j);
                        (pair.before, pair.after, pair.both)
                    }
                };
                // The kernel counts an unranked item as last; what only one of the two got is taken off again.
                let (only_first, only_second) = (ranked[i] - both, ranked[j] - both);
                let (before, after) = (before - only_first, after - only_second);
                let tied = both - before - after;
                Opinion { before, after, tied, only_first, only_second, neither: 0 }
            }
            Source::Integer([wins, ties, only]) => {
                let at = |cells: &[i64], cell: usize| i128::from(cells[cell]);
                let (before, after, tied) = (at(wins, ij), at(wins, ji), at(ties, ij));
                Opinion { before, after, tied, only_first: at(only, ij), only_second: at(only, ji), neither: 0 }
            }
            Source::Fixed([wins, ties, only]) => {
                let (before, after, tied) = (wins[ij], wins[ji], ties[ij]);
                Opinion { before, after, tied, only_first: only[ij], only_second: only[ji], neither: 0 }
            }
        };
        let neither = self.total - opinion.shown();
        if neither < -self.slack {
            let got = format!("the pair [{i}, {j}] shows more weight than their total");
            return Err(Error::Data { what: "pairwise counts", got, expected: "a total of all voters".to_owned() });
        }
        opinion.neither = if neither <= self.slack { 0 } else { neither };
        Ok(opinion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Missing;
    use crate::items::Items;
    use crate::weights::Weights;

    fn ballots(weights: Weights) -> Ballots {
        let rows = [[1, 2, 3], [2, 0, 1], [1, 1, 0], [0, 0, 0]].concat();
        let items = Items::range(3).unwrap();
        Ballots::from_positions(&rows, 4, items, weights, Missing::Below, &Ctx::default()).unwrap()
    }

    #[test]
    fn every_voter_says_one_thing_of_a_pair() {
        let ballots = ballots(Weights::from_integers(&[1, 10, 100, 1000], 4).unwrap());
        let counts = PairwiseCounts::from_ballots(&ballots, &Ctx::default()).unwrap();
        for opinions in
            [Opinions::from_ballots(&ballots, &Ctx::default()).unwrap(), Opinions::from_counts(&counts).unwrap()]
        {
            let none = Opinion { neither: 1000, ..Opinion::default() };
            assert_eq!(opinions.of(0, 1).unwrap(), Opinion { before: 1, tied: 100, only_first: 10, ..none });
            assert_eq!(opinions.of(2, 0).unwrap(), Opinion { before: 10, after: 1, only_second: 100, ..none });
            assert_eq!(opinions.of(1, 2).unwrap(), opinions.of(2, 1).unwrap().reversed());
        }
    }

    #[test]
    fn floats_are_exact_on_ballots_and_rounded_in_counts() {
        let ballots = ballots(Weights::from_floats(&[0.1, 0.2, 0.3, 0.0], 4).unwrap());
        let opinions = Opinions::from_ballots(&ballots, &Ctx::default()).unwrap();
        let opinion = opinions.of(0, 1).unwrap();
        assert_eq!((opinion.after, opinion.only_second, opinion.neither), (0, 0, 0));
        let counts = PairwiseCounts::from_ballots(&ballots, &Ctx::default()).unwrap();
        // The total, 0.6, is rounded; nobody ranks neither.
        assert_eq!(Opinions::from_counts(&counts).unwrap().of(0, 1).unwrap().neither, 0);
    }

    #[test]
    fn a_total_below_what_a_pair_shows_is_refused() {
        let (items, wins) = (Items::range(2).unwrap(), Cells::Integer(vec![0, 3, 4, 0]));
        let counts = PairwiseCounts::from_matrix(items, wins, None, None, Some(6.0), Missing::Absent).unwrap();
        assert!(Opinions::from_counts(&counts).unwrap().of(0, 1).is_err());
    }
}

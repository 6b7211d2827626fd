//! Votes under a scheme as exact costs of pairs.

use super::excess::Excess;
use super::number::Number as _;
use super::scheme::{TieScheme, Vectors};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::pairwise::{Opinion, Opinions, Preference};
use crate::rank::kemeny::Problem;
use crate::rank::{Size, Votes};
use crate::weights::FixedPoint;

/// Sums of costs stay below this, and those of 64 bits below `2**61`.
const MAX_TOTAL: i128 = 1 << 125;
const MAX_NARROW: i128 = 1 << 61;

/// An exact cost: `numerator * 2**exponent / denominator`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Any integer of at least 0.
    pub numerator: i128,
    /// That of the weights; 0 if they are integers.
    pub exponent: i32,
    /// That of the scheme.
    pub denominator: i64,
}

/// For each pair of items what it costs to put one before the other, or to tie them. Items are numbered in label order,
/// so that their order in a container leaves no trace.
#[derive(Debug)]
pub struct Costs {
    /// The items.
    pub items: Items,
    /// How `strict` and `half` read unranked items.
    pub missing: Missing,
    /// The items in label order.
    pub(super) by_label: Vec<u32>,
    pub(super) cells: Cells,
    /// What no bucket order can avoid: the cheapest way of every pair.
    floor: i128,
    /// What the cells are multiples of.
    step: i128,
    exponent: i32,
    denominator: i64,
}

/// Costs as wide as they have to be.
#[derive(Debug)]
pub(super) enum Cells {
    Narrow(Excess<i64>),
    Wide(Excess<i128>),
}

/// Runs the same code on narrow and on wide costs.
macro_rules! with_excess {
    ($costs:expr, $excess:ident => $body:expr) => {
        match &$costs.cells {
            $crate::rank::kemeny::buckets::costs::Cells::Narrow($excess) => $body,
            $crate::rank::kemeny::buckets::costs::Cells::Wide($excess) => $body,
        }
    };
}
pub(super) use with_excess;

impl Costs {
    /// The costs of votes under a scheme.
    ///
    /// # Errors
    /// [`Error::InputKind`] for counts of places, [`Error::Overflow`] for costs beyond 125 bits,
    /// [`Error::Data`] for counts that make no sense, or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// That of counting pairs, and `O(n_items^2)`.
    pub fn of(votes: &Votes<'_>, scheme: &TieScheme, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Self> {
        let of_ballots = |ballots: &Ballots| {
            let missing = missing.unwrap_or(ballots.missing());
            Self::new(ballots.items(), missing, scheme.vectors(missing), &Opinions::from_ballots(ballots, ctx)?, ctx)
        };
        match *votes {
            Votes::Ballots(ballots) => of_ballots(ballots),
            Votes::Table(table) => of_ballots(&Ballots::from_table(table, ctx)?),
            Votes::Pairwise(counts) => {
                let missing = missing.unwrap_or(counts.missing());
                Self::new(counts.items(), missing, scheme.vectors(missing), &Opinions::from_counts(counts)?, ctx)
            }
            Votes::Positional(_) => {
                let expected = "Ballots, a ScoreTable or PairwiseCounts: places do not tell pairs";
                Err(Error::InputKind { rule: "kemeny", got: votes.kind(), expected })
            }
        }
    }

    fn new(items: &Items, missing: Missing, vectors: Vectors, opinions: &Opinions<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        let m = items.len();
        let by_label = items.by_label();
        // Two walks, so that nothing but the cells themselves is ever held.
        let walk = |visit: &mut dyn FnMut(usize, usize, [i128; 3]) -> Result<()>| {
            for i in 0..m {
                ctx.check()?;
                for j in i + 1..m {
                    visit(i, j, three(&vectors, opinions.of(by_label[i] as usize, by_label[j] as usize)?)?)?;
                }
            }
            Ok(())
        };
        let (mut floor, mut step, mut largest) = (0_i128, 0_i128, 0_i128);
        walk(&mut |_, _, ways| {
            let least = ways.into_iter().min().unwrap_or(0);
            let over = ways.map(|cost| cost - least);
            floor = floor.saturating_add(least);
            largest = largest.saturating_add(over.into_iter().max().unwrap_or(0));
            if floor.saturating_add(largest) >= MAX_TOTAL {
                return Err(overflow());
            }
            step = over.into_iter().fold(step, num_integer::gcd);
            Ok(())
        })?;
        let step = step.max(1);
        let fill = |set: &mut dyn FnMut(usize, usize, [i128; 3])| {
            walk(&mut |i, j, ways| {
                let least = ways.into_iter().min().unwrap_or(0);
                set(i, j, ways.map(|cost| (cost - least) / step));
                Ok(())
            })
        };
        let cells = if largest / step < MAX_NARROW {
            let mut excess = Excess::zero(m)?;
            fill(&mut |i, j, ways| excess.set(i, j, ways.map(i64::narrow)))?;
            Cells::Narrow(excess)
        } else {
            let mut excess = Excess::zero(m)?;
            fill(&mut |i, j, ways| excess.set(i, j, ways))?;
            Cells::Wide(excess)
        };
        let (items, exponent) = (items.clone(), opinions.exponent());
        Ok(Self { items, missing, by_label, cells, floor, step, exponent, denominator: vectors.denominator })
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.by_label.len()
    }

    /// What a bucket order costs; items are numbered as in their container.
    #[must_use]
    pub fn cost(&self, buckets: &[Vec<u32>]) -> Cost {
        let label_rank = self.items.label_rank();
        let by_label = |bucket: &Vec<u32>| bucket.iter().map(|&item| label_rank[item as usize]).collect();
        let buckets: Vec<Vec<u32>> = buckets.iter().map(by_label).collect();
        self.beyond(with_excess!(self, excess => excess.of(&buckets).wide()))
    }

    /// The buckets of a single ballot that ranks all items.
    ///
    /// # Errors
    /// [`Error::IncompatibleState`] for other items, [`Error::Length`] unless there is one ballot, [`Error::Data`] for one
    /// that leaves out an item.
    pub fn buckets_of(&self, ballot: &Ballots) -> Result<Vec<Vec<u32>>> {
        self.items.check_same(ballot.items())?;
        Error::check_length("bucket orders", ballot.n_voters(), 1)?;
        let m = self.n_items();
        let mut at = vec![Vec::new(); m];
        for item in 0..m {
            let Some(rank) = ballot.rank(0, item) else {
                let got = format!("it leaves out {}", self.items.labels()[item]);
                return Err(Error::Data { what: "a bucket order", got, expected: "every item once".to_owned() });
            };
            at[rank].push(item as u32);
        }
        at.retain(|bucket| !bucket.is_empty());
        Ok(at)
    }

    /// The cost of so much above what no bucket order can avoid.
    pub(super) fn beyond(&self, excess: i128) -> Cost {
        let numerator = self.floor + self.step * excess;
        Cost { numerator, exponent: self.exponent, denominator: self.denominator }
    }

    /// The same costs, beyond what no bucket order can avoid, as a problem of orders without ties.
    pub(super) fn without_ties(&self, ctx: &Ctx<'_>) -> Result<Problem> {
        let m = self.n_items();
        let mut numerators = filled("costs of pairs", m * m, 0_i128)?;
        with_excess!(self, excess => {
            for (i, &first) in self.by_label.iter().enumerate() {
                for (j, &second) in self.by_label.iter().enumerate() {
                    // An order that puts the first in front contradicts the weight of the second.
                    numerators[second as usize * m + first as usize] = excess.before(i, j).wide();
                }
            }
        });
        let weights = Preference::Fixed(FixedPoint { numerators, exponent: self.exponent });
        Problem::new(self.items.clone(), Some(self.missing), weights, ctx)
    }
}

/// Nanoseconds that one thread needs about for [`Costs::of`], and for [`super::bucket_order`] where all is easy: for
/// choosing how to run.
#[must_use]
pub fn estimate(votes: &Votes<'_>) -> f64 {
    let m = votes.items().len() as f64;
    Size::of(votes).pairs() + 100.0 * m * m
}

/// The cost of the first item before the second, of the second before the first, and of a tie.
fn three(vectors: &Vectors, opinion: Opinion) -> Result<[i128; 3]> {
    let dot = |costs: &[i64; 6], opinion: Opinion| {
        let Opinion { before, after, tied, only_first, only_second, neither } = opinion;
        let weights = [before, after, tied, only_first, only_second, neither];
        costs.iter().zip(weights).try_fold(0_i128, |sum, (&cost, weight)| {
            sum.checked_add(weight.checked_mul(i128::from(cost))?).filter(|&sum| sum < MAX_TOTAL)
        })
    };
    let ways = [dot(&vectors.before, opinion), dot(&vectors.before, opinion.reversed()), dot(&vectors.tied, opinion)];
    match ways {
        [Some(before), Some(after), Some(tied)] => Ok([before, after, tied]),
        _ => Err(overflow()),
    }
}

fn overflow() -> Error {
    Error::Overflow { what: "the cost of a bucket order", bits: 125 }
}

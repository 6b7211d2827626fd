//! The weights of the ranks that votes give to each item.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::places::{Accumulate, PlaceVotes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::positional::Place;

/// A rank. Numerator and denominator stay below `2**54`, so that products fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fraction {
    pub(super) numerator: i128,
    pub(super) denominator: i128,
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

/// The weight of each rank of one item, the best rank first.
pub(super) type RankWeights = BTreeMap<Fraction, i128>;

/// For each item the weight of each rank; `rank_of` reads a rank as numerator and denominator, or leaves the place out.
pub(super) fn rank_weights(
    votes: &PlaceVotes<'_>,
    ctx: &Ctx<'_>,
    rank_of: impl Fn(Place) -> Option<(i128, u64)> + Sync,
) -> Result<Vec<RankWeights>> {
    let n_items = votes.items().len();
    Ok(votes.accumulate(ctx, || Ranks { weights: vec![BTreeMap::new(); n_items], rank_of: &rank_of })?.weights)
}

struct Ranks<'a, F> {
    weights: Vec<RankWeights>,
    rank_of: &'a F,
}

impl<F: Fn(Place) -> Option<(i128, u64)> + Sync> Accumulate for Ranks<'_, F> {
    fn add(&mut self, item: usize, place: Place, weight: i128, _group: usize) -> Result<()> {
        if weight > 0
            && let Some((numerator, denominator)) = (self.rank_of)(place)
        {
            let rank = Fraction { numerator, denominator: i128::from(denominator) };
            *self.weights[item].entry(rank).or_default() += weight;
        }
        Ok(())
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        for (own, other) in self.weights.iter_mut().zip(other.weights) {
            for (rank, weight) in other {
                *own.entry(rank).or_default() += weight;
            }
        }
        Ok(())
    }
}

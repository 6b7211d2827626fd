//! Median rank: the weighted median over the ballots of an item's place, 1 being best.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::mean_rank::{check_missing, rank_of};
use super::places::{Accumulate, PlaceVotes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::positional::Place;
use crate::rank::options::{MissingPoints, Options};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "median_rank";

/// Ranks are read as [`super::mean_rank`] reads them. The median of an even number of votes is the mean of the two in the
/// middle: with weights, of the smallest rank that half of the weight reaches and of the smallest that more than half does.
///
/// # Errors
/// As [`super::mean_rank`].
///
/// # Complexity
/// `O(n_voters * n_items)`, times a logarithm.
#[derive(Debug)]
struct MedianRank {
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MedianRank { missing: options.optional()? }))
}

impl Rule for MedianRank {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(300.0) + 50.0 * size.n_items * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let n_items = votes.items().len();
        let missing = check_missing(ID, &votes, missing)?;
        let ranks = votes.accumulate(ctx, || Ranks { weights: vec![BTreeMap::new(); n_items], missing })?;
        let medians: Vec<Option<Fraction>> = ranks.weights.iter().map(median).collect();
        let scores =
            medians.iter().map(|m| m.map_or(f64::NAN, |m| m.numerator as f64 / m.denominator as f64)).collect();
        let better = |a: usize, b: usize| match (medians[a], medians[b]) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        Ok(Outcome::by(votes.items(), scores, better).lower_is_better().reading(missing.name()))
    }
}

/// A rank. Numerator and denominator stay below `2**54`, so that products fit.
#[derive(Debug, Clone, Copy)]
struct Fraction {
    numerator: i128,
    denominator: i128,
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

/// `None` where nothing has weight.
fn median(weights: &BTreeMap<Fraction, i128>) -> Option<Fraction> {
    let total: i128 = weights.values().sum();
    let (mut below, mut lower) = (0, None);
    for (&rank, &weight) in weights.iter().filter(|(_, weight)| **weight > 0) {
        below += weight;
        if lower.is_none() && 2 * below >= total {
            lower = Some(rank);
        }
        if let Some(lower) = lower
            && 2 * below > total
        {
            let numerator = lower.numerator * rank.denominator + rank.numerator * lower.denominator;
            return Some(Fraction { numerator, denominator: 2 * lower.denominator * rank.denominator });
        }
    }
    None
}

struct Ranks {
    weights: Vec<BTreeMap<Fraction, i128>>,
    missing: MissingPoints,
}

impl Accumulate for Ranks {
    fn add(&mut self, item: usize, place: Place, weight: i128, _group: usize) -> Result<()> {
        if let Some((numerator, denominator)) = rank_of(place, self.weights.len(), self.missing) {
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

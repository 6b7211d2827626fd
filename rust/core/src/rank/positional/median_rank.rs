//! Median rank: the weighted median over the ballots of an item's place, 1 being best.

use super::mean_rank::{check_missing, rank_of};
use super::places::PlaceVotes;
use super::ranks::{Fraction, RankWeights, rank_weights};
use crate::ctx::Ctx;
use crate::error::Result;
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
        let ranks = rank_weights(&votes, ctx, |place| rank_of(place, n_items, missing))?;
        let medians: Vec<Option<Fraction>> = ranks.iter().map(median).collect();
        let scores =
            medians.iter().map(|m| m.map_or(f64::NAN, |m| m.numerator as f64 / m.denominator as f64)).collect();
        let better = |a: usize, b: usize| match (medians[a], medians[b]) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        Ok(Outcome::by(votes.items(), scores, better).lower_is_better().reading(missing.name()))
    }
}

/// `None` where nothing has weight.
fn median(weights: &RankWeights) -> Option<Fraction> {
    let total: i128 = weights.values().sum();
    let (mut below, mut lower) = (0, None);
    for (&rank, &weight) in weights {
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

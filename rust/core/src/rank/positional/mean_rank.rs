//! Mean rank: the mean over the ballots of an item's place, 1 being best.

use num_bigint::BigInt;

use super::places::{Accumulate, PlaceVotes};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::positional::Place;
use crate::rank::exact::{Exact, FractionSums, Keys};
use crate::rank::means::Means;
use crate::rank::options::{MissingPoints, Options};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "mean_rank";

/// Tied items have the mean of the ranks they occupy. Unranked items tie at the end (`Below`), are left out of the mean
/// (`Absent`: ranks among the ranked items, over the ballots that rank the item), or have their expected rank over all
/// complete rankings that fit the ballot (`Compatible`). An item that no ballot ranks has no mean under `Absent`: its score
/// is NaN and it comes last.
///
/// # Errors
/// [`Error::Option`] for another reading of unranked items, if there are any; [`Error::InputKind`] for counts of pairs.
///
/// # Complexity
/// `O(n_voters * n_items)`.
#[derive(Debug)]
struct MeanRank {
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MeanRank { missing: options.optional()? }))
}

impl Rule for MeanRank {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(4.0) + 20.0 * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { missing } = *self;
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let n_items = votes.items().len();
        let missing = check_missing(ID, &votes, missing)?;
        let zero = || Ranks { sums: FractionSums::new(n_items), weight: vec![0; n_items], missing };
        let Ranks { sums, weight, .. } = votes.accumulate(ctx, zero)?;
        // Sums and weights have the same exponent, which cancels.
        let Exact { keys, denominator, .. } = sums.finish(0, ctx)?;
        let sums = match keys {
            Keys::Narrow(keys) => keys.into_iter().map(BigInt::from).collect(),
            Keys::Wide(keys) => keys,
        };
        let means = Means { sums, weights: weight, denominator, exponent: 0 };
        let outcome = Outcome::by(votes.items(), means.values(), |a, b| means.compare(a, b, false));
        Ok(outcome.lower_is_better().reading(missing.name()))
    }
}

/// The reading of unranked items, if rules on ranks define it.
pub(super) fn check_missing(
    rule: &'static str,
    votes: &PlaceVotes<'_>,
    missing: Option<MissingPoints>,
) -> Result<MissingPoints> {
    let missing = missing.unwrap_or(votes.missing().into());
    if matches!(missing, MissingPoints::Average | MissingPoints::ZeroPoints) && !votes.is_complete() {
        let (got, expected) = (missing.name().to_owned(), "\"below\", \"absent\", \"compatible\"");
        return Err(Error::Option { rule, option: "missing", got, expected });
    }
    Ok(missing)
}

/// The rank of a place as numerator and denominator, or `None` if the item is left out.
pub(super) fn rank_of(place: Place, n_items: usize, missing: MissingPoints) -> Option<(i128, u64)> {
    let twice_mid_rank = 2 * i128::from(place.start) + i128::from(place.size) + 1;
    let m = n_items as i128;
    match (missing, place.ranked) {
        (MissingPoints::Absent, false) => None,
        (MissingPoints::Compatible, false) => Some((m + 1, 2)),
        (MissingPoints::Compatible, true) if (place.n_ranked as usize) < n_items => {
            Some((twice_mid_rank * (m + 1), 2 * (u64::from(place.n_ranked) + 1)))
        }
        _ => Some((twice_mid_rank, 2)),
    }
}

struct Ranks {
    sums: FractionSums,
    weight: Vec<i128>,
    missing: MissingPoints,
}

impl Accumulate for Ranks {
    fn add(&mut self, item: usize, place: Place, weight: i128, _group: usize) -> Result<()> {
        if let Some((numerator, denominator)) = rank_of(place, self.weight.len(), self.missing) {
            self.sums.add(item, numerator, denominator, weight)?;
            self.weight[item] += weight;
        }
        Ok(())
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        for (own, other) in self.weight.iter_mut().zip(other.weight) {
            *own += other;
        }
        self.sums.merge(other.sums)
    }
}

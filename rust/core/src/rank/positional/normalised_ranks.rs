//! Ranks as shares of all ranks: what they are under chance is uniform, whatever the number of items.

use super::places::PlaceVotes;
use super::ranks::{RankWeights, rank_weights};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::positional::Place;
use crate::rank::options::Named;

/// The normalised rank of an item that a ballot does not rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MissingRank {
    /// The mean of the ranks left over, over the number of items.
    Below,
    /// None: the ballot says nothing of the item, and its ranks are taken over the number of items that it ranks.
    Absent,
    /// 1, as if it stood alone in the last place.
    Last,
    /// The length of the ballot over the number of items, as if it tied with the last ranked item; none for an empty one.
    ListLength,
}

impl Named for MissingRank {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] =
        &[("below", Self::Below), ("absent", Self::Absent), ("last", Self::Last), ("list_length", Self::ListLength)];
    const NAMES: &'static str = "\"below\", \"absent\", \"last\", \"list_length\"";
}

impl From<Missing> for MissingRank {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Below => Self::Below,
            Missing::Absent => Self::Absent,
        }
    }
}

impl MissingRank {
    pub(super) fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(_, value)| *value == self).map_or("below", |(name, _)| name)
    }

    /// The normalised rank of a place as numerator and denominator.
    fn rank(self, place: Place, n_items: usize) -> Option<(i128, u64)> {
        let twice_mid_rank = 2 * i128::from(place.start) + i128::from(place.size) + 1;
        let n_items = n_items as u64;
        match (self, place.ranked) {
            (Self::Absent, true) => Some((twice_mid_rank, 2 * u64::from(place.n_ranked))),
            (Self::Below, false) | (_, true) => Some((twice_mid_rank, 2 * n_items)),
            (Self::Absent, false) => None,
            (Self::Last, false) => Some((1, 1)),
            (Self::ListLength, false) if place.n_ranked == 0 => None,
            (Self::ListLength, false) => Some((i128::from(place.n_ranked), n_items)),
        }
    }
}

/// For each item the number of ballots that give it each normalised rank.
///
/// # Errors
/// [`Error::Data`] for float weights: a probability needs a number of ballots.
pub(super) fn normalised_ranks(
    rule: &'static str,
    votes: &PlaceVotes<'_>,
    missing: MissingRank,
    ctx: &Ctx<'_>,
) -> Result<Vec<RankWeights>> {
    if !votes.is_integer() {
        let expected = "integers, which say how many voters cast a ballot: a probability needs their number".to_owned();
        return Err(Error::Data { what: rule, got: "the weights are floats".to_owned(), expected });
    }
    let n_items = votes.items().len();
    rank_weights(votes, ctx, |place| missing.rank(place, n_items))
}

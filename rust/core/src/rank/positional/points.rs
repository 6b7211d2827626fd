//! Points by place, summed without rounding.

use num_bigint::BigInt;

use super::places::PlaceVotes;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::positional::Place;
use crate::rank::Outcome;
use crate::rank::exact::wide;
use crate::rank::options::{MissingPoints, Ties};

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 12;

/// The points of each place, exactly: `points[place] / denominator * 2**exponent`.
pub(super) struct Points {
    /// `prefix[p]` is the sum of the points of the first `p` places.
    prefix: Vec<BigInt>,
    denominator: BigInt,
    exponent: i32,
}

impl Points {
    pub(super) fn new(points: impl Iterator<Item = BigInt>, denominator: BigInt, exponent: i32) -> Self {
        let mut prefix = vec![BigInt::ZERO];
        for point in points {
            prefix.push(&prefix[prefix.len() - 1] + point);
        }
        Self { prefix, denominator, exponent }
    }

    /// Ranks by the points that items get. Items that share places get the mean of their points (`Average`), those of the
    /// last of the places (`Min`) or of the first (`Max`). Unranked items share the places left over (`Below`), get the
    /// mean of those whatever `ties` says (`Average`), or nothing (`ZeroPoints`).
    ///
    /// # Errors
    /// [`Error::Option`] for another reading of unranked items, if there are any.
    pub(super) fn rank(
        &self,
        rule: &'static str,
        votes: &PlaceVotes<'_>,
        ties: Ties,
        missing: Option<MissingPoints>,
        ctx: &Ctx<'_>,
    ) -> Result<Outcome> {
        let items = votes.items();
        let missing = missing.unwrap_or(votes.missing().into());
        if matches!(missing, MissingPoints::Absent | MissingPoints::Compatible) && !votes.is_complete() {
            let (got, expected) = (missing.name().to_owned(), "\"below\", \"average\", \"zero_points\"");
            return Err(Error::Option { rule, option: "missing", got, expected });
        }
        let counts = votes.counts(ctx)?;
        let mut sums: Vec<(u64, Vec<BigInt>)> = Vec::new();
        for (k, (item, place, weight)) in counts.iter().enumerate() {
            if k % CHUNK_CELLS == 0 {
                ctx.check()?;
            }
            let (numerator, denominator) = self.of(place, ties, missing);
            let at = sums.iter().position(|(known, _)| *known == denominator).unwrap_or_else(|| {
                sums.push((denominator, vec![BigInt::ZERO; items.len()]));
                sums.len() - 1
            });
            sums[at].1[item] += numerator * BigInt::from(weight);
        }
        let exact = wide(sums, &self.denominator, items.len(), self.exponent + votes.exponent(), ctx)?;
        if exact.values.iter().any(|points| points.is_infinite()) {
            return Err(Error::Overflow { what: "a sum of points", bits: 1024 });
        }
        Ok(exact.outcome(items).reading(missing.name()))
    }

    /// What a place is worth, in units of all points, as numerator and denominator.
    fn of(&self, place: Place, ties: Ties, missing: MissingPoints) -> (BigInt, u64) {
        let (start, end) = (place.start as usize, (place.start + place.size) as usize);
        let block = |from: usize, to: usize| &self.prefix[to] - &self.prefix[from];
        let ties = match (place.ranked, missing) {
            (false, MissingPoints::ZeroPoints) => return (BigInt::ZERO, 1),
            (false, MissingPoints::Average) => Ties::Average,
            _ => ties,
        };
        match ties {
            Ties::Average => (block(start, end), u64::from(place.size)),
            Ties::Min => (block(end - 1, end), 1),
            Ties::Max => (block(start, start + 1), 1),
        }
    }
}

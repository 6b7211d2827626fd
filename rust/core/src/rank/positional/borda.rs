//! Borda: how many items stand below, summed over the ballots.

use super::places::{Accumulate, PlaceVotes};
use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::par;
use crate::positional::Place;
use crate::rank::exact::{Exact, FractionSums};
use crate::rank::options::{MissingPoints, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::vectorized::vectorized;
use crate::weights::Weights;

pub(super) const ID: &str = "borda";

/// Rows of one chunk of the column sum: 32 bits hold the sum of so many ranks.
const CHUNK_ROWS: usize = 1 << 14;

/// Cells of one chunk.
const CHUNK_CELLS: usize = 1 << 20;

/// Weights of a chunk below this in total: times a rank of 16 bits they stay within 64.
const NARROW_TOTAL: i128 = 1 << 47;

/// Points run from 0 for the worst place to `n_items - 1` for the best.
///
/// With `levels = 2` (Colombo et al. 2022) the totals of each group of rows are ranked, and the Borda points of
/// those rankings are added, one vote per group: a task with many instances counts no more than one with few.
///
/// # Errors
/// [`Error::Option`] for `ties` with a reading of unranked items that defines the mean
/// only; [`Error::Data`] for two levels without groups; [`Error::InputKind`] for counts of pairs.
///
/// # Complexity
/// `O(n_voters * n_items)`; for complete ballots without ties a sum of columns, near the speed of memory.
#[derive(Debug)]
struct Borda {
    levels: u8,
    ties: Ties,
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Borda {
        levels: options.integer("levels", 1..=2)? as u8,
        ties: options.named()?,
        missing: options.optional()?,
    }))
}

impl Rule for Borda {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(2.0) + 20.0 * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { levels, ties, missing } = *self;
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let points = Points::new(ID, &votes, ties, missing)?;
        if levels == 2 {
            return two_levels(&votes, points, ctx);
        }
        Ok(one_level(&votes, points, ctx)?.outcome(votes.items()).reading(points.missing.name()))
    }
}

/// The points of each item, for a `rule` that errors name.
///
/// # Errors
/// As those of the rule, or a stop asked for through `ctx`.
pub(crate) fn borda_points(
    rule: &'static str,
    votes: &PlaceVotes<'_>,
    ties: Ties,
    missing: Option<MissingPoints>,
    ctx: &Ctx<'_>,
) -> Result<Exact> {
    one_level(votes, Points::new(rule, votes, ties, missing)?, ctx)
}

fn one_level(votes: &PlaceVotes<'_>, points: Points, ctx: &Ctx<'_>) -> Result<Exact> {
    let zero = || Level { groups: vec![FractionSums::new(votes.items().len())], points };
    let sums = match votes {
        PlaceVotes::Ballots(ballots) if ballots.is_complete() && !ballots.has_ties() => strict(ballots, ctx)?,
        _ => votes.accumulate(ctx, zero)?.groups.remove(0),
    };
    sums.finish(votes.exponent(), ctx)
}

fn two_levels(votes: &PlaceVotes<'_>, points: Points, ctx: &Ctx<'_>) -> Result<Outcome> {
    let PlaceVotes::Ballots(ballots) = votes else {
        let (got, expected) = ("PositionalCounts", "a ScoreTable or Ballots with groups for two levels");
        return Err(Error::InputKind { rule: ID, got, expected });
    };
    let Some(groups) = ballots.groups() else {
        return Err(Error::Data {
            what: "borda(levels=2)",
            got: "the rows have no groups".to_owned(),
            expected: "a group per row".to_owned(),
        });
    };
    let n_items = ballots.n_items();
    let zero = || Level { groups: vec![FractionSums::new(n_items); groups.len()], points };
    let mut top = FractionSums::new(n_items);
    for (group, &times) in votes.accumulate(ctx, zero)?.groups.into_iter().zip(&groups.times) {
        let outcome = group.finish(votes.exponent(), ctx)?.outcome(votes.items());
        let mut size = vec![0; n_items];
        for &level in &outcome.level {
            size[level as usize] += 1;
        }
        for item in 0..n_items {
            let (start, size) = (outcome.ranks[item] - 1, size[outcome.level[item] as usize]);
            let place = Place { start, size, n_ranked: n_items as u32, ranked: true };
            let (numerator, denominator) = Points { ties: Ties::Average, ..points }.of(place);
            top.add(item, numerator, denominator, times.into())?;
        }
    }
    Ok(top.finish(0, ctx)?.outcome(votes.items()).reading(points.missing.name()))
}

/// What a place is worth.
#[derive(Clone, Copy)]
struct Points {
    n_items: i128,
    ties: Ties,
    missing: MissingPoints,
}

impl Points {
    fn new(rule: &'static str, votes: &PlaceVotes<'_>, ties: Ties, missing: Option<MissingPoints>) -> Result<Self> {
        let missing = missing.unwrap_or(votes.missing().into());
        let averages = matches!(missing, MissingPoints::Absent | MissingPoints::Compatible);
        if averages && ties != Ties::Average && !votes.is_complete() {
            let got = missing.name().to_owned();
            let expected = "\"below\", \"average\", \"zero_points\" where ties are not averaged";
            return Err(Error::Option { rule, option: "missing", got, expected });
        }
        Ok(Self { n_items: votes.items().len() as i128, ties, missing })
    }

    /// Points as numerator and denominator.
    #[inline]
    fn of(self, place: Place) -> (i128, u64) {
        let m = self.n_items;
        let (start, size, ranked) = (i128::from(place.start), i128::from(place.size), i128::from(place.n_ranked));
        // Doubled, so that half points are whole.
        let block = match self.ties {
            Ties::Average => 2 * (m - 1 - start) - (size - 1),
            Ties::Min => 2 * (m - start - size),
            Ties::Max => 2 * (m - 1 - start),
        };
        if ranked == m {
            return (block, 2);
        }
        match (self.missing, place.ranked) {
            (MissingPoints::Below, _) | (MissingPoints::Average | MissingPoints::ZeroPoints, true) => (block, 2),
            (MissingPoints::Average, false) => (m - ranked - 1, 2),
            (MissingPoints::ZeroPoints, false) => (0, 2),
            (MissingPoints::Absent | MissingPoints::Compatible, false) => (m - 1, 2),
            // Half of every comparison that is not made, one point or half for every one that is.
            (MissingPoints::Absent, true) => (m - 1 + ranked - 2 * start - size, 2),
            // m - k (m + 1) / (r + 1) for mid-rank k of r, the mean over all completions (Himmi et al. 2024).
            (MissingPoints::Compatible, true) => {
                let twice_k = 2 * start + size + 1;
                (2 * m * (ranked + 1) - twice_k * (m + 1), 2 * (u64::from(place.n_ranked) + 1))
            }
        }
    }
}

struct Level {
    groups: Vec<FractionSums>,
    points: Points,
}

impl Accumulate for Level {
    #[inline]
    fn add(&mut self, item: usize, place: Place, weight: i128, group: usize) -> Result<()> {
        let (numerator, denominator) = self.points.of(place);
        let group = if self.groups.len() == 1 { 0 } else { group };
        self.groups[group].add(item, numerator, denominator, weight)
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        self.groups.iter_mut().zip(other.groups).try_for_each(|(own, other)| own.merge(other))
    }
}

/// Complete ballots without ties: `n_items - 1` less the rank, so all it takes is the sum of each column.
fn strict(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<FractionSums> {
    let columns = match ballots.ranks() {
        Ranks::Narrow(ranks) => column_sums(ballots, ranks, ctx)?,
        Ranks::Wide(ranks) => column_sums(ballots, ranks, ctx)?,
    };
    let n_items = ballots.n_items();
    let total = ballots.weights().total(ballots.n_voters());
    let mut sums = FractionSums::new(n_items);
    for (item, column) in columns.into_iter().enumerate() {
        sums.add(item, total * (n_items as i128 - 1) - column, 1, 1)?;
    }
    Ok(sums)
}

fn column_sums<R: Rank>(ballots: &Ballots, ranks: &[R], ctx: &Ctx<'_>) -> Result<Vec<i128>> {
    let (m, weights) = (ballots.n_items(), ballots.weights());
    let mut totals = vec![0_i128; m];
    ctx.set_total(ballots.n_voters() as u64);
    let map = |voters: std::ops::Range<usize>| {
        let mut sums = vec![0_i128; m];
        ctx.advance(voters.len() as u64);
        let rows = ranks[voters.start * m..voters.end * m].chunks_exact(m.max(1));
        if *weights == Weights::Unit {
            let mut narrow = vec![0_u32; m];
            vectorized(
                #[inline(always)]
                || {
                    for row in rows.clone() {
                        for (sum, rank) in narrow.iter_mut().zip(row) {
                            // Cannot wrap, by the size of a chunk; the check would keep this from becoming vectors.
                            *sum = sum.wrapping_add(rank.index() as u32);
                        }
                    }
                },
            );
            for (sum, narrow) in sums.iter_mut().zip(narrow) {
                *sum = i128::from(narrow);
            }
        } else if voters.clone().map(|voter| weights.numerator(voter)).sum::<i128>() < NARROW_TOTAL {
            let mut narrow = vec![0_u64; m];
            vectorized(
                #[inline(always)]
                || {
                    for (voter, row) in voters.clone().zip(rows.clone()) {
                        let weight = weights.numerator(voter) as u64;
                        // Resampled rows are often drawn not at all.
                        if weight > 0 {
                            for (sum, rank) in narrow.iter_mut().zip(row) {
                                *sum = sum.wrapping_add((rank.index() as u64).wrapping_mul(weight));
                            }
                        }
                    }
                },
            );
            for (sum, narrow) in sums.iter_mut().zip(narrow) {
                *sum = i128::from(narrow);
            }
        } else {
            for (voter, row) in voters.zip(rows) {
                let weight = weights.numerator(voter);
                for (sum, rank) in sums.iter_mut().zip(row) {
                    *sum += rank.index() as i128 * weight;
                }
            }
        }
        Ok(sums)
    };
    ctx.fold_chunks(ballots.n_voters(), par::rows(CHUNK_CELLS, m).min(CHUNK_ROWS), map, |part| {
        for (total, part) in totals.iter_mut().zip(part) {
            *total += part;
        }
        Ok(())
    })?;
    Ok(totals)
}

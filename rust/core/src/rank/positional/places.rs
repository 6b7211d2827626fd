//! One sweep over all places that votes give to items, for every positional rule.

use std::borrow::Cow;
use std::ops::Range;

use crate::ballots::{Ballots, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::par;
use crate::positional::{Place, Places, PositionalCounts};
use crate::rank::Votes;

/// Cells of one chunk, some milliseconds at most.
const CHUNK_CELLS: usize = 1 << 15;

/// Votes that positional rules read.
pub(crate) enum PlaceVotes<'a> {
    Ballots(Cow<'a, Ballots>),
    Counts(&'a PositionalCounts),
}

/// Sums over places.
pub(super) trait Accumulate: Send + Sized {
    /// Adds a voter's (or a cell's) weight, given over the common exponent. `group` is 0 where there are no groups.
    fn add(&mut self, item: usize, place: Place, weight: i128, group: usize) -> Result<()>;
    fn merge(&mut self, other: Self) -> Result<()>;
}

impl<'a> From<&'a Ballots> for PlaceVotes<'a> {
    fn from(ballots: &'a Ballots) -> Self {
        Self::Ballots(Cow::Borrowed(ballots))
    }
}

impl<'a> From<&'a PositionalCounts> for PlaceVotes<'a> {
    fn from(counts: &'a PositionalCounts) -> Self {
        Self::Counts(counts)
    }
}

impl<'a> PlaceVotes<'a> {
    pub(super) fn of(votes: &Votes<'a>, rule: &'static str, ctx: &Ctx<'_>) -> Result<Self> {
        match *votes {
            Votes::Ballots(ballots) => Ok(ballots.into()),
            Votes::Table(table) => Ok(Self::Ballots(Cow::Owned(Ballots::from_table(table, ctx)?))),
            Votes::Positional(counts) => Ok(counts.into()),
            Votes::Pairwise(_) => Err(Error::InputKind {
                rule,
                got: votes.kind(),
                expected: "Ballots, a ScoreTable or PositionalCounts: pairs do not tell places",
            }),
        }
    }

    pub(super) fn items(&self) -> &Items {
        match self {
            Self::Ballots(ballots) => ballots.items(),
            Self::Counts(counts) => counts.items(),
        }
    }

    pub(super) fn missing(&self) -> Missing {
        match self {
            Self::Ballots(ballots) => ballots.missing(),
            Self::Counts(counts) => counts.missing(),
        }
    }

    pub(super) fn exponent(&self) -> i32 {
        match self {
            Self::Ballots(ballots) => ballots.weights().exponent(),
            Self::Counts(counts) => counts.exponent(),
        }
    }

    /// Whether weights are integers, which count voters.
    pub(super) fn is_integer(&self) -> bool {
        match self {
            Self::Ballots(ballots) => ballots.weights().is_integer(),
            Self::Counts(counts) => counts.is_integer(),
        }
    }

    /// How often each item stands at each place.
    pub(super) fn counts(&self, ctx: &Ctx<'_>) -> Result<Cow<'_, PositionalCounts>> {
        match self {
            Self::Ballots(ballots) => PositionalCounts::from_ballots(ballots, ctx).map(Cow::Owned),
            Self::Counts(counts) => Ok(Cow::Borrowed(counts)),
        }
    }

    /// Whether no item is missing anywhere, so that every reading of missing items is the same.
    pub(super) fn is_complete(&self) -> bool {
        match self {
            Self::Ballots(ballots) => ballots.is_complete(),
            Self::Counts(counts) => counts.iter().all(|(_, place, _)| place.ranked),
        }
    }

    /// Sums over all places, chunk by chunk in a fixed order.
    pub(super) fn accumulate<A: Accumulate>(&self, ctx: &Ctx<'_>, zero: impl Fn() -> A + Sync) -> Result<A> {
        match self {
            Self::Counts(counts) => {
                let mut sums = zero();
                for (k, (item, place, weight)) in counts.iter().enumerate() {
                    if k % CHUNK_CELLS == 0 {
                        ctx.check()?;
                    }
                    sums.add(item, place, weight, 0)?;
                }
                Ok(sums)
            }
            Self::Ballots(ballots) => match ballots.ranks() {
                Ranks::Narrow(ranks) => sweep(ballots, ranks, ctx, zero),
                Ranks::Wide(ranks) => sweep(ballots, ranks, ctx, zero),
            },
        }
    }
}

fn sweep<R: Rank, A: Accumulate>(
    ballots: &Ballots,
    ranks: &[R],
    ctx: &Ctx<'_>,
    zero: impl Fn() -> A + Sync,
) -> Result<A> {
    let (m, weights) = (ballots.n_items(), ballots.weights());
    let group = |voter: usize| ballots.groups().map_or(0, |groups| groups.group_of[voter] as usize);
    let mut total: Option<A> = None;
    ctx.set_total(ballots.n_voters() as u64);
    let map = |voters: Range<usize>| {
        let mut sums = zero();
        ctx.advance(voters.len() as u64);
        let mut places = Places::new(m);
        for voter in voters {
            let weight = weights.numerator(voter);
            if weight == 0 {
                continue;
            }
            let ballot = &ranks[voter * m..(voter + 1) * m];
            places.read(ballot);
            for (item, &rank) in ballot.iter().enumerate() {
                sums.add(item, places.of(rank), weight, group(voter))?;
            }
        }
        Ok(sums)
    };
    ctx.fold_chunks(ballots.n_voters(), par::rows(CHUNK_CELLS, m), map, |part| match &mut total {
        None => {
            total = Some(part);
            Ok(())
        }
        Some(total) => total.merge(part),
    })?;
    Ok(total.unwrap_or_else(zero))
}

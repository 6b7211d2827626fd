//! The loop that all elimination rules share: who is left, round by round.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use super::universes;
use crate::ballots::Ballots;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::rank::options::{Options, TieBreak};
use crate::rank::{Outcome, Votes};

/// The most sets of one size that parallel universes may be told to follow.
const MAX_LIMIT: i64 = 1 << 24;

/// What a rule says of a set of items.
pub(super) struct Round {
    /// The scores that it goes by; NaN for items that have left.
    pub(super) scores: Vec<f64>,
    /// Who leaves; somebody always does.
    pub(super) leaving: Leaving,
}

/// Who leaves a set of items.
pub(super) enum Leaving {
    /// All of these at once, by the rule itself.
    Together(Vec<usize>),
    /// Those who share the worst score: one of them, or all, as ties are resolved.
    Tied(Vec<usize>),
    /// The same, where whoever leaves, the others are still those who leave next. So every order of them leads to the
    /// same set, and there is no need to go through all.
    Alike(Vec<usize>),
}

/// How ties for elimination are resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ties {
    pub(super) tie_break: TieBreak,
    /// The most sets of one size that parallel universes follow.
    pub(super) limit: usize,
}

impl Ties {
    pub(super) fn parse(options: &Options<'_>) -> Result<Self> {
        Ok(Self { tie_break: options.named()?, limit: options.integer("limit", 1..=MAX_LIMIT)? as usize })
    }

    /// Nanoseconds for all histories, where one takes so many. Nobody knows how many universes there will be; this much
    /// lets go of the caller, so that it can interrupt.
    pub(super) fn estimate(self, one: f64) -> f64 {
        if self.tie_break == TieBreak::ParallelUniverse { 10.0 * one + 1e5 } else { one }
    }

    /// The ballots in the votes, for rules that need them. Equal ones are folded where many sets will be counted.
    pub(super) fn ballots<'a>(self, votes: &Votes<'a>, rule: &'static str, ctx: &Ctx<'_>) -> Result<Cow<'a, Ballots>> {
        let ballots = match *votes {
            Votes::Ballots(ballots) => Cow::Borrowed(ballots),
            Votes::Table(table) => Cow::Owned(Ballots::from_table(table, ctx)?),
            Votes::Pairwise(_) | Votes::Positional(_) => {
                let expected = "Ballots or a ScoreTable: counts forget the ballots";
                return Err(Error::InputKind { rule, got: votes.kind(), expected });
            }
        };
        if self.tie_break == TieBreak::ParallelUniverse {
            return Ok(Cow::Owned(ballots.into_owned().with_groups(None)?.merged(ctx)?));
        }
        Ok(ballots)
    }

    /// Goes on until nobody is left. The score of an item is the round in which it left, so the last have the highest.
    pub(super) fn eliminate(
        self,
        items: &Items,
        ctx: &Ctx<'_>,
        mut round: impl FnMut(&FixedBitSet) -> Result<Round>,
    ) -> Result<Outcome> {
        if self.tie_break == TieBreak::ParallelUniverse {
            return universes::explore(items, self.limit, ctx, round);
        }
        let label_rank = items.label_rank();
        let mut left = everybody(items.len());
        let (mut round_left, mut rounds, mut complete) = (vec![0_u32; items.len()], Vec::new(), true);
        ctx.set_total(items.len() as u64);
        while !left.is_clear() {
            ctx.check()?;
            let Round { scores, leaving } = round(&left)?;
            rounds.push(scores);
            let leaving = match leaving {
                Leaving::Together(items) => items,
                Leaving::Tied(mut tied) | Leaving::Alike(mut tied) => {
                    if self.tie_break == TieBreak::LowestLabel && tied.len() > 1 {
                        tied.sort_unstable_by_key(|&item| label_rank[item]);
                        tied = tied.split_off(tied.len() - 1);
                        complete = false;
                    }
                    tied
                }
            };
            ctx.advance(leaving.len() as u64);
            for item in leaving {
                left.remove(item);
                round_left[item] = rounds.len() as u32;
            }
        }
        Ok(Outcome { complete, rounds, ..by_round(items, &round_left) })
    }
}

/// All of `m` items.
pub(super) fn everybody(m: usize) -> FixedBitSet {
    let mut all = FixedBitSet::with_capacity(m);
    all.insert_range(..);
    all
}

/// Ranks items by the round in which they left, the last first.
pub(super) fn by_round(items: &Items, round_left: &[u32]) -> Outcome {
    let scores = round_left.iter().map(|&round| f64::from(round)).collect();
    Outcome::by_keys(items, scores, round_left)
}

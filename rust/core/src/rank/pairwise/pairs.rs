//! The weights of preference that every pairwise rule starts from.

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::pairwise::{Preference, chunk_rows};
use crate::rank::{Outcome, Votes};

/// Items and, for each ordered pair, the weight of the voters who prefer the first.
pub(in crate::rank) struct Pairs {
    pub(in crate::rank) items: Items,
    pub(in crate::rank) preference: Preference,
    pub(in crate::rank) missing: Missing,
}

impl Pairs {
    pub(in crate::rank) fn of(
        votes: &Votes<'_>,
        rule: &'static str,
        missing: Option<Missing>,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let of_ballots = |ballots: &Ballots| {
            let missing = missing.unwrap_or(ballots.missing());
            let preference = Preference::from_ballots(ballots, missing, ctx)?;
            Ok(Self { items: ballots.items().clone(), preference, missing })
        };
        match *votes {
            Votes::Ballots(ballots) => of_ballots(ballots),
            Votes::Table(table) => of_ballots(&Ballots::from_table(table, ctx)?),
            Votes::Pairwise(counts) => {
                let missing = missing.unwrap_or(counts.missing());
                let preference = Preference::from_counts(counts, missing, ctx)?;
                Ok(Self { items: counts.items().clone(), preference, missing })
            }
            Votes::Positional(_) => {
                let expected = "Ballots, a ScoreTable or PairwiseCounts: places do not tell pairs";
                Err(Error::InputKind { rule, got: votes.kind(), expected })
            }
        }
    }

    /// What a rule returns that finds a set: score 1 for its members and 0 for the rest.
    pub(super) fn members(&self, is_member: &[bool]) -> Outcome {
        let scores = is_member.iter().map(|&wins| f64::from(u8::from(wins))).collect();
        let outcome = Outcome::by_keys(&self.items, scores, is_member).reading(self.missing.name());
        Outcome { n_winners: is_member.iter().filter(|&&wins| wins).count(), ..outcome }
    }
}

/// One key for each of `m` items, each from its `m` rivals.
pub(in crate::rank) fn each_item<K: Copy + Default + Send>(
    m: usize,
    ctx: &Ctx<'_>,
    key: impl Fn(usize) -> K + Sync,
) -> Result<Vec<K>> {
    let mut keys = vec![K::default(); m];
    ctx.fill_chunks(&mut keys, 1, chunk_rows(m), |first, keys| {
        for (item, slot) in (first..).zip(keys) {
            *slot = key(item);
        }
        Ok(())
    })?;
    Ok(keys)
}

/// Runs the same code on narrow and on wide weights.
macro_rules! with_weights {
    ($preference:expr, $weights:ident => $body:expr) => {
        match $preference {
            $crate::pairwise::Preference::Integer($weights) => $body,
            $crate::pairwise::Preference::Fixed($crate::weights::FixedPoint { numerators: $weights, .. }) => $body,
        }
    };
}
pub(in crate::rank) use with_weights;

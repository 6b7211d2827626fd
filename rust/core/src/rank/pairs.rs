//! The weights of preference that every pairwise rule starts from.

use std::borrow::Cow;

use super::Votes;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::pairwise::{Cells, PairwiseCounts};

/// Items and, for each ordered pair, the weight of the voters who prefer the first.
pub(super) struct Pairs {
    pub(super) items: Items,
    pub(super) weights: Cells,
    pub(super) missing: Missing,
}

impl Pairs {
    pub(super) fn of(votes: &Votes<'_>, rule: &'static str, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Self> {
        let counts = match *votes {
            Votes::Ballots(ballots) => Cow::Owned(PairwiseCounts::from_ballots(ballots, ctx)?),
            Votes::Table(table) => Cow::Owned(PairwiseCounts::from_table(table, ctx)?),
            Votes::Pairwise(counts) => Cow::Borrowed(counts),
            Votes::Positional(_) => {
                let expected = "Ballots, a ScoreTable or PairwiseCounts: places do not tell pairs";
                return Err(Error::InputKind { rule, got: "PositionalCounts", expected });
            }
        };
        let missing = missing.unwrap_or(counts.missing());
        Ok(Self { items: counts.items().clone(), weights: counts.preference(missing), missing })
    }
}

/// Runs the same code on integer and on float weights.
macro_rules! with_weights {
    ($cells:expr, $weights:ident => $body:expr) => {
        match $cells {
            $crate::pairwise::Cells::Integer($weights) => $body,
            $crate::pairwise::Cells::Float($weights) => $body,
        }
    };
}
pub(super) use with_weights;

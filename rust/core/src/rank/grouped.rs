//! A rule on each segment of the votes.

use super::{Outcome, Rule, Votes};
use crate::ballots::{Ballots, Groups};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::pairwise::PairwiseCounts;
use crate::par;
use crate::score_table::ScoreTable;
use crate::weights::Weights;

/// Cells of one chunk of segments.
const CHUNK_CELLS: usize = 1 << 13;

/// Votes that can be cut into segments.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'a> {
    /// Rankings, a row a voter.
    Ballots(&'a Ballots),
    /// Scores.
    Table(&'a ScoreTable),
    /// Battles.
    Battles(Battles<'a>),
}

/// Battles as [`PairwiseCounts::from_comparisons`] takes them.
#[derive(Debug, Clone, Copy)]
pub struct Battles<'a> {
    /// All items that meet.
    pub items: &'a Items,
    /// The first item of each battle.
    pub first: &'a [u32],
    /// The second.
    pub second: &'a [u32],
    /// 1 if the first won, -1 if the second did, 0 for a tie.
    pub outcome: &'a [i8],
    /// The weight of each battle.
    pub weights: &'a Weights,
}

impl Rows<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Rows::Ballots(ballots) => ballots.n_voters(),
            Rows::Table(table) => table.n_rows(),
            Rows::Battles(battles) => battles.first.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items voted on.
    #[must_use]
    pub fn items(&self) -> &Items {
        match self {
            Rows::Ballots(ballots) => ballots.items(),
            Rows::Table(table) => table.items(),
            Rows::Battles(battles) => battles.items,
        }
    }

    /// Runs the rule on these rows as if there were no others.
    fn evaluate(&self, rule: &dyn Rule, rows: &[usize], ctx: &Ctx<'_>) -> Result<Outcome> {
        match self {
            Rows::Ballots(ballots) => {
                let own = ballots.pick(rows)?;
                let groups = own.groups().map(Groups::compact);
                rule.evaluate(&Votes::Ballots(&own.with_groups(groups)?), ctx)
            }
            Rows::Table(table) => {
                let own = table.pick(rows);
                let groups = own.groups().map(Groups::compact);
                rule.evaluate(&Votes::Table(&own.with_groups(groups)), ctx)
            }
            Rows::Battles(battles) => rule.evaluate(&Votes::Pairwise(&battles.count(rows, ctx)?), ctx),
        }
    }
}

impl Battles<'_> {
    fn count(&self, rows: &[usize], ctx: &Ctx<'_>) -> Result<PairwiseCounts> {
        let of = |items: &[u32]| rows.iter().map(|&row| items[row]).collect::<Vec<_>>();
        let outcome: Vec<i8> = rows.iter().map(|&row| self.outcome[row]).collect();
        let (first, second, weights) = (of(self.first), of(self.second), self.weights.pick(rows));
        PairwiseCounts::from_comparisons(self.items.clone(), &first, &second, &outcome, &weights, ctx)
    }
}

/// Runs a rule on each group of rows, in parallel: what it finds, or why it cannot.
///
/// All segments rank the same items; one that a segment does not name is unranked there.
///
/// # Errors
/// [`Error::Length`] or [`Error::Invalid`] for groups that do not partition the rows, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of the rule on each segment; the rows are copied once.
pub fn grouped(rule: &dyn Rule, rows: &Rows<'_>, groups: &Groups, ctx: &Ctx<'_>) -> Result<Vec<Result<Outcome>>> {
    groups.check(rows.len())?;
    if let Rows::Battles(battles) = rows {
        Error::check_length("second", battles.second.len(), rows.len())?;
        Error::check_length("outcome", battles.outcome.len(), rows.len())?;
    }
    let members = groups.members();
    let mut outcomes = Vec::with_capacity(members.len());
    ctx.set_total(members.len() as u64);
    let cells = (rows.len() / members.len().max(1) + 1) * rows.items().len();
    let map = |segments: std::ops::Range<usize>| {
        let inner = ctx.inner();
        let one = |segment: usize| {
            let found = rows.evaluate(rule, &members[segment], &inner);
            ctx.advance(1);
            match found {
                Err(stop @ (Error::Cancelled | Error::TimeLimit { .. } | Error::Interrupted)) => Err(stop),
                found => Ok(found),
            }
        };
        segments.map(one).collect::<Result<Vec<_>>>()
    };
    ctx.fold_chunks(members.len(), par::rows(CHUNK_CELLS, cells), map, |part| {
        outcomes.extend(part);
        Ok(())
    })?;
    Ok(outcomes)
}

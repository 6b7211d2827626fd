//! What a bootstrap draws, and the votes that were drawn.

use super::{Outcome, Rule, Votes};
use crate::ballots::{Ballots, Groups};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::rng::Stream;
use crate::score_table::ScoreTable;
use crate::weights::Weights;

/// Draws between two looks at the clock.
const CHUNK: u64 = 1 << 16;

/// Votes that can be resampled: read once, whatever the number of resamples.
pub(super) enum Rows {
    /// `are_voters` where integer weights count voters.
    Ballots {
        ballots: Ballots,
        are_voters: bool,
    },
    Table(ScoreTable),
}

/// What is drawn.
pub(super) enum Units<'a> {
    /// Rows, whose weights say how much each matters.
    Rows,
    /// Voters, where integer weights say how many cast a ballot: for each ballot the voters up to it.
    Voters(Vec<u64>),
    /// Groups of rows.
    Groups(&'a Groups),
}

impl Rows {
    /// Rows in an order that depends on the votes alone, so that what is drawn does not depend on who came first.
    pub(super) fn of(rule: &dyn Rule, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        match *votes {
            Votes::Ballots(ballots) => Ok(Self::Ballots { ballots: ballots.sorted(ctx)?, are_voters: true }),
            Votes::Table(table) if rule.reads_scores() => Ok(Self::Table(table.sorted(ctx)?)),
            // A table is read as ballots on the way, but the weights of its rows are no numbers of voters.
            Votes::Table(table) => {
                let ballots = Ballots::from_table(table, ctx)?.sorted(ctx)?;
                Ok(Self::Ballots { ballots, are_voters: false })
            }
            Votes::Pairwise(_) | Votes::Positional(_) => {
                let expected = "Ballots or a ScoreTable: counts hold no rows to resample";
                Err(Error::InputKind { rule: "bootstrap", got: votes.kind(), expected })
            }
        }
    }

    pub(super) fn items(&self) -> &Items {
        match self {
            Self::Ballots { ballots, .. } => ballots.items(),
            Self::Table(table) => table.items(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Ballots { ballots, .. } => ballots.n_voters(),
            Self::Table(table) => table.n_rows(),
        }
    }

    fn groups(&self) -> Option<&Groups> {
        match self {
            Self::Ballots { ballots, .. } => ballots.groups(),
            Self::Table(table) => table.groups(),
        }
    }

    /// The outcome of a rule on votes drawn anew.
    pub(super) fn resampled(
        &self,
        rule: &dyn Rule,
        units: &Units<'_>,
        stream: &mut Stream,
        ctx: &Ctx<'_>,
    ) -> Result<Outcome> {
        let (times, group_times) = match units {
            Units::Rows => (draw(self.len(), self.len() as u64, |row| row as usize, stream, ctx)?, None),
            Units::Voters(up_to) => {
                let ballot_of = |voter: u64| up_to.partition_point(|&end| end <= voter);
                let n_voters = up_to.last().copied().unwrap_or(0);
                (draw(self.len(), n_voters, ballot_of, stream, ctx)?, None)
            }
            Units::Groups(groups) => {
                let times = draw(groups.len(), groups.len() as u64, |group| group as usize, stream, ctx)?;
                let of_rows = groups.group_of.iter().map(|&group| times[group as usize]).collect();
                (of_rows, Some(times))
            }
        };
        let weights = |own: &Weights| match units {
            // The weights are what was drawn from, so the draws take their place.
            Units::Voters(_) => Weights::Unit.times(&times),
            Units::Rows | Units::Groups(_) => own.times(&times),
        };
        match self {
            Self::Ballots { ballots, .. } => {
                let mut drawn = ballots.clone().with_weights(weights(ballots.weights())?)?;
                if let Some(times) = group_times {
                    drawn = drawn.with_group_times(times);
                }
                rule.evaluate(&Votes::Ballots(&drawn), ctx)
            }
            Self::Table(table) => {
                let drawn = table.with_weights(weights(table.weights())?);
                rule.evaluate(&Votes::Table(&drawn), ctx)
            }
        }
    }
}

impl<'a> Units<'a> {
    pub(super) fn of(rows: &'a Rows, by_groups: bool) -> Result<Self> {
        let data =
            |what, got: &str, expected: &str| Error::Data { what, got: got.to_owned(), expected: expected.to_owned() };
        if rows.len() == 0 {
            return Err(data("bootstrap", "there are no rows with weight", "at least one row"));
        }
        if by_groups {
            let missing = || data("bootstrap(resample=\"groups\")", "the rows have no groups", "a group per row");
            return rows.groups().map(Units::Groups).ok_or_else(missing);
        }
        let Rows::Ballots { ballots, are_voters: true } = rows else { return Ok(Units::Rows) };
        let Weights::Integer(weights) = ballots.weights() else { return Ok(Units::Rows) };
        let up_to = weights.iter().scan(0, |end, &weight| {
            *end += weight as u64;
            Some(*end)
        });
        let up_to: Vec<u64> = up_to.collect();
        match up_to.last() {
            Some(&total) if total > u64::from(u32::MAX) => {
                let got = format!("the weights count {total} voters");
                Err(data(
                    "bootstrap",
                    &got,
                    "at most 4294967295; use float weights where they are no numbers of voters",
                ))
            }
            _ => Ok(Units::Voters(up_to)),
        }
    }
}

/// How often each of `n_rows` was hit in `n_units` draws out of `n_units`, with replacement.
fn draw(
    n_rows: usize,
    n_units: u64,
    row_of: impl Fn(u64) -> usize,
    stream: &mut Stream,
    ctx: &Ctx<'_>,
) -> Result<Vec<u32>> {
    let mut times = vec![0; n_rows];
    for k in 0..n_units {
        if k % CHUNK == CHUNK - 1 {
            ctx.check()?;
        }
        times[row_of(stream.below(n_units))] += 1;
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Missing;

    /// A ballot of weight 3 is drawn as three ballots.
    #[test]
    fn integer_weights_are_voters() {
        let votes = |rows: &[[i64; 2]], weights: Weights| {
            let (items, ctx) = (Items::range(2).unwrap(), Ctx::default());
            Ballots::from_positions(&rows.concat(), rows.len(), items, weights, Missing::Below, &ctx).unwrap()
        };
        let weights = Weights::from_integers(&[3, 0, 2], 3).unwrap();
        let merged = votes(&[[1, 2], [1, 1], [2, 1]], weights);
        let expanded = votes(&[[1, 2], [1, 2], [1, 2], [2, 1], [2, 1]], Weights::Unit);
        let rule = crate::rank::rule("mean_rank", &|_| None).unwrap();
        for replicate in 0..20 {
            let scores = |ballots: &Ballots| {
                let rows = Rows::of(&*rule, &Votes::Ballots(ballots), &Ctx::default()).unwrap();
                let units = Units::of(&rows, false).unwrap();
                let mut stream = Stream::new(5, replicate);
                rows.resampled(&*rule, &units, &mut stream, &Ctx::default()).unwrap().scores
            };
            assert_eq!(scores(&merged), scores(&expanded));
        }
    }
}

//! Black: the Condorcet winner, or else Borda.

use super::condorcet_winner;
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::{Options, Value};
use crate::rank::{Outcome, Rule, Size, Votes, rule};

pub(super) const ID: &str = "black";

/// The outcome of [`condorcet_winner`] where there is one, and else that of Borda; scores are those of the rule that
/// decided. Ties inside a ballot get the mean of their Borda points.
///
/// # Errors
/// [`Error::InputKind`] for counts, which know pairs or places and not both, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_voters * n_items)`.
#[derive(Debug)]
struct Black {
    condorcet: Box<dyn Rule>,
    borda: Box<dyn Rule>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    // Pairs know fewer readings of unranked items than Borda does.
    options.optional::<Missing>()?;
    let of_borda = |name: &str| match name {
        "levels" => Some(Value::Integer(1)),
        "ties" => Some(Value::Text("average".to_owned())),
        _ => (options.look_up)(name),
    };
    Ok(Box::new(Black { condorcet: condorcet_winner::parse(options)?, borda: rule("borda", &of_borda)? }))
}

impl Rule for Black {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        self.condorcet.estimate(size) + self.borda.estimate(size)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let from_table;
        let ballots = match *votes {
            Votes::Ballots(ballots) => ballots,
            Votes::Table(table) => {
                from_table = Ballots::from_table(table, ctx)?;
                &from_table
            }
            Votes::Pairwise(_) | Votes::Positional(_) => {
                let expected = "Ballots or a ScoreTable: counts do not know both pairs and places";
                return Err(Error::InputKind { rule: ID, got: votes.kind(), expected });
            }
        };
        let outcome = self.condorcet.evaluate(&Votes::Ballots(ballots), ctx)?;
        if outcome.n_winners > 0 { Ok(outcome) } else { self.borda.evaluate(&Votes::Ballots(ballots), ctx) }
    }
}

//! Sequential Chamberlin and Courant: the member that adds the most to what voters' best members are worth, again and again.

use super::lambda::Lambda;
use super::objective::{Objective, Reading};
use super::rounds::Joining;
use super::utilities::Scores;
use crate::committee::sequential::run;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "sequential_chamberlin_courant";

#[derive(Debug)]
struct SequentialChamberlinCourant {
    scores: Scores,
    reading: Reading,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let reading = Reading { ties: options.named()?, missing: options.optional()? };
    Ok(Box::new(SequentialChamberlinCourant { scores: Scores::parse(options)?, reading }))
}

impl SequentialChamberlinCourant {
    fn objective<'a>(&self, votes: &Votes<'a>, k: usize, ctx: &Ctx<'_>) -> Result<Objective<'a>> {
        Objective::of_scores(ID, votes, &self.scores, self.reading, &Lambda::Coverage, k, ctx)
    }
}

/// In each round a voter counts what an item is worth to it above the best member.
///
/// # Complexity
/// Linear in the size of the votes, and for each member a pass over the ballots to which it matters.
///
/// # Source
/// Lu and Boutilier 2011, for Borda scores.
impl Rule for SequentialChamberlinCourant {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 * (request.k as f64).sqrt()
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let objective = self.objective(votes, request.k, ctx)?;
        let found = run(Joining { state: objective.empty(1.0, ctx)?, unit: objective.unit() }, request, ctx)?;
        Ok(Election { score: Some(objective.score(&found.committees[0], ctx)?), ..found })
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        self.objective(votes, members.len(), ctx)?.score(members, ctx).map(Some)
    }
}

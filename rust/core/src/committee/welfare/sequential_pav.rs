//! Sequential proportional approval voting: the member that adds the most, again and again.

use super::lambda::Lambda;
use super::objective::Objective;
use super::rounds::Joining;
use crate::committee::sequential::run;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "sequential_pav";

#[derive(Debug)]
struct SequentialPav;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SequentialPav))
}

/// In each round a supporter of whom `u` approved items are elected counts `1 / (u + 1)`.
///
/// # Complexity
/// Linear in the number of approvals, and for each member the sizes of its supporters' sets, or less.
///
/// # Source
/// Thiele 1895.
impl Rule for SequentialPav {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 * (request.k as f64).sqrt()
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let objective = Objective::of_approvals(votes.approvals(ID)?, &Lambda::Harmonic, request.k);
        let found = run(Joining { state: objective.empty(1.0, ctx)?, unit: objective.unit() }, request, ctx)?;
        Ok(Election { score: Some(objective.score(&found.committees[0], ctx)?), ..found })
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Objective::of_approvals(votes.approvals(ID)?, &Lambda::Harmonic, members.len()).score(members, ctx).map(Some)
    }
}

//! Reverse sequential proportional approval voting: whoever is missed the least leaves, again and again.

use super::lambda::Lambda;
use super::objective::Objective;
use super::rounds::{Joining, Leaving};
use crate::committee::sequential::run;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "reverse_sequential_pav";

#[derive(Debug)]
struct ReverseSequentialPav;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(ReverseSequentialPav))
}

/// From all items, in each round the one leaves whose supporters lose the least: `1 / u` for each of whom `u` approved items
/// are left.
///
/// # Complexity
/// Linear in the number of approvals, and for each that leaves the sizes of its supporters' sets.
///
/// # Source
/// Thiele 1895; Janson 2016.
impl Rule for ReverseSequentialPav {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        let rounds = (request.priority.len() - request.k) as f64;
        2.0 * votes.cells() as f64 * (1.0 + rounds.sqrt())
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let approvals = votes.approvals(ID)?;
        let most = (0..approvals.n_voters()).map(|voter| approvals.set(voter).len()).max().unwrap_or(0);
        let objective = Objective::of_approvals(approvals, &Lambda::Harmonic, most.max(1));
        let state = objective.full(approvals, ctx)?;
        let found = run(Leaving(Joining { state, unit: objective.unit() }), request, ctx)?;
        let score = self.score(votes, &found.committees[0], ctx)?;
        Ok(Election { score, ..found })
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Objective::of_approvals(votes.approvals(ID)?, &Lambda::Harmonic, members.len()).score(members, ctx).map(Some)
    }
}

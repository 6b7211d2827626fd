//! Thiele's rules: the committee with the highest sum of weights, as many a voter as it approves of members.

use super::lambda::Lambda;
use super::method::Method;
use super::objective::Objective;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "thiele";

/// The rule, or one that is it with weights of its own.
#[derive(Debug)]
pub(super) struct Thiele {
    pub(super) id: &'static str,
    pub(super) weights: Lambda,
    pub(super) method: Method,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Thiele { id: ID, weights: Lambda::parse(options)?, method: Method::parse(options)? }))
}

/// A voter who approves of `u` members counts the first `u` weights.
///
/// # Source
/// Thiele 1895; Lackner and Skowron 2023.
impl Rule for Thiele {
    fn id(&self) -> &'static str {
        self.id
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 * (request.k as f64).sqrt()
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let objective = Objective::of_approvals(votes.approvals(self.id)?, &self.weights, request.k);
        self.method.solve(&objective, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Objective::of_approvals(votes.approvals(self.id)?, &self.weights, members.len()).score(members, ctx).map(Some)
    }
}

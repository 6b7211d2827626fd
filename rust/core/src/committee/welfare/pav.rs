//! Proportional approval voting: the committee with the highest harmonic sum of approved members.

use super::lambda::Lambda;
use super::method::Method;
use super::objective::Objective;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "pav";

#[derive(Debug)]
struct Pav {
    method: Method,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Pav { method: Method::parse(options)? }))
}

/// A voter who approves of `u` members counts `1 + 1/2 + ... + 1/u`.
///
/// # Source
/// Thiele 1895.
impl Rule for Pav {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 * (request.k as f64).sqrt()
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let objective = Objective::of_approvals(votes.approvals(ID)?, &Lambda::Harmonic, request.k);
        self.method.solve(&objective, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Objective::of_approvals(votes.approvals(ID)?, &Lambda::Harmonic, members.len()).score(members, ctx).map(Some)
    }
}

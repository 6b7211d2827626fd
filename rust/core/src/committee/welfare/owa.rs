//! Ordered weighted averages: the best, second best, ... member counts with a weight of its own.

use super::lambda::Lambda;
use super::method::Method;
use super::objective::{Objective, Reading};
use super::utilities::Scores;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "owa";

#[derive(Debug)]
struct Owa {
    weights: Lambda,
    scores: Scores,
    reading: Reading,
    method: Method,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Owa {
        weights: Lambda::parse(options)?,
        scores: Scores::parse(options)?,
        reading: Reading { ties: options.named()?, missing: options.optional()? },
        method: Method::parse(options)?,
    }))
}

impl Owa {
    fn objective<'a>(&self, votes: &Votes<'a>, k: usize, ctx: &Ctx<'_>) -> Result<Objective<'a>> {
        Objective::of_scores(ID, votes, &self.scores, self.reading, &self.weights, k, ctx)
    }
}

/// A voter counts the first weight times what the best member is worth to it, the second times the second best, and so
/// on.
///
/// # Source
/// Skowron, Faliszewski and Lang 2016.
impl Rule for Owa {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 * request.k as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        self.method.solve(&self.objective(votes, request.k, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        self.objective(votes, members.len(), ctx)?.score(members, ctx).map(Some)
    }
}

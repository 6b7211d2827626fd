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

/// The rule, or one that is it with weights of its own.
#[derive(Debug)]
pub(super) struct Owa {
    id: &'static str,
    weights: Lambda,
    scores: Scores,
    reading: Reading,
    method: Method,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Owa::new(ID, Lambda::parse(options)?, options)?))
}

impl Owa {
    pub(super) fn new(id: &'static str, weights: Lambda, options: &Options<'_>) -> Result<Self> {
        let scores = Scores::parse(options)?;
        let reading = Reading { ties: options.named()?, missing: options.optional()? };
        Ok(Self { id, weights, scores, reading, method: Method::parse(options)? })
    }

    fn objective<'a>(&self, votes: &Votes<'a>, k: usize, ctx: &Ctx<'_>) -> Result<Objective<'a>> {
        Objective::of_scores(self.id, votes, &self.scores, self.reading, &self.weights, k, ctx)
    }
}

/// A voter counts the first weight times what the best member is worth to it, the second times the second best, and so
/// on.
///
/// # Source
/// Skowron, Faliszewski and Lang 2016.
impl Rule for Owa {
    fn id(&self) -> &'static str {
        self.id
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        let k = request.k as f64;
        // Where only the best member counts, most voters are done after few rounds.
        2.0 * votes.cells() as f64 * if self.weights == Lambda::Coverage { k.sqrt() } else { k }
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        self.method.solve(&self.objective(votes, request.k, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        self.objective(votes, members.len(), ctx)?.score(members, ctx).map(Some)
    }
}

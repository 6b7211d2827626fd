//! Approval voting: the items that the most voters approve of.

use super::best;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "approval";

#[derive(Debug)]
struct Approval;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Approval))
}

/// An item has a point for each voter who approves of it.
///
/// # Complexity
/// Linear in the number of approvals, and `O(k m)`.
///
/// # Source
/// Weber 1977; Brams and Fishburn 1978, for committees.
impl Rule for Approval {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 + (request.k * request.priority.len()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let approvals = votes.approvals(ID)?;
        let (points, exponent) = (approvals.support(ctx)?, approvals.weights().exponent());
        best(&points, |item| scaled(points[item as usize], exponent), request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        let approvals = votes.approvals(ID)?;
        let points = approvals.support(ctx)?;
        let total: i128 = members.iter().map(|&item| points[item as usize]).sum();
        Ok(Some(scaled(total, approvals.weights().exponent())))
    }
}

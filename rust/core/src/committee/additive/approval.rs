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
        let (points, exponent) = support(votes, ctx)?;
        best(&points, |item| scaled(points[item as usize], exponent), request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        let (points, exponent) = support(votes, ctx)?;
        let total: i128 = members.iter().map(|&item| points[item as usize]).sum();
        Ok(Some(scaled(total, exponent)))
    }
}

/// The weight of the supporters of each item over a power of two with this exponent.
fn support(votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<(Vec<i128>, i32)> {
    if let Votes::ApprovalCounts(counts) = votes {
        return Ok((counts.support().items, counts.exponent()));
    }
    let approvals = votes.approvals(ID)?;
    Ok((approvals.support(ctx)?.items, approvals.weights().exponent()))
}

//! Satisfaction approval voting: a voter's point is shared among those approved of.

use super::{best_exact, total};
use crate::approvals::ApprovalCounts;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;
use crate::rank::exact::{Exact, FractionSums};

pub(super) const ID: &str = "satisfaction_approval";

#[derive(Debug)]
struct SatisfactionApproval;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SatisfactionApproval))
}

/// An item has `1 / |A|` of the weight of each voter who approves of the set `A` that it is in.
///
/// # Complexity
/// Linear in the number of approvals, and `O(k m)`; exact fractions, one integer sum for each size of a set.
///
/// # Source
/// Brams and Kilgour 2014.
impl Rule for SatisfactionApproval {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        3.0 * votes.cells() as f64 + (request.k * request.priority.len()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        best_exact(&points(votes, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(Some(total(&points(votes, ctx)?, members)))
    }
}

fn points(votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Exact> {
    if let Votes::ApprovalCounts(counts) = votes {
        return shares(counts, ctx);
    }
    shares(&ApprovalCounts::from_approvals(votes.approvals(ID)?, ctx)?, ctx)
}

fn shares(counts: &ApprovalCounts, ctx: &Ctx<'_>) -> Result<Exact> {
    let mut sums = FractionSums::new(counts.items().len());
    // Who approves of nobody has nothing to share.
    for (size, support) in counts.by_size().filter(|(size, _)| *size > 0) {
        for (item, &weight) in support.items.iter().enumerate() {
            sums.add(item, weight, size as u64, 1)?;
        }
    }
    sums.finish(counts.exponent(), ctx)
}

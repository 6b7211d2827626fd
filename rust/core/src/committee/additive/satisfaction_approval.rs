//! Satisfaction approval voting: a voter's point is shared among those approved of.

use super::{best_exact, total};
use crate::approvals::Approvals;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;
use crate::rank::exact::{Exact, FractionSums};

pub(super) const ID: &str = "satisfaction_approval";

/// Sets read at a time.
const READ_VOTERS: usize = 1 << 13;

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
        best_exact(&points(votes.approvals(ID)?, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(Some(total(&points(votes.approvals(ID)?, ctx)?, members)))
    }
}

fn points(approvals: &Approvals, ctx: &Ctx<'_>) -> Result<Exact> {
    let mut sums = FractionSums::new(approvals.n_items());
    let read = |voters: std::ops::Range<usize>| {
        let mut part = FractionSums::new(approvals.n_items());
        for voter in voters {
            let (set, weight) = (approvals.set(voter), approvals.weights().numerator(voter));
            for &item in set {
                part.add(usize::from(item), 1, set.len() as u64, weight)?;
            }
        }
        Ok(part)
    };
    ctx.fold_chunks(approvals.n_voters(), READ_VOTERS, read, |part| sums.merge(part))?;
    sums.finish(approvals.weights().exponent(), ctx)
}

//! Approval voting: the items that the most voters approve of.

use super::best;
use crate::approvals::Approvals;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::scaled;
use crate::options::Options;

pub(super) const ID: &str = "approval";

/// Sets counted at a time.
const COUNT_VOTERS: usize = 1 << 14;

#[derive(Debug)]
struct Approval;

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
        let (points, exponent) = (weights_of_supporters(approvals, ctx)?, approvals.weights().exponent());
        best(&points, |item| scaled(points[item as usize], exponent), request, ctx)
    }
}

/// For each item the weight of those who approve of it, over the common exponent of the weights.
fn weights_of_supporters(approvals: &Approvals, ctx: &Ctx<'_>) -> Result<Vec<i128>> {
    let mut totals = vec![0_i128; approvals.n_items()];
    let count = |voters: std::ops::Range<usize>| {
        let mut part = vec![0_i128; approvals.n_items()];
        for voter in voters {
            let weight = approvals.weights().numerator(voter);
            for &item in approvals.set(voter) {
                part[usize::from(item)] += weight;
            }
        }
        Ok(part)
    };
    ctx.fold_chunks(approvals.n_voters(), COUNT_VOTERS, count, |part| {
        for (total, part) in totals.iter_mut().zip(part) {
            *total += part;
        }
        Ok(())
    })?;
    Ok(totals)
}

//! Voters who are counted one by one.

use crate::approvals::Approvals;
use crate::committee::Request;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Merged voters who count, with their sets in items by their order of priority.
#[derive(Clone)]
pub(super) struct Voters {
    pub(super) sets: Vec<Vec<u32>>,
    pub(super) weights: Vec<i64>,
    /// How many voters there are, those without approvals included.
    pub(super) total: i64,
}

impl Voters {
    /// # Errors
    /// [`Error::Data`] for weights that are no whole numbers.
    pub(super) fn of(approvals: &Approvals, rule: &'static str, request: &Request, ctx: &Ctx<'_>) -> Result<Self> {
        if !approvals.weights().is_integer() {
            let expected =
                format!("whole numbers: {rule} assigns voters to members, and a weight says how many there are");
            return Err(Error::Data { what: "weights", got: "they are floats".to_owned(), expected });
        }
        let approvals = approvals.merged(ctx)?;
        let mut voters: Vec<(Vec<u32>, i64)> = (0..approvals.n_voters())
            .map(|voter| {
                let set = approvals.set(voter).iter().map(|&item| request.priority[usize::from(item)]);
                let mut set: Vec<u32> = set.collect();
                set.sort_unstable();
                // Integer weights are below 2^61 in total.
                (set, approvals.weights().numerator(voter) as i64)
            })
            .collect();
        voters.sort_unstable();
        let total = voters.iter().map(|(_, weight)| weight).sum();
        let (sets, weights) = voters.into_iter().unzip();
        Ok(Self { sets, weights, total })
    }
}

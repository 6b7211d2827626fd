//! Bloc: the items that stand among the first `k` of the most ballots.

use super::{best_exact, total};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;
use crate::rank::options::Ties;
use crate::rank::positional::approval_at_k::among_first;

pub(super) const ID: &str = "bloc";

#[derive(Debug)]
struct Bloc {
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Bloc { ties: options.named()? }))
}

/// An item has the points that [`crate::rank`]'s approval at `k` gives it, `k` being the number of seats.
///
/// # Complexity
/// `O(n_voters * n_items)`.
///
/// # Source
/// Elkind, Faliszewski, Skowron and Slinko 2017.
impl Rule for Bloc {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        4.0 * votes.cells() as f64 + (request.k * request.priority.len()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        best_exact(&among_first(&votes.places(ID)?, request.k as u64, self.ties, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(Some(total(&among_first(&votes.places(ID)?, members.len() as u64, self.ties, ctx)?, members)))
    }
}

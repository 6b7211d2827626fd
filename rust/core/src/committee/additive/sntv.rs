//! Single non-transferable vote: the items with the most first places.

use super::{best_exact, total};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;
use crate::rank::options::Ties;
use crate::rank::positional::plurality::first_places;

pub(super) const ID: &str = "sntv";

#[derive(Debug)]
struct Sntv {
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Sntv { ties: options.named()? }))
}

/// An item has the points that [`crate::rank`]'s plurality gives it.
///
/// # Complexity
/// `O(n_voters * n_items)`.
///
/// # Source
/// Faliszewski, Skowron, Slinko and Talmon 2017, who call it a committee scoring rule.
impl Rule for Sntv {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        4.0 * votes.cells() as f64 + (request.k * request.priority.len()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        best_exact(&first_places(&votes.places(ID)?, self.ties, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(Some(total(&first_places(&votes.places(ID)?, self.ties, ctx)?, members)))
    }
}

//! k-Borda: the items with the most Borda points.

use super::{best_exact, total};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;
use crate::rank::exact::Exact;
use crate::rank::options::{MissingPoints, Ties};
use crate::rank::positional::borda::borda_points;

pub(super) const ID: &str = "k_borda";

#[derive(Debug)]
struct KBorda {
    ties: Ties,
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(KBorda { ties: options.named()?, missing: options.optional()? }))
}

impl KBorda {
    fn points(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Exact> {
        borda_points(ID, &votes.places(ID)?, self.ties, self.missing, ctx)
    }
}

/// An item has the points that [`crate::rank`]'s Borda rule gives it.
///
/// # Complexity
/// `O(n_voters * n_items)`.
///
/// # Source
/// Debord 1992; Elkind, Faliszewski, Skowron and Slinko 2017.
impl Rule for KBorda {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        2.0 * votes.cells() as f64 + (request.k * request.priority.len()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        best_exact(&self.points(votes, ctx)?, request, ctx)
    }

    fn score(&self, votes: &Votes<'_>, members: &[u32], ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(Some(total(&self.points(votes, ctx)?, members)))
    }
}

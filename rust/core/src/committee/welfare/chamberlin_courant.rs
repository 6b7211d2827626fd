//! Chamberlin and Courant: the committee whose best member for each voter is worth the most to it.

use super::lambda::Lambda;
use super::owa::Owa;
use crate::committee::Rule;
use crate::error::Result;
use crate::options::Options;

pub(super) const ID: &str = "chamberlin_courant";

/// A voter counts what the best member is worth to it.
///
/// # Source
/// Chamberlin and Courant 1983.
pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Owa::new(ID, Lambda::Coverage, options)?))
}

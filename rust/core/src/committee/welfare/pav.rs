//! Proportional approval voting: the committee with the highest harmonic sum of approved members.

use super::lambda::Lambda;
use super::method::Method;
use super::thiele::Thiele;
use crate::committee::Rule;
use crate::error::Result;
use crate::options::Options;

pub(super) const ID: &str = "pav";

/// A voter who approves of `u` members counts `1 + 1/2 + ... + 1/u`.
///
/// # Source
/// Thiele 1895.
pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Thiele { id: ID, weights: Lambda::Harmonic, method: Method::parse(options)? }))
}

//! Rules that look at the place of an item on each ballot.

mod borda;
mod mean_rank;
mod median_rank;
mod places;
mod plurality;
// The rule of that name, in the family that is named after it.
#[allow(clippy::module_inception)]
mod positional;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (borda::ID, borda::parse),
    (mean_rank::ID, mean_rank::parse),
    (median_rank::ID, median_rank::parse),
    (plurality::ID, plurality::parse),
    (positional::ID, positional::parse),
];

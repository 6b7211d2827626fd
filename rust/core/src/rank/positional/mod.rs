//! Rules that look at the place of an item on each ballot.

mod anti_plurality;
pub(crate) mod approval_at_k;
mod assignment;
pub(crate) mod borda;
mod bucklin;
mod dowdall;
mod footrule_optimal;
mod mean_rank;
mod median_rank;
mod normalised_ranks;
pub(crate) mod places;
pub(crate) mod plurality;
mod points;
// The rule of that name, in the family that is named after it.
#[allow(clippy::module_inception)]
mod positional;
mod probability;
mod ranks;
mod robust_rank_aggregation;
mod stuart;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (anti_plurality::ID, anti_plurality::parse),
    (approval_at_k::ID, approval_at_k::parse),
    (borda::ID, borda::parse),
    (bucklin::ID, bucklin::parse),
    (dowdall::ID, dowdall::parse),
    (footrule_optimal::ID, footrule_optimal::parse),
    (mean_rank::ID, mean_rank::parse),
    (median_rank::ID, median_rank::parse),
    (plurality::ID, plurality::parse),
    (positional::ID, positional::parse),
    (robust_rank_aggregation::ID, robust_rank_aggregation::parse),
    (stuart::ID, stuart::parse),
];

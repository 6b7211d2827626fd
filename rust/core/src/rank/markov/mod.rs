//! Rules that let a walk over the items run until it forgets where it began.

mod mc4;
mod rank_centrality;
mod stationary;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[(mc4::ID, mc4::parse), (rank_centrality::ID, rank_centrality::parse)];

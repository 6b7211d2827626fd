//! Committees that are proven to be the best.
//!
//! `solve` finds the best committee of a sum of concave functions ([`rows`]); Monroe's rule has a problem of its own. Both
//! are searched alike ([`search`]): prices bound what committees are worth, decide items, and guide the branching.

mod dominance;
mod flow;
mod greedy_monroe;
mod instance;
mod lexicographic_chamberlin_courant;
mod minimax_approval;
mod monroe;
mod number;
mod optimum;
mod overlaps;
mod problem;
mod rows;
mod scale;
mod search;
mod sides;
mod solve;
mod voters;
mod welfare;

#[cfg(test)]
mod tests;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (greedy_monroe::ID, greedy_monroe::parse),
    (lexicographic_chamberlin_courant::ID, lexicographic_chamberlin_courant::parse),
    (minimax_approval::ID, minimax_approval::parse),
    (monroe::ID, monroe::parse),
];

pub(in crate::committee) use instance::Instance;
pub(in crate::committee) use solve::solve;

//! Committees that are proven to be the best.
//!
//! `solve` finds the best committee of a sum of concave functions ([`rows`]); Monroe's rule has a problem of its own. Both
//! are searched alike ([`search`]): prices bound what committees are worth, decide items, and guide the branching.

mod dominance;
mod number;
mod optimum;
mod overlaps;
mod problem;
mod rows;
mod scale;
mod search;
mod sides;
mod solve;
mod welfare;

#[cfg(test)]
mod tests;

pub(in crate::committee) use solve::solve;

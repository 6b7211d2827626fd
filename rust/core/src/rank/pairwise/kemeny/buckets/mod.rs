//! Votes and consensus with ties: what a pair costs is said by a scheme, and the consensus may tie items.
//!
//! `scheme.rs` says what a pair costs, `costs.rs` sums that over the voters. A bucket order is found part by part
//! (`excess.rs` says which parts), small ones by dynamic programming (`subsets.rs`), large ones by moving items
//! (`sequence.rs`, `search.rs`) against a lower bound (`triples.rs`). A part in which ties never pay is a problem of orders
//! without ties, and solved as one.

mod consensus;
mod costs;
mod excess;
mod gains;
mod number;
mod scheme;
mod search;
mod sequence;
mod subsets;
mod triples;

#[cfg(test)]
mod tests;

pub use consensus::{Consensus, bucket_order, linear_order};
pub use costs::{Cost, Costs, estimate};
pub use scheme::{Penalty, TieScheme, Vectors};

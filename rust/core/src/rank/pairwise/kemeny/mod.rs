//! The order closest to the votes, proven.

mod consensus;
mod lagrange;
mod large;
mod margins;
mod optima;
mod options;
mod problem;
mod rule;
mod search;
pub(super) mod subsets;

pub mod buckets;

pub use consensus::{Component, Consensus, Method, consensus};
pub use margins::Margins;
pub use optima::{COUNTED_ITEMS, Optima, optima};
pub use options::{Effort, Options};
pub use problem::{Cost, Problem};

pub(super) use rule::{ID, parse};

#[cfg(test)]
mod tests;

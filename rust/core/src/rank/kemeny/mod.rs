//! The order closest to the votes, proven.

mod margins;

pub mod buckets;

pub use margins::Margins;

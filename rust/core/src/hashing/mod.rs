//! Hashing: long histories into small tables, and sampling that every host agrees on.

pub mod error_memory;
pub mod expected;
pub mod frozen;
pub mod hamming;
pub mod sampling;
pub mod simhash;
pub mod tables;
pub mod vectors;

pub use frozen::FrozenTable;
pub use simhash::SimHash;
pub use tables::BucketTable;

#[cfg(test)]
mod tests;

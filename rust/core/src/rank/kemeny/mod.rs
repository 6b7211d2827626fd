//! The order closest to the votes, proven.

pub mod lagrange;
mod margins;

pub use margins::Margins;

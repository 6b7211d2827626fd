//! The order closest to the votes, proven.

mod margins;
pub mod search;

pub use margins::Margins;

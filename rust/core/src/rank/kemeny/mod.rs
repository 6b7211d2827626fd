//! The order closest to the votes, proven.

mod margins;

pub use margins::Margins;

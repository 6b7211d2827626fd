//! The few numbers that votes need of rows of logits, and of the log-probabilities of their tokens.

mod element;
mod real;
mod row;
pub mod sequence_statistics;
pub mod token_statistics;

pub use element::{Bfloat16, Element, Float16, Float32, Float64};
pub use row::Outputs;

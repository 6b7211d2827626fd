//! Equal answers under one number.
//!
//! Answers are texts with many spellings. [`canonical`] brings spellings into one form; a caller who knows more (a
//! computer algebra system) is asked about pairs of different forms only ([`Forms::pairs`]), and what it calls equal is
//! joined until nothing is left to join ([`close`]): the result does not depend on the order of samples or of questions
//! to the caller. Where that joins two forms which the caller called different, it is counted.

pub mod canonical;
mod close;
mod forms;
mod union_find;

pub use close::{Grouping, close};
pub use forms::{Forms, MAX_PAIRS};

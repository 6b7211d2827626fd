//! Committees: several items chosen together.

pub mod bias;

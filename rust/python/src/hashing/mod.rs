//! Hashing for Python.

pub(crate) mod error_memory;
pub(crate) mod expected;
pub(crate) mod frozen_table;
pub(crate) mod hamming;
pub(crate) mod matrix;
pub(crate) mod sampling;
pub(crate) mod simhash;
pub(crate) mod tables;

//! Hashing for Python.

pub(crate) mod frozen_table;
pub(crate) mod matrix;
pub(crate) mod simhash;
pub(crate) mod tables;

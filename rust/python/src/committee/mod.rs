//! Committees for Python.

pub(crate) mod bias;

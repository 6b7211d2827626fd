//! Nearest codes, for Python.

use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use rankfold_core::hashing::hamming as core;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds to compare two words; they only choose how a call runs.
const WORD_NS: f64 = 0.5;

/// Indices and distances of the nearest items of each query, a row each.
#[pyfunction]
#[pyo3(signature = (query_bits, item_bits, k, control=None))]
pub(crate) fn hamming_top_k<'py>(
    py: Python<'py>,
    query_bits: PyReadonlyArray2<'_, u64>,
    item_bits: PyReadonlyArray2<'_, u64>,
    k: usize,
    control: Option<&Control>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (n_queries, _, queries) = convert::table(&query_bits)?;
    let (_, width, items) = convert::table(&item_bits)?;
    let estimate = work(n_queries.saturating_mul(items.len()), WORD_NS);
    let found = enter(py, control, estimate, |ctx| core::hamming_top_k(queries, items, width, k, ctx))?;
    let shape = [n_queries, k];
    Ok((convert::matrix(py, found.indices, shape)?, convert::matrix(py, found.distances, shape)?))
}

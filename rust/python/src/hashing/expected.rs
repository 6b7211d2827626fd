//! The expectation of attention over hash tables, for Python.

use numpy::{PyArray2, PyArrayMethods as _, PyReadonlyArray2};
use pyo3::prelude::*;
use rankfold_core::hashing::expected as core;
use rankfold_core::hashing::expected::Rows;
use rankfold_core::options::Named as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds to weigh a behaviour for a candidate; they only choose how a call runs.
const PAIR_NS: f64 = 60.0;

/// The weighted sum of values for each candidate, a row each.
#[pyfunction]
#[pyo3(signature = (behaviours, values, candidates, bits, normalize, control=None))]
pub(crate) fn expected_attention<'py>(
    py: Python<'py>,
    behaviours: PyReadonlyArray2<'_, f64>,
    values: PyReadonlyArray2<'_, f64>,
    candidates: PyReadonlyArray2<'_, f64>,
    bits: u32,
    normalize: &str,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let normalize = convert::raised(core::Normalize::from_name(normalize, "expected_attention"))?;
    let (n_behaviours, dim, behaviours) = convert::table(&behaviours)?;
    let (n_values, value_dim, values) = convert::table(&values)?;
    let (n_candidates, candidate_dim, candidates) = convert::table(&candidates)?;
    let behaviours = convert::raised(Rows::new("behaviours", behaviours, n_behaviours, dim))?;
    let values = convert::raised(Rows::new("values", values, n_values, value_dim))?;
    let candidates = convert::raised(Rows::new("candidates", candidates, n_candidates, candidate_dim))?;
    let mut out = PyArray2::<f64>::zeros(py, [n_candidates, value_dim], false).try_readwrite()?;
    let sums = out.as_slice_mut()?;
    let estimate = work(n_candidates.saturating_mul(n_behaviours), PAIR_NS);
    enter(py, control, estimate, |ctx| {
        core::expected_attention(behaviours, values, candidates, bits, normalize, sums, ctx)
    })?;
    Ok(out.make_nonwriteable().as_any().clone())
}

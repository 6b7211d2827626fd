//! Confidence of traces, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::trace_confidence as core;
use rankfold_core::options::Named as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds to sum a token; they only choose how a call runs.
const TOKEN_NS: f64 = 4.0;

/// The confidence of each trace, from those of its tokens.
#[pyfunction]
#[pyo3(signature = (tokens, offsets, window, how, fraction, control=None))]
pub(crate) fn trace_confidence<'py>(
    py: Python<'py>,
    tokens: PyReadonlyArray1<'_, f64>,
    offsets: PyReadonlyArray1<'_, i64>,
    window: usize,
    how: &str,
    fraction: f64,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = convert::raised(core::How::from_name(how, "trace_confidence"))?;
    let (tokens, offsets) = (tokens.as_slice()?, offsets.as_slice()?);
    let estimate = work(tokens.len(), TOKEN_NS);
    let found =
        enter(py, control, estimate, |ctx| core::trace_confidence(tokens, offsets, window, how, fraction, ctx))?;
    convert::vector(py, found)
}

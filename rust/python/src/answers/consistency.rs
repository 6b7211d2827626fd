//! Mixtures of Weibull laws for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::consistency as core;
use rankfold_core::options::Named;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds a value of a fit; they only choose how a call runs.
const FIT_NS: f64 = 700.0;

/// What was fitted to each group, as Python objects; two entries a group where there are two laws.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct WeibullMixtures {
    weights: Py<PyAny>,
    shapes: Py<PyAny>,
    scales: Py<PyAny>,
    means: Py<PyAny>,
    responsibilities: Py<PyAny>,
    log_likelihood: Py<PyAny>,
    single_shape: Py<PyAny>,
    single_scale: Py<PyAny>,
    single_log_likelihood: Py<PyAny>,
    information_gain: Py<PyAny>,
    converged: Py<PyAny>,
    n_evaluations: Py<PyAny>,
}

/// Fits a mixture of two laws, and one alone, to each group of values.
#[pyfunction]
#[pyo3(signature = (values, offsets, start, max_shape, control=None))]
pub(crate) fn weibull_mixture(
    values: PyReadonlyArray1<'_, f64>,
    offsets: PyReadonlyArray1<'_, i64>,
    start: &str,
    max_shape: f64,
    control: Option<&Control>,
) -> PyResult<WeibullMixtures> {
    let py = values.py();
    let start = convert::raised(core::Start::from_name(start, "weibull_mixture"))?;
    let options = core::MixtureOptions { start, max_shape };
    let (values, offsets) = (values.as_slice()?, offsets.as_slice()?);
    let found =
        enter(py, control, work(values.len(), FIT_NS), |ctx| core::weibull_mixture(values, offsets, options, ctx))?;
    let numbers = |values: Vec<f64>| convert::vector(py, values).map(Bound::unbind);
    Ok(WeibullMixtures {
        weights: numbers(found.weights)?,
        shapes: numbers(found.shapes)?,
        scales: numbers(found.scales)?,
        means: numbers(found.means)?,
        responsibilities: numbers(found.responsibilities)?,
        log_likelihood: numbers(found.log_likelihood)?,
        single_shape: numbers(found.single_shape)?,
        single_scale: numbers(found.single_scale)?,
        single_log_likelihood: numbers(found.single_log_likelihood)?,
        information_gain: numbers(found.information_gain)?,
        converged: convert::vector(py, found.converged)?.unbind(),
        n_evaluations: convert::vector(py, found.n_evaluations.into_iter().map(|n| n as i64).collect())?.unbind(),
    })
}

//! How far samples agree, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::uncertainty as core;
use rankfold_core::answers::uncertainty::{Clusters, Correction, EntropyForm};
use rankfold_core::options::Named as _;

use super::ragged::counts;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds an answer, and a sample; they only choose how a call runs.
const ANSWER_NS: f64 = 15.0;
const SAMPLE_NS: f64 = 40.0;

#[pyfunction]
#[pyo3(signature = (answer_counts, offsets, correction, control=None))]
pub(crate) fn answer_entropy<'py>(
    py: Python<'py>,
    answer_counts: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, i64>,
    correction: &str,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let counts = counts(&answer_counts, &offsets, None)?;
    let correction = convert::raised(Correction::from_name(correction, "answer_entropy"))?;
    let estimate = work(counts.offsets().length(), ANSWER_NS);
    convert::vector(py, enter(py, control, estimate, |ctx| core::answer_entropy(&counts, correction, ctx))?)
}

#[pyfunction]
#[pyo3(signature = (answer_counts, offsets, n_missing, control=None))]
pub(crate) fn pairwise_agreement<'py>(
    py: Python<'py>,
    answer_counts: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, i64>,
    n_missing: Option<PyReadonlyArray1<'py, i64>>,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let counts = counts(&answer_counts, &offsets, n_missing.as_ref())?;
    let estimate = work(counts.offsets().length(), ANSWER_NS);
    convert::vector(py, enter(py, control, estimate, |ctx| core::pairwise_agreement(&counts, ctx))?)
}

#[pyfunction]
pub(crate) fn distinct_answers<'py>(
    py: Python<'py>,
    answer_counts: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, i64>,
) -> PyResult<Bound<'py, PyAny>> {
    let counts = counts(&answer_counts, &offsets, None)?;
    convert::vector(py, core::distinct_answers(&counts))
}

#[pyfunction]
#[pyo3(signature = (clusters, mean_logprobs, offsets, form, control=None))]
pub(crate) fn semantic_entropy<'py>(
    py: Python<'py>,
    clusters: PyReadonlyArray1<'py, i64>,
    mean_logprobs: Option<PyReadonlyArray1<'py, f64>>,
    offsets: PyReadonlyArray1<'py, i64>,
    form: &str,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let logprobs = mean_logprobs.as_ref().map(|logprobs| logprobs.as_slice()).transpose()?;
    let clusters = convert::raised(Clusters::new(clusters.as_slice()?, logprobs, offsets.as_slice()?))?;
    let form = convert::raised(EntropyForm::from_name(form, "semantic_entropy"))?;
    let estimate = work(clusters.n_samples(), SAMPLE_NS);
    convert::vector(py, enter(py, control, estimate, |ctx| core::semantic_entropy(&clusters, form, ctx))?)
}

//! Counts of answers across the border.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::ragged::{self as core, Counts};

use crate::convert;
use crate::samples::{Samples, integers};

/// Counts of answers, checked and copied before the interpreter is let go.
pub(super) fn counts(
    counts: &PyReadonlyArray1<'_, i64>,
    offsets: &PyReadonlyArray1<'_, i64>,
    n_missing: Option<&PyReadonlyArray1<'_, i64>>,
) -> PyResult<Counts> {
    let n_missing = n_missing.map(|n_missing| n_missing.as_slice()).transpose()?;
    convert::raised(Counts::new(counts.as_slice()?, offsets.as_slice()?, n_missing))
}

/// How often each answer of samples was given, the offsets of the answers, and how many samples have none.
#[pyfunction]
pub(crate) fn answer_counts<'py>(py: Python<'py>, samples: &Samples) -> PyResult<[Bound<'py, PyAny>; 3]> {
    let counts = convert::raised(Counts::of_samples(&samples.inner))?;
    let n_missing = (0..counts.n_questions()).map(|question| i64::from(counts.n_missing(question))).collect();
    Ok([
        convert::vector(py, counts.counts().iter().map(|&count| i64::from(count)).collect())?,
        integers(py, samples.inner.answer_offsets())?,
        convert::vector(py, n_missing)?,
    ])
}

/// Whether each answer of samples is correct, as bytes.
#[pyfunction]
pub(crate) fn correct_answers<'py>(py: Python<'py>, samples: &Samples) -> PyResult<Bound<'py, PyAny>> {
    let correct = convert::raised(core::correct_answers(&samples.inner))?;
    convert::vector(py, correct.into_iter().map(u8::from).collect())
}

/// How many samples each question has, and how many of them are correct.
#[pyfunction]
pub(crate) fn correct_samples<'py>(py: Python<'py>, samples: &Samples) -> PyResult<[Bound<'py, PyAny>; 2]> {
    let (n, c) = convert::raised(core::correct_samples(&samples.inner))?;
    Ok([convert::vector(py, n)?, convert::vector(py, c)?])
}

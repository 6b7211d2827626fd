//! Reading memories of errors, for Python.

use numpy::{PyReadonlyArray2, PyUntypedArrayMethods as _};
use pyo3::prelude::*;
use rankfold_core::hashing::error_memory as core;

use super::tables::BucketTable;
use crate::control::Control;
use crate::convert::{self, raised};
use crate::door::{enter, work};

/// Nanoseconds to read a bucket that is in no cache; they only choose how a call runs.
const BUCKET_NS: f64 = 80.0;

/// Labels, predictions, numbers of buckets that are not empty, and densities: of each row of codes.
type Readings<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// What a table of labels and predictions says of each row of codes.
#[pyfunction]
#[pyo3(signature = (table, codes, temperature, control=None))]
pub(crate) fn read_errors<'py>(
    py: Python<'py>,
    table: &BucketTable,
    codes: PyReadonlyArray2<'_, u16>,
    temperature: f64,
    control: Option<&Control>,
) -> PyResult<Readings<'py>> {
    let state = table.snapshot();
    let buckets = raised(core::Buckets::new(&state.tables()[0], state.shape()))?;
    let (n_codes, codes) = (codes.len(), codes.as_slice()?);
    let found = enter(py, control, work(n_codes, BUCKET_NS), |ctx| core::read(buckets, codes, temperature, ctx))?;
    Ok((
        convert::vector(py, found.iter().map(|reading| reading.label).collect::<Vec<f64>>())?,
        convert::vector(py, found.iter().map(|reading| reading.prediction).collect::<Vec<f64>>())?,
        convert::vector(py, found.iter().map(|reading| i64::from(reading.n_hit)).collect())?,
        convert::vector(py, found.iter().map(|reading| reading.density).collect::<Vec<f64>>())?,
    ))
}

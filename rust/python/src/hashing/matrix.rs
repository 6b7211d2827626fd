//! Matrices of floats, borrowed where they lie.

use half::f16;
use numpy::{PyReadonlyArray2, PyUntypedArrayMethods as _};
use pyo3::prelude::*;
use rankfold_core::hashing::vectors::{Floats, Vectors};

use crate::convert::raised;
use crate::errors::InvalidTypeError;

/// Rows of floats.
pub(super) enum Matrix<'py> {
    F16(PyReadonlyArray2<'py, f16>),
    F32(PyReadonlyArray2<'py, f32>),
    F64(PyReadonlyArray2<'py, f64>),
}

impl<'py> Matrix<'py> {
    pub(super) fn new(array: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(array) = array.extract::<PyReadonlyArray2<'_, f32>>() {
            Ok(Self::F32(array))
        } else if let Ok(array) = array.extract::<PyReadonlyArray2<'_, f64>>() {
            Ok(Self::F64(array))
        } else if let Ok(array) = array.extract::<PyReadonlyArray2<'_, f16>>() {
            Ok(Self::F16(array))
        } else {
            let kind = array.get_type().qualname()?;
            Err(InvalidTypeError::new_err(format!("a matrix of type {kind}: expected floats of 16, 32 or 64 bits")))
        }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.shape().0
    }

    fn shape(&self) -> (usize, usize) {
        let shape = match self {
            Matrix::F16(array) => array.shape(),
            Matrix::F32(array) => array.shape(),
            Matrix::F64(array) => array.shape(),
        };
        (shape[0], shape[1])
    }

    /// The rows, under the name that the caller used.
    pub(super) fn vectors(&self, what: &'static str) -> PyResult<Vectors<'_>> {
        let cells = match self {
            Matrix::F16(array) => Floats::F16(array.as_slice()?),
            Matrix::F32(array) => Floats::F32(array.as_slice()?),
            Matrix::F64(array) => Floats::F64(array.as_slice()?),
        };
        let (n_rows, width) = self.shape();
        raised(Vectors::new(what, cells, n_rows, width))
    }
}

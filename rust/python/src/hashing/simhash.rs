//! `SimHash` for Python.

use std::sync::Arc;

use numpy::{PyArray2, PyArrayMethods as _, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use rankfold_core::hashing::simhash as core;
use rankfold_core::hashing::simhash::Projection;

use super::matrix::Matrix;
use crate::control::Control;
use crate::convert::{self, raised};
use crate::door::{enter, work};

/// Nanoseconds for a coordinate of a projection; they only choose how a call runs.
const CELL_NS: f64 = 0.02;

/// Nanoseconds to hash a vector.
pub(super) fn vector_ns(encoder: &core::SimHash) -> f64 {
    CELL_NS * (encoder.dim() * encoder.groups() * encoder.bits()) as f64
}

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct SimHash(pub(super) Arc<core::SimHash>);

#[pymethods]
impl SimHash {
    /// Draws hyperplanes, Gaussian ones or Hadamard rounds.
    #[staticmethod]
    fn draw(dim: usize, groups: usize, bits: usize, seed: u64, hadamard: bool) -> PyResult<Self> {
        let projection = if hadamard { Projection::Hadamard } else { Projection::Gaussian };
        Ok(Self(Arc::new(raised(core::SimHash::draw(dim, groups, bits, seed, projection))?)))
    }

    #[staticmethod]
    fn from_matrix(matrix: PyReadonlyArray2<'_, f32>, dim: usize, groups: usize, bits: usize) -> PyResult<Self> {
        let cells = matrix.as_slice()?.to_vec();
        Ok(Self(Arc::new(raised(core::SimHash::from_matrix(cells, dim, groups, bits))?)))
    }

    #[getter]
    fn dim(&self) -> usize {
        self.0.dim()
    }

    #[getter]
    fn groups(&self) -> usize {
        self.0.groups()
    }

    #[getter]
    fn bits(&self) -> usize {
        self.0.bits()
    }

    #[getter]
    fn seed(&self) -> u64 {
        self.0.seed()
    }

    #[getter]
    fn projection(&self) -> &'static str {
        self.0.projection().name()
    }

    #[getter]
    fn fingerprint(&self) -> u64 {
        self.0.fingerprint()
    }

    fn matrix<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let cells = raised(self.0.matrix())?;
        convert::matrix(py, cells, [self.0.groups() * self.0.bits(), self.0.dim()])
    }

    #[pyo3(signature = (vectors, control=None))]
    fn signatures<'py>(
        &self,
        vectors: &Bound<'py, PyAny>,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyArray2<u16>>> {
        let (py, matrix) = (vectors.py(), Matrix::new(vectors)?);
        let vectors = matrix.vectors("vectors")?;
        let codes = PyArray2::zeros(py, [matrix.n_rows(), self.0.groups()], false);
        let mut out = codes.try_readwrite()?;
        let (cells, estimate) = (out.as_slice_mut()?, work(matrix.n_rows(), vector_ns(&self.0)));
        enter(py, control, estimate, |ctx| self.0.signatures(&vectors, cells, ctx))?;
        drop(out);
        Ok(codes)
    }

    #[pyo3(signature = (vectors, control=None))]
    fn packed_bits<'py>(
        &self,
        vectors: &Bound<'py, PyAny>,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyArray2<u64>>> {
        let (py, matrix) = (vectors.py(), Matrix::new(vectors)?);
        let vectors = matrix.vectors("vectors")?;
        let words = PyArray2::zeros(py, [matrix.n_rows(), self.0.n_words()], false);
        let mut out = words.try_readwrite()?;
        let (cells, estimate) = (out.as_slice_mut()?, work(matrix.n_rows(), vector_ns(&self.0)));
        enter(py, control, estimate, |ctx| self.0.packed_bits(&vectors, cells, ctx))?;
        drop(out);
        Ok(words)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &raised(self.0.to_bytes())?))
    }

    #[staticmethod]
    fn from_bytes(content: &[u8]) -> PyResult<Self> {
        Ok(Self(Arc::new(raised(core::SimHash::from_bytes(content))?)))
    }
}

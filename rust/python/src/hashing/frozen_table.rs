//! `FrozenTable` for Python: a head of its own, and numbers in an array, whose memory may be that of a file.

use std::sync::Arc;

use half::f16;
use numpy::{PyArray1, PyArray2, PyArrayMethods as _, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods as _};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PySlice};
use rankfold_core::ctx::Ctx;
use rankfold_core::error::Result;
use rankfold_core::hashing::frozen as core;
use rankfold_core::hashing::frozen::{Head, UNKNOWN};

use super::matrix::Matrix;
use super::simhash::{SimHash, vector_ns};
use crate::control::Control;
use crate::convert::{self, raised};
use crate::door::{enter, work};

/// Nanoseconds to read a value of a bucket; they only choose how a call runs.
const CELL_NS: f64 = 0.1;

pub(super) enum Cells {
    F16(Py<PyArray1<f16>>),
    F32(Py<PyArray1<f32>>),
}

/// The numbers, borrowed for the length of a call.
enum Borrowed<'py> {
    F16(PyReadonlyArray1<'py, f16>),
    F32(PyReadonlyArray1<'py, f32>),
}

impl Borrowed<'_> {
    fn cells(&self) -> PyResult<core::Cells<'_>> {
        Ok(match self {
            Borrowed::F16(cells) => core::Cells::F16(cells.as_slice()?),
            Borrowed::F32(cells) => core::Cells::F32(cells.as_slice()?),
        })
    }
}

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct FrozenTable {
    pub(super) head: Head,
    pub(super) cells: Cells,
    pub(super) weights: Py<PyArray1<f64>>,
}

impl FrozenTable {
    /// Runs a question of so many candidates on the borrowed numbers, and returns a row of values for each.
    fn answer<'py>(
        &self,
        py: Python<'py>,
        control: Option<&Control>,
        n: usize,
        hash_ns: f64,
        ask: impl FnOnce(core::FrozenTable<'_>, &mut [f32], &Ctx<'_>) -> Result<()> + Send,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let borrowed = match &self.cells {
            Cells::F16(cells) => Borrowed::F16(cells.bind(py).try_readonly()?),
            Cells::F32(cells) => Borrowed::F32(cells.bind(py).try_readonly()?),
        };
        let weights = self.weights.bind(py).try_readonly()?;
        let (shape, head) = (self.head.shape, &self.head);
        let cells = borrowed.cells()?;
        let frozen = raised(core::FrozenTable::new(shape, head.normalize, cells, weights.as_slice()?, head.n_users()))?;
        let array = PyArray2::zeros(py, [n, shape.width], false);
        let mut out = array.try_readwrite()?;
        let (rows, estimate) = (out.as_slice_mut()?, work(n, hash_ns + CELL_NS * (shape.groups * shape.width) as f64));
        enter(py, control, estimate, |ctx| ask(frozen, rows, ctx))?;
        drop(out);
        Ok(array)
    }

    fn place(&self, user: &Bound<'_, PyAny>, what: &str) -> PyResult<u32> {
        let label = convert::label(user, what)?;
        Ok(self.head.place(&label).map_or(UNKNOWN, |place| place as u32))
    }
}

#[pymethods]
impl FrozenTable {
    /// The table that lies in an array of bytes.
    #[staticmethod]
    fn from_buffer(buffer: &Bound<'_, PyArray1<u8>>, verify: bool) -> PyResult<Self> {
        let py = buffer.py();
        let bytes = buffer.try_readonly()?;
        let (bytes, estimate) = (bytes.as_slice()?, work(if verify { buffer.len() } else { 0 }, 0.1));
        let (head, start) = enter(py, None, estimate, |_| Head::from_bytes(bytes, verify))?;
        let (middle, end) = (start + head.n_weights() * size_of::<f64>(), buffer.len());
        let view = |from: usize, to: usize, dtype: &str| {
            buffer.get_item(PySlice::new(py, from as isize, to as isize, 1))?.call_method1("view", (dtype,))
        };
        let weights = view(start, middle, "<f8")?.cast_into::<PyArray1<f64>>()?.unbind();
        let cells = if head.is_half {
            Cells::F16(view(middle, end, "<f2")?.cast_into::<PyArray1<f16>>()?.unbind())
        } else {
            Cells::F32(view(middle, end, "<f4")?.cast_into::<PyArray1<f32>>()?.unbind())
        };
        Ok(Self { head, cells, weights })
    }

    /// What stands before the numbers in a file.
    fn head_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let view = |array: &Bound<'py, PyAny>| -> PyResult<PyReadonlyArray1<'py, u8>> {
            array.call_method1("view", ("u1",))?.extract()
        };
        let cells = match &self.cells {
            Cells::F16(cells) => view(cells.bind(py))?,
            Cells::F32(cells) => view(cells.bind(py))?,
        };
        let weights = view(self.weights.bind(py))?;
        let (weights, cells) = (weights.as_slice()?, cells.as_slice()?);
        let bytes = enter(py, None, work(cells.len(), 0.1), |_| self.head.to_bytes(&[weights, cells]))?;
        Ok(PyBytes::new(py, &bytes))
    }

    #[getter]
    fn cells<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        match &self.cells {
            Cells::F16(cells) => cells.bind(py).as_any().clone(),
            Cells::F32(cells) => cells.bind(py).as_any().clone(),
        }
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.weights.bind(py).clone()
    }

    #[getter]
    fn encoder(&self) -> SimHash {
        SimHash(Arc::clone(&self.head.encoder))
    }

    #[getter]
    fn width(&self) -> usize {
        self.head.shape.width
    }

    #[getter]
    fn normalize(&self) -> &'static str {
        self.head.normalize.name()
    }

    #[getter]
    fn model_tag(&self) -> Option<&str> {
        self.head.model_tag.as_deref()
    }

    /// Whether there are users, or one history without a name.
    #[getter]
    fn is_keyed(&self) -> bool {
        self.head.users.is_some()
    }

    #[getter]
    fn n_users(&self) -> usize {
        self.head.n_users()
    }

    #[getter]
    fn users<'py>(&self, py: Python<'py>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
        let users = self.head.users.as_ref();
        users.map(|users| users.iter().map(|label| convert::label_object(py, label)).collect()).transpose()
    }

    #[pyo3(signature = (candidates, control=None))]
    fn query<'py>(
        &self,
        candidates: &Bound<'py, PyAny>,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let matrix = Matrix::new(candidates)?;
        let (vectors, encoder) = (matrix.vectors("candidates")?, &self.head.encoder);
        self.answer(candidates.py(), control, matrix.n_rows(), vector_ns(encoder), |frozen, out, ctx| {
            frozen.query(encoder, &vectors, None, out, ctx)
        })
    }

    #[pyo3(signature = (codes, control=None))]
    fn query_codes<'py>(
        &self,
        codes: PyReadonlyArray2<'py, u16>,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let (n, cells) = (codes.shape()[0], codes.as_slice()?);
        self.answer(codes.py(), control, n, 0.0, |frozen, out, ctx| frozen.query_codes(cells, None, out, ctx))
    }

    /// Candidates of several users, those of each from one offset to the next.
    #[pyo3(signature = (users, candidates, offsets, control=None))]
    fn query_many<'py>(
        &self,
        users: &Bound<'py, PyList>,
        candidates: &Bound<'py, PyAny>,
        offsets: PyReadonlyArray1<'py, i64>,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let matrix = Matrix::new(candidates)?;
        let places = users.iter().enumerate().map(|(k, user)| self.place(&user, &format!("users[{k}]")));
        let places = places.collect::<PyResult<Vec<_>>>()?;
        let places = raised(core::places(&places, offsets.as_slice()?, matrix.n_rows()))?;
        let (vectors, encoder) = (matrix.vectors("candidates")?, &self.head.encoder);
        self.answer(users.py(), control, matrix.n_rows(), vector_ns(encoder), |frozen, out, ctx| {
            frozen.query(encoder, &vectors, Some(&places), out, ctx)
        })
    }

    /// Whether there is a table of this user.
    fn contains(&self, user: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.place(user, "user")? != UNKNOWN)
    }
}

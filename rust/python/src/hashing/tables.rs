//! `BucketTable` for Python.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use half::f16;
use numpy::{PyArray1, PyArrayMethods as _, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use rankfold_core::hashing::frozen::{CellsMut, Head, Normalize, freeze, frozen_weights};
use rankfold_core::hashing::simhash as encoders;
use rankfold_core::hashing::tables as core;
use rankfold_core::hashing::tables::{Batch, Sign, Table};
use rankfold_core::items::Label;
use rankfold_core::options::Named as _;

use super::frozen_table::{Cells, FrozenTable};
use super::matrix::Matrix;
use super::simhash::{SimHash, vector_ns};
use crate::control::Control;
use crate::convert::{self, raised};
use crate::door::{enter, work};
use crate::errors::InvalidInputError;

/// Nanoseconds to add or read a value of a bucket; they only choose how a call runs.
const CELL_NS: f64 = 0.3;

/// Updates are in place, so that a row costs what it costs and not a copy of all that came before. The lock is held while
/// finished parts are added, never while anybody waits for the interpreter.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct BucketTable {
    encoder: Arc<encoders::SimHash>,
    width: usize,
    state: Mutex<core::BucketTable>,
}

impl BucketTable {
    fn of(state: core::BucketTable) -> Self {
        let (encoder, width) = (Arc::clone(state.encoder()), state.shape().width);
        Self { encoder, width, state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, core::BucketTable> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept now; the tables of users are shared until one of the two is written to.
    pub(super) fn snapshot(&self) -> core::BucketTable {
        self.lock().clone()
    }

    fn n_cells(state: &core::BucketTable) -> usize {
        state.tables().len().saturating_mul(state.shape().n_cells())
    }

    fn table(&self, user: Option<&Bound<'_, PyAny>>) -> PyResult<Arc<Table>> {
        let user = user.map(|user| convert::label(user, "user")).transpose()?;
        let state = self.lock();
        let place = match (state.users(), &user) {
            (None, None) => 0,
            (None, Some(user)) => return Err(missing(user, "none, since the table is of one history")),
            (Some(_), None) => {
                return Err(InvalidInputError::new_err("user is missing: expected one of the users of the table"));
            }
            (Some(users), Some(user)) => {
                users.place(user).ok_or_else(|| missing(user, "one of the users of the table"))?
            }
        };
        Ok(Arc::clone(&state.tables()[place]))
    }
}

fn missing(user: &Label, expected: &str) -> PyErr {
    InvalidInputError::new_err(format!("user = {user} is not there: expected {expected}"))
}

/// Labels of a list; `what` names them in errors.
pub(super) fn labels(list: &Bound<'_, PyList>, what: &str) -> PyResult<Vec<Label>> {
    list.iter().enumerate().map(|(k, label)| convert::label(&label, &format!("{what}[{k}]"))).collect()
}

#[pymethods]
impl BucketTable {
    #[new]
    #[pyo3(signature = (encoder, width, users=None, model_tag=None))]
    fn new(
        encoder: &SimHash,
        width: usize,
        users: Option<&Bound<'_, PyList>>,
        model_tag: Option<String>,
    ) -> PyResult<Self> {
        let users = users.map(|users| labels(users, "users")).transpose()?;
        let encoder = Arc::clone(&encoder.0);
        Ok(Self::of(raised(core::BucketTable::new(encoder, width, users.as_deref(), model_tag))?))
    }

    /// Adds rows, or takes them away.
    #[pyo3(signature = (remove, vectors, values=None, weights=None, mask=None, users=None, offsets=None, control=None))]
    #[allow(clippy::too_many_arguments)]
    fn update(
        &self,
        remove: bool,
        vectors: &Bound<'_, PyAny>,
        values: Option<&Bound<'_, PyAny>>,
        weights: Option<PyReadonlyArray1<'_, f64>>,
        mask: Option<PyReadonlyArray1<'_, u8>>,
        users: Option<&Bound<'_, PyList>>,
        offsets: Option<PyReadonlyArray1<'_, i64>>,
        control: Option<&Control>,
    ) -> PyResult<()> {
        let (py, matrix) = (vectors.py(), Matrix::new(vectors)?);
        let values = values.map(Matrix::new).transpose()?;
        let mask = mask.as_ref().map(convert::flags).transpose()?;
        let users = users.map(|users| labels(users, "users")).transpose()?;
        let all = [0, matrix.n_rows() as i64];
        let batch = Batch {
            vectors: matrix.vectors("vectors")?,
            values: values.as_ref().map(|values| values.vectors("values")).transpose()?,
            weights: weights.as_ref().map(PyReadonlyArray1::as_slice).transpose()?,
            mask: mask.as_deref(),
            users: users.as_deref(),
            offsets: offsets.as_ref().map_or(Ok(&all[..]), PyReadonlyArray1::as_slice)?,
        };
        let sign = if remove { Sign::Minus } else { Sign::Plus };
        let row_ns = vector_ns(&self.encoder) + 0.1 * (self.encoder.groups() * self.width) as f64;
        enter(py, control, work(matrix.n_rows(), row_ns), |ctx| {
            let parts = core::BucketTable::parts(&self.encoder, self.width, batch, sign, ctx)?;
            self.lock().commit(parts, sign)
        })
    }

    fn merge(&self, py: Python<'_>, other: &BucketTable) -> PyResult<()> {
        let part = other.snapshot();
        enter(py, None, work(Self::n_cells(&part), CELL_NS), |_| self.lock().merge(&part))
    }

    fn decay(&self, py: Python<'_>, factor: f64) -> PyResult<()> {
        let n_cells = Self::n_cells(&self.lock());
        enter(py, None, work(n_cells, CELL_NS), |_| self.lock().decay(factor))
    }

    fn copy(&self) -> Self {
        Self::of(self.snapshot())
    }

    #[getter]
    fn encoder(&self) -> SimHash {
        SimHash(Arc::clone(&self.encoder))
    }

    #[getter]
    fn width(&self) -> usize {
        self.width
    }

    #[getter]
    fn model_tag(&self) -> Option<String> {
        self.lock().model_tag().map(str::to_owned)
    }

    #[getter]
    fn n_bytes(&self) -> usize {
        self.lock().n_bytes()
    }

    #[getter]
    fn bytes_of_user(&self) -> usize {
        self.lock().bytes_of_user()
    }

    #[getter]
    fn n_rows(&self) -> u64 {
        self.lock().tables().iter().map(|table| table.n_rows()).sum()
    }

    #[getter]
    fn users<'py>(&self, py: Python<'py>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
        let labels = self.lock().users().map(|users| users.labels().to_vec());
        labels.map(|labels| labels.iter().map(|label| convert::label_object(py, label)).collect()).transpose()
    }

    fn sums<'py>(&self, py: Python<'py>, user: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyArray1<f32>>> {
        Ok(PyArray1::from_slice(py, self.table(user)?.sums()))
    }

    fn counts<'py>(&self, py: Python<'py>, user: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        Ok(PyArray1::from_slice(py, self.table(user)?.counts()))
    }

    fn weights<'py>(&self, py: Python<'py>, user: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        Ok(PyArray1::from_iter(py, self.table(user)?.weights()))
    }

    #[pyo3(signature = (normalize, half, control=None))]
    fn freeze(&self, py: Python<'_>, normalize: &str, half: bool, control: Option<&Control>) -> PyResult<FrozenTable> {
        let normalize = raised(Normalize::from_name(normalize, "freeze"))?;
        let state = self.snapshot();
        let (head, places) = Head::of(&state, normalize, half);
        let estimate = work(head.n_cells(), CELL_NS);
        let weights: Vec<f64> =
            if normalize == Normalize::Ratio { frozen_weights(&state, &places).collect() } else { Vec::new() };
        let cells = if half {
            let mut cells = PyArray1::<f16>::zeros(py, head.n_cells(), false).try_readwrite()?;
            let out = CellsMut::F16(cells.as_slice_mut()?);
            enter(py, control, estimate, |ctx| freeze(&state, &places, normalize, out, ctx))?;
            Cells::F16(cells.make_nonwriteable().as_unbound().clone_ref(py))
        } else {
            let mut cells = PyArray1::<f32>::zeros(py, head.n_cells(), false).try_readwrite()?;
            let out = CellsMut::F32(cells.as_slice_mut()?);
            enter(py, control, estimate, |ctx| freeze(&state, &places, normalize, out, ctx))?;
            Cells::F32(cells.make_nonwriteable().as_unbound().clone_ref(py))
        };
        Ok(FrozenTable { head, cells, weights: PyArray1::from_vec(py, weights).unbind() })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = self.snapshot();
        let estimate = work(Self::n_cells(&state), CELL_NS);
        Ok(PyBytes::new(py, &enter(py, None, estimate, |_| state.to_bytes())?))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, content: &[u8]) -> PyResult<Self> {
        Ok(Self::of(enter(py, None, work(content.len(), 1.0), |_| core::BucketTable::from_bytes(content))?))
    }
}

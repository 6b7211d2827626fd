//! `Approvals` for Python.

use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use rankfold_core::approvals as core;
use rankfold_core::weights::Weights;

use crate::approval_counts::ApprovalCounts;
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};

/// Nanoseconds a cell to read a matrix, and an approval to sort; they only choose how a call runs.
const READ_NS: f64 = 1.0;
const SORT_NS: f64 = 15.0;

/// Nanoseconds to count an approval.
const COUNT_NS: f64 = 0.3;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Approvals {
    pub(crate) inner: core::Approvals,
    pub(crate) labels: Labels,
}

impl From<core::Approvals> for Approvals {
    fn from(inner: core::Approvals) -> Self {
        Self { inner, labels: Labels::default() }
    }
}

impl Approvals {
    pub(crate) fn counted(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<core::ApprovalCounts> {
        let cells = self.inner.n_approvals() + self.inner.n_voters();
        enter(py, control, work(cells, COUNT_NS), |ctx| core::ApprovalCounts::from_approvals(&self.inner, ctx))
    }
}

#[pymethods]
impl Approvals {
    #[staticmethod]
    #[pyo3(signature = (sets, items, weights))]
    fn from_sets(
        sets: &Bound<'_, PyAny>,
        items: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let parsed = convert::sets(sets, items)?;
        let weights = convert::weights(weights, parsed.offsets.len() - 1)?;
        let approvals = core::Approvals::from_sets(parsed.offsets, &parsed.entries, parsed.items, weights);
        Ok(convert::raised(approvals)?.into())
    }

    /// The matrix holds a byte a cell, as `bool` arrays do.
    #[staticmethod]
    #[pyo3(signature = (cells, items, weights, control=None))]
    fn from_array(
        py: Python<'_>,
        cells: PyReadonlyArray2<'_, u8>,
        items: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let (n_voters, n_items, cells) = convert::table(&cells)?;
        let (items, weights) = (convert::items(items, n_items)?, convert::weights(weights, n_voters)?);
        let approvals = enter(py, control, work(cells.len(), READ_NS), |ctx| {
            core::Approvals::from_matrix(cells, n_voters, items, weights, ctx)
        })?;
        Ok(approvals.into())
    }

    #[staticmethod]
    #[pyo3(signature = (ballots, threshold, control=None))]
    fn from_ballots(py: Python<'_>, ballots: &Ballots, threshold: usize, control: Option<&Control>) -> PyResult<Self> {
        let cells = ballots.inner.n_voters() * ballots.inner.n_items();
        let approvals = enter(py, control, work(cells, READ_NS), |ctx| {
            core::Approvals::from_ballots(&ballots.inner, threshold, ctx)
        })?;
        Ok(approvals.into())
    }

    #[getter]
    fn n_voters(&self) -> usize {
        self.inner.n_voters()
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.inner.n_items()
    }

    #[getter]
    fn n_approvals(&self) -> usize {
        self.inner.n_approvals()
    }

    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.inner.items())
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::weights_array(py, self.inner.weights(), self.inner.n_voters())
    }

    /// Float weights as they are held, integers over a power of two; what a pickle keeps.
    fn exact_weights(&self) -> Option<(Vec<i128>, i32)> {
        convert::exact_weights(self.inner.weights())
    }

    #[pyo3(signature = (numerators, exponent))]
    fn with_exact_weights(&self, numerators: Vec<i128>, exponent: i32) -> PyResult<Self> {
        let weights = convert::raised(Weights::from_numerators(numerators, exponent))?;
        Ok(convert::raised(self.inner.clone().with_weights(weights))?.into())
    }

    /// Each set as a tuple of labels, in item order.
    fn sets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let labels = self.labels.get(py, self.inner.items())?;
        let sets = PyList::empty(py);
        for voter in 0..self.inner.n_voters() {
            if voter % 256 == 255 {
                py.check_signals()?;
            }
            let members: Vec<u32> = self.inner.set(voter).iter().map(|&item| u32::from(item)).collect();
            sets.append(convert::labels(&labels, &members)?)?;
        }
        Ok(sets)
    }

    #[pyo3(signature = (control=None))]
    fn counts(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<ApprovalCounts> {
        Ok(self.counted(py, control)?.into())
    }

    #[pyo3(signature = (control=None))]
    fn merged(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<Self> {
        let cells = self.inner.n_approvals() + self.inner.n_voters();
        Ok(enter(py, control, work(cells, SORT_NS), |ctx| self.inner.merged(ctx))?.into())
    }
}

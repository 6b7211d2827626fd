//! `PositionalCounts` for Python; the same manners as `PairwiseCounts`.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use rankfold_core::positional as core;
use rankfold_core::state::State as _;

use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct PositionalCounts {
    state: Mutex<Arc<core::PositionalCounts>>,
    pub(crate) labels: Labels,
}

impl From<core::PositionalCounts> for PositionalCounts {
    fn from(state: core::PositionalCounts) -> Self {
        Self { state: Mutex::new(Arc::new(state)), labels: Labels::default() }
    }
}

impl PositionalCounts {
    /// What is counted now. Later updates replace it and leave this one as it is.
    pub(crate) fn snapshot(&self) -> Arc<core::PositionalCounts> {
        Arc::clone(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, part: &core::PositionalCounts) -> PyResult<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        convert::raised(Arc::make_mut(&mut state).merge(part))
    }
}

#[pymethods]
impl PositionalCounts {
    #[new]
    #[pyo3(signature = (items, missing))]
    fn new(items: &Bound<'_, PyAny>, missing: &str) -> PyResult<Self> {
        let items = convert::items(Some(items), items.len()?)?;
        Ok(convert::raised(core::PositionalCounts::new(items, convert::missing(missing)?))?.into())
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.snapshot().items().len()
    }

    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.snapshot().items())
    }

    #[getter]
    fn missing(&self) -> &'static str {
        self.snapshot().missing().name()
    }

    /// Weight of each item (row) at each place (column), ties shared equally over the places they occupy.
    #[getter]
    fn places<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let state = self.snapshot();
        convert::cells_array(py, rankfold_core::pairwise::Cells::Float(state.finish()), state.items().len())
    }

    #[pyo3(signature = (ballots, control=None))]
    fn update(&self, py: Python<'_>, ballots: &Ballots, control: Option<&Control>) -> PyResult<()> {
        let votes = &ballots.inner;
        convert::raised(self.snapshot().items().check_same(votes.items()))?;
        let estimate = work(votes.n_voters() * votes.n_items(), 2.0);
        let part = enter(py, control, estimate, |ctx| core::PositionalCounts::from_ballots(votes, ctx))?;
        self.add(&part)
    }

    fn merge(&self, other: &Self) -> PyResult<()> {
        let part = other.snapshot();
        self.add(&part)
    }

    fn copy(&self) -> Self {
        Self { state: Mutex::new(self.snapshot()), labels: Labels::default() }
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &convert::raised(self.snapshot().to_bytes())?))
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        Ok(convert::raised(core::PositionalCounts::from_bytes(bytes))?.into())
    }
}

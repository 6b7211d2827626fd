//! `PositionalCounts` for Python; the same manners as `PairwiseCounts`.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use rankfold_core::positional as core;

use crate::ballots::{Ballots, PLACE_NS};
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};
use crate::shared::Shared;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct PositionalCounts {
    state: Shared<core::PositionalCounts>,
    pub(crate) labels: Labels,
}

impl From<core::PositionalCounts> for PositionalCounts {
    fn from(state: core::PositionalCounts) -> Self {
        Self { state: Shared::new(state), labels: Labels::default() }
    }
}

impl PositionalCounts {
    /// What is counted now. Later updates replace it and leave this one as it is.
    pub(crate) fn snapshot(&self) -> Arc<core::PositionalCounts> {
        self.state.snapshot()
    }
}

#[pymethods]
impl PositionalCounts {
    #[new]
    #[pyo3(signature = (items, missing))]
    fn new(items: &Bound<'_, PyAny>, missing: &str) -> PyResult<Self> {
        let items = convert::items(Some(items), items.len()?)?;
        Ok(core::PositionalCounts::new(items, convert::missing(missing)?).into())
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
        let m = state.items().len();
        convert::matrix(py, self.state.finish(py, None, m * m)?, [m, m])
    }

    #[pyo3(signature = (ballots, control=None))]
    fn update(&self, py: Python<'_>, ballots: &Ballots, control: Option<&Control>) -> PyResult<()> {
        let votes = &ballots.inner;
        convert::raised(self.snapshot().items().check_same(votes.items()))?;
        let estimate = work(votes.n_voters() * votes.n_items(), PLACE_NS);
        let part = enter(py, control, estimate, |ctx| core::PositionalCounts::from_ballots(votes, ctx))?;
        self.state.add(py, &part, votes.n_items().pow(2))
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        let part = other.snapshot();
        self.state.add(py, &part, part.items().len().pow(2))
    }

    fn copy(&self) -> Self {
        Self { state: self.state.copy(), labels: Labels::default() }
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.state.to_bytes(py, self.snapshot().items().len().pow(2))?))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        Ok(Shared::<core::PositionalCounts>::from_bytes(py, bytes)?.into())
    }
}

//! `PairwiseCounts` for Python: a state behind a lock that is held for a pointer's time only.

use std::sync::Arc;

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use rankfold_core::pairwise as core;

use crate::ballots::{Ballots, PAIR_NS};
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};
use crate::shared::Shared;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct PairwiseCounts {
    state: Shared<core::PairwiseCounts>,
    pub(crate) labels: Labels,
}

impl From<core::PairwiseCounts> for PairwiseCounts {
    fn from(state: core::PairwiseCounts) -> Self {
        Self { state: Shared::new(state), labels: Labels::default() }
    }
}

impl PairwiseCounts {
    /// What is counted now. Later updates replace it and leave this one as it is.
    pub(crate) fn snapshot(&self) -> Arc<core::PairwiseCounts> {
        self.state.snapshot()
    }

    fn matrix<'py>(
        &self,
        py: Python<'py>,
        pick: impl Fn(&core::PairwiseCounts) -> core::Cells,
    ) -> PyResult<Bound<'py, PyAny>> {
        let state = self.snapshot();
        convert::cells_array(py, pick(&state), state.n_items())
    }
}

#[pymethods]
impl PairwiseCounts {
    #[new]
    #[pyo3(signature = (items, missing))]
    fn new(items: &Bound<'_, PyAny>, missing: &str) -> PyResult<Self> {
        let items = convert::items(Some(items), items.len()?)?;
        Ok(convert::raised(core::PairwiseCounts::new(items, convert::missing(missing)?))?.into())
    }

    #[staticmethod]
    #[pyo3(signature = (wins, ties, only_one, total_weight, items, missing))]
    fn from_matrix(
        wins: &Bound<'_, PyAny>,
        ties: Option<&Bound<'_, PyAny>>,
        only_one: Option<&Bound<'_, PyAny>>,
        total_weight: Option<f64>,
        items: Option<&Bound<'_, PyAny>>,
        missing: &str,
    ) -> PyResult<Self> {
        let n_items = wins.len()?;
        let items = convert::items(items, n_items)?;
        let optional = |matrix: Option<&Bound<'_, PyAny>>| matrix.map(|m| convert::cells(m, n_items)).transpose();
        let (wins, ties, only_one) = (convert::cells(wins, n_items)?, optional(ties)?, optional(only_one)?);
        let missing = convert::missing(missing)?;
        let counts = core::PairwiseCounts::from_matrix(items, wins, ties, only_one, total_weight, missing);
        Ok(convert::raised(counts)?.into())
    }

    #[staticmethod]
    #[pyo3(signature = (first, second, outcome, weights, items, control=None))]
    fn from_comparisons(
        py: Python<'_>,
        first: PyReadonlyArray1<'_, u32>,
        second: PyReadonlyArray1<'_, u32>,
        outcome: PyReadonlyArray1<'_, i8>,
        weights: Option<&Bound<'_, PyAny>>,
        items: &Bound<'_, PyAny>,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let (first, second, outcome) = (first.as_slice()?, second.as_slice()?, outcome.as_slice()?);
        let items = convert::items(Some(items), items.len()?)?;
        let weights = convert::weights(weights, first.len())?;
        let counts = enter(py, control, work(first.len(), 2.0), |ctx| {
            core::PairwiseCounts::from_comparisons(items, first, second, outcome, &weights, ctx)
        })?;
        Ok(counts.into())
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.snapshot().n_items()
    }

    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.snapshot().items())
    }

    #[getter]
    fn missing(&self) -> &'static str {
        self.snapshot().missing().name()
    }

    #[getter]
    fn total_weight(&self) -> f64 {
        self.snapshot().total_weight()
    }

    #[getter]
    fn wins<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.matrix(py, |state| state.wins().clone())
    }

    #[getter]
    fn ties<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.matrix(py, |state| state.ties().clone())
    }

    #[getter]
    fn only_one<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.matrix(py, |state| state.only_one().clone())
    }

    fn preference<'py>(&self, py: Python<'py>, missing: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let missing = missing.map(convert::missing).transpose()?;
        self.matrix(py, |state| state.preference(missing.unwrap_or(state.missing())))
    }

    #[pyo3(signature = (ballots, control=None))]
    fn update(&self, py: Python<'_>, ballots: &Ballots, control: Option<&Control>) -> PyResult<()> {
        let votes = &ballots.inner;
        convert::raised(self.snapshot().items().check_same(votes.items()))?;
        let estimate = work((votes.n_voters() * votes.n_items()).saturating_mul(votes.n_items()), PAIR_NS);
        // Counted apart and then added, so that a call that is stopped leaves the state as it was.
        let part = enter(py, control, estimate, |ctx| core::PairwiseCounts::from_ballots(votes, ctx))?;
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
        Ok(Shared::<core::PairwiseCounts>::from_bytes(py, bytes)?.into())
    }
}

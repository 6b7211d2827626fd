//! `ApprovalCounts` for Python; the same manners as `PairwiseCounts`.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use rankfold_core::approvals as core;

use crate::approvals::Approvals;
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::shared::Shared;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct ApprovalCounts {
    state: Shared<core::ApprovalCounts>,
    pub(crate) labels: Labels,
}

impl From<core::ApprovalCounts> for ApprovalCounts {
    fn from(state: core::ApprovalCounts) -> Self {
        Self { state: Shared::new(state), labels: Labels::default() }
    }
}

impl ApprovalCounts {
    /// What is counted now. Later updates replace it and leave this one as it is.
    pub(crate) fn snapshot(&self) -> Arc<core::ApprovalCounts> {
        self.state.snapshot()
    }
}

#[pymethods]
impl ApprovalCounts {
    #[new]
    fn new(items: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(core::ApprovalCounts::new(convert::items(Some(items), items.len()?)?).into())
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.snapshot().items().len()
    }

    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.snapshot().items())
    }

    /// Weight of all voters.
    #[getter]
    fn voters(&self) -> f64 {
        self.snapshot().voters()
    }

    /// Weight of the supporters of each item.
    #[getter]
    fn support<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.state.finish(py, None, self.snapshot().n_cells())?)
    }

    #[pyo3(signature = (approvals, control=None))]
    fn update(&self, py: Python<'_>, approvals: &Approvals, control: Option<&Control>) -> PyResult<()> {
        convert::raised(self.snapshot().items().check_same(approvals.inner.items()))?;
        let part = approvals.counted(py, control)?;
        self.state.add(py, &part, part.n_cells())
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        let part = other.snapshot();
        self.state.add(py, &part, part.n_cells())
    }

    fn copy(&self) -> Self {
        Self { state: self.state.copy(), labels: Labels::default() }
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.state.to_bytes(py, self.snapshot().n_cells())?))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        Ok(Shared::<core::ApprovalCounts>::from_bytes(py, bytes)?.into())
    }
}

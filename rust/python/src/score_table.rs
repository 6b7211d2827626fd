//! `ScoreTable` for Python.

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::score_table as core;

use crate::ballots::{Ballots, PAIR_NS};
use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};
use crate::pairwise_counts::PairwiseCounts;

/// Nanoseconds to rank one score among its row's.
const SORT_NS: f64 = 15.0;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct ScoreTable {
    pub(crate) inner: core::ScoreTable,
    pub(crate) labels: Labels,
}

#[pymethods]
impl ScoreTable {
    #[new]
    #[pyo3(signature = (scores, items, lower_is_better, weights, groups, n_groups))]
    fn new(
        scores: PyReadonlyArray2<'_, f64>,
        items: Option<&Bound<'_, PyAny>>,
        lower_is_better: PyReadonlyArray1<'_, u8>,
        weights: Option<&Bound<'_, PyAny>>,
        groups: Option<PyReadonlyArray1<'_, i64>>,
        n_groups: usize,
    ) -> PyResult<Self> {
        let (n_rows, n_items, values) = convert::table(&scores)?;
        let items = convert::items(items, n_items)?;
        let weights = convert::weights(weights, n_rows)?;
        let groups = convert::groups(groups.map(|values| (values, n_groups)))?;
        let lower = convert::flags(&lower_is_better)?;
        let table = core::ScoreTable::new(values.to_vec(), n_rows, items, lower, weights, groups);
        Ok(Self { inner: convert::raised(table)?, labels: Labels::default() })
    }

    #[getter]
    fn n_rows(&self) -> usize {
        self.inner.n_rows()
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.inner.items().len()
    }

    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.inner.items())
    }

    #[getter]
    fn scores<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::matrix(py, self.inner.scores().to_vec(), [self.inner.n_rows(), self.inner.items().len()])
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::weights_array(py, self.inner.weights(), self.inner.n_rows())
    }

    #[getter]
    fn groups<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        convert::groups_array(py, self.inner.groups())
    }

    #[pyo3(signature = (control=None))]
    fn ballots(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<Ballots> {
        let estimate = work(self.inner.scores().len(), SORT_NS);
        let ballots =
            enter(py, control, estimate, |ctx| rankfold_core::ballots::Ballots::from_table(&self.inner, ctx))?;
        Ok(ballots.into())
    }

    #[pyo3(signature = (control=None))]
    fn pairwise(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<PairwiseCounts> {
        let per_score = SORT_NS + PAIR_NS * self.inner.items().len() as f64;
        let counts = enter(py, control, work(self.inner.scores().len(), per_score), |ctx| {
            rankfold_core::pairwise::PairwiseCounts::from_table(&self.inner, ctx)
        })?;
        Ok(counts.into())
    }
}

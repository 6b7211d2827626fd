//! `Ballots` for Python.

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use rankfold_core::ballots as core;
use rankfold_core::weights::Weights;

use crate::control::Control;
use crate::convert::{self, Labels};
use crate::door::{enter, work};
use crate::pairwise_counts::PairwiseCounts;
use crate::positional_counts::PositionalCounts;

/// Nanoseconds a cell to check and compact ranks, scores, and to count pairs; they only choose how a call runs.
const CHECK_NS: f64 = 2.0;
const SORT_NS: f64 = 15.0;
pub(crate) const PAIR_NS: f64 = 0.02;
/// To look a place up among those that were counted.
pub(crate) const PLACE_NS: f64 = 300.0;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Ballots {
    pub(crate) inner: core::Ballots,
    pub(crate) labels: Labels,
}

impl From<core::Ballots> for Ballots {
    fn from(inner: core::Ballots) -> Self {
        Self { inner, labels: Labels::default() }
    }
}

impl Ballots {
    fn cells(&self) -> usize {
        self.inner.n_voters() * self.inner.n_items()
    }
}

#[pymethods]
impl Ballots {
    #[staticmethod]
    #[pyo3(signature = (orders, items, weights, missing))]
    fn from_orders(
        orders: &Bound<'_, PyAny>,
        items: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        missing: &str,
    ) -> PyResult<Self> {
        let missing = convert::missing(missing)?;
        let parsed = convert::orders(orders, items)?;
        let weights = convert::weights(weights, parsed.offsets.len() - 1)?;
        let ballots =
            core::Ballots::from_orders(&parsed.offsets, &parsed.entries, &parsed.tied, parsed.items, weights, missing);
        Ok(convert::raised(ballots)?.into())
    }

    /// The array is read once, each value checked as it is copied: a writer that races with this call can change a
    /// vote, never an index.
    #[staticmethod]
    #[pyo3(signature = (positions, items, weights, missing, control=None))]
    fn from_positions(
        py: Python<'_>,
        positions: PyReadonlyArray2<'_, i64>,
        items: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        missing: &str,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let (n_voters, n_items, values) = convert::table(&positions)?;
        let (items, weights) = (convert::items(items, n_items)?, convert::weights(weights, n_voters)?);
        let missing = convert::missing(missing)?;
        let ballots = enter(py, control, work(values.len(), CHECK_NS), |ctx| {
            core::Ballots::from_positions(values, n_voters, items, weights, missing, ctx)
        })?;
        Ok(ballots.into())
    }

    #[staticmethod]
    #[pyo3(signature = (scores, lower_is_better, items, weights, missing, control=None))]
    fn from_scores(
        py: Python<'_>,
        scores: PyReadonlyArray2<'_, f64>,
        lower_is_better: PyReadonlyArray1<'_, u8>,
        items: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        missing: &str,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let (n_voters, n_items, values) = convert::table(&scores)?;
        let (items, weights) = (convert::items(items, n_items)?, convert::weights(weights, n_voters)?);
        let missing = convert::missing(missing)?;
        let lower = convert::flags(&lower_is_better)?;
        let ballots = enter(py, control, work(values.len(), SORT_NS), |ctx| {
            core::Ballots::from_scores(values, n_voters, items, &lower, weights, missing, ctx)
        })?;
        Ok(ballots.into())
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
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.labels.get(py, self.inner.items())
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::weights_array(py, self.inner.weights(), self.inner.n_voters())
    }

    #[getter]
    fn is_complete(&self) -> bool {
        self.inner.is_complete()
    }

    #[getter]
    fn has_ties(&self) -> bool {
        self.inner.has_ties()
    }

    #[getter]
    fn missing(&self) -> &'static str {
        self.inner.missing().name()
    }

    fn positions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::matrix(py, convert::raised(self.inner.positions())?, [self.inner.n_voters(), self.inner.n_items()])
    }

    #[getter]
    fn groups<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        convert::groups_array(py, self.inner.groups())
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

    #[pyo3(signature = (groups, n_groups))]
    fn with_groups(&self, groups: PyReadonlyArray1<'_, i64>, n_groups: usize) -> PyResult<Self> {
        let groups = convert::groups(Some((groups, n_groups)))?;
        Ok(convert::raised(self.inner.clone().with_groups(groups))?.into())
    }

    /// Each ballot as users write it: labels, and a tuple for a tied group.
    fn orders<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let labels = self.labels.get(py, self.inner.items())?;
        let ballots = PyList::empty(py);
        for voter in 0..self.inner.n_voters() {
            if voter % 256 == 255 {
                py.check_signals()?;
            }
            let ballot = PyList::empty(py);
            for tier in self.inner.tiers(voter) {
                let members = tier.iter().map(|&item| labels.get_item(item as usize)).collect::<PyResult<Vec<_>>>()?;
                match <[_; 1]>::try_from(members) {
                    Ok([single]) => ballot.append(single)?,
                    Err(several) => ballot.append(PyTuple::new(py, several)?)?,
                }
            }
            ballots.append(ballot)?;
        }
        Ok(ballots)
    }

    #[pyo3(signature = (control=None))]
    fn merged(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<Self> {
        Ok(enter(py, control, work(self.cells(), SORT_NS), |ctx| self.inner.merged(ctx))?.into())
    }

    #[pyo3(signature = (control=None))]
    fn pairwise(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<PairwiseCounts> {
        let estimate = work(self.cells().saturating_mul(self.inner.n_items()), PAIR_NS);
        let counts = enter(py, control, estimate, |ctx| {
            rankfold_core::pairwise::PairwiseCounts::from_ballots(&self.inner, ctx)
        })?;
        Ok(counts.into())
    }

    #[pyo3(signature = (control=None))]
    fn positional(&self, py: Python<'_>, control: Option<&Control>) -> PyResult<PositionalCounts> {
        let counts = enter(py, control, work(self.cells(), PLACE_NS), |ctx| {
            rankfold_core::positional::PositionalCounts::from_ballots(&self.inner, ctx)
        })?;
        Ok(counts.into())
    }
}

//! Rules and their outcomes for Python.

pub(crate) mod distance;
pub(crate) mod fusion;
pub(crate) mod grouped;
pub(crate) mod kemeny;
pub(crate) mod lottery;
pub(crate) mod models;
pub(crate) mod sums;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rankfold_core::options::Named;
use rankfold_core::rank as core;
use rankfold_core::rank::{Size, Votes};

use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidTypeError;
use crate::pairwise_counts::PairwiseCounts;
use crate::positional_counts::PositionalCounts;
use crate::score_table::ScoreTable;

/// A rule with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Rule(Box<dyn core::Rule>);

#[pymethods]
impl Rule {
    #[new]
    fn new(id: &str, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let look_up = |name: &str| options.get_item(name).ok().flatten().and_then(|given| convert::option(&given));
        Ok(Self(convert::raised(core::rule(id, &look_up))?))
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.0.id()
    }
}

/// The value of this name of an option that a function other than a rule takes.
fn named<T: Named>(name: &str, function: &'static str) -> PyResult<T> {
    convert::raised(T::from_name(name, function))
}

fn optional<T: Named>(name: Option<&str>, function: &'static str) -> PyResult<Option<T>> {
    name.map(|name| named(name, function)).transpose()
}

/// What a rule found, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Outcome {
    items: Py<PyTuple>,
    order: Py<PyTuple>,
    ranks: Py<PyAny>,
    scores: Py<PyAny>,
    n_winners: usize,
    missing: &'static str,
    higher_is_better: bool,
    complete: bool,
    rounds: Option<Py<PyAny>>,
    cost: Option<f64>,
}

impl Outcome {
    fn new(py: Python<'_>, outcome: core::Outcome, items: Bound<'_, PyTuple>) -> PyResult<Self> {
        let core::Outcome {
            scores, order, ranks, n_winners, missing, higher_is_better, complete, rounds, cost, ..
        } = outcome;
        let rounds = if rounds.is_empty() {
            None
        } else {
            let shape = [rounds.len(), items.len()];
            Some(convert::matrix(py, rounds.concat(), shape)?.unbind())
        };
        Ok(Self {
            order: convert::labels(&items, &order)?.unbind(),
            ranks: convert::vector(py, ranks.into_iter().map(i64::from).collect())?.unbind(),
            scores: convert::vector(py, scores)?.unbind(),
            items: items.unbind(),
            n_winners,
            missing,
            higher_is_better,
            complete,
            rounds,
            cost,
        })
    }
}

/// Gives `run` the votes that `data` holds, and the labels of its items.
fn with_votes<'py, T>(
    data: &Bound<'py, PyAny>,
    run: impl FnOnce(Votes<'_>) -> PyResult<T>,
) -> PyResult<(T, Bound<'py, PyTuple>)> {
    let py = data.py();
    if let Ok(ballots) = data.cast::<Ballots>() {
        let ballots = ballots.get();
        Ok((run(Votes::Ballots(&ballots.inner))?, ballots.labels.get(py, ballots.inner.items())?))
    } else if let Ok(table) = data.cast::<ScoreTable>() {
        let table = table.get();
        Ok((run(Votes::Table(&table.inner))?, table.labels.get(py, table.inner.items())?))
    } else if let Ok(counts) = data.cast::<PairwiseCounts>() {
        let state = counts.get().snapshot();
        Ok((run(Votes::Pairwise(&state))?, counts.get().labels.get(py, state.items())?))
    } else if let Ok(counts) = data.cast::<PositionalCounts>() {
        let state = counts.get().snapshot();
        Ok((run(Votes::Positional(&state))?, counts.get().labels.get(py, state.items())?))
    } else {
        let kind = data.get_type().qualname()?;
        Err(InvalidTypeError::new_err(format!("data is of type {kind}: expected a container of votes")))
    }
}

/// Runs a rule.
#[pyfunction]
#[pyo3(signature = (rule, data, control=None))]
pub(crate) fn rank(rule: &Rule, data: &Bound<'_, PyAny>, control: Option<&Control>) -> PyResult<Outcome> {
    let py = data.py();
    let (outcome, items) = with_votes(data, |votes| {
        enter(py, control, work(1, rule.0.estimate(Size::of(&votes))), |ctx| rule.0.evaluate(&votes, ctx))
    })?;
    Outcome::new(py, outcome, items)
}

/// How ranks vary over resamples, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Stability {
    /// What the rule found on the votes themselves.
    outcome: Py<Outcome>,
    rank_low: Py<PyAny>,
    rank_median: Py<PyAny>,
    rank_high: Py<PyAny>,
    p_first: Py<PyAny>,
    p_above: Py<PyAny>,
}

/// Runs a rule on resamples.
#[pyfunction]
#[pyo3(signature = (rule, data, n_resamples, by_groups, seed, level, control=None))]
#[allow(clippy::too_many_arguments)] // one per documented option
pub(crate) fn bootstrap(
    rule: &Rule,
    data: &Bound<'_, PyAny>,
    n_resamples: usize,
    by_groups: bool,
    seed: u64,
    level: f64,
    control: Option<&Control>,
) -> PyResult<Stability> {
    let py = data.py();
    let options = core::bootstrap::Options { n_resamples, by_groups, seed, level };
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(n_resamples, rule.0.estimate(Size::of(&votes)) + 1000.0);
        enter(py, control, estimate, |ctx| {
            let found = core::bootstrap::bootstrap(&*rule.0, &votes, options, ctx)?;
            Ok((rule.0.evaluate(&votes, &ctx.inner())?, found))
        })
    })?;
    let (outcome, found) = found;
    let ranks = |ranks: Vec<u32>| convert::vector(py, ranks.into_iter().map(i64::from).collect()).map(Bound::unbind);
    let shape = [items.len(), items.len()];
    Ok(Stability {
        outcome: Py::new(py, Outcome::new(py, outcome, items)?)?,
        rank_low: ranks(found.rank_low)?,
        rank_median: ranks(found.rank_median)?,
        rank_high: ranks(found.rank_high)?,
        p_first: convert::vector(py, found.p_first)?.unbind(),
        p_above: convert::matrix(py, found.p_above, shape)?.unbind(),
    })
}

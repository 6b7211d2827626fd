//! Rules and their outcomes for Python.

pub(crate) mod models;

use numpy::{AllowTypeChange, PyArrayLike1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::ballots::Missing;
use rankfold_core::error::Result;
use rankfold_core::rank as core;
use rankfold_core::rank::Votes;
use rankfold_core::rank::options::{MissingPoints, Named};

use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InvalidInputError, InvalidTypeError};
use crate::pairwise_counts::PairwiseCounts;
use crate::positional_counts::PositionalCounts;
use crate::score_table::ScoreTable;

/// A rule with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Rule(core::Rule);

fn named<T: Named>(name: &str, rule: &'static str) -> PyResult<T> {
    convert::raised(T::from_name(name, rule))
}

fn optional<T: Named>(name: Option<&str>, rule: &'static str) -> PyResult<Option<T>> {
    name.map(|name| named(name, rule)).transpose()
}

#[pymethods]
impl Rule {
    #[staticmethod]
    fn plurality(ties: &str) -> PyResult<Self> {
        Ok(Self(core::Rule::Plurality { ties: named(ties, "plurality")? }))
    }

    #[staticmethod]
    fn borda(levels: i64, ties: &str, missing: Option<&str>) -> PyResult<Self> {
        let (ties, missing) = (named(ties, "borda")?, optional::<MissingPoints>(missing, "borda")?);
        let Ok(levels) = u8::try_from(levels) else {
            return Err(InvalidInputError::new_err(format!(
                "borda does not define levels={levels}: expected one of 1, 2"
            )));
        };
        let rule = core::Rule::Borda { levels, ties, missing };
        convert::raised(rule.check())?;
        Ok(Self(rule))
    }

    #[staticmethod]
    fn positional(
        weights: PyArrayLike1<'_, f64, AllowTypeChange>,
        ties: &str,
        missing: Option<&str>,
    ) -> PyResult<Self> {
        let (weights, ties) = (weights.as_array().to_vec(), named(ties, "positional")?);
        Ok(Self(core::Rule::Positional { weights, ties, missing: optional(missing, "positional")? }))
    }

    #[staticmethod]
    fn mean_rank(missing: Option<&str>) -> PyResult<Self> {
        Ok(Self(core::Rule::MeanRank { missing: optional(missing, "mean_rank")? }))
    }

    #[staticmethod]
    fn median_rank(missing: Option<&str>) -> PyResult<Self> {
        Ok(Self(core::Rule::MedianRank { missing: optional(missing, "median_rank")? }))
    }

    #[staticmethod]
    fn mean_score() -> Self {
        Self(core::Rule::MeanScore)
    }

    #[staticmethod]
    fn copeland(missing: Option<&str>) -> PyResult<Self> {
        Ok(Self(core::Rule::Copeland { missing: optional::<Missing>(missing, "copeland")? }))
    }

    #[staticmethod]
    fn minimax(by: &str, missing: Option<&str>) -> PyResult<Self> {
        Ok(Self(core::Rule::Minimax { by: named(by, "minimax")?, missing: optional(missing, "minimax")? }))
    }

    #[staticmethod]
    fn schulze(strength: &str, missing: Option<&str>) -> PyResult<Self> {
        let (strength, missing) = (named(strength, "schulze")?, optional(missing, "schulze")?);
        Ok(Self(core::Rule::Schulze { strength, missing }))
    }

    #[staticmethod]
    fn condorcet_winner(missing: Option<&str>) -> PyResult<Self> {
        Ok(Self(core::Rule::CondorcetWinner { missing: optional(missing, "condorcet_winner")? }))
    }

    #[staticmethod]
    fn instant_runoff(tie_break: &str) -> PyResult<Self> {
        Ok(Self(core::Rule::InstantRunoff { tie_break: named(tie_break, "instant_runoff")? }))
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.0.id()
    }
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
    rounds: Option<Py<PyAny>>,
}

impl Outcome {
    fn new(py: Python<'_>, outcome: core::Outcome, items: Bound<'_, PyTuple>) -> PyResult<Self> {
        let core::Outcome { scores, order, ranks, n_winners, missing, higher_is_better, rounds, .. } = outcome;
        let order = order.iter().map(|&item| items.get_item(item as usize)).collect::<PyResult<Vec<_>>>()?;
        let rounds = if rounds.is_empty() {
            None
        } else {
            let shape = [rounds.len(), items.len()];
            Some(convert::matrix(py, rounds.concat(), shape)?.unbind())
        };
        Ok(Self {
            order: PyTuple::new(py, order)?.unbind(),
            ranks: convert::vector(py, ranks.into_iter().map(i64::from).collect())?.unbind(),
            scores: convert::vector(py, scores)?.unbind(),
            items: items.unbind(),
            n_winners,
            missing,
            higher_is_better,
            rounds,
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
        enter(py, control, work(1, rule.0.estimate(&votes)), |ctx| core::evaluate(&rule.0, &votes, ctx))
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
        let estimate = work(n_resamples, rule.0.estimate(&votes) + 1000.0);
        enter(py, control, estimate, |ctx| {
            let found = core::bootstrap::bootstrap(&rule.0, &votes, options, ctx)?;
            Ok((core::evaluate(&rule.0, &votes, &ctx.inner())?, found))
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

/// Kendall's tau-b of two vectors of ranks; NaN if one of them ties everything.
#[pyfunction]
pub(crate) fn kendall_tau_b(
    py: Python<'_>,
    first: PyReadonlyArray1<'_, i64>,
    second: PyReadonlyArray1<'_, i64>,
) -> PyResult<f64> {
    let narrow = |ranks: &[i64]| ranks.iter().map(|&rank| rank as u32).collect::<Vec<_>>();
    let (first, second) = (narrow(first.as_slice()?), narrow(second.as_slice()?));
    let estimate = work(first.len(), 100.0);
    enter(py, None, estimate, |_| -> Result<f64> { Ok(core::kendall_tau_b(&first, &second)) })
}

//! Probabilistic models of rankings for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::ballots::Missing;
use rankfold_core::items::{Items, Label};
use rankfold_core::rank::Votes;
use rankfold_core::rank::models as core;

use super::{named, optional, with_votes};
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds a cell and walk, and a cell drawn; they only choose how a call runs.
const WALK_NS: f64 = 10.0;
const DRAW_NS: f64 = 50.0;
/// Walks over the lists until strengths are found.
const WALKS: usize = 50;

fn cells(votes: &Votes<'_>) -> usize {
    let n_voters = match votes {
        Votes::Ballots(ballots) => ballots.n_voters(),
        Votes::Table(table) => table.n_rows(),
        Votes::Pairwise(_) | Votes::Positional(_) => 0,
    };
    n_voters.saturating_mul(votes.items().len())
}

fn given_items(labels: &Bound<'_, PyTuple>) -> PyResult<Items> {
    convert::items(Some(labels.as_any()), labels.len())
}

fn labels(values: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<Label>> {
    values.try_iter()?.enumerate().map(|(k, value)| convert::label(&value?, &format!("{what}[{k}]"))).collect()
}

/// Strengths that were fitted, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct PlackettLuceFit {
    items: Py<PyTuple>,
    log_strengths: Py<PyAny>,
    component: Py<PyAny>,
    n_components: usize,
    log_likelihood: f64,
    n_iterations: usize,
    converged: bool,
    missing: &'static str,
}

/// Fits Plackett-Luce.
#[pyfunction]
#[pyo3(signature = (data, missing, prior, tolerance, max_iterations, control=None))]
pub(crate) fn plackett_luce(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    prior: f64,
    tolerance: f64,
    max_iterations: usize,
    control: Option<&Control>,
) -> PyResult<PlackettLuceFit> {
    let py = data.py();
    let missing = optional::<Missing>(missing, "plackett_luce")?;
    let options = core::PlackettLuceOptions { missing, prior, tolerance, max_iterations };
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(cells(&votes).saturating_mul(WALKS), WALK_NS);
        enter(py, control, estimate, |ctx| core::plackett_luce(&votes, options, ctx))
    })?;
    Ok(PlackettLuceFit {
        items: items.unbind(),
        log_strengths: convert::vector(py, found.log_strengths)?.unbind(),
        component: convert::vector(py, found.component.into_iter().map(i64::from).collect())?.unbind(),
        n_components: found.n_components,
        log_likelihood: found.log_likelihood,
        n_iterations: found.n_iterations,
        converged: found.converged,
        missing: found.missing,
    })
}

/// The log-likelihood of ballots under given strengths.
#[pyfunction]
#[pyo3(signature = (data, missing, items, log_strengths, control=None))]
pub(crate) fn plackett_luce_log_likelihood(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    items: &Bound<'_, PyTuple>,
    log_strengths: PyReadonlyArray1<'_, f64>,
    control: Option<&Control>,
) -> PyResult<f64> {
    let (py, missing) = (data.py(), optional::<Missing>(missing, "plackett_luce")?);
    let (items, log_strengths) = (given_items(items)?, log_strengths.as_slice()?);
    let (found, _) = with_votes(data, |votes| {
        enter(py, control, work(cells(&votes), WALK_NS), |ctx| {
            core::plackett_luce_log_likelihood(&votes, missing, &items, log_strengths, ctx)
        })
    })?;
    Ok(found)
}

/// Ballots drawn from strengths.
#[pyfunction]
#[pyo3(signature = (items, strengths, n_ballots, seed, control=None))]
pub(crate) fn sample_plackett_luce(
    items: &Bound<'_, PyTuple>,
    strengths: PyReadonlyArray1<'_, f64>,
    n_ballots: usize,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Ballots> {
    let (py, items, strengths) = (items.py(), given_items(items)?, strengths.as_slice()?);
    let estimate = work(n_ballots.saturating_mul(items.len()), DRAW_NS);
    Ok(enter(py, control, estimate, |ctx| core::sample_plackett_luce(&items, strengths, n_ballots, seed, ctx))?.into())
}

/// A Mallows model, generalised or not, as Python objects: then `theta` has an entry a stage, else one in all.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct MallowsFit {
    items: Py<PyTuple>,
    center: Py<PyTuple>,
    center_cost: f64,
    center_lower_bound: f64,
    center_proven: bool,
    theta: Py<PyAny>,
    mean_distance: Py<PyAny>,
    expected_distance: f64,
    log_likelihood: f64,
    missing: &'static str,
}

impl MallowsFit {
    #[allow(clippy::too_many_arguments)] // the fields that both models have
    fn new(
        py: Python<'_>,
        items: Bound<'_, PyTuple>,
        center: core::Center,
        theta: Vec<f64>,
        mean_distance: Vec<f64>,
        expected_distance: f64,
        log_likelihood: f64,
        missing: &'static str,
    ) -> PyResult<Self> {
        Ok(Self {
            center: convert::labels(&items, &center.order)?.unbind(),
            items: items.unbind(),
            center_cost: center.cost,
            center_lower_bound: center.lower_bound,
            center_proven: center.proven,
            theta: convert::vector(py, theta)?.unbind(),
            mean_distance: convert::vector(py, mean_distance)?.unbind(),
            expected_distance,
            log_likelihood,
            missing,
        })
    }
}

/// Fits Mallows.
#[pyfunction]
#[pyo3(signature = (data, missing, center, control=None))]
pub(crate) fn mallows(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    center: Option<&Bound<'_, PyAny>>,
    control: Option<&Control>,
) -> PyResult<MallowsFit> {
    let (py, missing) = (data.py(), optional::<Missing>(missing, "mallows")?);
    let center = center.map(|center| labels(center, "center")).transpose()?;
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(cells(&votes).saturating_add(votes.items().len().pow(2)), WALK_NS);
        enter(py, control, estimate, |ctx| core::mallows(&votes, missing, center.as_deref(), ctx))
    })?;
    let core::Mallows { center, theta, mean_distance, expected_distance, log_likelihood, missing } = found;
    let (theta, mean) = (vec![theta], vec![mean_distance]);
    MallowsFit::new(py, items, center, theta, mean, expected_distance, log_likelihood, missing)
}

/// Fits generalised Mallows.
#[pyfunction]
#[pyo3(signature = (data, missing, center, stages, control=None))]
pub(crate) fn generalized_mallows(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    center: Option<&Bound<'_, PyAny>>,
    stages: &str,
    control: Option<&Control>,
) -> PyResult<MallowsFit> {
    let (py, rule) = (data.py(), "generalized_mallows");
    let (missing, stages) = (optional::<Missing>(missing, rule)?, named(stages, rule)?);
    let center = center.map(|center| labels(center, "center")).transpose()?;
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(cells(&votes).saturating_add(votes.items().len().pow(2)), WALK_NS);
        enter(py, control, estimate, |ctx| core::generalized_mallows(&votes, missing, center.as_deref(), stages, ctx))
    })?;
    let core::GeneralizedMallows { center, theta, mean_displacement, .. } = found;
    let (expected, log_likelihood) = (found.expected_distance, found.log_likelihood);
    MallowsFit::new(py, items, center, theta, mean_displacement, expected, log_likelihood, found.missing)
}

/// The log-likelihood of ballots under a centre and a `theta` for each stage.
#[pyfunction]
#[pyo3(signature = (data, missing, items, center, theta, stages, control=None))]
pub(crate) fn mallows_log_likelihood(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    items: &Bound<'_, PyTuple>,
    center: &Bound<'_, PyTuple>,
    theta: PyReadonlyArray1<'_, f64>,
    stages: &str,
    control: Option<&Control>,
) -> PyResult<f64> {
    let (py, rule) = (data.py(), "mallows");
    let (missing, stages) = (optional::<Missing>(missing, rule)?, named(stages, rule)?);
    let (items, center, theta) = (given_items(items)?, labels(center, "center")?, theta.as_slice()?);
    let (found, _) = with_votes(data, |votes| {
        enter(py, control, work(cells(&votes), WALK_NS), |ctx| {
            core::mallows_log_likelihood(&votes, missing, &items, &center, theta, stages, ctx)
        })
    })?;
    Ok(found)
}

/// Ballots drawn around a centre, with a `phi` for each stage.
#[pyfunction]
#[pyo3(signature = (items, center, phi, stages, n_ballots, seed, control=None))]
pub(crate) fn sample_mallows(
    items: &Bound<'_, PyTuple>,
    center: &Bound<'_, PyTuple>,
    phi: PyReadonlyArray1<'_, f64>,
    stages: &str,
    n_ballots: usize,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Ballots> {
    let (py, stages) = (items.py(), named(stages, "mallows")?);
    let (items, center, phi) = (given_items(items)?, labels(center, "center")?, phi.as_slice()?);
    let estimate = work(n_ballots.saturating_mul(items.len()), DRAW_NS);
    let ballots =
        enter(py, control, estimate, |ctx| core::sample_mallows(&items, &center, phi, stages, n_ballots, seed, ctx))?;
    Ok(ballots.into())
}

//! Randomised decisions for Python.

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt, PyTuple};
use rankfold_core::rank::lottery as core;

use super::{named, optional, with_votes};
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// A maximal lottery, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Lottery {
    items: Py<PyTuple>,
    probabilities: Py<PyAny>,
    /// Numerators and denominator, if exact.
    fractions: Option<(Py<PyTuple>, Py<PyAny>)>,
    essential: Option<Py<PyTuple>>,
    unique: Option<bool>,
    exploitability: f64,
    missing: &'static str,
}

/// Finds the maximal lottery.
#[pyfunction]
#[pyo3(signature = (data, by, missing, control=None))]
pub(crate) fn maximal_lottery(
    data: &Bound<'_, PyAny>,
    by: &str,
    missing: Option<&str>,
    control: Option<&Control>,
) -> PyResult<Lottery> {
    let py = data.py();
    let (by, missing) = (named(by, "maximal_lottery")?, optional(missing, "maximal_lottery")?);
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(1, core::estimate(&votes));
        enter(py, control, estimate, |ctx| core::maximal_lottery(&votes, by, missing, ctx))
    })?;
    let fractions = found.fractions.map(|(numerators, denominator)| {
        let numerators = numerators.iter().map(|value| integer(py, i64::try_from(value), || value.to_bytes_le().1));
        let numerators = numerators.collect::<PyResult<Vec<_>>>()?;
        let denominator = integer(py, i64::try_from(&denominator), || denominator.to_bytes_le().1)?;
        PyResult::Ok((PyTuple::new(py, numerators)?.unbind(), denominator.unbind()))
    });
    let essential = found.essential.map(|set| convert::labels(&items, &set).map(Bound::unbind));
    Ok(Lottery {
        probabilities: convert::vector(py, found.probabilities)?.unbind(),
        fractions: fractions.transpose()?,
        essential: essential.transpose()?,
        unique: found.unique,
        exploitability: found.exploitability,
        missing: found.missing,
        items: items.unbind(),
    })
}

/// A number of at least 0: its value if it has 64 bits, else its bytes, the lowest first.
fn integer<E>(py: Python<'_>, small: Result<i64, E>, bytes: impl FnOnce() -> Vec<u8>) -> PyResult<Bound<'_, PyAny>> {
    match small {
        Ok(value) => Ok(value.into_pyobject(py)?.into_any()),
        Err(_) => py.get_type::<PyInt>().call_method1("from_bytes", (PyBytes::new(py, &bytes()), "little")),
    }
}

/// The average of learned lotteries, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct AverageLottery {
    items: Py<PyTuple>,
    probabilities: Py<PyAny>,
    exploitability: f64,
    regret_bound: f64,
    n_iterations: u64,
    converged: bool,
    stopped_early: bool,
    learning_rate: f64,
    missing: &'static str,
}

/// Learns a lottery.
#[pyfunction]
#[pyo3(signature = (data, n_iterations, tolerance, learning_rate, optimistic, missing, control=None))]
pub(crate) fn multiplicative_weights(
    data: &Bound<'_, PyAny>,
    n_iterations: u64,
    tolerance: f64,
    learning_rate: Option<f64>,
    optimistic: bool,
    missing: Option<&str>,
    control: Option<&Control>,
) -> PyResult<AverageLottery> {
    let py = data.py();
    let missing = optional(missing, "multiplicative_weights")?;
    let options = core::Options { n_iterations, tolerance, learning_rate, optimistic };
    let (found, items) = with_votes(data, |votes| {
        let estimate = work(1, core::estimate_rounds(&votes, options));
        enter(py, control, estimate, |ctx| core::multiplicative_weights(&votes, options, missing, ctx))
    })?;
    Ok(AverageLottery {
        items: items.unbind(),
        probabilities: convert::vector(py, found.probabilities)?.unbind(),
        exploitability: found.exploitability,
        regret_bound: found.regret_bound,
        n_iterations: found.n_iterations,
        converged: found.converged,
        stopped_early: found.stopped_early,
        learning_rate: found.learning_rate,
        missing: found.missing,
    })
}

/// Answers rows of preferences; `reference` has one row for all, or one for each.
#[pyfunction]
#[pyo3(signature = (preference, reference, beta, control=None))]
pub(crate) fn regularized_best_response<'py>(
    py: Python<'py>,
    preference: PyReadonlyArray2<'py, f64>,
    reference: PyReadonlyArray2<'py, f64>,
    beta: f64,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let (n_rows, n_items, preference) = convert::table(&preference)?;
    let (_, _, reference) = convert::table(&reference)?;
    let found = enter(py, control, work(preference.len(), 20.0), |ctx| {
        core::regularized_best_response(preference, reference, n_items, beta, ctx)
    })?;
    convert::matrix(py, found, [n_rows, n_items])
}

/// Draws indices from probabilities.
#[pyfunction]
#[pyo3(signature = (probabilities, n, seed, control=None))]
pub(crate) fn draw<'py>(
    py: Python<'py>,
    probabilities: PyReadonlyArray1<'py, f64>,
    n: usize,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let probabilities = probabilities.as_slice()?;
    let drawn = enter(py, control, work(n, 20.0), |ctx| core::draw(probabilities, n, seed, ctx))?;
    convert::vector(py, drawn)
}

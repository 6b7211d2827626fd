//! Estimates at k for Python.

use std::time::Duration;

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use rankfold_core::answers::estimators as core;
use rankfold_core::answers::estimators::{Interval, Ks, MajorityTie, Method, Rewards, Share, Short, Trials};
use rankfold_core::ctx::Ctx;
use rankfold_core::error::Result;
use rankfold_core::options::Named as _;

use super::ragged::counts;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidInputError;

/// Nanoseconds a step of a product, a term of a sum over correct samples, a sample and k, and a value of a mean; they only
/// choose how a call runs.
const STEP_NS: f64 = 6.0;
const TERM_NS: f64 = 6.0;
const REWARD_NS: f64 = 2.0;
const MEAN_NS: f64 = 10.0;

/// The sizes, and a row of values for each question.
type Table<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

fn sizes(ks: Option<PyReadonlyArray1<'_, i64>>, totals: &[u32], short: &str, function: &'static str) -> PyResult<Ks> {
    let short = convert::raised(Short::from_name(short, function))?;
    let ks = ks.as_ref().map(|ks| ks.as_slice()).transpose()?;
    convert::raised(Ks::new(ks, totals, short))
}

/// Runs an estimator, and gives its table to Python.
fn table<'py>(
    py: Python<'py>,
    control: Option<&Control>,
    ks: &Ks,
    n_questions: usize,
    estimate: Duration,
    run: impl FnOnce(&Ctx<'_>) -> Result<Vec<f64>> + Send,
) -> PyResult<Table<'py>> {
    let values = enter(py, control, estimate, run)?;
    let sizes = convert::vector(py, ks.values().iter().map(|&k| i64::from(k)).collect())?;
    Ok((sizes, convert::matrix(py, values, [n_questions, ks.values().len()])?))
}

/// An estimator that reads how many samples are correct: its name, and the share that one of them takes.
#[pyfunction]
#[pyo3(signature = (estimator, n, c, ks, short, tau=None, control=None))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn trials_at_k<'py>(
    py: Python<'py>,
    estimator: &str,
    n: PyReadonlyArray1<'py, i64>,
    c: PyReadonlyArray1<'py, i64>,
    ks: Option<PyReadonlyArray1<'py, i64>>,
    short: &str,
    tau: Option<(u64, u64)>,
    control: Option<&Control>,
) -> PyResult<Table<'py>> {
    let trials = convert::raised(Trials::new(n.as_slice()?, c.as_slice()?))?;
    let ks = sizes(ks, trials.n(), short, "an estimate at k")?;
    let tau = tau.map(|(numerator, denominator)| convert::raised(Share::new(numerator, denominator))).transpose()?;
    let n_questions = trials.n().len();
    let widest = ks.values().last().copied().unwrap_or(0) as usize;
    let steps = work(n_questions.saturating_mul(widest), STEP_NS);
    let terms = work(n_questions.saturating_mul(widest).saturating_mul(ks.values().len()), TERM_NS);
    match (estimator, tau) {
        ("pass_at_k", None) => table(py, control, &ks, n_questions, steps, |ctx| core::pass_at_k(&trials, &ks, ctx)),
        ("pass_hat_k", None) => table(py, control, &ks, n_questions, steps, |ctx| core::pass_hat_k(&trials, &ks, ctx)),
        ("mg_pass_at_k", None) => {
            table(py, control, &ks, n_questions, terms, |ctx| core::mg_pass_at_k(&trials, &ks, ctx))
        }
        ("g_pass_at_k", Some(tau)) => {
            table(py, control, &ks, n_questions, terms, |ctx| core::g_pass_at_k(&trials, tau, &ks, ctx))
        }
        _ => Err(InvalidInputError::new_err(format!("there is no estimator {estimator:?} with these options"))),
    }
}

#[pyfunction]
#[pyo3(signature = (answer_counts, offsets, n_missing, correct, ks, short, tie, control=None))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn maj_at_k<'py>(
    py: Python<'py>,
    answer_counts: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, i64>,
    n_missing: Option<PyReadonlyArray1<'py, i64>>,
    correct: PyReadonlyArray1<'py, u8>,
    ks: Option<PyReadonlyArray1<'py, i64>>,
    short: &str,
    tie: &str,
    control: Option<&Control>,
) -> PyResult<Table<'py>> {
    let counts = counts(&answer_counts, &offsets, n_missing.as_ref())?;
    let correct = convert::flags(&correct)?;
    let ks = sizes(ks, counts.totals(), short, "maj_at_k")?;
    let tie = convert::raised(MajorityTie::from_name(tie, "maj_at_k"))?;
    let estimate = work(1, core::maj_at_k_estimate(&counts, &ks));
    table(py, control, &ks, counts.n_questions(), estimate, |ctx| core::maj_at_k(&counts, &correct, tie, &ks, ctx))
}

#[pyfunction]
#[pyo3(signature = (rewards, correct, offsets, ks, short, control=None))]
pub(crate) fn reward_at_k<'py>(
    py: Python<'py>,
    rewards: PyReadonlyArray1<'py, f64>,
    correct: PyReadonlyArray1<'py, u8>,
    offsets: PyReadonlyArray1<'py, i64>,
    ks: Option<PyReadonlyArray1<'py, i64>>,
    short: &str,
    control: Option<&Control>,
) -> PyResult<Table<'py>> {
    let flags = convert::flags(&correct)?;
    let rewards = convert::raised(Rewards::new(rewards.as_slice()?, &flags, offsets.as_slice()?))?;
    let ks = sizes(ks, rewards.totals(), short, "reward_at_k")?;
    let estimate = work(flags.len().saturating_mul(ks.values().len() + 20), REWARD_NS);
    table(py, control, &ks, rewards.totals().len(), estimate, |ctx| core::reward_at_k(&rewards, &ks, ctx))
}

/// For each column: the mean, the ends of its interval, and over how many questions.
type Means<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Means over questions with intervals.
#[pyfunction]
#[pyo3(signature = (values, method, level, n_resamples, seed, control=None))]
pub(crate) fn means_at_k<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, f64>,
    method: &str,
    level: f64,
    n_resamples: u32,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Means<'py>> {
    let method = convert::raised(Method::from_name(method, "an estimate at k"))?;
    let interval = convert::raised(Interval::new(method, level, n_resamples, seed))?;
    let (_, n_k, values) = convert::table(&values)?;
    let values = values.to_vec();
    let passes = if method == Method::Bootstrap { n_resamples as usize + 1 } else { 1 };
    let estimate = work(values.len().saturating_mul(passes), MEAN_NS);
    let means = enter(py, control, estimate, |ctx| core::means(&values, n_k, interval, ctx))?;
    let counted = means.n_questions.into_iter().map(i64::from).collect();
    Ok((
        convert::vector(py, means.mean)?,
        convert::vector(py, means.low)?,
        convert::vector(py, means.high)?,
        convert::vector(py, counted)?,
    ))
}

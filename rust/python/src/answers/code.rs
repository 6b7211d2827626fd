//! Programs that agree, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::code as core;
use rankfold_core::options::Named as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds to look at a cell, and to group a sample; they only choose how a call runs.
const CELL_NS: f64 = 1.5;
const SAMPLE_NS: f64 = 25.0;

type Integers<'py> = PyReadonlyArray1<'py, i64>;

/// Cells, offsets of solutions and of tests, counts of solutions and of tests.
type Problems<'py> =
    (PyReadonlyArray1<'py, u8>, Integers<'py>, Integers<'py>, Option<Integers<'py>>, Option<Integers<'py>>);

fn checked<'a>(problems: &'a Problems<'_>) -> PyResult<core::Problems<'a>> {
    let (cells, solution_offsets, test_offsets, solution_counts, test_counts) = problems;
    convert::raised(core::Problems::new(
        cells.as_slice()?,
        solution_offsets.as_slice()?,
        test_offsets.as_slice()?,
        solution_counts.as_ref().map(|counts| counts.as_slice()).transpose()?,
        test_counts.as_ref().map(|counts| counts.as_slice()).transpose()?,
    ))
}

/// Groups of solutions that pass the same tests, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct DualAgreement {
    best: Py<PyAny>,
    n_tied: Py<PyAny>,
    groups: Py<PyAny>,
    offsets: Py<PyAny>,
    n_solutions: Py<PyAny>,
    n_tests: Py<PyAny>,
    scores: Py<PyAny>,
    pass_at_k: Py<PyAny>,
}

/// Groups and ranks the solutions of each problem.
#[pyfunction]
#[pyo3(signature = (given, score, correct, k, control=None))]
pub(crate) fn dual_agreement(
    py: Python<'_>,
    given: Problems<'_>,
    score: &str,
    correct: Option<PyReadonlyArray1<'_, u8>>,
    k: Vec<i64>,
    control: Option<&Control>,
) -> PyResult<DualAgreement> {
    let score = convert::raised(core::Score::from_name(score, "dual_agreement"))?;
    let problems = checked(&given)?;
    let correct = correct.as_ref().map(convert::flags).transpose()?;
    let estimate = work(problems.n_cells(), CELL_NS);
    let found =
        enter(py, control, estimate, |ctx| core::dual_agreement(&problems, score, correct.as_deref(), &k, ctx))?;
    Ok(DualAgreement {
        best: convert::vector(py, found.best)?.unbind(),
        n_tied: convert::vector(py, found.n_tied)?.unbind(),
        groups: convert::vector(py, found.groups)?.unbind(),
        offsets: convert::vector(py, found.offsets)?.unbind(),
        n_solutions: convert::vector(py, found.n_solutions)?.unbind(),
        n_tests: convert::vector(py, found.n_tests)?.unbind(),
        scores: convert::vector(py, found.scores)?.unbind(),
        pass_at_k: convert::vector(py, found.pass_at_k)?.unbind(),
    })
}

/// The share of solutions that fail each test.
#[pyfunction]
#[pyo3(signature = (given, control=None))]
pub(crate) fn suspect_tests<'py>(
    py: Python<'py>,
    given: Problems<'_>,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let problems = checked(&given)?;
    let found = enter(py, control, work(problems.n_cells(), CELL_NS), |ctx| core::suspect_tests(&problems, ctx))?;
    convert::vector(py, found)
}

/// The program of each question, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct ByExecution {
    best: Py<PyAny>,
    n_tied: Py<PyAny>,
    n_ran: Py<PyAny>,
    scores: Py<PyAny>,
}

/// The program of each question whose output is the most frequent.
#[pyfunction]
#[pyo3(signature = (outputs, offsets, sum_logprobs, control=None))]
pub(crate) fn mbr_execution(
    py: Python<'_>,
    outputs: Integers<'_>,
    offsets: Integers<'_>,
    sum_logprobs: Option<PyReadonlyArray1<'_, f64>>,
    control: Option<&Control>,
) -> PyResult<ByExecution> {
    let (outputs, offsets) = (outputs.as_slice()?, offsets.as_slice()?);
    let logprobs = sum_logprobs.as_ref().map(|logprobs| logprobs.as_slice()).transpose()?;
    let estimate = work(outputs.len(), SAMPLE_NS);
    let found = enter(py, control, estimate, |ctx| core::mbr_execution(outputs, offsets, logprobs, ctx))?;
    Ok(ByExecution {
        best: convert::vector(py, found.best)?.unbind(),
        n_tied: convert::vector(py, found.n_tied)?.unbind(),
        n_ran: convert::vector(py, found.n_ran)?.unbind(),
        scores: convert::vector(py, found.scores)?.unbind(),
    })
}

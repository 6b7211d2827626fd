//! Checklists, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::checklists as core;
use rankfold_core::options::Named as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds to look at a cell; they only choose how a call runs.
const CELL_NS: f64 = 3.0;

/// Scores of samples, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct ChecklistScores {
    scores: Py<PyAny>,
    n_yes: Py<PyAny>,
    n_judged: Py<PyAny>,
    best: Py<PyAny>,
    n_tied: Py<PyAny>,
}

/// Scores each sample by the share of its checklist that it meets.
#[pyfunction]
#[pyo3(signature = (cells, sample_offsets, item_offsets, n_judges, weights, missing, control=None))]
#[allow(clippy::too_many_arguments)] // the columns of the judgements
pub(crate) fn checklist_score(
    py: Python<'_>,
    cells: PyReadonlyArray1<'_, u8>,
    sample_offsets: PyReadonlyArray1<'_, i64>,
    item_offsets: PyReadonlyArray1<'_, i64>,
    n_judges: PyReadonlyArray1<'_, i64>,
    weights: Option<PyReadonlyArray1<'_, f64>>,
    missing: &str,
    control: Option<&Control>,
) -> PyResult<ChecklistScores> {
    let missing = convert::raised(core::Missing::from_name(missing, "checklist_score"))?;
    let judgements = core::Judgements {
        cells: cells.as_slice()?,
        sample_offsets: sample_offsets.as_slice()?,
        item_offsets: item_offsets.as_slice()?,
        n_judges: n_judges.as_slice()?,
        weights: weights.as_ref().map(|weights| weights.as_slice()).transpose()?,
    };
    let estimate = work(judgements.cells.len(), CELL_NS);
    let found = enter(py, control, estimate, |ctx| core::checklist_score(&judgements, missing, ctx))?;
    Ok(ChecklistScores {
        scores: convert::vector(py, found.scores)?.unbind(),
        n_yes: convert::vector(py, found.n_yes)?.unbind(),
        n_judged: convert::vector(py, found.n_judged)?.unbind(),
        best: convert::vector(py, found.best)?.unbind(),
        n_tied: convert::vector(py, found.n_tied)?.unbind(),
    })
}

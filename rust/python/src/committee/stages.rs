//! The stages of a count, for Python.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rankfold_core::committee::{Amount, Stage, Step};

use crate::convert;

/// What was done, whose votes moved, who was elected; the votes of each item; exhausted, lost, transferred, the quota; and
/// what elected items keep.
pub(crate) type StageParts = (&'static str, Py<PyTuple>, Py<PyTuple>, Py<PyDict>, [Py<PyAny>; 4], Py<PyDict>);

pub(crate) fn parts(stages: &[Stage], items: &Bound<'_, PyTuple>) -> PyResult<Vec<StageParts>> {
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    let py = items.py();
    let number = |amount: &Amount| -> PyResult<Py<PyAny>> {
        Ok(match amount {
            Amount::Rounded(value) => value.into_pyobject(py)?.into_any().unbind(),
            Amount::Exact { numerator, denominator } => convert::quotient(py, numerator, denominator)?,
        })
    };
    let stage = |stage: &Stage| {
        let step = match stage.step {
            Step::FirstPreferences => "first_preferences",
            Step::Surplus => "surplus",
            Step::Exclusion => "exclusion",
            Step::Bounds => "bounds",
        };
        let (votes, keep) = (PyDict::new(py), PyDict::new(py));
        for (item, amount) in &stage.votes {
            votes.set_item(items.get_item(*item as usize)?, number(amount)?)?;
        }
        for &(item, part) in &stage.keep {
            keep.set_item(items.get_item(item as usize)?, part)?;
        }
        let [moved, elected] = [&stage.items, &stage.elected].map(|some| convert::labels(items, some));
        let totals =
            [number(&stage.exhausted)?, number(&stage.lost)?, number(&stage.transferred)?, number(&stage.quota)?];
        Ok((step, moved?.unbind(), elected?.unbind(), votes.unbind(), totals, keep.unbind()))
    };
    stages.iter().map(stage).collect()
}

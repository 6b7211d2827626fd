//! Rules on segments, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::ballots::Groups;
use rankfold_core::error::{Error, Result};
use rankfold_core::rank::{Battles, Outcome as Found, Rows, Size, Votes, grouped as run};

use super::{Outcome, Rule};
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InputKindError, to_python};
use crate::score_table::ScoreTable;

/// Nanoseconds to count a battle.
const BATTLE_NS: f64 = 4.0;

/// Runs a rule on each segment of ballots or of a table. `names` are what errors call the segments.
#[pyfunction]
#[pyo3(signature = (rule, data, groups, names, control=None))]
pub(crate) fn grouped(
    rule: &Rule,
    data: &Bound<'_, PyAny>,
    groups: PyReadonlyArray1<'_, i64>,
    names: &Bound<'_, PyTuple>,
    control: Option<&Control>,
) -> PyResult<Vec<Outcome>> {
    let py = data.py();
    let groups = partition(&groups, names)?;
    let (found, items) = if let Ok(ballots) = data.cast::<Ballots>() {
        let ballots = ballots.get();
        let estimate = work(1, rule.0.estimate(Size::of(&Votes::Ballots(&ballots.inner))));
        let rows = Rows::Ballots(&ballots.inner);
        let found = enter(py, control, estimate, |ctx| run(&*rule.0, &rows, &groups, ctx))?;
        (found, ballots.labels.get(py, ballots.inner.items())?)
    } else if let Ok(table) = data.cast::<ScoreTable>() {
        let table = table.get();
        let estimate = work(1, rule.0.estimate(Size::of(&Votes::Table(&table.inner))));
        let rows = Rows::Table(&table.inner);
        let found = enter(py, control, estimate, |ctx| run(&*rule.0, &rows, &groups, ctx))?;
        (found, table.labels.get(py, table.inner.items())?)
    } else {
        let kind = data.get_type().qualname()?;
        let text =
            format!("grouped cannot read {kind}: expected Ballots, a ScoreTable or Comparisons, which have rows");
        return Err(InputKindError::new_err(text));
    };
    named(py, found, &items, names)
}

/// Runs a rule on each segment of battles.
#[pyfunction]
#[pyo3(signature = (rule, first, second, outcome, weights, items, groups, names, control=None))]
#[allow(clippy::too_many_arguments)] // the columns of the battles
pub(crate) fn grouped_battles(
    py: Python<'_>,
    rule: &Rule,
    first: PyReadonlyArray1<'_, u32>,
    second: PyReadonlyArray1<'_, u32>,
    outcome: PyReadonlyArray1<'_, i8>,
    weights: Option<&Bound<'_, PyAny>>,
    items: &Bound<'_, PyTuple>,
    groups: PyReadonlyArray1<'_, i64>,
    names: &Bound<'_, PyTuple>,
    control: Option<&Control>,
) -> PyResult<Vec<Outcome>> {
    let groups = partition(&groups, names)?;
    let labels = convert::items(Some(items), items.len())?;
    let (first, second, outcome) = (first.as_slice()?, second.as_slice()?, outcome.as_slice()?);
    let weights = convert::weights(weights, first.len())?;
    let rows = Rows::Battles(Battles { items: &labels, first, second, outcome, weights: &weights });
    let size = Size { n_items: labels.len() as f64, cells: 0.0, read: 0.0 };
    let estimate = work(first.len(), BATTLE_NS) + work(groups.len(), rule.0.estimate(size));
    let found = enter(py, control, estimate, |ctx| run(&*rule.0, &rows, &groups, ctx))?;
    named(py, found, items, names)
}

fn partition(groups: &PyReadonlyArray1<'_, i64>, names: &Bound<'_, PyTuple>) -> PyResult<Groups> {
    let group_of = groups.as_slice()?.iter().map(|&group| u32::try_from(group).unwrap_or(u32::MAX)).collect();
    Ok(Groups::new(group_of, names.len()))
}

/// The outcomes for Python, or the first error with the name of its segment.
fn named(
    py: Python<'_>,
    found: Vec<Result<Found>>,
    items: &Bound<'_, PyTuple>,
    names: &Bound<'_, PyTuple>,
) -> PyResult<Vec<Outcome>> {
    let one = |(name, outcome): (Bound<'_, PyAny>, Result<Found>)| match outcome {
        Ok(outcome) => Outcome::new(py, outcome, items.clone()),
        Err(error) => Err(in_segment(py, &name, error)?),
    };
    names.iter().zip(found).map(one).collect()
}

fn in_segment(py: Python<'_>, name: &Bound<'_, PyAny>, error: Error) -> PyResult<PyErr> {
    let text = format!("segment {}: {error}", name.repr()?);
    Ok(PyErr::from_value(to_python(error).get_type(py).call1((text,))?))
}

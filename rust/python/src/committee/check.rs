//! Checks of committees for Python.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::committee::representation::{self, Axiom};
use rankfold_core::options::Named;

use super::{labels, with_votes};
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// A group that deserves more than it has: its voters, its items, the seats it deserves, those it has, its weight, and the
/// weight that deserves so many.
type ViolationParts = (Vec<u32>, Py<PyTuple>, usize, usize, Py<PyAny>, Py<PyAny>);

/// The budget of a voter of weight 1, and who pays how much for whom.
type PriceParts = (Py<PyAny>, Vec<(u32, Py<PyAny>, Py<PyAny>)>);

/// Whether a committee meets an axiom, and why.
#[pyfunction]
#[pyo3(signature = (data, members, k, axiom, control=None))]
pub(crate) fn check_committee(
    data: &Bound<'_, PyAny>,
    members: Vec<Bound<'_, PyAny>>,
    k: usize,
    axiom: &str,
    control: Option<&Control>,
) -> PyResult<(bool, Option<ViolationParts>, Option<PriceParts>)> {
    let py = data.py();
    let axiom = convert::raised(Axiom::from_name(axiom, "check"))?;
    let members = labels(&members, "members")?;
    let (verdict, items) = with_votes(data, |votes| {
        let members = convert::raised(votes.items().named("members", &members))?;
        let estimate = work(votes.cells(), 100.0);
        enter(py, control, estimate, |ctx| representation::check(&votes, &members, k, axiom, ctx))
    })?;
    let violation = verdict.violation.map(|found| {
        let agreed = convert::labels(&items, &found.items)?.unbind();
        let (weight, required) = (convert::fraction(py, &found.weight)?, convert::fraction(py, &found.required)?);
        Ok::<_, PyErr>((found.voters, agreed, found.seats, found.represented, weight, required))
    });
    let prices = verdict.prices.map(|prices| {
        let payment = |(voter, item, amount): &(u32, u32, _)| {
            Ok((*voter, items.get_item(*item as usize)?.unbind(), convert::fraction(py, amount)?))
        };
        let payments = prices.payments.iter().map(payment).collect::<PyResult<_>>()?;
        Ok::<_, PyErr>((convert::fraction(py, &prices.budget)?, payments))
    });
    Ok((verdict.holds, violation.transpose()?, prices.transpose()?))
}

//! Kemeny orders for Python.

pub(crate) mod buckets;

use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rankfold_core::ballots::Missing;
use rankfold_core::ctx::Ctx;
use rankfold_core::error::Result;
use rankfold_core::rank::Size;
use rankfold_core::rank::kemeny::{self as core, Cost, Effort, Options, Problem};

use super::{Outcome, named, optional, with_votes};
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// The items of a component, what was done to it, and whether it is proven.
type Component = (Py<PyTuple>, &'static str, bool);

/// A Kemeny order and what is known of it, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Kemeny {
    outcome: Py<Outcome>,
    cost: Py<PyAny>,
    lower_bound: Py<PyAny>,
    proven: bool,
    components: Vec<Component>,
    n_optima: Option<u128>,
    method: &'static str,
    stopped_early: bool,
    missing: Option<&'static str>,
}

/// Best orders, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct KemenyOrders {
    items: Py<PyTuple>,
    orders: Vec<Py<PyTuple>>,
    cost: Py<PyAny>,
    n_optima: Option<u128>,
    missing: Option<&'static str>,
}

/// Reads the problem that `data` holds, a container of votes or a square matrix, and gives it to `run` behind the door.
fn with_problem<'py, T: Send>(
    data: &Bound<'py, PyAny>,
    missing: Option<&str>,
    control: Option<&Control>,
    run: impl Fn(&Problem, &Ctx<'_>) -> Result<T> + Sync + Send,
) -> PyResult<((Problem, T), Bound<'py, PyTuple>)> {
    let py = data.py();
    let missing = optional(missing, "kemeny")?;
    let estimate = |m: usize| work(1, 30.0 * (m * m) as f64 + 2000.0 * m as f64);
    let both = |problem: Problem, ctx: &Ctx<'_>| {
        let found = run(&problem, ctx)?;
        Ok((problem, found))
    };
    if let Ok(matrix) = data.extract::<PyReadonlyArray2<'_, i64>>() {
        let (m, _, cells) = convert::table(&matrix)?;
        let cells = cells.to_vec();
        let found = enter(py, control, estimate(m), |ctx| both(Problem::of_integers(cells, m, ctx)?, ctx))?;
        return Ok((found, PyTuple::new(py, 0..m)?));
    }
    if let Ok(matrix) = data.extract::<PyReadonlyArray2<'_, f64>>() {
        let (m, _, cells) = convert::table(&matrix)?;
        let cells = cells.to_vec();
        let found = enter(py, control, estimate(m), |ctx| both(Problem::of_floats(cells, m, ctx)?, ctx))?;
        return Ok((found, PyTuple::new(py, 0..m)?));
    }
    with_votes(data, |votes| {
        let size = Size::of(&votes);
        let estimate = work(1, size.pairs()) + estimate(votes.items().len());
        enter(py, control, estimate, |ctx| both(Problem::of_votes(&votes, missing, ctx)?, ctx))
    })
}

/// Finds the order that contradicts the least weight.
#[pyfunction]
#[pyo3(signature = (data, method, missing, max_iterations, seed, control=None))]
pub(crate) fn kemeny(
    data: &Bound<'_, PyAny>,
    method: &str,
    missing: Option<&str>,
    max_iterations: Option<u64>,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Kemeny> {
    let py = data.py();
    let options = Options { effort: named::<Effort>(method, "kemeny")?, max_iterations, seed };
    let run = |problem: &Problem, ctx: &Ctx<'_>| core::consensus(problem, &options, ctx);
    let ((problem, found), items) = with_problem(data, missing, control, run)?;
    Ok(Kemeny {
        cost: number(py, problem.cost(found.cost))?,
        lower_bound: number(py, problem.cost(found.lower_bound))?,
        proven: found.proven,
        components: components(&items, &found.components)?,
        n_optima: found.n_optima,
        method: hardest(&found.components),
        stopped_early: found.stopped_early,
        missing: problem.missing.map(Missing::name),
        outcome: Py::new(py, Outcome::new(py, found.outcome(&problem), items)?)?,
    })
}

/// Finds the first `limit` best orders.
#[pyfunction]
#[pyo3(signature = (data, missing, limit, control=None))]
pub(crate) fn kemeny_all(
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    limit: usize,
    control: Option<&Control>,
) -> PyResult<KemenyOrders> {
    let py = data.py();
    let run = |problem: &Problem, ctx: &Ctx<'_>| core::optima(problem, limit, ctx);
    let ((problem, found), items) = with_problem(data, missing, control, run)?;
    Ok(KemenyOrders {
        orders: found
            .orders
            .iter()
            .map(|order| Ok(convert::labels(&items, order)?.unbind()))
            .collect::<PyResult<_>>()?,
        cost: number(py, problem.cost(found.cost))?,
        n_optima: found.n_optima,
        missing: problem.missing.map(Missing::name),
        items: items.unbind(),
    })
}

/// What an order of labels costs.
#[pyfunction]
#[pyo3(signature = (order, data, missing, control=None))]
pub(crate) fn kemeny_cost(
    order: &Bound<'_, PyAny>,
    data: &Bound<'_, PyAny>,
    missing: Option<&str>,
    control: Option<&Control>,
) -> PyResult<Py<PyAny>> {
    let labels = order.try_iter()?.enumerate().map(|(k, label)| convert::label(&label?, &format!("order[{k}]")));
    let labels = labels.collect::<PyResult<Vec<_>>>()?;
    let run = |problem: &Problem, _: &Ctx<'_>| Ok(problem.cost(problem.contradicted(&problem.order(&labels)?)));
    let ((_, cost), _) = with_problem(data, missing, control, run)?;
    number(data.py(), cost)
}

fn components(items: &Bound<'_, PyTuple>, found: &[core::Component]) -> PyResult<Vec<Component>> {
    found
        .iter()
        .map(|part| Ok((convert::labels(items, &part.items)?.unbind(), part.method.name(), part.proven)))
        .collect()
}

/// What the hardest component took.
fn hardest(found: &[core::Component]) -> &'static str {
    found.iter().map(|part| part.method).max().unwrap_or(core::Method::Decomposition).name()
}

/// An `int` if all weights are integers.
fn number(py: Python<'_>, cost: Cost) -> PyResult<Py<PyAny>> {
    Ok(match cost {
        Cost::Integer(value) => value.into_pyobject(py)?.into_any().unbind(),
        Cost::Float(value) => value.into_pyobject(py)?.into_any().unbind(),
    })
}

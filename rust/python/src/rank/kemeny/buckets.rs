//! Bucket orders closest to votes, for Python.

use pyo3::prelude::*;
use rankfold_core::ballots::Missing;
use rankfold_core::rank::kemeny::{Effort, Options, buckets as core};

use super::super::{Outcome, named, optional, with_votes};
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

const ID: &str = "kemeny";

/// A scheme as Python writes it: its name, the numbers that it takes, and their denominator.
type Scheme = (String, Vec<i64>, i64);

/// A cost as Python reads it: `numerator * 2**exponent / denominator`.
type Cost = (i128, i32, i64);

fn scheme((name, numbers, denominator): &Scheme) -> PyResult<core::TieScheme> {
    convert::raised(core::TieScheme::new(name, numbers, *denominator))
}

fn cost(cost: core::Cost) -> Cost {
    (cost.numerator, cost.exponent, cost.denominator)
}

/// A bucket order, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct BucketConsensus {
    outcome: Py<Outcome>,
    /// As for an order without ties.
    components: Vec<super::Component>,
    cost: Cost,
    lower_bound: Cost,
    proven: bool,
    n_optima: Option<u128>,
    method: &'static str,
    stopped_early: bool,
}

/// Finds the bucket order with the least cost, or the order without ties.
#[pyfunction]
#[pyo3(signature = (data, scheme, ties, method, missing, max_iterations, seed, control=None))]
#[allow(clippy::too_many_arguments)] // one per documented option
pub(crate) fn kemeny_buckets(
    data: &Bound<'_, PyAny>,
    scheme: Scheme,
    ties: bool,
    method: &str,
    missing: Option<&str>,
    max_iterations: Option<u64>,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<BucketConsensus> {
    let py = data.py();
    let (scheme, missing) = (self::scheme(&scheme)?, optional::<Missing>(missing, ID)?);
    let options = Options { effort: named::<Effort>(method, ID)?, max_iterations, seed };
    let ((found, outcome), items) = with_votes(data, |votes| {
        enter(py, control, work(1, core::estimate(&votes)), |ctx| {
            let costs = core::Costs::of(&votes, &scheme, missing, ctx)?;
            let find = if ties { core::bucket_order } else { core::linear_order };
            let found = find(&costs, &options, ctx)?;
            let outcome = found.outcome(&costs);
            Ok((found, outcome))
        })
    })?;
    Ok(BucketConsensus {
        components: super::components(&items, &found.components)?,
        cost: cost(found.cost),
        lower_bound: cost(found.lower_bound),
        proven: found.proven,
        n_optima: found.n_optima,
        method: super::hardest(&found.components),
        stopped_early: found.stopped_early,
        outcome: Py::new(py, Outcome::new(py, outcome, items)?)?,
    })
}

/// What a bucket order costs, which is given as a single ballot over the same items.
#[pyfunction]
#[pyo3(signature = (data, scheme, missing, order, control=None))]
pub(crate) fn kemeny_buckets_cost(
    data: &Bound<'_, PyAny>,
    scheme: Scheme,
    missing: Option<&str>,
    order: &Ballots,
    control: Option<&Control>,
) -> PyResult<Cost> {
    let py = data.py();
    let (scheme, missing) = (self::scheme(&scheme)?, optional::<Missing>(missing, ID)?);
    let (found, _) = with_votes(data, |votes| {
        enter(py, control, work(1, core::estimate(&votes)), |ctx| {
            let costs = core::Costs::of(&votes, &scheme, missing, ctx)?;
            Ok(costs.cost(&costs.buckets_of(&order.inner)?))
        })
    })?;
    Ok(cost(found))
}

/// The vectors of a scheme and their denominator.
#[pyfunction]
pub(crate) fn tie_scheme_vectors(scheme: Scheme, missing: &str) -> PyResult<([i64; 6], [i64; 6], i64)> {
    let core::Vectors { before, tied, denominator } = self::scheme(&scheme)?.vectors(named(missing, ID)?);
    Ok((before, tied, denominator))
}

//! Distances and correlations of rankings for Python.

use std::time::Duration;

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use rankfold_core::ctx::Ctx;
use rankfold_core::error::Result;
use rankfold_core::rank::distance::{self as core, Importance, Measure, SpreadVectors, Vectors};

use super::named;
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidInputError;

/// Nanoseconds an item of two vectors, to sort and count; they only choose how a call runs.
const PAIR_NS: f64 = 60.0;

/// Items that are spread while the interpreter is held: some 30 milliseconds.
const SPREAD_AT_ONCE: usize = 1 << 21;

/// Pairs of items, by what two rankings say of them.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct PairCounts(core::PairCounts);

#[pymethods]
impl PairCounts {
    #[getter]
    fn n_items(&self) -> u64 {
        self.0.n_items
    }

    #[getter]
    fn concordant(&self) -> u64 {
        self.0.concordant
    }

    #[getter]
    fn discordant(&self) -> u64 {
        self.0.discordant
    }

    #[getter]
    fn tied_x(&self) -> u64 {
        self.0.tied_x
    }

    #[getter]
    fn tied_y(&self) -> u64 {
        self.0.tied_y
    }

    #[getter]
    fn tied_both(&self) -> u64 {
        self.0.tied_both
    }

    fn tau(&self, variant: &str) -> PyResult<f64> {
        Ok(self.0.tau(named(variant, "kendall_tau")?))
    }

    fn distance(&self, penalty: f64, normalized: bool) -> PyResult<f64> {
        convert::raised(self.0.distance(penalty, normalized))
    }
}

/// Two vectors, checked and copied before the interpreter is let go, so that no writer can race with the kernel; and the
/// estimate of a call on them.
fn vectors(
    names: [&'static str; 2],
    x: &PyReadonlyArray1<'_, f64>,
    y: &PyReadonlyArray1<'_, f64>,
    leave_out: bool,
) -> PyResult<(Vectors<'static>, Duration)> {
    let vectors = convert::raised(Vectors::new(names, x.as_slice()?, y.as_slice()?, leave_out))?;
    let estimate = work(vectors.n_items(), PAIR_NS);
    Ok((vectors.into_owned(), estimate))
}

/// Runs a measure of two vectors.
fn of_two(
    py: Python<'_>,
    control: Option<&Control>,
    (vectors, estimate): (Vectors<'_>, Duration),
    run: impl FnOnce(&Vectors<'_>, &Ctx<'_>) -> Result<f64> + Send,
) -> PyResult<f64> {
    enter(py, control, estimate, |ctx| run(&vectors, ctx))
}

#[pyfunction]
#[pyo3(signature = (x, y, leave_out, control=None))]
pub(crate) fn pair_counts(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<PairCounts> {
    let vectors = convert::raised(Vectors::new(["x", "y"], x.as_slice()?, y.as_slice()?, leave_out))?;
    let estimate = work(vectors.n_items(), PAIR_NS);
    if vectors.n_items() <= SPREAD_AT_ONCE {
        // In place of a copy that would be spread afterwards.
        if let Some(spread) = convert::raised(SpreadVectors::of(&vectors, &Ctx::default()))? {
            return enter(py, control, estimate, |ctx| spread.pair_counts(ctx)).map(PairCounts);
        }
    }
    let vectors = vectors.into_owned();
    enter(py, control, estimate, |ctx| core::pair_counts(&vectors, ctx)).map(PairCounts)
}

#[pyfunction]
#[pyo3(signature = (x, y, leave_out, control=None))]
pub(crate) fn spearman_rho(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<f64> {
    of_two(py, control, vectors(["x", "y"], &x, &y, leave_out)?, core::spearman_rho)
}

#[pyfunction]
#[pyo3(signature = (x, y, normalized, leave_out, control=None))]
pub(crate) fn spearman_footrule(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    normalized: bool,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<f64> {
    let run = |vectors: &Vectors<'_>, ctx: &Ctx<'_>| core::spearman_footrule(vectors, normalized, ctx);
    of_two(py, control, vectors(["x", "y"], &x, &y, leave_out)?, run)
}

#[pyfunction]
#[pyo3(signature = (candidate, reference, variant, lower_is_better, leave_out, control=None))]
pub(crate) fn average_precision_correlation(
    py: Python<'_>,
    candidate: PyReadonlyArray1<'_, f64>,
    reference: PyReadonlyArray1<'_, f64>,
    variant: &str,
    lower_is_better: bool,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<f64> {
    let variant = named(variant, "average_precision_correlation")?;
    let (vectors, estimate) = vectors(["candidate", "reference"], &candidate, &reference, leave_out)?;
    let run = |vectors: &Vectors<'_>, ctx: &Ctx<'_>| core::average_precision_correlation(vectors, variant, ctx);
    of_two(py, control, (vectors.oriented(lower_is_better), estimate), run)
}

/// `rank` is one of the names, or a rank for each item.
#[pyfunction]
#[pyo3(signature = (x, y, rank, weights, additive, lower_is_better, leave_out, control=None))]
#[allow(clippy::too_many_arguments)] // one per documented option
pub(crate) fn weighted_tau(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    y: PyReadonlyArray1<'_, f64>,
    rank: &Bound<'_, PyAny>,
    weights: Option<PyReadonlyArray1<'_, f64>>,
    additive: bool,
    lower_is_better: bool,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<f64> {
    let importance = match rank.extract::<String>() {
        Ok(name) => convert::raised(Importance::from_name(&name))?,
        Err(_) => Importance::Given(rank.extract::<PyReadonlyArray1<'_, u32>>()?.as_slice()?.to_vec()),
    };
    let weights = weights.map(|weights| weights.as_slice().map(<[f64]>::to_vec)).transpose()?;
    let (vectors, estimate) = vectors(["x", "y"], &x, &y, leave_out)?;
    let run = |vectors: &Vectors<'_>, ctx: &Ctx<'_>| {
        core::weighted_tau(vectors, &importance, weights.as_deref(), additive, ctx)
    };
    of_two(py, control, (vectors.oriented(lower_is_better), estimate), run)
}

/// W, the statistic of Friedman's test, and its degrees of freedom.
#[pyfunction]
#[pyo3(signature = (data, missing, control=None))]
pub(crate) fn kendall_w(
    py: Python<'_>,
    data: &Ballots,
    missing: Option<&str>,
    control: Option<&Control>,
) -> PyResult<(f64, f64, usize)> {
    let missing = missing.map(convert::missing).transpose()?;
    let cells = data.inner.n_voters() * data.inner.n_items();
    let found = enter(py, control, work(cells, 10.0), |ctx| core::kendall_w(&data.inner, missing, ctx))?;
    Ok((found.w, found.chi_square, found.degrees_of_freedom))
}

/// Of the first two ballots.
#[pyfunction]
#[pyo3(signature = (lists, missing, control=None))]
pub(crate) fn top_k_pair_counts(
    py: Python<'_>,
    lists: &Ballots,
    missing: &str,
    control: Option<&Control>,
) -> PyResult<PairCounts> {
    let (missing, estimate) = (convert::missing(missing)?, work(lists.inner.n_items(), PAIR_NS));
    enter(py, control, estimate, |ctx| core::top_k_pair_counts(&lists.inner, [0, 1], missing, ctx)).map(PairCounts)
}

/// Of the first two ballots.
#[pyfunction]
#[pyo3(signature = (lists, absent_rank, control=None))]
pub(crate) fn top_k_footrule(
    py: Python<'_>,
    lists: &Ballots,
    absent_rank: Option<f64>,
    control: Option<&Control>,
) -> PyResult<f64> {
    let estimate = work(lists.inner.n_items(), PAIR_NS);
    enter(py, control, estimate, |_| core::top_k_footrule(&lists.inner, [0, 1], absent_rank))
}

/// Of the first two ballots: extrapolated, the least and the most there can be.
#[pyfunction]
#[pyo3(signature = (lists, persistence, variant, control=None))]
pub(crate) fn rank_biased_overlap(
    py: Python<'_>,
    lists: &Ballots,
    persistence: f64,
    variant: &str,
    control: Option<&Control>,
) -> PyResult<(f64, f64, f64)> {
    let ties = named(variant, "rank_biased_overlap")?;
    let run = |_: &Ctx<'_>| core::rank_biased_overlap(&lists.inner, [0, 1], persistence, ties);
    let found = enter(py, control, work(lists.inner.n_items(), PAIR_NS), run)?;
    Ok((found.extrapolated, found.minimum, found.maximum))
}

/// A measure between each two rows.
#[pyfunction]
#[pyo3(signature = (data, measure, variant, penalty, normalized, additive, lower_is_better, leave_out, control=None))]
#[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)] // one per documented option
pub(crate) fn distance_matrix<'py>(
    py: Python<'py>,
    data: PyReadonlyArray2<'_, f64>,
    measure: &str,
    variant: &str,
    penalty: f64,
    normalized: bool,
    additive: bool,
    lower_is_better: bool,
    leave_out: bool,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let measure = match measure {
        "kendall_tau" => Measure::KendallTau(named(variant, "kendall_tau")?),
        "kendall_distance" => Measure::KendallDistance { penalty, normalized },
        "spearman_rho" => Measure::SpearmanRho,
        "spearman_footrule" => Measure::SpearmanFootrule { normalized },
        "weighted_tau" => Measure::WeightedTau { additive },
        "average_precision_correlation" => Measure::AveragePrecision,
        other => {
            return Err(InvalidInputError::new_err(format!(
                "measure = {other:?}: expected one of \"kendall_tau\", \"kendall_distance\", \"spearman_rho\", \
                 \"spearman_footrule\", \"weighted_tau\", \"average_precision_correlation\""
            )));
        }
    };
    let (n_rows, n_items, values) = convert::table(&data)?;
    // A copy: the kernel reads rows more than once.
    let values = values.to_vec();
    let estimate = work(n_rows * n_rows / 2 + n_rows, PAIR_NS / 10.0 * n_items as f64);
    let cells =
        enter(py, control, estimate, |ctx| core::matrix(&values, n_rows, measure, lower_is_better, leave_out, ctx))?;
    convert::matrix(py, cells, [n_rows, n_rows])
}

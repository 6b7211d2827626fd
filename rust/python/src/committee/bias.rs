//! Rankings under bias for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::committee::bias as core;
use rankfold_core::error::Error;
use rankfold_core::rank::options::Named as _;

use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds a cell of an election, bias included; they only choose how a call runs.
const CELL_NS: f64 = 200.0;

/// What elections are drawn from, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct BiasScenario(core::Scenario);

impl BiasScenario {
    fn cells(&self, n_rankings: usize) -> usize {
        n_rankings.saturating_mul(self.0.items().len())
    }
}

#[pymethods]
impl BiasScenario {
    /// `groups` are flags, 1 for the second group; without them `sizes` counts the members of both.
    #[new]
    #[pyo3(signature = (culture, parameter, is_drawn_from, groups, sizes, model, phi, variant, utilities, seed))]
    #[allow(clippy::too_many_arguments)] // one per documented option
    fn new(
        culture: &Bound<'_, PyAny>,
        parameter: Option<f64>,
        is_drawn_from: bool,
        groups: Option<PyReadonlyArray1<'_, u8>>,
        sizes: (usize, usize),
        model: &str,
        phi: f64,
        variant: &str,
        utilities: Option<PyReadonlyArray1<'_, f64>>,
        seed: u64,
    ) -> PyResult<Self> {
        let culture = match culture.cast::<Ballots>() {
            Ok(ballots) => core::Culture::given(&ballots.get().inner, is_drawn_from),
            Err(_) => core::Culture::named(&culture.extract::<String>()?, parameter),
        };
        let groups = match groups {
            Some(flags) => core::Groups::Fixed(convert::flags(&flags)?),
            None => core::Groups::Sizes { first: sizes.0, second: sizes.1 },
        };
        let variant = convert::raised(core::Variant::from_name(variant, "committee.bias"))?;
        let bias = match (model, utilities) {
            ("swaps", _) => Ok(core::Bias::Swaps { phi, variant }),
            ("utility", None) => Ok(core::Bias::Utility(core::Utilities::Uniform)),
            ("utility", Some(values)) => Ok(core::Bias::Utility(core::Utilities::Places(values.as_slice()?.to_vec()))),
            _ => Err(Error::Option {
                rule: "committee.bias",
                option: "model",
                got: model.to_owned(),
                expected: "\"swaps\", \"utility\"",
            }),
        };
        let scenario = culture.and_then(|culture| core::Scenario::new(culture, groups, bias?, seed));
        Ok(Self(convert::raised(scenario)?))
    }

    /// How many rankings the culture has, where it has so many and no more.
    #[getter]
    fn n_rankings(&self) -> Option<usize> {
        self.0.culture().n_rankings()
    }

    /// Whether each item is of the second group.
    #[getter]
    fn is_second(&self) -> Vec<bool> {
        self.0.is_second().to_vec()
    }
}

/// Latent and biased rankings.
#[pyfunction]
#[pyo3(signature = (scenario, n_rankings, strength, control=None))]
pub(crate) fn simulate_bias(
    py: Python<'_>,
    scenario: &BiasScenario,
    n_rankings: usize,
    strength: f64,
    control: Option<&Control>,
) -> PyResult<(Ballots, Ballots)> {
    let estimate = work(scenario.cells(n_rankings), CELL_NS);
    let found = enter(py, control, estimate, |ctx| core::simulate_bias(&scenario.0, n_rankings, strength, ctx))?;
    Ok((found.latent.into(), found.biased.into()))
}

/// A rule by name, or by points.
type Rule = (String, Option<Vec<f64>>);

fn points(rule: &Rule, n_items: usize, committee_size: Option<usize>) -> PyResult<core::Points> {
    let (name, points) = rule;
    convert::raised(match points {
        None => core::Points::named(name, n_items, committee_size),
        Some(points) => core::Points::given(points, n_items),
    })
}

/// Splits; then means and standard errors by rule, number of rankings, strength and kind of committee.
#[pyfunction]
#[pyo3(signature = (scenario, rules, n_rankings, strengths, committee_size, splits, n_elections, control=None))]
#[allow(clippy::too_many_arguments)] // one per documented option
pub(crate) fn fairness_curve(
    py: Python<'_>,
    scenario: &BiasScenario,
    rules: Vec<Rule>,
    n_rankings: Vec<usize>,
    strengths: Vec<f64>,
    committee_size: usize,
    splits: Option<Vec<usize>>,
    n_elections: usize,
    control: Option<&Control>,
) -> PyResult<(Vec<usize>, Py<PyAny>, Py<PyAny>)> {
    let n_items = scenario.0.items().len();
    let rules = rules.iter().map(|rule| points(rule, n_items, Some(committee_size))).collect::<PyResult<_>>()?;
    let cells = scenario.cells(n_rankings.iter().copied().max().unwrap_or(0));
    let options = core::CurveOptions { rules, n_rankings, strengths, committee_size, splits, n_elections };
    let estimate = work(cells.saturating_mul(n_elections), CELL_NS);
    let found = enter(py, control, estimate, |ctx| core::fairness_curve(&scenario.0, &options, ctx))?;
    let (means, errors) = (convert::vector(py, found.means)?, convert::vector(py, found.errors)?);
    Ok((found.splits, means.unbind(), errors.unbind()))
}

/// Smoothness, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Smoothness {
    normaliser: f64,
    alpha: f64,
    alpha_error: f64,
    latent: Py<PyAny>,
    latent_errors: Py<PyAny>,
    biased: Py<PyAny>,
    biased_errors: Py<PyAny>,
    betas: Py<PyAny>,
    gammas: Py<PyAny>,
    gamma_errors: Py<PyAny>,
}

/// `betas` are given, or so many on an even grid.
#[pyfunction]
#[pyo3(signature = (
    scenario, rule, committee_size, n_rankings, strength, normaliser, betas, n_betas, n_elections, control=None
))]
#[allow(clippy::too_many_arguments)] // one per documented option
pub(crate) fn smoothness(
    py: Python<'_>,
    scenario: &BiasScenario,
    rule: Rule,
    committee_size: Option<usize>,
    n_rankings: usize,
    strength: f64,
    normaliser: Option<f64>,
    betas: Option<Vec<f64>>,
    n_betas: usize,
    n_elections: usize,
    control: Option<&Control>,
) -> PyResult<Smoothness> {
    let rule = points(&rule, scenario.0.items().len(), committee_size)?;
    let betas = betas.ok_or(n_betas);
    let options = core::SmoothnessOptions { rule, n_rankings, strength, normaliser, betas, n_elections };
    let estimate = work(scenario.cells(n_rankings).saturating_mul(n_elections), CELL_NS);
    let found = enter(py, control, estimate, |ctx| core::smoothness(&scenario.0, &options, ctx))?;
    let vector = |values: Vec<f64>| convert::vector(py, values).map(Bound::unbind);
    Ok(Smoothness {
        normaliser: found.normaliser,
        alpha: found.alpha,
        alpha_error: found.alpha_error,
        latent: vector(found.latent)?,
        latent_errors: vector(found.latent_errors)?,
        biased: vector(found.biased)?,
        biased_errors: vector(found.biased_errors)?,
        betas: vector(found.betas)?,
        gammas: vector(found.gammas)?,
        gamma_errors: vector(found.gamma_errors)?,
    })
}

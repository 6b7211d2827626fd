//! One and two Weibull laws, fitted to groups of numbers.

use std::ops::Range as Indices;

use super::fit::{Fit, Search, Start, fit_mixture, fit_weibull};
use super::mixture::{Mixture, Range};
use super::prune::information_gain;
use super::weibull::Weibull;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::exp::logistic;
use crate::offsets::bounds;
use crate::par::rows;

const VALUES: &str = "values";

/// Values in a chunk of groups: about a millisecond.
const CHUNK: usize = 1 << 11;

/// The greatest shape that may be allowed.
const MAX_SHAPE: f64 = 1e9;

/// How mixtures are sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixtureOptions {
    /// Where the search starts.
    pub start: Start,
    /// The greatest shape of a law; infinite for none.
    pub max_shape: f64,
}

/// What was fitted to each group. Laws stand in pairs, the one of the greater mean first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WeibullMixtures {
    /// Weights of both laws, group by group.
    pub weights: Vec<f64>,
    /// Their shapes.
    pub shapes: Vec<f64>,
    /// Their scales.
    pub scales: Vec<f64>,
    /// Their means.
    pub means: Vec<f64>,
    /// How likely it is that each value came of the first law.
    pub responsibilities: Vec<f64>,
    /// The log-likelihood of each mixture.
    pub log_likelihood: Vec<f64>,
    /// The shape of one law alone.
    pub single_shape: Vec<f64>,
    /// Its scale.
    pub single_scale: Vec<f64>,
    /// Its log-likelihood.
    pub single_log_likelihood: Vec<f64>,
    /// By how much the mixture has the lower Bayesian information criterion.
    pub information_gain: Vec<f64>,
    /// Whether each search ended by its tolerances.
    pub converged: Vec<bool>,
    /// How often each likelihood was evaluated.
    pub n_evaluations: Vec<usize>,
}

/// Fits a mixture of two laws, and one law alone, to each group of values above 0. A group ends where the next starts.
///
/// # Errors
/// [`Error::Invalid`] for a value that is not above 0 or not finite, offsets that do not fit, an empty group, or a greatest
/// shape below 1; or a stop asked for through `ctx`.
pub fn weibull_mixture(
    values: &[f64],
    offsets: &[i64],
    options: MixtureOptions,
    ctx: &Ctx<'_>,
) -> Result<WeibullMixtures> {
    check_values(values)?;
    let groups = check_offsets(offsets, values.len())?;
    let MixtureOptions { start, max_shape } = options;
    if !(max_shape >= 1.0 && (max_shape <= MAX_SHAPE || max_shape == f64::INFINITY)) {
        let expected = format!("1 <= max_shape <= {MAX_SHAPE:e}, or infinity");
        return Err(Error::invalid("max_shape", At::Whole, max_shape, "a greatest shape", &expected));
    }
    // The fixed start is asked for to see what the reference sees.
    let range = if start == Start::Fixed { Range::Floats } else { Range::Wide };
    let search = Search { start, max_shape, range };
    let mut all = WeibullMixtures::default();
    let map = |numbers: Indices<usize>| {
        let mut part = WeibullMixtures::default();
        let mut sorted = Vec::new();
        for group in &groups[numbers] {
            part.push(&values[group.clone()], search, &mut sorted);
        }
        Ok(part)
    };
    let preferred = rows(CHUNK, values.len().div_ceil(groups.len().max(1)));
    ctx.fold_chunks(groups.len(), preferred, map, |part| {
        all.append(part);
        Ok(())
    })?;
    Ok(all)
}

fn check_values(values: &[f64]) -> Result<()> {
    match values.iter().position(|value| !(value.is_normal() && *value > 0.0)) {
        None => Ok(()),
        Some(at) => {
            let expected = "a finite number above 0, at least 2.3e-308";
            Err(Error::invalid(VALUES, At::Entry(at), values[at], "a value of a Weibull law", expected))
        }
    }
}

fn check_offsets(offsets: &[i64], n_values: usize) -> Result<Vec<Indices<usize>>> {
    let ends = bounds("offsets", offsets, n_values)?;
    if let Some(k) = ends.windows(2).position(|pair| pair[0] == pair[1]) {
        let expected = format!("above {}, since a group has at least one value", ends[k]);
        return Err(Error::invalid("offsets", At::Entry(k + 1), ends[k + 1], "an end of a group", expected));
    }
    Ok(ends.windows(2).map(|pair| pair[0]..pair[1]).collect())
}

impl WeibullMixtures {
    fn push(&mut self, values: &[f64], search: Search, sorted: &mut Vec<f64>) {
        let ln = |value: &f64| crate::ln::ln(*value);
        sorted.clear();
        sorted.extend(values.iter().map(ln));
        sorted.sort_unstable_by(f64::total_cmp);
        let Fit { mixture, log_likelihood, converged, n_evaluations } = fit_mixture(sorted, search);
        let (Weibull { shape, scale }, single) = fit_weibull(sorted, search.max_shape.min(MAX_SHAPE));
        let Mixture { weight, laws } = mixture;
        let odds = mixture.odds();
        self.weights.extend([weight, 1.0 - weight]);
        self.shapes.extend(laws.map(|law| law.shape));
        self.scales.extend(laws.map(|law| law.scale));
        self.means.extend(laws.map(|law| law.mean()));
        self.responsibilities.extend(values.iter().map(|value| logistic(odds.log_at(ln(value)))));
        self.log_likelihood.push(log_likelihood);
        self.single_shape.push(shape);
        self.single_scale.push(scale);
        self.single_log_likelihood.push(single);
        self.information_gain.push(information_gain(single, log_likelihood, values.len()));
        self.converged.push(converged);
        self.n_evaluations.push(n_evaluations);
    }

    fn append(&mut self, mut part: Self) {
        self.weights.append(&mut part.weights);
        self.shapes.append(&mut part.shapes);
        self.scales.append(&mut part.scales);
        self.means.append(&mut part.means);
        self.responsibilities.append(&mut part.responsibilities);
        self.log_likelihood.append(&mut part.log_likelihood);
        self.single_shape.append(&mut part.single_shape);
        self.single_scale.append(&mut part.single_scale);
        self.single_log_likelihood.append(&mut part.single_log_likelihood);
        self.information_gain.append(&mut part.information_gain);
        self.converged.append(&mut part.converged);
        self.n_evaluations.append(&mut part.n_evaluations);
    }
}

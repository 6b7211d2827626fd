//! Maximum likelihood of one Weibull law and of a mixture of two.

use super::minimize::{Bounds, minimize};
use super::mixture::{Mixture, N_PARAMETERS, Point, Range, negative_log_likelihood};
use super::weibull::Weibull;
use crate::exp::exp;
use crate::ln::ln;
use crate::options::Named;

/// The least weight of a component.
const LEAST_WEIGHT: f64 = 0.2;
/// The least shape and the least scale.
const LEAST: f64 = 0.01;
/// Evaluations of one fit; a typical one takes some 50.
const MAX_EVALUATIONS: usize = 15_000;
/// Steps towards the shape of one law; a typical one takes 5.
const MAX_STEPS: usize = 60;
/// The least spread of logarithms that is told from none.
const LEAST_SPREAD: f64 = 1e-9;
/// Euler's constant: the mean of `-ln x` under a Weibull law of shape and scale 1.
const EULER: f64 = 0.577_215_664_901_532_9;
/// The standard deviation of `ln x` under it: pi over the root of 6.
const SPREAD: f64 = 1.282_549_830_161_864;

/// How a mixture is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Search {
    pub(super) start: Start,
    /// The greatest shape.
    pub(super) max_shape: f64,
    pub(super) range: Range,
}

/// Where a search starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At weight 1/2, shapes 1 and 1.5, scales 1 and 2, whatever the numbers: as the authors' code does.
    Fixed,
    /// At the laws that have the mean and the spread of the lower and of the upper half of the numbers.
    Halves,
}

impl Named for Start {
    const OPTION: &'static str = "start";
    const VALUES: &'static [(&'static str, Self)] = &[("halves", Start::Halves), ("fixed", Start::Fixed)];
    const NAMES: &'static str = "'halves', 'fixed'";
}

/// A mixture that was fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    /// The mixture, with the law of the greater mean first.
    pub(super) mixture: Mixture,
    pub(super) log_likelihood: f64,
    /// Whether the search ended by its tolerances.
    pub(super) converged: bool,
    pub(super) n_evaluations: usize,
}

/// Fits a mixture to at least one number above 0, given by logarithms in ascending order, so that the order in which numbers
/// come cannot matter.
pub(super) fn fit_mixture(ln_x: &[f64], search: Search) -> Fit {
    let (shape, none) = (search.max_shape, f64::INFINITY);
    let upper = [1.0 - LEAST_WEIGHT, shape, none, shape, none];
    let bounds = Bounds { lower: [LEAST_WEIGHT, LEAST, LEAST, LEAST, LEAST], upper };
    let start = match search.start {
        Start::Fixed => [0.5, 1.0, 1.0, 1.5, 2.0],
        Start::Halves => halves(ln_x, search.max_shape),
    };
    let evaluate = |point: &Point| negative_log_likelihood(ln_x, point, search.range);
    let found = minimize::<N_PARAMETERS>(&start, &bounds, MAX_EVALUATIONS, evaluate);
    Fit {
        mixture: Mixture::new(&found.at).high_first(),
        log_likelihood: -found.value,
        converged: found.converged,
        n_evaluations: found.n_evaluations,
    }
}

fn halves(ln_x: &[f64], max_shape: f64) -> Point {
    let (low, high) = ln_x.split_at(ln_x.len() / 2);
    let (high, low) = (by_moments(high, max_shape), by_moments(if low.is_empty() { high } else { low }, max_shape));
    [0.5, high.shape, high.scale, low.shape, low.scale]
}

/// The law with the mean and the spread of logarithms.
fn by_moments(ln_x: &[f64], max_shape: f64) -> Weibull {
    let n = ln_x.len() as f64;
    let mean = ln_x.iter().sum::<f64>() / n;
    let spread = (ln_x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    let shape = (SPREAD / spread.max(LEAST_SPREAD)).clamp(LEAST, max_shape);
    Weibull { shape, scale: (mean + EULER / shape).exp() }
}

/// Fits one law, with a shape up to `max_shape`, to at least one number above 0, given by logarithms in ascending order.
/// Returns it with its log-likelihood.
///
/// The shape is where `sum x^k ln x / sum x^k - 1/k - mean ln x`, which grows with k, is 0: Newton's method on the
/// logarithm of k, kept between the shapes that are known to be too small and too large.
pub(super) fn fit_weibull(ln_x: &[f64], max_shape: f64) -> (Weibull, f64) {
    let n = ln_x.len() as f64;
    let top = ln_x.last().copied().unwrap_or(0.0);
    let mean = ln_x.iter().sum::<f64>() / n - top;
    // With y = ln x - max ln x no power can overflow.
    let sums = |shape: f64| {
        ln_x.iter().fold([0.0; 3], |[zeroth, first, second], x| {
            let y = x - top;
            let power = exp(shape * y);
            [zeroth + power, first + power * y, second + power * y * y]
        })
    };
    let mut shape = by_moments(ln_x, max_shape).shape;
    let (mut low, mut high) = (LEAST, max_shape);
    for _ in 0..MAX_STEPS {
        let [zeroth, first, second] = sums(shape);
        let pull = first / zeroth;
        let excess = pull - 1.0 / shape - mean;
        if excess > 0.0 {
            high = shape;
        } else {
            low = shape;
        }
        let slope = (second / zeroth - pull * pull + 1.0 / (shape * shape)) * shape;
        let next = shape * (-excess / slope).clamp(-2.0, 2.0).exp();
        let next = if next > low && next < high { next } else { (low * high).sqrt() };
        let done = (next - shape).abs() <= 1e-12 * shape;
        shape = next;
        if done {
            break;
        }
    }
    let law = Weibull { shape, scale: (top + ln(sums(shape)[0] / n) / shape).exp() };
    let log_likelihood = ln_x.iter().map(|&x| law.log_density(x)).sum();
    (law, log_likelihood)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    /// Numbers of a law, by their logarithms.
    pub(super) fn drawn(law: Weibull, n: usize, seed: u64) -> Vec<f64> {
        let mut stream = Stream::new(seed, 0);
        let mut uniform = || ((stream.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        let mut found: Vec<f64> = (0..n).map(|_| law.scale.ln() + (-uniform().ln()).ln() / law.shape).collect();
        found.sort_by(f64::total_cmp);
        found
    }

    #[test]
    fn one_law_is_found_again_and_is_the_likeliest() {
        let law = Weibull { shape: 6.0, scale: 0.8 };
        let numbers = drawn(law, 4000, 1);
        let (found, best) = fit_weibull(&numbers, 1e3);
        assert!((found.shape - 6.0).abs() < 0.3 && (found.scale - 0.8).abs() < 0.01, "{found:?}");
        for (shape, scale) in [(1.001, 1.0), (0.999, 1.0), (1.0, 1.001), (1.0, 0.999)] {
            let other = Weibull { shape: found.shape * shape, scale: found.scale * scale };
            assert!(numbers.iter().map(|&x| other.log_density(x)).sum::<f64>() < best);
        }
    }

    #[test]
    fn equal_numbers_have_the_greatest_shape() {
        let (found, log_likelihood) = fit_weibull(&[-0.5; 7], 100.0);
        assert!(found.shape > 99.0 && log_likelihood.is_finite());
        let search = Search { start: Start::Halves, max_shape: 100.0, range: Range::Wide };
        assert!(fit_mixture(&[-0.5; 7], search).log_likelihood.is_finite());
        assert!(fit_mixture(&[-0.5], search).log_likelihood.is_finite());
    }

    #[test]
    fn two_laws_are_found_again() {
        let mut numbers = drawn(Weibull { shape: 20.0, scale: 0.9 }, 2000, 2);
        numbers.extend(drawn(Weibull { shape: 5.0, scale: 0.4 }, 2000, 3));
        numbers.sort_by(f64::total_cmp);
        for start in [Start::Fixed, Start::Halves] {
            let found = fit_mixture(&numbers, Search { start, max_shape: 1e3, range: Range::Wide });
            let [high, low] = found.mixture.laws;
            assert!(found.converged && (found.mixture.weight - 0.5).abs() < 0.05, "{found:?}");
            assert!((high.scale - 0.9).abs() < 0.02 && (low.scale - 0.4).abs() < 0.02, "{found:?}");
            assert!(found.log_likelihood > fit_weibull(&numbers, 1e3).1 + 100.0);
        }
    }
}

//! Which paths are so improbable that they are left out (reasoning pruning).

use super::fit::{Fit, Search, Start, fit_mixture, fit_weibull};
use super::mixture::Range;
use crate::exp::exp;
use crate::ln::ln;
use crate::options::Named;

/// Whose reading of the method is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// Prunes only what there is evidence for.
    Robust,
    /// The authors' code, but for its failures.
    Reference,
}

impl Named for Variant {
    const OPTION: &'static str = "variant";
    const VALUES: &'static [(&'static str, Self)] = &[("robust", Variant::Robust), ("reference", Variant::Reference)];
    const NAMES: &'static str = "'robust', 'reference'";
}

/// Shapes above this are not told apart: a component spreads over at least about a hundredth of its place, so that it cannot
/// shrink to a point of infinite likelihood.
const MAX_SHAPE: f64 = 100.0;

/// Parameters that two laws have more than one.
const MORE_PARAMETERS: f64 = 3.0;

/// The smallest logarithm of a float above 0: what is below is 0 to the authors' code.
const LN_LEAST: f64 = -745.13;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pruned {
    /// So many are left out, at least one.
    Some(usize),
    /// None is.
    Nothing,
    /// There are too few different probabilities to tell.
    FewDistinct,
}

/// Says which probabilities, given by logarithms, are left out: those that the lower of two laws is likelier to have given
/// than the higher one and that are below the mean, both strictly. The greatest never is.
pub(super) fn prune(
    variant: Variant,
    min_paths: usize,
    logprobs: impl ExactSizeIterator<Item = f64> + Clone,
    sorted: &mut Vec<f64>,
    pruned: &mut Vec<bool>,
) -> Pruned {
    let n = logprobs.len();
    pruned.clear();
    pruned.resize(n, false);
    sorted.clear();
    sorted.extend(logprobs.clone());
    sorted.sort_unstable_by(f64::total_cmp);
    let top = sorted.last().copied().unwrap_or(f64::NEG_INFINITY);
    // The likelihood of a scale is free of its unit, so the robust fit is in units of the most probable path and cannot
    // underflow. The fixed start of the reference is not.
    let unit = if variant == Variant::Robust && top.is_finite() { top } else { 0.0 };
    for logprob in sorted.iter_mut() {
        *logprob -= unit;
    }
    let mean = sorted.iter().map(|&logprob| exp(logprob)).sum::<f64>() / n as f64;
    let least = if variant == Variant::Robust { f64::MIN } else { LN_LEAST };
    let n_zeros = sorted.partition_point(|&logprob| logprob < least);
    let above_zero = &sorted[n_zeros..];
    if above_zero.chunk_by(|a, b| a.total_cmp(b).is_eq()).take(min_paths.max(2)).count() < min_paths.max(2) {
        return Pruned::FewDistinct;
    }
    let Some(fit) = fitted(variant, above_zero) else { return Pruned::Nothing };
    let odds = fit.mixture.odds();
    let mut n_pruned = 0;
    for (pruned, logprob) in pruned.iter_mut().zip(logprobs) {
        let x = logprob - unit;
        // Equal numbers can have a mean above them, by rounding: the greatest stays, whatever the mean.
        *pruned = x >= least && logprob < top && exp(x) < mean && odds.log_at(x) < 0.0;
        n_pruned += usize::from(*pruned);
    }
    if n_pruned == 0 { Pruned::Nothing } else { Pruned::Some(n_pruned) }
}

/// The two laws, unless one does as well.
fn fitted(variant: Variant, sorted: &[f64]) -> Option<Fit> {
    match variant {
        Variant::Reference => {
            let search = Search { start: Start::Fixed, max_shape: f64::INFINITY, range: Range::Floats };
            Some(fit_mixture(sorted, search))
        }
        Variant::Robust => {
            let search = Search { start: Start::Halves, max_shape: MAX_SHAPE, range: Range::Wide };
            let two = fit_mixture(sorted, search);
            let (_, one) = fit_weibull(sorted, MAX_SHAPE);
            (information_gain(one, two.log_likelihood, sorted.len()) > 0.0).then_some(two)
        }
    }
}

/// By how much two laws have the lower Bayesian information criterion than one: above 0, they describe n numbers better.
pub(super) fn information_gain(one: f64, two: f64, n: usize) -> f64 {
    2.0 * (two - one) - MORE_PARAMETERS * ln(n.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pruned(variant: Variant, min_paths: usize, logprobs: &[f64]) -> (Pruned, Vec<bool>) {
        let (mut sorted, mut pruned) = (Vec::new(), Vec::new());
        let found = prune(variant, min_paths, logprobs.iter().copied(), &mut sorted, &mut pruned);
        (found, pruned)
    }

    #[test]
    fn the_reference_prunes_what_the_authors_code_prunes() {
        let mask = |logprobs: &[f64]| pruned(Variant::Reference, 0, logprobs).1;
        let toy = [-0.08, -0.1, -0.12, -0.15, -0.35, -0.6, -0.75, -1.1];
        assert_eq!(mask(&toy), [false, false, false, false, false, true, true, true]);
        assert_eq!(mask(&[-0.05, -0.06, -0.9, -1.0]), [false, false, true, true]);
        assert_eq!(mask(&[-0.1, -0.2, -0.9]), [false, false, true]);
        assert_eq!(mask(&[-0.1, -0.5]), [false, true]);
        let one_law = [21, 34, 47, 52, 66, 71, 83, 94, 101, 118, 132, 157, 181, 224, 310, 520];
        let one_law = one_law.map(|thousandths| f64::from(-thousandths) / 1000.0);
        assert_eq!(pruned(Variant::Reference, 0, &one_law).0, Pruned::Nothing);
        assert_eq!(pruned(Variant::Robust, 8, &one_law).0, Pruned::Nothing);
    }

    #[test]
    fn two_laws_that_are_plain_are_told_apart() {
        let logprobs: Vec<f64> = (0..20).map(|k| -f64::from(k) * 0.01 - if k < 10 { 0.05 } else { 1.0 }).collect();
        for variant in [Variant::Robust, Variant::Reference] {
            let (found, mask) = pruned(variant, 8, &logprobs);
            assert_eq!(found, Pruned::Some(10));
            assert!(mask.iter().zip(0..).all(|(&pruned, k)| pruned == (k >= 10)));
        }
    }

    #[test]
    fn what_cannot_be_judged_is_kept() {
        for variant in [Variant::Robust, Variant::Reference] {
            for n in 0..25 {
                for logprob in [-0.7, -1.5, -0.3, -0.2, f64::NEG_INFINITY] {
                    assert_eq!(pruned(variant, 0, &vec![logprob; n]).0, Pruned::FewDistinct);
                }
            }
        }
        assert_eq!(pruned(Variant::Robust, 8, &[-0.1, -0.2, -0.9, -1.0]).0, Pruned::FewDistinct);
        let far = [-1000.0, -1000.1, -1000.2, -1000.3, -1002.0, -1002.1, -1002.2, -1002.3];
        assert_eq!(pruned(Variant::Reference, 0, &far).0, Pruned::FewDistinct, "all of them are 0 to floats");
        assert_eq!(pruned(Variant::Robust, 8, &far).0, Pruned::Some(4), "but not in units of the greatest");
    }
}

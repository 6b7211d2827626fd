//! How far one choice strays: the distribution of a stage of a Mallows model.
//!
//! With `n` items left, the chosen one has `V` better ones before it, and `P(V = v)` is proportional to `exp(-theta v)`
//! for `v` in `0..n`. `theta = inf` is a choice without error, `theta = 0` one at random.

/// A stage in numbers: how many items were left, the weight of the choices, and their total of `V`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stage {
    pub(super) n_left: usize,
    pub(super) weight: f64,
    pub(super) total: f64,
}

/// The mean of `V`: `1/(e^theta - 1) - n/(e^(n theta) - 1)`.
pub(super) fn mean(theta: f64, n: usize) -> f64 {
    let n = n as f64;
    if theta < SMALL { n * lag(n * theta) - lag(theta) } else { 1.0 / theta.exp_m1() - n / (n * theta).exp_m1() }
}

/// The derivative of [`mean`].
fn mean_slope(theta: f64, n: usize) -> f64 {
    let n = n as f64;
    let pole = |x: f64| 0.25 / (x / 2.0).sinh().powi(2);
    if theta < SMALL { n * n * lag_slope(n * theta) - lag_slope(theta) } else { n * n * pole(n * theta) - pole(theta) }
}

/// The logarithm of the sum of `exp(-theta v)` over `v` in `0..n`.
pub(super) fn log_normalizer(theta: f64, n: usize) -> f64 {
    if theta == 0.0 {
        return (n as f64).ln();
    }
    // Minus signs cancel; both are accurate near 0.
    ((-theta * n as f64).exp_m1() / (-theta).exp_m1()).ln()
}

/// The `theta >= 0` under which the mean total of `V` is the one observed: where the likelihood is highest. Infinite if
/// every `V` is 0, and 0 if the choices stray no less than random ones would.
pub(super) fn most_likely(stages: &[Stage]) -> f64 {
    let total: f64 = stages.iter().map(|stage| stage.total).sum();
    let weight: f64 = stages.iter().map(|stage| stage.weight).sum();
    let at_random: f64 = stages.iter().map(|stage| stage.weight * (stage.n_left - 1) as f64 / 2.0).sum();
    if total == 0.0 {
        return f64::INFINITY;
    }
    if total >= at_random {
        return 0.0;
    }
    // The mean falls in theta, and lies below 1/(e^theta - 1) whatever n: so the solution lies below this.
    let (mut low, mut high) = (0.0, (weight / total).ln_1p());
    let mut theta = high;
    for _ in 0..200 {
        let (mut excess, mut slope) = (-total, 0.0);
        for &Stage { n_left, weight, .. } in stages {
            excess += weight * mean(theta, n_left);
            slope += weight * mean_slope(theta, n_left);
        }
        *(if excess > 0.0 { &mut low } else { &mut high }) = theta;
        let newton = theta - excess / slope;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - theta).abs() <= 2.0 * f64::EPSILON * theta {
            return next;
        }
        theta = next;
    }
    theta
}

/// Below this `1/(e^theta - 1)` is taken as `1/theta` less a [`lag`], of which the poles cancel; and the lag as a series.
const SMALL: f64 = 0.3;

/// `1/x - 1/(e^x - 1)`, which falls from 1/2 at 0.
fn lag(x: f64) -> f64 {
    if x < SMALL {
        let y = x * x;
        return 0.5
            - x * (1.0 / 12.0 - y * (1.0 / 720.0 - y * (1.0 / 30_240.0 - y * (1.0 / 1_209_600.0 - y / 47_900_160.0))));
    }
    1.0 / x - 1.0 / x.exp_m1()
}

/// The derivative of [`lag`].
fn lag_slope(x: f64) -> f64 {
    if x < SMALL {
        let y = x * x;
        return -1.0 / 12.0 + y * (1.0 / 240.0 - y * (1.0 / 6_048.0 - y * (1.0 / 172_800.0 - y / 5_322_240.0)));
    }
    0.25 / (x / 2.0).sinh().powi(2) - 1.0 / (x * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_definition(theta: f64, n: usize) -> (f64, f64) {
        let terms: Vec<f64> = (0..n).map(|v| (-theta * v as f64).exp()).collect();
        let normalizer: f64 = terms.iter().sum();
        let mean = terms.iter().enumerate().map(|(v, term)| v as f64 * term).sum::<f64>() / normalizer;
        (mean, normalizer.ln())
    }

    #[test]
    fn mean_and_normalizer_are_those_of_the_definition() {
        for n in [1, 2, 3, 10, 100] {
            for theta in [0.0, 1e-12, 1e-5, 0.002, 0.003, 0.1, 0.29, 0.31, 0.7, 5.0, 40.0] {
                let (expected, log) = by_definition(theta, n);
                assert!((mean(theta, n) - expected).abs() <= 1e-12 * expected.max(1e-4), "{n} {theta}");
                assert!((log_normalizer(theta, n) - log).abs() <= 1e-13 * log.max(1.0), "{n} {theta}");
            }
        }
        assert_eq!((mean(f64::INFINITY, 4), log_normalizer(f64::INFINITY, 4)), (0.0, 0.0));
    }

    #[test]
    fn four_items_at_one_half_are_as_published() {
        let theta = 2.0_f64.ln();
        let mean: f64 = (1..=4).map(|n| mean(theta, n)).sum();
        let log: f64 = (1..=4).map(|n| log_normalizer(theta, n)).sum();
        assert!((mean - 1.638_095).abs() < 1e-6 && (log.exp() - 4.921_875).abs() < 1e-12);
    }

    #[test]
    fn the_most_likely_theta_gives_the_mean_back() {
        for theta in [1e-9, 1e-3, 0.2, 1.0, 7.0, 30.0] {
            let stage = |n_left| Stage { n_left, weight: n_left as f64, total: n_left as f64 * mean(theta, n_left) };
            let stages: Vec<Stage> = (2..40).map(stage).collect();
            let found = most_likely(&stages);
            assert!((found - theta).abs() <= 1e-10 * theta.max(1e-3), "{theta} {found}");
        }
        let stage = |total| most_likely(&[Stage { n_left: 3, weight: 2.0, total }]);
        assert_eq!((stage(0.0), stage(2.0), stage(3.0)), (f64::INFINITY, 0.0, 0.0));
    }
}

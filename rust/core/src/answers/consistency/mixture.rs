//! Two Weibull laws at once: their likelihood and its gradient.

use super::weibull::{MAX_EXPONENT, Weibull};
use crate::exp::exp;
use crate::ln::ln;
use crate::vectorized::vectorized;

/// Parameters: the weight of the first law, its shape and scale, the shape and scale of the second.
pub(super) const N_PARAMETERS: usize = 5;

/// A point of the parameters, or a gradient there.
pub(super) type Point = [f64; N_PARAMETERS];

/// Numbers that a vector loop takes at a time. Sums are taken in so many parts on every host.
const LANES: usize = 8;

/// Numbers of which `1 + u <= 2` may be multiplied before a logarithm is due.
const PRODUCT: usize = 512 * LANES;

type Lanes = [f64; LANES];

/// A mixture of two Weibull laws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mixture {
    /// The weight of the first.
    pub(super) weight: f64,
    /// The laws.
    pub(super) laws: [Weibull; 2],
}

impl Mixture {
    pub(super) fn new(point: &Point) -> Self {
        let &[weight, shape, scale, other_shape, other_scale] = point;
        let laws = [Weibull { shape, scale }, Weibull { shape: other_shape, scale: other_scale }];
        Self { weight, laws }
    }

    /// The same mixture with the law of the greater mean first.
    #[must_use]
    pub(super) fn high_first(self) -> Self {
        let [first, second] = self.laws;
        if first.ln_mean() < second.ln_mean() {
            Self { weight: 1.0 - self.weight, laws: [second, first] }
        } else {
            self
        }
    }

    /// How much likelier the first law is than the second to have given a number.
    pub(super) fn odds(&self) -> Odds {
        let [first, second] = self.laws;
        let constant = ln(self.weight * first.shape) - ln((1.0 - self.weight) * second.shape);
        Odds { constant, shape: [first.shape, second.shape], ln_scale: [ln(first.scale), ln(second.scale)] }
    }
}

/// The odds of two laws, ready to be asked about many numbers.
pub(super) struct Odds {
    constant: f64,
    shape: [f64; 2],
    ln_scale: [f64; 2],
}

impl Odds {
    /// The logarithm of the odds at a number of which the logarithm is given.
    pub(super) fn log_at(&self, ln_x: f64) -> f64 {
        let part = |law: usize| {
            let power = (self.shape[law] * (ln_x - self.ln_scale[law])).min(MAX_EXPONENT);
            power - exp(power)
        };
        self.constant + part(0) - part(1)
    }
}

/// Sums over numbers, one a lane.
#[derive(Clone, Copy)]
struct Sums {
    /// Logarithms of the greater of the two weighted densities, without `-ln x`.
    greater: Lanes,
    /// The least of them, with `-ln x`.
    least: Lanes,
    /// Products of `1 + u`, with u the quotient of the smaller and the greater.
    product: Lanes,
    /// For each law, with r the share of the law and e = (x / l)^k: r, r (e - 1), r (1 - e) ln e.
    share: [Lanes; 2],
    scale: [Lanes; 2],
    shape: [Lanes; 2],
}

impl Sums {
    const ZERO: Self = Self {
        greater: [0.0; LANES],
        least: [f64::INFINITY; LANES],
        product: [1.0; LANES],
        share: [[0.0; LANES]; 2],
        scale: [[0.0; LANES]; 2],
        shape: [[0.0; LANES]; 2],
    };

    /// Adds a number to each lane of which the weight is 1, none to those of which it is 0.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn add(&mut self, ln_x: &Lanes, weights: &Lanes, at: &Evaluated) {
        for lane in 0..LANES {
            let (x, weight) = (ln_x[lane], weights[lane]);
            let power = [at.shape[0] * (x - at.ln_scale[0]), at.shape[1] * (x - at.ln_scale[1])];
            let power = power.map(|power| if power > MAX_EXPONENT { MAX_EXPONENT } else { power });
            let e = power.map(exp);
            let density = [at.constant[0] + power[0] - e[0], at.constant[1] + power[1] - e[1]];
            let ahead = density[0] - density[1];
            let u = exp(-ahead.abs());
            let (major, minor) = (weight / (1.0 + u), weight * u / (1.0 + u));
            let first = ahead >= 0.0;
            let share = if first { [major, minor] } else { [minor, major] };
            let greater = weight * if first { density[0] } else { density[1] };
            self.greater[lane] += greater;
            let log_density = greater - x;
            self.least[lane] = if log_density < self.least[lane] { log_density } else { self.least[lane] };
            self.product[lane] *= 1.0 + weight * u;
            for law in 0..2 {
                let lean = share[law] * (e[law] - 1.0);
                self.share[law][lane] += share[law];
                self.scale[law][lane] += lean;
                self.shape[law][lane] -= lean * power[law];
            }
        }
    }
}

/// What the loop needs of a point.
struct Evaluated {
    shape: [f64; 2],
    ln_scale: [f64; 2],
    /// The logarithm of weight times shape.
    constant: [f64; 2],
}

fn sum(lanes: &Lanes) -> f64 {
    lanes.iter().sum()
}

/// What becomes of densities that floats cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// They are computed by their logarithms.
    Wide,
    /// They make the value NaN, as where densities are computed as floats: a power that overflows, or a density of 0.
    Floats,
}

/// Logarithms of the greatest and of the least float.
const LN_GREATEST: f64 = 709.78;
const LN_LEAST: f64 = -745.13;

/// The negative log-likelihood of numbers, given by their logarithms in ascending order, under a mixture: its value and its
/// gradient.
///
/// With r the share of a law in the density at x and `e = (x / l)^k`, the derivatives are `-sum r (1 + (1 - e) ln e) / k` by the
/// shape, `-sum r (e - 1) k / l` by the scale, and `-sum(r / w - (1 - r) / (1 - w))` by the weight.
pub(super) fn negative_log_likelihood(ln_x: &[f64], point: &Point, range: Range) -> (f64, Point) {
    let &[weight, shape_0, scale_0, shape_1, scale_1] = point;
    let (shape, scale, weights) = ([shape_0, shape_1], [scale_0, scale_1], [weight, 1.0 - weight]);
    let at =
        Evaluated { shape, ln_scale: scale.map(ln), constant: [ln(weights[0] * shape_0), ln(weights[1] * shape_1)] };
    let top = ln_x.last().copied().unwrap_or(0.0);
    if range == Range::Floats && (0..2).any(|law| (shape[law] - 1.0) * (top - at.ln_scale[law]) > LN_GREATEST) {
        return (f64::NAN, [f64::NAN; N_PARAMETERS]);
    }
    let (mut value, mut share, mut by_scale, mut by_shape) = (0.0, [0.0; 2], [0.0; 2], [0.0; 2]);
    for part in ln_x.chunks(PRODUCT) {
        let sums = vectorized(
            #[inline(always)]
            || {
                let mut sums = Sums::ZERO;
                let (blocks, rest) = part.as_chunks::<LANES>();
                for block in blocks {
                    sums.add(block, &[1.0; LANES], &at);
                }
                if !rest.is_empty() {
                    let (mut block, mut weights) = ([0.0; LANES], [0.0; LANES]);
                    block[..rest.len()].copy_from_slice(rest);
                    weights[..rest.len()].fill(1.0);
                    sums.add(&block, &weights, &at);
                }
                let logs = sums.product.map(ln);
                sums.product = logs;
                sums
            },
        );
        if range == Range::Floats && sums.least.iter().any(|&least| least < LN_LEAST) {
            return (f64::NAN, [f64::NAN; N_PARAMETERS]);
        }
        value += sum(&sums.greater) + sum(&sums.product);
        for law in 0..2 {
            share[law] += sum(&sums.share[law]);
            by_scale[law] += sum(&sums.scale[law]);
            by_shape[law] += sum(&sums.shape[law]);
        }
    }
    let value = ln_x.iter().sum::<f64>() - value;
    let shape_slope = |law: usize| -(share[law] + by_shape[law]) / shape[law];
    let scale_slope = |law: usize| -by_scale[law] * shape[law] / scale[law];
    let weight_slope = share[1] / weights[1] - share[0] / weights[0];
    (value, [weight_slope, shape_slope(0), scale_slope(0), shape_slope(1), scale_slope(1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In ascending order.
    const LOGS: [f64; 11] = [-2.0, -1.1, -0.75, -0.6, -0.5, -0.35, -0.15, -0.12, -0.1, -0.08, -0.01];

    fn plain(point: &Point) -> f64 {
        let mixture = Mixture::new(point);
        let density = |law: Weibull, x: f64| law.log_density(x).exp();
        let [first, second] = mixture.laws;
        let at = |x: f64| mixture.weight * density(first, x) + (1.0 - mixture.weight) * density(second, x);
        -LOGS.iter().map(|&x| at(x).ln()).sum::<f64>()
    }

    #[test]
    fn value_and_gradient_are_those_of_the_formula() {
        let toy = [0.5, 1.0, 1.0, 1.5, 2.0];
        let eight = [-1.1, -0.75, -0.6, -0.35, -0.15, -0.12, -0.1, -0.08];
        assert!((negative_log_likelihood(&eight, &toy, Range::Wide).0 - 6.826_229_230_671_49).abs() < 1e-12);
        for point in [toy, [0.3, 12.0, 0.9, 3.0, 0.6], [0.8, 0.5, 0.02, 1.1, 3.0]] {
            let (value, gradient) = negative_log_likelihood(&LOGS, &point, Range::Wide);
            assert!((value - plain(&point)).abs() < 1e-11 * value.abs().max(1.0));
            for k in 0..N_PARAMETERS {
                let step = 1e-6 * point[k];
                let (mut up, mut down) = (point, point);
                up[k] += step;
                down[k] -= step;
                let slope = (plain(&up) - plain(&down)) / (2.0 * step);
                assert!((gradient[k] - slope).abs() < 1e-5 * slope.abs().max(1.0), "{k}: {} {slope}", gradient[k]);
            }
        }
    }

    #[test]
    fn narrow_components_give_finite_numbers() {
        let narrow = [0.5, 1e6, 0.5, 1e5, 0.01];
        let (value, gradient) = negative_log_likelihood(&LOGS, &narrow, Range::Wide);
        assert!(value.is_finite() && gradient.iter().all(|slope| slope.is_finite()));
        assert!(negative_log_likelihood(&LOGS, &narrow, Range::Floats).0.is_nan());
        let apart = [0.5, 400.0, 0.99, 400.0, 0.9];
        assert!(negative_log_likelihood(&LOGS, &apart, Range::Floats).0.is_nan(), "a density of 0");
    }

    #[test]
    fn many_numbers_are_the_sum_of_few() {
        let many: Vec<f64> = LOGS.iter().copied().cycle().take(11 * 1000).collect();
        let point = [0.3, 12.0, 0.9, 3.0, 0.6];
        let (one, all) = (
            negative_log_likelihood(&LOGS, &point, Range::Wide).0,
            negative_log_likelihood(&many, &point, Range::Wide).0,
        );
        assert!((all - 1000.0 * one).abs() < 1e-9 * all.abs());
    }
}

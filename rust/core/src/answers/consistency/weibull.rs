//! The Weibull law of a number above 0.

use crate::exp::exp;
use crate::ln::ln;

/// Exponents beyond this are cut, so that a path far above a narrow component gives a likelihood that is tiny and no NaN.
pub(super) const MAX_EXPONENT: f64 = 600.0;

/// A Weibull law: `f(x) = (k / l) (x / l)^(k - 1) exp(-(x / l)^k)` with the shape k and the scale l.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weibull {
    /// The shape k.
    pub(super) shape: f64,
    /// The scale l.
    pub(super) scale: f64,
}

impl Weibull {
    /// The logarithm of the density at a number of which the logarithm is given.
    #[must_use]
    pub(super) fn log_density(&self, ln_x: f64) -> f64 {
        let power = (self.shape * (ln_x - ln(self.scale))).min(MAX_EXPONENT);
        ln(self.shape) - ln_x + power - exp(power)
    }

    /// The logarithm of the mean, `l Gamma(1 + 1 / k)`.
    #[must_use]
    pub(super) fn ln_mean(&self) -> f64 {
        ln(self.scale) + libm::lgamma(1.0 + 1.0 / self.shape)
    }

    /// The mean.
    #[must_use]
    pub(super) fn mean(&self) -> f64 {
        self.ln_mean().min(MAX_EXPONENT).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn density_and_mean_are_those_of_the_law() {
        let law = Weibull { shape: 2.0, scale: 0.8 };
        assert!((law.log_density(0.7_f64.ln()) - 0.017_134_339_249_632_4).abs() < 1e-14);
        assert!((law.mean() - 0.708_981_540_362_206).abs() < 1e-14);
        assert!(Weibull { shape: 1e9, scale: 0.5 }.log_density(0.0).is_finite());
    }
}

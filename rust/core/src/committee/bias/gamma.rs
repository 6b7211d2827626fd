//! Draws from the gamma distribution of shape 0.8, which is where the study takes the contagion of its urns from.

use crate::ln::ln;
use crate::rng::Stream;

/// Rejection by Ahrens and Dieter (1974) for shapes below 1. At 0.8 the powers are roots of roots and products, so that
/// every host draws the same numbers: `p^(1/0.8)` is `p` times its fourth root, and `u <= x^(-1/5)` is `u^5 x <= 1`.
pub(super) fn gamma_four_fifths(stream: &mut Stream) -> f64 {
    const SHAPE: f64 = 0.8;
    const SPLIT: f64 = (std::f64::consts::E + SHAPE) / std::f64::consts::E;
    loop {
        let p = SPLIT * stream.unit();
        // In (0, 1], so that it has a logarithm.
        let u = 1.0 - stream.unit();
        if p <= 1.0 {
            let x = p * p.sqrt().sqrt();
            if ln(u) <= -x {
                return x;
            }
        } else {
            // A product may round up to the bound itself.
            let x = -ln(((SPLIT - p) / SHAPE).max(f64::MIN_POSITIVE));
            if u * u * u * u * u * x <= 1.0 {
                return x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance_are_the_shape() {
        let mut stream = Stream::new(5, 0);
        let n = 200_000_u32;
        let drawn: Vec<f64> = (0..n).map(|_| gamma_four_fifths(&mut stream)).collect();
        let mean = drawn.iter().sum::<f64>() / f64::from(n);
        let variance = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n);
        assert!((mean - 0.8).abs() < 0.01 && (variance - 0.8).abs() < 0.03, "{mean} {variance}");
        // P(X <= 0.1) of this distribution, by its series.
        let low = drawn.iter().filter(|&&x| x <= 0.1).count() as f64 / f64::from(n);
        assert!((low - 0.162_84).abs() < 0.004, "{low}");
    }
}

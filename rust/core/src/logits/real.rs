//! Floats that the kernel computes in: 32 bits for what models give, 64 bits for references.
// Everything here is compiled for the processor that `vectorized` finds, if it is inlined there.
#![allow(clippy::inline_always)]

use crate::exp::{LEAST, exp};

/// A float, with an exponential that every host rounds alike and that loops turn into vector instructions.
pub(super) trait Real: Copy + PartialOrd + Into<f64> + Send + Sync {
    const NEGATIVE_INFINITY: Self;
    const INFINITY: Self;
    const ZERO: Self;
    /// The natural logarithm of the base of [`Real::power`].
    const LN_BASE: f64;
    /// Powers of lower exponents are taken for the power of this one, which no sum with a 1 in it notices.
    const LEAST_EXPONENT: Self;

    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn rounded(value: f64) -> Self;

    /// The base to the power of an exponent between [`Real::LEAST_EXPONENT`] and 0; of 0 it is exactly 1.
    fn power(exponent: Self) -> Self;
}

impl Real for f32 {
    const NEGATIVE_INFINITY: Self = f32::NEG_INFINITY;
    const INFINITY: Self = f32::INFINITY;
    const ZERO: Self = 0.0;
    const LN_BASE: f64 = std::f64::consts::LN_2;
    const LEAST_EXPONENT: Self = -125.0;

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self * other
    }

    #[inline(always)]
    fn rounded(value: f64) -> Self {
        value as f32
    }

    /// Two to a power, within 1.8e-7 of it. Sums and products alone, never fused, so that every host rounds them alike.
    #[inline(always)]
    fn power(exponent: Self) -> Self {
        /// Added to a small number, this leaves the nearest integer in the low bits.
        const SHIFT: f32 = 12_582_912.0;
        /// The polynomial of degree 5 with 1 as its constant term that is nearest to 2^x for |x| <= 1/2, relative to 2^x.
        #[allow(clippy::approx_constant)] // the first is not ln 2, but fitted like the others
        const C: [f32; 5] = [0.693_147, 0.240_222_42, 0.055_507_336, 0.009_671_513, 0.001_326_472_7];
        let shifted = exponent + SHIFT;
        let x = exponent - (shifted - SHIFT);
        let mantissa = 1.0 + x * (C[0] + x * (C[1] + x * (C[2] + x * (C[3] + x * C[4]))));
        // The integer is added to the exponent of the mantissa, which stays that of a normal number.
        f32::from_bits(mantissa.to_bits().wrapping_add(shifted.to_bits() << 23))
    }
}

impl Real for f64 {
    const NEGATIVE_INFINITY: Self = f64::NEG_INFINITY;
    const INFINITY: Self = f64::INFINITY;
    const ZERO: Self = 0.0;
    const LN_BASE: f64 = 1.0;
    const LEAST_EXPONENT: Self = LEAST;

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self * other
    }

    #[inline(always)]
    fn rounded(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn power(exponent: Self) -> Self {
        exp(exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_powers() {
        for step in 0..=1_250_000 {
            let exponent = -step as f32 * 1e-4;
            let (found, expected) = (f64::from(f32::power(exponent)), f64::from(exponent).exp2());
            assert!((found / expected - 1.0).abs() < 2e-7, "{exponent}: {found} {expected}");
        }
        assert_eq!(f32::power(0.0).to_bits(), 1.0_f32.to_bits());
        assert_eq!(f32::power(-0.0).to_bits(), 1.0_f32.to_bits());
        assert_eq!(f64::power(0.0).to_bits(), 1.0_f64.to_bits());
        assert!(f64::from(f32::power(f32::LEAST_EXPONENT)) * 1e30 < 1e-7);
    }
}

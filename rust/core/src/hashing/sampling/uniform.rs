//! Numbers in (0, 1) and exponential ranks from 64 bits.

use crate::ln::ln;

/// The upper 52 bits and a half, over 2^52: never 0 or 1. Exact, and so is 1 less it. (With 53 bits the half would be
/// rounded, and the largest numbers to 1.)
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
pub(super) fn unit(bits: u64) -> f64 {
    const HALF: f64 = 1.0 / (1_u64 << 53) as f64;
    f64::from_bits((1023 << 52) | (bits >> 12)) - 1.0 + HALF
}

/// An exponential with rate `weight`: `-ln(1 - u) / weight`. It rises with the bits.
#[inline(always)]
#[allow(clippy::inline_always)]
pub(super) fn rank(bits: u64, weight: f64) -> f64 {
    -ln(1.0 - unit(bits)) / weight
}

/// A standard Gumbel number: `-ln(-ln u)`. It rises with the bits.
#[inline(always)]
#[allow(clippy::inline_always)]
pub(super) fn gumbel(bits: u64) -> f64 {
    -ln(-ln(unit(bits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_inside_and_are_exact() {
        assert_eq!(unit(0).to_bits(), 2.0_f64.powi(-53).to_bits());
        assert_eq!(unit(u64::MAX).to_bits(), (1.0 - 2.0_f64.powi(-53)).to_bits());
        assert_eq!(unit(1 << 63).to_bits(), (0.5 + 2.0_f64.powi(-53)).to_bits());
        for bits in [0, 1 << 12, u64::MAX / 3, u64::MAX] {
            assert_eq!((1.0 - (1.0 - unit(bits))).to_bits(), unit(bits).to_bits());
            assert!(rank(bits, 1.0) >= unit(bits));
            assert!(gumbel(bits) <= -(1.0 - unit(bits)).ln() + 1e-9);
        }
        assert!(rank(0, 1.0) > 0.0 && rank(u64::MAX, 1.0) < 37.0);
        assert!(gumbel(0) > -3.7 && gumbel(u64::MAX) < 37.0);
    }
}

//! Exact fractions of any size, and the floats nearest to them.

use num_bigint::BigInt;
use num_rational::Ratio;

/// An integer of any size.
pub type Integer = BigInt;

/// A fraction in lowest terms.
pub type Fraction = Ratio<BigInt>;

/// `numerator * 2**exponent`, exactly.
#[must_use]
pub fn scaled(numerator: impl Into<BigInt>, exponent: i32) -> Fraction {
    let (numerator, shift) = (numerator.into(), exponent.unsigned_abs());
    if exponent < 0 { Fraction::new(numerator, BigInt::from(1) << shift) } else { (numerator << shift).into() }
}

/// The fraction that a finite float is.
pub(crate) fn exactly(value: f64) -> Fraction {
    let (mantissa, exponent) = crate::weights::decompose(value);
    let size = scaled(mantissa, exponent);
    if value < 0.0 { -size } else { size }
}

/// The fraction of two integers in hexadecimal digits; `None` if they are not, or the second is 0.
#[must_use]
pub fn from_hexadecimal(numerator: &str, denominator: &str) -> Option<Fraction> {
    let integer = |digits: &str| BigInt::parse_bytes(digits.as_bytes(), 16);
    let (numerator, denominator) = (integer(numerator)?, integer(denominator)?);
    (denominator != BigInt::ZERO).then(|| Fraction::new(numerator, denominator))
}

/// The float nearest to a fraction; the last bit may be off.
#[must_use]
pub fn to_float(fraction: &Fraction) -> f64 {
    quotient_wide(fraction.numer(), fraction.denom(), 0)
}

/// `numerator / denominator * 2**exponent` as a float; the last bit may be off.
pub(crate) fn quotient_wide(numerator: &BigInt, denominator: &BigInt, exponent: i32) -> f64 {
    // 128 bits of quotient are far more than a float keeps.
    let shift = 128 + denominator.bits() as i64 - numerator.bits() as i64;
    let scaled = if shift > 0 { (numerator << shift) / denominator } else { numerator / (denominator << -shift) };
    // Taken down to 126 bits to fit; what is cut lies 70 bits below the last one of the float.
    let kept = i128::try_from(scaled >> 3).unwrap_or(0);
    crate::weights::scale(kept, exponent + 3 - shift as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_become_the_floats_they_are() {
        for (numerator, denominator) in [(1, 3), (-2, 3), (0, 1), (7, 2)] {
            let fraction = Fraction::new(numerator.into(), denominator.into());
            let difference = to_float(&fraction) - f64::from(numerator) / f64::from(denominator);
            assert!(difference.abs() < 1e-15);
        }
        assert_eq!(scaled(3, -1), Fraction::new(3.into(), 2.into()));
        assert_eq!(exactly(-0.75), Fraction::new((-3).into(), 4.into()));
        assert_eq!(scaled(3, 2), Fraction::from(BigInt::from(12)));
    }
}

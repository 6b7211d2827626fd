//! A logarithm that every host rounds alike.

/// The natural logarithm of a normal number above 0, within a few units of the last place. Of sums, products and one
/// quotient alone, so that every host rounds it alike; those of their libraries differ.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
pub(crate) fn ln(x: f64) -> f64 {
    /// The bits of the root of 1/2.
    const LEAST: u64 = 0x3fe6_a09e_667f_3bcd;
    // x = mantissa * 2^exponent, with the mantissa between the roots of 1/2 and 2.
    let above = x.to_bits().wrapping_sub(LEAST);
    let exponent = f64::from((above as i64 >> 52) as i32);
    let mantissa = f64::from_bits((above & ((1 << 52) - 1)) + LEAST);
    // ln(mantissa) = 2 artanh(z), with |z| below 0.172: eleven terms of the series.
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let y = z * z;
    let mut series = 1.0 / 21.0;
    for odd in [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        series = series * y + 1.0 / odd;
    }
    exponent * std::f64::consts::LN_2 + 2.0 * z * series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn the_logarithm_is_the_logarithm() {
        let mut stream = Stream::new(2, 0);
        let at = |x: f64| assert!((ln(x) - x.ln()).abs() <= 1e-15 * x.ln().abs(), "{x}: {} {}", ln(x), x.ln());
        [1.0, 0.5, 0.9999, 2.0_f64.powi(-53), 0.707_106_781_186_547_4, 0.75].into_iter().for_each(at);
        (0..10_000).for_each(|_| at(((stream.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64));
    }
}

//! An exponential that every host rounds alike.

use crate::vectorized::vectorized;

/// Below this the exponential is taken for 0.
pub(crate) const LEAST: f64 = -708.0;

/// `e^x` for `x <= 709`, within a few units of the last place, and 0 below [`LEAST`]. Of sums and products alone, so that
/// every host rounds it alike, and without branches, so that loops over it become vector loops.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
pub(crate) fn exp(x: f64) -> f64 {
    /// Added to a small number, this leaves the nearest integer in the low bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    /// The first 32 bits of ln 2, which times an exponent is exact, and the rest.
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
    const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
    /// 1/2!, 1/3!, ... 1/13!: the series of e^r for |r| <= (ln 2)/2 ends below the last place.
    const SERIES: [f64; 12] = [
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0,
    ];
    let within = if x < LEAST { LEAST } else { x };
    let shifted = within * std::f64::consts::LOG2_E + SHIFT;
    let exponent = shifted - SHIFT;
    let r = (within - exponent * LN_2_HIGH) - exponent * LN_2_LOW;
    let (r2, c) = (r * r, SERIES);
    let r4 = r2 * r2;
    // In pairs, since a chain of twelve products would wait for each.
    let low = (c[0] + c[1] * r) + r2 * (c[2] + c[3] * r);
    let middle = (c[4] + c[5] * r) + r2 * (c[6] + c[7] * r);
    let high = (c[8] + c[9] * r) + r2 * (c[10] + c[11] * r);
    let mantissa = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)));
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    if x < LEAST { 0.0 } else { mantissa * power }
}

/// The logistic function; each side with an exponential that is at most 1.
pub(crate) fn logistic(x: f64) -> f64 {
    let part = exp(-x.abs());
    if x < 0.0 { part / (1.0 + part) } else { 1.0 / (1.0 + part) }
}

/// `exp((x - greatest) / temperature)` of each number, behind what is there. If all are minus infinity, there is no such
/// thing: nothing is added, and the answer is no.
pub(crate) fn extend_relative(numbers: &[f64], temperature: f64, relative: &mut Vec<f64>) -> bool {
    let greatest = numbers.iter().fold(f64::NEG_INFINITY, |top, &x| if x > top { x } else { top });
    if greatest == f64::NEG_INFINITY {
        return false;
    }
    let start = relative.len();
    relative.extend_from_slice(numbers);
    let added = &mut relative[start..];
    vectorized(
        #[inline(always)]
        || added.iter_mut().for_each(|x| *x = exp((*x - greatest) / temperature)),
    );
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn the_exponential_is_the_exponential() {
        let mut stream = Stream::new(3, 0);
        let at = |x: f64| assert!((exp(x) - x.exp()).abs() <= 6e-16 * x.exp(), "{x}: {} {}", exp(x), x.exp());
        [0.0, -0.0, 1.0, -1.0, 0.346, -0.346, 709.0, LEAST, -1e-300].into_iter().for_each(at);
        (0..10_000).for_each(|_| at((stream.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * 1416.0 - 708.0));
        (0..10_000).for_each(|_| at((stream.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0));
        assert_eq!(exp(0.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(exp(-709.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(exp(f64::NEG_INFINITY).to_bits(), 0.0_f64.to_bits());
    }
}

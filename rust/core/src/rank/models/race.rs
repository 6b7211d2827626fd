//! Items drawn without replacement, in proportion to strength: a race.
//!
//! Each item arrives after an exponential time at the rate of its strength. The first to arrive is each one with a
//! probability in proportion to strength, and the race goes on among the others as if it had just begun; so the order of
//! arrival is an order of Plackett-Luce, for one draw an item and one sort.

use crate::rng::Stream;
use crate::vectorized::vectorized;

/// The runners, and their times of arrival.
#[derive(Clone)]
pub(super) struct Race {
    /// 1 over strength.
    delays: Vec<f64>,
    uniform: Vec<f64>,
    /// The bits of the time, which order like the time, with the lowest replaced by the number of the runner.
    arrivals: Vec<u64>,
    number: u64,
}

impl Race {
    pub(super) fn new(strengths: impl ExactSizeIterator<Item = f64>) -> Self {
        let n = strengths.len();
        let number = n.next_power_of_two() as u64 - 1;
        let delays = strengths.map(|strength| 1.0 / strength).collect();
        Self { delays, uniform: vec![0.0; n], arrivals: vec![0; n], number }
    }

    /// The runners in the order of arrival.
    pub(super) fn run(&mut self, stream: &mut Stream) -> impl Iterator<Item = usize> {
        for uniform in &mut self.uniform {
            // In (0, 1]: a multiple of 2^-53.
            *uniform = ((stream.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        }
        let Self { delays, uniform, arrivals, number } = self;
        let number = *number;
        vectorized(
            #[inline(always)]
            || {
                for (((arrival, &uniform), &delay), runner) in arrivals.iter_mut().zip(&*uniform).zip(&*delays).zip(0..)
                {
                    *arrival = ((-ln(uniform) * delay).to_bits() & !number) | runner;
                }
            },
        );
        arrivals.sort_unstable();
        arrivals.iter().map(move |arrival| (arrival & number) as usize)
    }
}

/// The natural logarithm of a normal number above 0, within a few units of the last place. Of sums, products and one
/// quotient alone, so that every host rounds it alike; those of their libraries differ.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn ln(x: f64) -> f64 {
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

    #[test]
    fn the_logarithm_is_the_logarithm() {
        let mut stream = Stream::new(2, 0);
        let at = |x: f64| assert!((ln(x) - x.ln()).abs() <= 1e-15 * x.ln().abs(), "{x}: {} {}", ln(x), x.ln());
        [1.0, 0.5, 0.9999, 2.0_f64.powi(-53), 0.707_106_781_186_547_4, 0.75].into_iter().for_each(at);
        (0..10_000).for_each(|_| at(((stream.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64));
    }

    #[test]
    fn the_stronger_arrive_first_in_proportion() {
        let strengths = [1.0, 2.0, 5.0];
        let mut race = Race::new(strengths.into_iter());
        let mut stream = Stream::new(4, 0);
        let mut first = [0_u32; 3];
        for _ in 0..80_000 {
            let order: Vec<usize> = race.run(&mut stream).collect();
            first[order[0]] += 1;
            assert_eq!(order.iter().sum::<usize>(), 3);
        }
        for (count, strength) in first.iter().zip(strengths) {
            assert!((f64::from(*count) - 10_000.0 * strength).abs() < 600.0, "{first:?}");
        }
    }
}

//! Items drawn without replacement, in proportion to strength: a race.
//!
//! Each item arrives after an exponential time at the rate of its strength. The first to arrive is each one with a
//! probability in proportion to strength, and the race goes on among the others as if it had just begun; so the order of
//! arrival is an order of Plackett-Luce, for one draw an item and one sort.

use crate::ln::ln;
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

#[cfg(test)]
mod tests {
    use super::*;

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

//! Two items compared over many voters: loops of fixed shape that compilers turn into vector instructions.
//!
//! They are compiled once for every family of processors and chosen at run time (crate `pulp`), so they must be inlined
//! into the closure that is dispatched.

use crate::ballots::Rank;

/// Ranks that can be compared lane by lane. Slices have one length, a multiple of 64 and at most 64 times that.
pub(super) trait Lane: Rank + Default {
    /// How many places have `a < b`.
    fn count_less(a: &[Self], b: &[Self]) -> i64;

    /// How many places have `a < b`, and how many `a > b`.
    fn count_both(a: &[Self], b: &[Self]) -> (i64, i64);

    /// The weight of the places with `a < b`, with `a > b`, and with both ranked.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn weigh(a: &[Self], b: &[Self], weights: &[i64]) -> (i64, i64, i64) {
        const STEP: usize = 8;
        let (mut less, mut greater, mut both) = ([0_i64; STEP], [0_i64; STEP], [0_i64; STEP]);
        for ((a, b), w) in a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).zip(weights.chunks_exact(STEP)) {
            for lane in 0..STEP {
                // All bits set where true, so that "and" selects the weight without a branch.
                less[lane] += w[lane] & -i64::from(a[lane] < b[lane]);
                greater[lane] += w[lane] & -i64::from(a[lane] > b[lane]);
                both[lane] += w[lane] & -i64::from(a[lane].max(b[lane]) < Self::UNRANKED);
            }
        }
        (less.iter().sum(), greater.iter().sum(), both.iter().sum())
    }
}

/// Counters fill one vector of 512 bits: what takes two is kept in memory between the steps.
const VECTOR_BYTES: usize = 64;

/// The sum of counters.
#[inline(always)]
#[allow(clippy::inline_always)]
fn sum_u8(lanes: [u8; VECTOR_BYTES]) -> i64 {
    lanes.iter().map(|&lane| i64::from(lane)).sum()
}

/// The sum of counters, in their own width: it is at most 4096.
#[inline(always)]
#[allow(clippy::inline_always)]
fn sum_u16(lanes: [u16; VECTOR_BYTES / 2]) -> i64 {
    i64::from(lanes.into_iter().fold(0, u16::wrapping_add))
}

macro_rules! lane {
    ($rank:ty, $sum:ident) => {
        impl Lane for $rank {
            #[inline(always)]
            #[allow(clippy::inline_always)]
            fn count_less(a: &[Self], b: &[Self]) -> i64 {
                const STEP: usize = VECTOR_BYTES / size_of::<$rank>();
                let mut less = [0 as $rank; STEP];
                for (a, b) in a.chunks_exact(STEP).zip(b.chunks_exact(STEP)) {
                    for lane in 0..STEP {
                        // At most 64 steps of bytes, 128 of pairs of bytes: a lane stays far below its width.
                        less[lane] = less[lane].wrapping_add(<$rank>::from(a[lane] < b[lane]));
                    }
                }
                $sum(less)
            }

            #[inline(always)]
            #[allow(clippy::inline_always)]
            fn count_both(a: &[Self], b: &[Self]) -> (i64, i64) {
                const STEP: usize = VECTOR_BYTES / size_of::<$rank>();
                let (mut less, mut greater) = ([0 as $rank; STEP], [0 as $rank; STEP]);
                for (a, b) in a.chunks_exact(STEP).zip(b.chunks_exact(STEP)) {
                    for lane in 0..STEP {
                        less[lane] = less[lane].wrapping_add(<$rank>::from(a[lane] < b[lane]));
                        greater[lane] = greater[lane].wrapping_add(<$rank>::from(a[lane] > b[lane]));
                    }
                }
                ($sum(less), $sum(greater))
            }
        }
    };
}

lane!(u8, sum_u8);
lane!(u16, sum_u16);

#[cfg(test)]
mod tests {
    use super::super::count::LANES;
    use super::*;
    use crate::vectorized::vectorized;

    /// The loops agree with the definition at every length, plain and dispatched.
    #[test]
    fn loops_agree_with_the_definition() {
        fn check<R: Lane + std::fmt::Debug>(value: impl Fn(usize) -> R) {
            for groups in 0..=64 {
                let n = groups * LANES;
                let a: Vec<R> = (0..n).map(|k| value(k * 7 + 1)).collect();
                let b: Vec<R> = (0..n).map(|k| value(k * 13 + 5)).collect();
                let weights: Vec<i64> = (0..n as i64).map(|k| k * k % 1009).collect();
                let total = |test: &dyn Fn(R, R) -> bool, w: &dyn Fn(usize) -> i64| {
                    (0..n).filter(|&k| test(a[k], b[k])).map(w).sum::<i64>()
                };
                let one = |_| 1;
                let (less, greater) = (total(&|a, b| a < b, &one), total(&|a, b| a > b, &one));
                let weight = |k: usize| weights[k];
                let ranked = |a: R, b: R| a != R::UNRANKED && b != R::UNRANKED;
                let weighed = (total(&|a, b| a < b, &weight), total(&|a, b| a > b, &weight), total(&ranked, &weight));
                assert_eq!(R::count_less(&a, &b), less);
                assert_eq!(R::count_both(&a, &b), (less, greater));
                assert_eq!(R::weigh(&a, &b, &weights), weighed);
                let dispatched = vectorized(
                    #[inline(always)]
                    || (R::count_less(&a, &b), R::count_both(&a, &b), R::weigh(&a, &b, &weights)),
                );
                assert_eq!(dispatched, (less, (less, greater), weighed));
            }
        }
        check::<u8>(|k| if k % 11 == 0 { u8::UNRANKED } else { (k * 31 % 254) as u8 });
        check::<u8>(|k| (k % 3) as u8);
        check::<u16>(|k| if k % 11 == 0 { u16::UNRANKED } else { (k * 7919 % 65_000) as u16 });
    }
}

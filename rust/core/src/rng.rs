//! Random numbers that every host agrees on.
//!
//! Replicate `i` of a randomised method draws from its own stream: `ChaCha8`, keyed by the seed, stream number `i`.
//! `ChaCha8` is a named generator with a fixed definition, and the bounded draw below is ours, so the numbers are part
//! of this crate's contract: they depend on neither the platform, the number of threads nor a dependency's release.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// One stream of one seed.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of replicate `index` under `seed`. The key is the seed in little-endian order, padded with zeros.
    #[must_use]
    pub fn new(seed: u64, index: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(index);
        Self(generator)
    }

    /// 64 uniform bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A uniform float in [0, 1): the upper 53 of 64 bits, as a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A uniform integer in `0..bound`, without bias: the multiply-shift method of Lemire (2019) with rejection.
    /// A bound of 0 gives 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u64) < threshold {
                product = u128::from(self.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_a_contract() {
        // Made by this very code in 2026-11; a change here breaks every published interval.
        let mut stream = Stream::new(0, 0);
        let drawn: Vec<u64> = (0..6).map(|_| stream.below(1000)).collect();
        assert_eq!(drawn, GOLDEN_0_0);
        let mut other = Stream::new(42, 7);
        let drawn: Vec<u64> = (0..6).map(|_| other.below(1000)).collect();
        assert_eq!(drawn, GOLDEN_42_7);
    }

    const GOLDEN_0_0: [u64; 6] = [836, 631, 232, 117, 255, 98];
    const GOLDEN_42_7: [u64; 6] = [185, 580, 945, 734, 862, 370];

    #[test]
    fn draws_are_uniform_and_streams_differ() {
        let mut counts = [0_u32; 7];
        let mut stream = Stream::new(1, 2);
        for _ in 0..70_000 {
            counts[stream.below(7) as usize] += 1;
        }
        assert!(counts.iter().all(|&c| (9_500..10_500).contains(&c)), "{counts:?}");
        assert_ne!(Stream::new(1, 0).next_u64(), Stream::new(1, 1).next_u64());
        assert_eq!(Stream::new(1, 0).below(1), 0);
        assert_eq!(Stream::new(1, 0).below(0), 0);
    }
}

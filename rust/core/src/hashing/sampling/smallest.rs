//! The few with the smallest ranks out of many.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use super::keys::{BLOCK, CHUNK};
use super::uniform::unit;
use super::weights::{check, fits};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::vectorized::vectorized;

/// Ranks and their bounds are rounded: what the cheap test lets through is compared exactly, so it may be generous.
pub(super) const SLACK: f64 = 1.0 + 1e-9;

const UNITS: [f64; BLOCK] = [1.0; BLOCK];

/// One that may be among them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) rank: f64,
    pub(super) hash: u64,
    pub(super) index: usize,
}

impl Candidate {
    /// By rank, then by hash, then by index.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then(self.hash.cmp(&other.hash)).then(self.index.cmp(&other.index))
    }
}

/// A rank that chunks of one call share: no rank above it is among the smallest of all. Each chunk begins with what others
/// found, which saves work and never changes what comes out.
#[derive(Debug)]
pub(super) struct SharedBound(AtomicI64);

impl SharedBound {
    pub(super) fn new() -> Self {
        Self(AtomicI64::new(Self::ordered(f64::INFINITY)))
    }

    /// Integers in the order of `f64::total_cmp`, and back.
    fn ordered(rank: f64) -> i64 {
        let bits = rank.to_bits() as i64;
        bits ^ ((bits >> 63) & i64::MAX)
    }

    pub(super) fn get(&self) -> f64 {
        let ordered = self.0.load(Relaxed);
        f64::from_bits((ordered ^ ((ordered >> 63) & i64::MAX)) as u64)
    }

    pub(super) fn lower(&self, rank: f64) {
        self.0.fetch_min(Self::ordered(rank), Relaxed);
    }
}

/// Keeps the `size` smallest of what is offered, in some more room, so that few offers cost more than a comparison.
#[derive(Debug, Clone)]
pub(super) struct Smallest {
    size: usize,
    found: Vec<Candidate>,
    bound: f64,
}

impl Smallest {
    pub(super) fn new(size: usize) -> Self {
        Self { size, found: Vec::new(), bound: f64::INFINITY }
    }

    /// The same of a part of all, of which those above the bound are known not to be among the smallest.
    fn below(size: usize, bound: f64) -> Self {
        Self { bound, ..Self::new(size) }
    }

    /// No rank above this one is among the smallest.
    #[inline]
    pub(super) fn bound(&self) -> f64 {
        self.bound
    }

    #[inline]
    pub(super) fn offer(&mut self, candidate: Candidate) {
        if candidate.rank <= self.bound {
            self.found.push(candidate);
            if self.found.len() >= 2 * self.size.max(4) {
                self.shrink();
            }
        }
    }

    fn shrink(&mut self) {
        if self.found.len() > self.size
            && let Some(last) = self.size.checked_sub(1)
        {
            let (_, last, _) = self.found.select_nth_unstable_by(last, Candidate::order);
            self.bound = self.bound.min(last.rank);
        }
        self.found.truncate(self.size);
    }

    /// Those found, in order; afterwards there are none.
    pub(super) fn take(&mut self) -> std::vec::Drain<'_, Candidate> {
        self.shrink();
        self.found.sort_unstable_by(Candidate::order);
        self.bound = f64::INFINITY;
        self.found.drain(..)
    }
}

/// The smallest of `n` rows, a part of which `scan` offers for each chunk of them; in order. As the order has no ties, it
/// does not show how the rows were cut.
pub(super) fn smallest_of(
    n: usize,
    size: usize,
    ctx: &Ctx<'_>,
    scan: impl Fn(Range<usize>, &mut Smallest) -> Result<()> + Sync,
) -> Result<Vec<Candidate>> {
    let mut all = Smallest::new(size);
    ctx.set_total(n as u64);
    let shared = SharedBound::new();
    let part = |range: Range<usize>| {
        let mut part = Smallest::below(size, shared.get());
        ctx.advance(range.len() as u64);
        scan(range, &mut part)?;
        shared.lower(part.bound());
        Ok(part)
    };
    ctx.fold_chunks(n, CHUNK, part, |mut part| {
        part.take().for_each(|candidate| all.offer(candidate));
        shared.lower(all.bound());
        Ok(())
    })?;
    Ok(all.take().collect())
}

/// Walks over weighted rows, `bits_of` giving the 64 bits of each, and calls `offer` for those of weight above 0 whose
/// number is at most `scale` times their weight. It returns the scale for what follows. Blocks begin at multiples of
/// their length, but for the first. Without weights all are 1.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a weight that cannot be read.
pub(super) fn walk(
    range: Range<usize>,
    weights: Option<&[f64]>,
    bits_of: impl Fn(usize, &mut [u64]) + Copy,
    mut scale: f64,
    mut offer: impl FnMut(usize, u64, f64) -> f64,
) -> Result<()> {
    let mut bits = [0_u64; BLOCK];
    let mut first = range.start;
    while first < range.end {
        // Up to a multiple of the block, wherever the range begins.
        let last = range.end.min((first / BLOCK + 1) * BLOCK);
        let weights = weights.map_or(&UNITS[..last - first], |weights| &weights[first..last]);
        let bits = &mut bits[..weights.len()];
        let (faults, any) = vectorized(
            #[inline(always)]
            || {
                bits_of(first, bits);
                let (mut faults, mut any) = (0_u64, 0_u64);
                for (&bits, &weight) in bits.iter().zip(weights) {
                    faults |= u64::from(!fits(weight));
                    // Not a number where nothing is bounded and the weight is 0: no candidate.
                    any |= u64::from(unit(bits) <= scale * weight);
                }
                (faults, any)
            },
        );
        if faults != 0 {
            check(weights, first)?;
        }
        if any != 0 {
            for (index, (&bits, &weight)) in (first..).zip(bits.iter().zip(weights)) {
                if weight > 0.0 && unit(bits) <= scale * weight {
                    scale = offer(index, bits, weight);
                }
            }
        }
        first = last;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn bounds_have_the_order_of_numbers() {
        let shared = SharedBound::new();
        let mut before = f64::INFINITY;
        for rank in [1e300, 2.5, 0.0, -0.0, -1e-300, -7.0, f64::NEG_INFINITY] {
            assert_eq!(shared.get().to_bits(), before.to_bits());
            shared.lower(rank);
            shared.lower(before);
            before = rank;
        }
        assert_eq!(shared.get().to_bits(), before.to_bits());
    }

    #[test]
    fn the_smallest_are_found_in_order() {
        let mut stream = Stream::new(1, 0);
        for size in [1, 2, 3, 10, 50] {
            for n in [0, 1, 5, 40, 300] {
                let all: Vec<Candidate> = (0..n)
                    .map(|index| Candidate { rank: stream.below(20) as f64, hash: stream.below(3), index })
                    .collect();
                let mut smallest = Smallest::new(size);
                for &candidate in &all {
                    smallest.offer(candidate);
                }
                let mut expected = all.clone();
                expected.sort_by(Candidate::order);
                expected.truncate(size);
                assert_eq!(smallest.take().collect::<Vec<_>>(), expected);
                assert!(smallest.bound() == f64::INFINITY);
            }
        }
    }
}

//! The order of every pair of items as a bit, so that two rankings of some thousand items compare 64 pairs at a time.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::vectorized::vectorized;

/// A ranking as bits: for each pair of items whether the first is below the second, and whether they tie. The pairs of
/// an item with those after it start a new word.
pub(super) struct Planes {
    below: Vec<u64>,
    /// Empty if nothing ties.
    tied: Vec<u64>,
}

/// Words of a plane over so many items.
pub(super) fn words(n_items: usize) -> usize {
    (0..n_items).map(|after| after.div_ceil(64)).sum()
}

impl Planes {
    pub(super) fn new(ranks: &[u32], has_ties: bool, ctx: &Ctx<'_>) -> Result<Self> {
        let mut below = Vec::with_capacity(words(ranks.len()));
        let mut tied = Vec::with_capacity(if has_ties { below.capacity() } else { 0 });
        for (first, &rank) in ranks.iter().enumerate() {
            if first % 256 == 0 {
                ctx.check()?;
            }
            let rest = &ranks[first + 1..];
            pack(rest, &mut below, |other| rank < other);
            if has_ties {
                pack(rest, &mut tied, |other| rank == other);
            }
        }
        Ok(Self { below, tied })
    }

    /// Discordant pairs, and pairs tied in both.
    pub(super) fn compare(&self, other: &Self) -> (u64, u64) {
        let (a, b) = (&self.below, &other.below);
        match (self.tied.is_empty(), other.tied.is_empty()) {
            (true, true) => (count(a, b, |a, b| a ^ b), 0),
            (false, true) => (count_three(a, b, &self.tied), 0),
            (true, false) => (count_three(a, b, &other.tied), 0),
            (false, false) => {
                (count_four([a, b, &self.tied, &other.tied]), count(&self.tied, &other.tied, |a, b| a & b))
            }
        }
    }
}

/// Appends one bit for each value.
fn pack(values: &[u32], words: &mut Vec<u64>, bit: impl Fn(u32) -> bool) {
    vectorized(
        #[inline(always)]
        || {
            for chunk in values.chunks(64) {
                let mut word = 0;
                for (k, &value) in chunk.iter().enumerate() {
                    word |= u64::from(bit(value)) << k;
                }
                words.push(word);
            }
        },
    );
}

/// The bits of a combination of two planes.
fn count(a: &[u64], b: &[u64], combine: impl Fn(u64, u64) -> u64) -> u64 {
    vectorized(
        #[inline(always)]
        || a.iter().zip(b).map(|(&a, &b)| u64::from(combine(a, b).count_ones())).fold(0, u64::wrapping_add),
    )
}

/// Pairs in different order, but for those that one ranking ties.
fn count_three(a: &[u64], b: &[u64], tied: &[u64]) -> u64 {
    vectorized(
        #[inline(always)]
        || {
            let words = a.iter().zip(b).zip(tied).map(|((a, b), tied)| (a ^ b) & !tied);
            words.map(|word| u64::from(word.count_ones())).fold(0, u64::wrapping_add)
        },
    )
}

/// Pairs in different order, but for those that either ties.
fn count_four([a, b, tied_a, tied_b]: [&[u64]; 4]) -> u64 {
    vectorized(
        #[inline(always)]
        || {
            let words = a.iter().zip(b).zip(tied_a.iter().zip(tied_b)).map(|((a, b), (s, t))| (a ^ b) & !(s | t));
            words.map(|word| u64::from(word.count_ones())).fold(0, u64::wrapping_add)
        },
    )
}

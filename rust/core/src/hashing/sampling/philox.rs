//! A generator that is a function of where: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
//! easy as 1, 2, 3" (SC 2011), as their library Random123 defines it.
//!
//! The key is the seed, its lower half first. A cell (row, column) has 64 bits:
//!
//! | bits of the cell | word of the counter | counter |
//! |---|---|---|
//! | upper 16 | `column / 16 % 4`, its lower half if `column / 64` is even, else its upper half | `[column / 128 * 16 + column % 16, row mod 2^32, row / 2^32, 0]` |
//! | 32 below | 0 | `[column mod 2^32, row mod 2^32, row / 2^32, 1 + column / 2^32]` |
//! | lower 16 | 1, its upper half | the same |
//!
//! So 16 counters, which are a loop over vectors, make the upper bits of 128 columns; they tell which few cells matter, and
//! the bits below are made for these alone.

/// Columns whose upper bits are made together.
pub(super) const GROUP: usize = 128;

/// Half of them take one half of each word.
const WORDS: usize = GROUP / 2;

const LANES: usize = 16;
const MULTIPLIERS: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
const WEYL: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const LOW: u64 = 0xffff_ffff;

/// The cells of a row under a seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells {
    key: [u32; 2],
    row: [u32; 2],
}

impl Cells {
    pub(super) fn new(seed: u64, row: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], row: [row as u32, (row >> 32) as u32] }
    }

    /// The upper 16 bits of the cells of the columns `group * 128 ..`.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    pub(super) fn upper(&self, group: usize) -> [u32; GROUP] {
        let words = lanes((group * LANES) as u32, [self.row[0], self.row[1], 0], self.key);
        let mut upper = [0; GROUP];
        for at in 0..WORDS {
            upper[at] = words[at] & 0xffff;
            upper[WORDS + at] = words[at] >> 16;
        }
        upper
    }

    /// The 64 bits of a cell whose upper 16 are known.
    pub(super) fn complete(&self, column: usize, upper: u32) -> u64 {
        let counter = [column as u32, self.row[0], self.row[1], 1 + (column >> 32) as u32];
        let words = philox(counter, self.key);
        u64::from(upper) << 48 | u64::from(words[0]) << 16 | u64::from(words[1] >> 16)
    }

    /// The upper 16 bits of one cell.
    #[cfg(test)]
    pub(super) fn upper_of(&self, column: usize) -> u32 {
        let counter = (column / GROUP * LANES + column % LANES) as u32;
        let word = philox([counter, self.row[0], self.row[1], 0], self.key)[column / LANES % 4];
        if (column / WORDS).is_multiple_of(2) { word & 0xffff } else { word >> 16 }
    }
}

/// The four words of a counter.
fn philox(counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let mut words = counter;
    for _ in 0..10 {
        let (a, b) = (u64::from(words[0]) * MULTIPLIERS[0], u64::from(words[2]) * MULTIPLIERS[1]);
        words = [(b >> 32) as u32 ^ words[1] ^ key[0], b as u32, (a >> 32) as u32 ^ words[3] ^ key[1], a as u32];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    words
}

/// The words of 16 counters from `first` on: word 0 of all, then word 1, and so on.
///
/// A lane of 64 bits holds a word of two counters, eight apart, so that products need no rearranging: vectors multiply the
/// lower half of such lanes.
#[inline(always)]
#[allow(clippy::inline_always)]
#[allow(clippy::needless_range_loop)] // iterators over arrays are not always inlined, and these must become vector loops
fn lanes(first: u32, rest: [u32; 3], key: [u32; 2]) -> [u32; WORDS] {
    const PAIRS: usize = LANES / 2;
    let [mut w0, mut w1, mut w2, mut w3] =
        [[0; PAIRS], [twice(rest[0]); PAIRS], [twice(rest[1]); PAIRS], [twice(rest[2]); PAIRS]];
    let [mut k0, mut k1] = key;
    for lane in 0..PAIRS {
        let lower = first.wrapping_add(lane as u32);
        w0[lane] = u64::from(lower) | u64::from(lower.wrapping_add(PAIRS as u32)) << 32;
    }
    for _ in 0..10 {
        for lane in 0..PAIRS {
            let (a, above) =
                ((w0[lane] & LOW).wrapping_mul(MULTIPLIERS[0]), (w0[lane] >> 32).wrapping_mul(MULTIPLIERS[0]));
            let (b, beside) =
                ((w2[lane] & LOW).wrapping_mul(MULTIPLIERS[1]), (w2[lane] >> 32).wrapping_mul(MULTIPLIERS[1]));
            w0[lane] = (b >> 32 | beside & !LOW) ^ w1[lane] ^ twice(k0);
            w1[lane] = b & LOW | beside << 32;
            w2[lane] = (a >> 32 | above & !LOW) ^ w3[lane] ^ twice(k1);
            w3[lane] = a & LOW | above << 32;
        }
        (k0, k1) = (k0.wrapping_add(WEYL[0]), k1.wrapping_add(WEYL[1]));
    }
    let mut flat = [0; WORDS];
    for lane in 0..PAIRS {
        flat[lane] = w0[lane] as u32;
        flat[PAIRS + lane] = (w0[lane] >> 32) as u32;
        flat[LANES + lane] = w1[lane] as u32;
        flat[LANES + PAIRS + lane] = (w1[lane] >> 32) as u32;
        flat[2 * LANES + lane] = w2[lane] as u32;
        flat[2 * LANES + PAIRS + lane] = (w2[lane] >> 32) as u32;
        flat[3 * LANES + lane] = w3[lane] as u32;
        flat[3 * LANES + PAIRS + lane] = (w3[lane] >> 32) as u32;
    }
    flat
}

/// A word in both halves of a lane.
#[inline(always)]
#[allow(clippy::inline_always)]
fn twice(word: u32) -> u64 {
    u64::from(word) | u64::from(word) << 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorized::vectorized;

    #[test]
    fn known_answers_of_random123() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        assert_eq!(philox(pi, [0xa409_3822, 0x299f_31d0]), [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn lanes_are_single_counters() {
        let (rest, key) = ([7, 0xffff_fff0, 1], [0x89ab_cdef, 0xf123_4567]);
        for first in [0, 16, 0xffff_fff8] {
            let words = lanes(first, rest, key);
            for lane in 0..LANES {
                let one = philox([first.wrapping_add(lane as u32), rest[0], rest[1], rest[2]], key);
                assert_eq!([0, 1, 2, 3].map(|word| words[word * LANES + lane]), one);
            }
        }
    }

    #[test]
    fn groups_are_made_of_single_cells() {
        let cells = Cells::new(0x0123_4567_89ab_cdef, 1 << 40 | 7);
        for group in [0, 1, 99] {
            let upper = vectorized(
                #[inline(always)]
                || cells.upper(group),
            );
            for (column, upper) in (group * GROUP..).zip(upper) {
                assert_eq!(upper, cells.upper_of(column));
                assert_eq!(cells.complete(column, upper) >> 48, u64::from(upper));
            }
        }
    }
}

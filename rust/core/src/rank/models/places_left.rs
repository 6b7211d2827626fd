//! Places that are taken one after the other, and how many free ones stand before each.

/// The places `0..n`, each free or taken: a bit each, and a tree of counts (Fenwick 1994) over words of 64.
#[derive(Clone)]
pub(super) struct Places {
    /// Free places.
    words: Vec<u64>,
    /// Cell `k` (from 1) counts the free places of the `k & -k` words that end with word `k - 1`.
    cells: Vec<u32>,
    /// The largest power of two that is at most the number of words.
    top: usize,
}

impl Places {
    /// All places free.
    pub(super) fn new(n: usize) -> Self {
        let n_words = n.div_ceil(64);
        let free_in = |word: usize| (n - word * 64).min(64);
        let words: Vec<u64> = (0..n_words).map(|word| u64::MAX >> (64 - free_in(word))).collect();
        let covered = |k: usize| (k - (k & k.wrapping_neg())..k).map(free_in).sum::<usize>() as u32;
        let cells = (0..=n_words).map(covered).collect();
        Self { words, cells, top: if n == 0 { 0 } else { 1 << n_words.ilog2() } }
    }

    /// Makes free what is free in places of the same number.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.words.copy_from_slice(&other.words);
        self.cells.copy_from_slice(&other.cells);
    }

    /// Takes a free place; returns how many free ones stand before it.
    pub(super) fn take(&mut self, place: usize) -> usize {
        let (word, bit) = (place / 64, 1 << (place % 64));
        let mut before = (self.words[word] & (bit - 1)).count_ones();
        self.words[word] ^= bit;
        let mut k = word;
        while k > 0 {
            before += self.cells[k];
            k &= k - 1;
        }
        k = word + 1;
        while let Some(cell) = self.cells.get_mut(k) {
            *cell -= 1;
            k += k & k.wrapping_neg();
        }
        before as usize
    }

    /// Takes the free place that has `before` free ones before it; the caller knows that there are more.
    pub(super) fn take_nth(&mut self, before: usize) -> usize {
        let (mut word, mut left, mut step) = (0, before as u32, self.top);
        while step > 0 {
            if let Some(cell) = self.cells.get_mut(word + step) {
                if *cell <= left {
                    left -= *cell;
                    word += step;
                } else {
                    // The place lies in these words, and there it is taken.
                    *cell -= 1;
                }
            }
            step >>= 1;
        }
        let bit = nth_bit(self.words[word], left);
        self.words[word] ^= 1 << bit;
        word * 64 + bit
    }
}

/// The place of the set bit that has `before` set bits below it.
fn nth_bit(word: u64, before: u32) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    let bytes = (fours + (fours >> 4)) & (0x0f * EACH);
    // In each byte: the bits that are set in it and in the bytes below.
    let up_to = bytes.wrapping_mul(EACH);
    // The high bit stays in each byte whose bits do not reach beyond; the bit lies behind them.
    let passed = (((u64::from(before) * EACH) | (0x80 * EACH)) - up_to) & (0x80 * EACH);
    let start = 8 * ((passed >> 7).wrapping_mul(EACH) >> 56);
    let mut bits = word >> start;
    for _ in up_to << 8 >> start & 0xff..u64::from(before) {
        bits &= bits.wrapping_sub(1);
    }
    start as usize + bits.trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn taking_agrees_with_a_list() {
        let mut stream = Stream::new(3, 0);
        for n in [0, 1, 2, 7, 63, 64, 65, 128, 200, 1000] {
            let whole = Places::new(n);
            let (mut by_count, mut by_place) = (whole.clone(), whole.clone());
            for _ in 0..2 {
                let mut free: Vec<usize> = (0..n).collect();
                while !free.is_empty() {
                    let before = stream.below(free.len() as u64) as usize;
                    let place = free.remove(before);
                    assert_eq!(by_count.take_nth(before), place);
                    assert_eq!(by_place.take(place), before);
                }
                by_count.copy_from(&whole);
                by_place.copy_from(&whole);
            }
        }
    }
}

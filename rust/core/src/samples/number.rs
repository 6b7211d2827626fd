//! Answers into numbers: equal ones of a question get the same, in label order.

use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::MISSING;

/// Answers as numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// For each sample the number of its answer within its question, or [`MISSING`].
    pub answers: Vec<u32>,
    /// Where the different answers of each question start, and where the last end.
    pub offsets: Vec<usize>,
    /// For each different answer, in order, the place of the first sample that gave it.
    pub first: Vec<usize>,
}

/// Numbers the integers of each question in ascending order; those equal to `missing` are no answers.
///
/// `offsets` are those of the questions. Linear in the samples, and a sort of the different answers of each question.
#[must_use]
pub fn number_integers(offsets: &[usize], values: &[i64], missing: Option<i64>) -> Numbered {
    let mut numbered = Numbered { answers: Vec::with_capacity(values.len()), offsets: vec![0], first: Vec::new() };
    let mut table = Table::default();
    for pair in offsets.windows(2) {
        let samples = &values[pair[0]..pair[1]];
        let seen = numbered.first.len();
        table.clear(samples.len());
        for (i, &value) in samples.iter().enumerate() {
            numbered.answers.push(if missing == Some(value) {
                MISSING
            } else {
                let before = table.len;
                let number = table.number(value);
                if table.len > before {
                    numbered.first.push(pair[0] + i);
                }
                number
            });
        }
        sort(&mut numbered, pair[0], seen, |&at| values[at]);
        numbered.offsets.push(numbered.first.len());
    }
    numbered
}

/// Renumbers the answers of the last question, which starts at sample `start` and at answer `seen`, in the order of `key`.
fn sort<K: Ord>(numbered: &mut Numbered, start: usize, seen: usize, key: impl Fn(&usize) -> K) {
    let first = &mut numbered.first[seen..];
    if first.is_sorted_by_key(&key) {
        return;
    }
    first.sort_by_key(key);
    // The number that each answer had is that of the sample which first gave it.
    let mut place = vec![0; first.len()];
    for (new, &at) in (0..).zip(first.iter()) {
        place[numbered.answers[at] as usize] = new;
    }
    for answer in &mut numbered.answers[start..] {
        if *answer != MISSING {
            *answer = place[*answer as usize];
        }
    }
}

/// What a path is made of; equal bytes of two kinds are two paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathContent {
    /// A text in UTF-8.
    Text = 1,
    /// Bytes.
    Bytes = 2,
    /// Token ids, 8 bytes each, little-endian.
    Tokens = 3,
    /// A number that the caller gave the path, 8 bytes, little-endian.
    Number = 4,
}

/// What stands for a path: 128 bits of `xxh3`. Two different paths of a question have the same with a probability of about
/// `n**2 / 2**129`.
#[must_use]
pub fn path_hash(content: PathContent, bytes: &[u8]) -> u128 {
    xxh3_128_with_seed(bytes, content as u64)
}

/// Numbers equal hashes of each question alike, in the order of first sight.
#[must_use]
pub fn number_hashes(offsets: &[usize], hashes: &[u128]) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(hashes.len());
    let mut table = Table::default();
    for pair in offsets.windows(2) {
        let samples = &hashes[pair[0]..pair[1]];
        table.clear(samples.len());
        numbers.extend(samples.iter().map(|&hash| table.number(hash)));
    }
    numbers
}

/// What a [`Table`] looks up.
trait Key: Copy + Default + PartialEq {
    /// Bits to choose a slot by.
    fn bits(self) -> u64;
}

impl Key for i64 {
    fn bits(self) -> u64 {
        self as u64
    }
}

impl Key for u128 {
    fn bits(self) -> u64 {
        self as u64 ^ (self >> 64) as u64
    }
}

/// The keys of one question and their numbers in the order of first sight: open addressing, at most half full, used
/// again for each question.
#[derive(Default)]
struct Table<K> {
    slots: Vec<(K, u32)>,
    mask: usize,
    shift: u32,
    len: u32,
}

impl<K: Key> Table<K> {
    fn clear(&mut self, n_keys: usize) {
        let size = (2 * n_keys.max(4)).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, (K::default(), MISSING));
        self.mask = size - 1;
        self.shift = 64 - size.trailing_zeros();
        self.len = 0;
    }

    fn number(&mut self, key: K) -> u32 {
        // Fibonacci hashing; the worst a hostile caller gets out of it is a slow question, which is his own.
        let mut slot = (key.bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        loop {
            let (found, number) = self.slots[slot];
            if number == MISSING {
                self.slots[slot] = (key, self.len);
                self.len += 1;
                return self.len - 1;
            }
            if found == key {
                return number;
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_places_among_the_sorted_answers(
            questions in prop::collection::vec(prop::collection::vec(-3_i64..9, 0..40), 0..8),
            missing in prop::option::of(-3_i64..9),
        ) {
            let mut offsets = vec![0];
            for question in &questions {
                offsets.push(offsets[offsets.len() - 1] + question.len());
            }
            let numbered = number_integers(&offsets, &questions.concat(), missing);
            for (q, question) in questions.iter().enumerate() {
                let mut different: Vec<i64> = question.iter().copied().filter(|&v| Some(v) != missing).collect();
                different.sort_unstable();
                different.dedup();
                prop_assert_eq!(numbered.offsets[q + 1] - numbered.offsets[q], different.len());
                for (k, &value) in question.iter().enumerate() {
                    let place = different.binary_search(&value).map_or(MISSING, |place| place as u32);
                    let at = offsets[q] + k;
                    prop_assert_eq!(numbered.answers[at], place);
                    if place != MISSING && question[..k].iter().all(|&earlier| earlier != value) {
                        prop_assert_eq!(numbered.first[numbered.offsets[q] + place as usize], at);
                    }
                }
            }
        }
    }

    #[test]
    fn equal_hashes_of_a_question_have_one_number() {
        assert_eq!(number_hashes(&[0, 3, 5], &[1 << 100, 4, 1 << 100, 4, 4]), [0, 1, 0, 0, 0]);
    }
}

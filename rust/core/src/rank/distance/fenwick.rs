//! Counting the values below a value among those seen so far.

/// A Fenwick tree over `0..n`: both operations in `O(log n)`.
pub(super) struct Fenwick(Vec<u32>);

impl Fenwick {
    pub(super) fn new(n: usize) -> Self {
        Self(vec![0; n + 1])
    }

    /// One more of this value.
    pub(super) fn insert(&mut self, value: u32) {
        let mut k = value as usize + 1;
        while let Some(count) = self.0.get_mut(k) {
            *count += 1;
            k += k & k.wrapping_neg();
        }
    }

    /// How many values below this one were seen.
    pub(super) fn below(&self, value: u32) -> u64 {
        let (mut k, mut count) = (value as usize, 0);
        while k > 0 {
            count += u64::from(self.0[k]);
            k &= k - 1;
        }
        count
    }
}

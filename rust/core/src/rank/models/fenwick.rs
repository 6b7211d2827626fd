//! Places that are taken one after the other, and how many free ones stand before each (Fenwick 1994).

/// The places `0..n`, each free or taken.
pub(super) struct Places {
    /// Cell `k` (from 1) counts the free places of the `k & -k` that end with place `k - 1`.
    cells: Vec<u32>,
    /// The largest power of two that is at most `n`.
    top: usize,
}

impl Places {
    pub(super) fn new(n: usize) -> Self {
        let mut places = Self { cells: vec![0; n + 1], top: if n == 0 { 0 } else { 1 << n.ilog2() } };
        places.free_all();
        places
    }

    /// Frees every place.
    pub(super) fn free_all(&mut self) {
        for (k, cell) in self.cells.iter_mut().enumerate() {
            *cell = (k & k.wrapping_neg()) as u32;
        }
    }

    /// Takes a free place; returns how many free ones stand before it.
    pub(super) fn take(&mut self, place: usize) -> usize {
        let (mut before, mut k) = (0, place);
        while k > 0 {
            before += self.cells[k] as usize;
            k &= k - 1;
        }
        k = place + 1;
        while let Some(cell) = self.cells.get_mut(k) {
            *cell -= 1;
            k += k & k.wrapping_neg();
        }
        before
    }

    /// Takes the free place that has `before` free ones before it; the caller knows that there are more.
    pub(super) fn take_nth(&mut self, before: usize) -> usize {
        let (mut place, mut left, mut step) = (0, before as u32, self.top);
        while step > 0 {
            let next = place + step;
            if let Some(cell) = self.cells.get_mut(next) {
                if *cell <= left {
                    left -= *cell;
                    place = next;
                } else {
                    // The place lies below this cell, and there it is taken.
                    *cell -= 1;
                }
            }
            step >>= 1;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn taking_agrees_with_a_list() {
        let mut stream = Stream::new(3, 0);
        for n in [0, 1, 2, 7, 8, 9, 100] {
            let (mut by_count, mut by_place) = (Places::new(n), Places::new(n));
            for _ in 0..2 {
                let mut free: Vec<usize> = (0..n).collect();
                while !free.is_empty() {
                    let before = stream.below(free.len() as u64) as usize;
                    let place = free.remove(before);
                    assert_eq!(by_count.take_nth(before), place);
                    assert_eq!(by_place.take(place), before);
                }
                by_count.free_all();
                by_place.free_all();
            }
        }
    }
}

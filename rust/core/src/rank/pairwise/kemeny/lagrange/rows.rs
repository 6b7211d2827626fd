//! The rows of three items, each with its multiplier, and which of them an order's bits violate.

use crate::error::Result;
use crate::memory::filled;

use super::problem::pair;

/// For places `i < j < k`: `x_ij + x_jk - x_ik` is at most 1 (sign 1) and at least 0 (sign -1).
#[derive(Clone, Default)]
pub(super) struct Rows {
    places: Vec<[u16; 3]>,
    /// The pairs `ij`, `jk` and `ik`.
    pub(super) pairs: Vec<[u32; 3]>,
    pub(super) signs: Vec<f64>,
    pub(super) multipliers: Vec<f64>,
    /// The multipliers of the best bound so far.
    pub(super) best: Vec<f64>,
    /// How far a row has been violated of late: the direction of the ascent.
    pub(super) directions: Vec<f64>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    fn push(&mut self, n: usize, places: [u16; 3], above: bool) {
        let [i, j, k] = places.map(usize::from);
        self.places.push(places);
        self.pairs.push([pair(n, i, j) as u32, pair(n, j, k) as u32, pair(n, i, k) as u32]);
        self.signs.push(if above { 1.0 } else { -1.0 });
        self.multipliers.push(0.0);
        self.best.push(0.0);
        self.directions.push(0.0);
    }

    /// Back to the best multipliers, and at rest.
    pub(super) fn rest(&mut self) {
        self.multipliers.clone_from(&self.best);
        self.directions.fill(0.0);
    }

    /// Forgets the rows that do nothing, and those for which `settled` says so of all three pairs.
    fn tidy(&mut self, settled: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for row in 0..self.len() {
            let works = self.multipliers[row] > 0.0 || self.directions[row] > 0.0 || self.best[row] > 0.0;
            if works && !self.pairs[row].iter().all(|&pair| settled(pair as usize)) {
                self.places[kept] = self.places[row];
                self.pairs[kept] = self.pairs[row];
                self.signs[kept] = self.signs[row];
                self.multipliers[kept] = self.multipliers[row];
                self.best[kept] = self.best[row];
                self.directions[kept] = self.directions[row];
                kept += 1;
            }
        }
        self.places.truncate(kept);
        self.pairs.truncate(kept);
        self.signs.truncate(kept);
        self.multipliers.truncate(kept);
        self.best.truncate(kept);
        self.directions.truncate(kept);
    }
}

/// Finds violated rows by rows of bits: 64 triples at a time.
pub(super) struct Separation {
    n: usize,
    words: usize,
    /// Who comes after each place.
    after: Vec<u64>,
    /// Third places of the rows there are, for each pair `ij` and side.
    present: Vec<u64>,
}

impl Separation {
    pub(super) fn new(n: usize) -> Result<Self> {
        let words = n.div_ceil(64);
        let pairs = n * n.saturating_sub(1) / 2;
        let present = filled("rows of an ordering problem", 2 * pairs * words, 0)?;
        Ok(Self { n, words, after: filled("bits of an order", n * words, 0)?, present })
    }

    /// Drops the rows that do nothing and adds all that `x` (0 or 1 for each pair) violates.
    pub(super) fn renew(&mut self, rows: &mut Rows, x: &[f64], settled: impl Fn(usize) -> bool) {
        rows.tidy(settled);
        self.mark(rows);
        self.read(x);
        let old = rows.len();
        for i in 0..self.n {
            for j in i + 1..self.n {
                let number = pair(self.n, i, j);
                self.add(rows, i, j, number, x[number] > 0.5);
            }
        }
        self.unmark(rows, old);
    }

    fn mark(&mut self, rows: &Rows) {
        for row in 0..rows.len() {
            let (word, bit) = self.slot(rows, row);
            self.present[word] |= bit;
        }
    }

    fn unmark(&mut self, rows: &Rows, count: usize) {
        for row in 0..count {
            let (word, _) = self.slot(rows, row);
            self.present[word] = 0;
        }
    }

    fn slot(&self, rows: &Rows, row: usize) -> (usize, u64) {
        let third = usize::from(rows.places[row][2]);
        let side = 2 * rows.pairs[row][0] as usize + usize::from(rows.signs[row] > 0.0);
        (side * self.words + third / 64, 1 << (third % 64))
    }

    fn read(&mut self, x: &[f64]) {
        self.after.fill(0);
        let mut numbers = x.iter();
        for i in 0..self.n {
            for (j, &ahead) in (i + 1..self.n).zip(&mut numbers) {
                let (first, second) = if ahead > 0.5 { (i, j) } else { (j, i) };
                self.after[first * self.words + second / 64] |= 1 << (second % 64);
            }
        }
    }

    /// The violated rows whose first two places are `i` and `j`: the third comes after one of them and before the other.
    fn add(&self, rows: &mut Rows, i: usize, j: usize, number: usize, ahead: bool) {
        let (later, earlier) = if ahead { (j, i) } else { (i, j) };
        let present = &self.present[(2 * number + usize::from(ahead)) * self.words..][..self.words];
        for (word, &present) in present.iter().enumerate().skip((j + 1) / 64) {
            let after = self.after[later * self.words + word] & !self.after[earlier * self.words + word];
            let mut found = after & !present;
            if word == (j + 1) / 64 {
                found &= u64::MAX << ((j + 1) % 64);
            }
            while found != 0 {
                let k = word * 64 + found.trailing_zeros() as usize;
                rows.push(self.n, [i as u16, j as u16, k as u16], ahead);
                found &= found - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn every_violated_row_is_found_once() {
        for n in [0_usize, 1, 2, 3, 5, 8, 64, 67] {
            let mut stream = Stream::new(n as u64, 0);
            let x: Vec<f64> = (0..n * n.saturating_sub(1) / 2).map(|_| (stream.next_u64() % 2) as f64).collect();
            let mut expected = Vec::new();
            for i in 0..n {
                for j in i + 1..n {
                    for k in j + 1..n {
                        let at = x[pair(n, i, j)] + x[pair(n, j, k)] - x[pair(n, i, k)];
                        if !(0.0..=1.0).contains(&at) {
                            expected.push(([i as u16, j as u16, k as u16], at.clamp(-1.0, 1.0)));
                        }
                    }
                }
            }
            let (mut rows, mut separation) = (Rows::default(), Separation::new(n).unwrap());
            separation.renew(&mut rows, &x, |_| false);
            let found = |rows: &Rows| rows.places.iter().copied().zip(rows.signs.iter().copied()).collect::<Vec<_>>();
            let sorted = |mut rows: Vec<([u16; 3], f64)>| {
                rows.sort_by(|a, b| a.partial_cmp(b).unwrap());
                rows
            };
            let signed = expected.iter().map(|&(places, at)| (places, if at > 0.0 { 1.0 } else { -1.0 })).collect();
            assert_eq!(sorted(found(&rows)), sorted(signed), "{n}");
            rows.multipliers.fill(1.0);
            let before = found(&rows);
            separation.renew(&mut rows, &x, |_| false);
            assert_eq!(found(&rows), before, "what is there is not added again");
            separation.renew(&mut rows, &x, |_| true);
            assert_eq!(rows.len(), before.len(), "settled rows go, and come back if violated");
        }
    }
}

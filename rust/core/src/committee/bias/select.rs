//! What a committee that was chosen by one score is worth by another.
//!
//! Items with equal observed scores are taken in random order, and what is computed is the expectation over that order: no
//! label and no position decides, and a tie adds no noise.

use crate::error::{Error, Result};

/// A sum of latent scores as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) numerator: i128,
    pub(super) denominator: i128,
}

impl Fraction {
    fn plus(self, other: Self) -> Self {
        Self {
            numerator: self.numerator * other.denominator + other.numerator * self.denominator,
            denominator: self.denominator * other.denominator,
        }
    }

    /// Over a whole number above 0; exactly 1 where the two are equal.
    fn over(self, whole: i128) -> f64 {
        self.numerator as f64 / (self.denominator * whole) as f64
    }
}

/// Items by observed score, the highest first, as blocks of equal scores.
struct Queue {
    /// The score, how many items have it, and their latent total.
    blocks: Vec<(i128, usize, i128)>,
}

impl Queue {
    fn new(items: impl Iterator<Item = usize>, observed: &[i128], latent: &[i128]) -> Self {
        let mut items: Vec<usize> = items.collect();
        items.sort_unstable_by(|&a, &b| observed[b].cmp(&observed[a]));
        let mut blocks: Vec<(i128, usize, i128)> = Vec::new();
        for item in items {
            match blocks.last_mut() {
                Some((score, size, total)) if *score == observed[item] => {
                    *size += 1;
                    *total += latent[item];
                }
                _ => blocks.push((observed[item], 1, latent[item])),
            }
        }
        Self { blocks }
    }

    /// The expected latent total of the first `n`.
    fn first(&self, n: usize) -> Fraction {
        let (mut left, mut whole) = (n, 0);
        for &(_, size, total) in &self.blocks {
            if left < size {
                let (taken, size) = (left as i128, size as i128);
                return Fraction { numerator: whole * size + taken * total, denominator: size };
            }
            left -= size;
            whole += total;
        }
        Fraction { numerator: whole, denominator: 1 }
    }

    /// How many stand above a score, and how many have it.
    fn around(&self, score: i128) -> (usize, usize) {
        let above = self.blocks.iter().take_while(|block| block.0 > score).map(|block| block.1).sum();
        let with = self.blocks.iter().find(|block| block.0 == score).map_or(0, |block| block.1);
        (above, with)
    }
}

/// Which committees are valued.
#[derive(Debug, Clone)]
pub(super) struct Committees {
    size: usize,
    /// How many of the second group each exact split takes.
    splits: Vec<usize>,
}

impl Committees {
    /// A size, and splits that both groups have the members for.
    ///
    /// # Errors
    /// [`Error::Data`] for a size or a split that cannot be.
    pub(super) fn new(size: usize, splits: Option<&[usize]>, n_first: usize, n_second: usize) -> Result<Self> {
        let n_items = n_first + n_second;
        if size == 0 || size > n_items {
            let expected = format!("1 <= committee_size <= {n_items}, the number of items");
            return Err(Error::Data { what: "committee_size", got: size.to_string(), expected });
        }
        let possible = size.saturating_sub(n_first)..=size.min(n_second);
        let splits = splits.map_or_else(|| possible.clone().collect(), <[usize]>::to_vec);
        if let Some(split) = splits.iter().find(|split| !possible.contains(split)) {
            let (low, high) = (possible.start(), possible.end());
            let expected = format!("{low} to {high} members of the second group");
            return Err(Error::Data { what: "splits", got: split.to_string(), expected });
        }
        if splits.is_empty() {
            let (got, expected) = ("there are none".to_owned(), "at least one".to_owned());
            return Err(Error::Data { what: "splits", got, expected });
        }
        Ok(Self { size, splits })
    }

    pub(super) fn splits(&self) -> &[usize] {
        &self.splits
    }

    /// How many values [`Committees::values`] appends.
    pub(super) fn n_values(&self) -> usize {
        2 + self.splits.len()
    }

    /// The latent total of the best committee.
    pub(super) fn optimum(&self, latent: &[i128]) -> i128 {
        let best = Queue::new(0..latent.len(), latent, latent).first(self.size);
        // Whole: items that tie by this score are worth the same by it.
        best.numerator / best.denominator
    }

    /// Appends, over the optimum, what is expected of the committee without constraints, of the one with proportional lower
    /// bounds, and of each split.
    pub(super) fn values(
        &self,
        observed: &[i128],
        latent: &[i128],
        is_second: &[bool],
        optimum: i128,
        values: &mut Vec<f64>,
    ) {
        let members = |second: bool| (0..observed.len()).filter(move |&item| is_second[item] == second);
        let all = Queue::new(0..observed.len(), observed, latent);
        let first = Queue::new(members(false), observed, latent);
        let second = Queue::new(members(true), observed, latent);
        let split = |l: usize| first.first(self.size - l).plus(second.first(l)).over(optimum);
        values.push(all.first(self.size).over(optimum));
        values.push(self.proportional(&all, &first, &second, is_second, split));
        values.extend(self.splits.iter().map(|&l| split(l)));
    }

    /// With at least `floor(size * |group| / n_items)` of each group. Scores of members add up, so the best such committee is
    /// the split closest to that of the committee without constraints, which ties at its last place may leave to chance.
    fn proportional(
        &self,
        all: &Queue,
        first: &Queue,
        second: &Queue,
        is_second: &[bool],
        split: impl Fn(usize) -> f64,
    ) -> f64 {
        let n = is_second.len();
        let n_second = is_second.iter().filter(|&&second| second).count();
        let least = self.size * n_second / n;
        let most = self.size - self.size * (n - n_second) / n;
        let mut seats = self.size;
        let Some(last) = all.blocks.iter().find(|block| {
            let is_last = seats <= block.1;
            seats -= if is_last { 0 } else { block.1 };
            is_last
        }) else {
            return split(least);
        };
        let (_, tied_first) = first.around(last.0);
        let (above, tied_second) = second.around(last.0);
        let chances = hypergeometric(seats, tied_first, tied_second);
        let (mut expected, mut mass) = (0.0, 0.0);
        let mut at: Option<(usize, f64)> = None;
        for (taken, chance) in chances {
            let l = (above + taken).clamp(least, most);
            let value = match at {
                Some((known, value)) if known == l => value,
                _ => split(l),
            };
            at = Some((l, value));
            mass += chance;
            // A running mean, so that equal values have exactly that mean.
            expected += (value - expected) * (chance / mass);
        }
        expected
    }
}

/// How many of `draws` without replacement come from the second of two kinds, and in what proportion: 1 for the likeliest.
fn hypergeometric(draws: usize, n_first: usize, n_second: usize) -> Vec<(usize, f64)> {
    let (low, high) = (draws.saturating_sub(n_first), draws.min(n_second));
    let mode = ((draws + 1) * (n_second + 1) / (n_first + n_second + 2)).clamp(low, high);
    // P(h + 1) / P(h); from the mode on, in both directions, no product passes 1.
    let step =
        |h: usize| ((n_second - h) as f64 * (draws - h) as f64) / ((h + 1) as f64 * (n_first + h + 1 - draws) as f64);
    let mut chances = vec![(mode, 1.0)];
    let mut chance = 1.0;
    for h in mode..high {
        chance *= step(h);
        chances.push((h + 1, chance));
    }
    chance = 1.0;
    for h in (low..mode).rev() {
        chance /= step(h);
        chances.push((h, chance));
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_averaged() {
        let (observed, latent) = ([5, 3, 3, 3, 1], [4, 9, 0, 3, 7]);
        let queue = Queue::new(0..5, &observed, &latent);
        assert_eq!(queue.first(0), Fraction { numerator: 0, denominator: 1 });
        assert_eq!(queue.first(1), Fraction { numerator: 4 * 3, denominator: 3 });
        assert_eq!(queue.first(3), Fraction { numerator: 4 * 3 + 2 * 12, denominator: 3 });
        assert_eq!(queue.first(5), Fraction { numerator: 23, denominator: 1 });
    }

    #[test]
    fn chances_are_those_of_the_definition() {
        let choose = |n: usize, k: usize| (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
        for (draws, first, second) in [(3, 4, 5), (0, 2, 2), (4, 4, 0), (4, 1, 6), (7, 3, 4), (1, 0, 3)] {
            let chances = hypergeometric(draws, first, second);
            let mass: f64 = chances.iter().map(|(_, chance)| chance).sum();
            for (h, chance) in chances {
                let expected = choose(second, h) * choose(first, draws - h) / choose(first + second, draws);
                assert!((chance / mass - expected).abs() < 1e-12, "{draws} {first} {second} {h}");
            }
        }
    }

    #[test]
    fn without_bias_nothing_is_lost() {
        let latent = [3, 3, 1, 1, 1, 0];
        let committees = Committees::new(4, None, 3, 3).unwrap();
        let mut values = Vec::new();
        let is_second = [true, false, true, false, true, false];
        let optimum = committees.optimum(&latent);
        committees.values(&latent, &latent, &is_second, optimum, &mut values);
        assert_eq!(optimum, 8);
        assert_eq!(values[0].to_bits(), 1.0_f64.to_bits());
        // Two of each group, or three of the second and one of the first: both take the two best.
        assert_eq!(values[1].to_bits(), 1.0_f64.to_bits());
        assert_eq!(committees.splits(), [1, 2, 3]);
        assert_eq!(values[2..], [7.0 / 8.0, 1.0, 1.0]);
    }

    #[test]
    fn sizes_and_splits_are_checked() {
        for (size, splits) in [(0, None), (7, None), (4, Some(vec![0])), (4, Some(vec![4])), (2, Some(vec![]))] {
            assert!(Committees::new(size, splits.as_deref(), 3, 3).is_err());
        }
    }
}

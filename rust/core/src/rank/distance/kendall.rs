//! Pairs of items that two rankings order the same way, the other way, or not at all; Kendall's tau and distance.

use super::merge::sort_counting;
use super::spread::sort_by_number;
use super::spread_vectors::SpreadVectors;
use super::vectors::{Vectors, key};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::rank::options::Named;

/// What concordant less discordant pairs are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TauVariant {
    /// All pairs.
    A,
    /// The geometric mean of the pairs untied in each.
    B,
    /// The most that a table of as many different values allows (Stuart).
    C,
}

impl Named for TauVariant {
    const OPTION: &'static str = "variant";
    const VALUES: &'static [(&'static str, Self)] = &[("a", Self::A), ("b", Self::B), ("c", Self::C)];
    const NAMES: &'static str = "\"a\", \"b\", \"c\"";
}

/// Every pair of items, by what two rankings say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// How many items are compared.
    pub n_items: u64,
    /// Ordered the same way by both.
    pub concordant: u64,
    /// Ordered oppositely.
    pub discordant: u64,
    /// Tied in the first alone.
    pub tied_x: u64,
    /// Tied in the second alone.
    pub tied_y: u64,
    /// Tied in both.
    pub tied_both: u64,
    /// The smaller number of different values.
    pub n_values: u64,
}

impl PairCounts {
    /// From the totals that algorithms find: pairs tied in each, pairs tied in both, discordant pairs.
    pub(super) fn from_totals(n_items: usize, ties: [u64; 2], both: u64, discordant: u64, n_values: usize) -> Self {
        let concordant = pairs(n_items) + both - ties[0] - ties[1] - discordant;
        Self {
            n_items: n_items as u64,
            concordant,
            discordant,
            tied_x: ties[0] - both,
            tied_y: ties[1] - both,
            tied_both: both,
            n_values: n_values as u64,
        }
    }

    /// All pairs.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.concordant + self.discordant + self.tied_x + self.tied_y + self.tied_both
    }

    /// Kendall's tau: 1 for the same order, -1 for the reverse.
    ///
    /// NaN where it is not defined: for fewer than two items, and, but for tau-a, if one of the rankings ties everything.
    ///
    /// # Example
    /// ```
    /// use rankfold_core::ctx::Ctx;
    /// use rankfold_core::rank::distance::{TauVariant, Vectors, pair_counts};
    /// let vectors = Vectors::new(["x", "y"], &[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 3.0], false).unwrap();
    /// let counts = pair_counts(&vectors, &Ctx::default()).unwrap();
    /// assert_eq!((counts.concordant, counts.discordant), (5, 1));
    /// assert_eq!(counts.tau(TauVariant::B), 4.0 / 6.0);
    /// ```
    #[must_use]
    pub fn tau(&self, variant: TauVariant) -> f64 {
        let lead = i128::from(self.concordant) - i128::from(self.discordant);
        let untied = u128::from(self.concordant) + u128::from(self.discordant);
        match variant {
            TauVariant::A => lead as f64 / self.all() as f64,
            TauVariant::B => {
                // Both below 2**63. One root of the product, so that equal rankings give 1 and not a little less.
                let product = (untied + u128::from(self.tied_y)) * (untied + u128::from(self.tied_x));
                if product == 0 { f64::NAN } else { lead as f64 / (product as f64).sqrt() }
            }
            TauVariant::C => {
                let (n, k) = (i128::from(self.n_items), i128::from(self.n_values));
                if k < 2 { f64::NAN } else { (2 * k * lead) as f64 / (n * n * (k - 1)) as f64 }
            }
        }
    }

    /// Kendall's distance with a penalty: 1 for a discordant pair, `penalty` for one that is tied in one ranking alone.
    /// `normalized` divides by the number of pairs.
    ///
    /// A metric for penalties from 1/2 to 1 (Fagin, Kumar, Mahdian, Sivakumar and Vee 2006).
    ///
    /// # Errors
    /// Those of [`check_penalty`].
    pub fn distance(&self, penalty: f64, normalized: bool) -> Result<f64> {
        check_penalty(penalty)?;
        let distance = self.discordant as f64 + penalty * (self.tied_x + self.tied_y) as f64;
        // A single item is at no distance from itself.
        Ok(if normalized { distance / self.all().max(1) as f64 } else { distance })
    }
}

/// Fails unless the penalty of a tie is at most that of a discordant pair.
///
/// # Errors
/// [`Error::Invalid`].
pub fn check_penalty(penalty: f64) -> Result<()> {
    if (0.0..=1.0).contains(&penalty) {
        return Ok(());
    }
    Err(Error::invalid("penalty", At::Whole, penalty, "a penalty", "0 <= penalty <= 1"))
}

/// How many pairs so many items make.
pub(super) fn pairs(n: usize) -> u64 {
    let n = n as u64;
    if n.is_multiple_of(2) { n / 2 * n.saturating_sub(1) } else { (n - 1) / 2 * n }
}

/// Counts the pairs of items by what two vectors say of them.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(n log n)` (Knight 1966): sorted by the first vector, the discordant pairs are the inversions of the second.
pub fn pair_counts(vectors: &Vectors<'_>, ctx: &Ctx<'_>) -> Result<PairCounts> {
    match SpreadVectors::of(vectors, ctx)? {
        Some(spread) => spread.pair_counts(ctx),
        None => merged_counts(vectors, ctx),
    }
}

/// Few items, and those of any processor: inversions by merging.
pub(super) fn merged_counts(vectors: &Vectors<'_>, ctx: &Ctx<'_>) -> Result<PairCounts> {
    // Both keys in one integer: sorted by x, and by y where x ties, so that a tie in x is no inversion.
    let joint = |place: usize| u128::from(key(vectors.x[place])) << 64 | u128::from(key(vectors.y[place]));
    let joint = sort_by_number(&vectors.x, joint, ctx)?;
    let (tied_x, n_x) = ties(&joint, |&pair| (pair >> 64) as u64);
    let (both, _) = ties(&joint, |&pair| pair);
    let (sorted, discordant) = sort_counting(joint.iter().map(|&pair| pair as u64).collect(), ctx)?;
    let (tied_y, n_y) = ties(&sorted, |&y| y);
    Ok(PairCounts::from_totals(vectors.n_items(), [tied_x, tied_y], both, discordant, n_x.min(n_y)))
}

/// Pairs of equal values in a sorted slice, and the number of different ones.
pub(super) fn ties<T, K: PartialEq>(sorted: &[T], key: impl Fn(&T) -> K) -> (u64, usize) {
    let (mut tied, mut run, mut values) = (0, 0, usize::from(!sorted.is_empty()));
    for pair in sorted.windows(2) {
        let equal = key(&pair[0]) == key(&pair[1]);
        // The k-th of a run ties with the k - 1 before it.
        run = if equal { run + 1 } else { 0 };
        tied += run;
        values += usize::from(!equal);
    }
    (tied, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_the_definition() {
        let mut stream = crate::rng::Stream::new(3, 0);
        for n in 1..40_usize {
            let x: Vec<u64> = (0..n).map(|_| stream.below(6)).collect();
            let y: Vec<u64> = (0..n).map(|_| stream.below(9)).collect();
            let floats = |values: &[u64]| values.iter().map(|&value| value as f64 / 3.0 - 1.0).collect::<Vec<_>>();
            let counts = pair_counts(&Vectors::trusted(&floats(&x), &floats(&y)), &Ctx::default()).unwrap();
            let mut expected = PairCounts { n_items: n as u64, n_values: counts.n_values, ..PairCounts::default() };
            for i in 0..n {
                for j in 0..i {
                    let slot = match (x[i] == x[j], y[i] == y[j]) {
                        (true, true) => &mut expected.tied_both,
                        (true, false) => &mut expected.tied_x,
                        (false, true) => &mut expected.tied_y,
                        _ if (x[i] < x[j]) == (y[i] < y[j]) => &mut expected.concordant,
                        _ => &mut expected.discordant,
                    };
                    *slot += 1;
                }
            }
            assert_eq!(counts, expected, "{x:?} {y:?}");
        }
    }

    #[test]
    fn pairs_of_as_many_items_as_there_may_be() {
        assert_eq!([0, 1, 2, 3, 4].map(pairs), [0, 0, 1, 3, 6]);
        assert_eq!(pairs(1 << 32), (1_u64 << 63) - (1 << 31));
        let counts = PairCounts::from_totals(1 << 32, [0, 0], 0, 1, 1 << 32);
        assert!((counts.tau(TauVariant::B) - 1.0).abs() < 1e-15);
        assert!((counts.tau(TauVariant::C) - 1.0).abs() < 1e-9);
    }
}

//! Borda among the items that are left, from pairs alone.

use fixedbitset::FixedBitSet;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::pairwise::Preference;
use crate::rank::Votes;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::weights::scale;

/// For each item the sum of its leads over the others that are left: the weight that prefers it less the weight against.
/// Its Borda points are half of that and of all comparisons, `(lead + total * (n_left - 1)) / 2`: a point for a win, half
/// of one for a tie and for a comparison that is not made. So leads order items as points do, and their mean is 0.
pub(super) struct Leads {
    pairs: Pairs,
    total: f64,
    /// The items that the sums are over.
    counted: FixedBitSet,
    sums: Vec<i128>,
}

impl Leads {
    pub(super) fn new(votes: &Votes<'_>, pairs: Pairs) -> Self {
        let total = match votes {
            Votes::Ballots(ballots) => {
                let weights = ballots.weights();
                scale(weights.total(ballots.n_voters()), weights.exponent())
            }
            Votes::Table(table) => scale(table.weights().total(table.n_rows()), table.weights().exponent()),
            Votes::Pairwise(counts) => counts.total_weight(),
            Votes::Positional(_) => 0.0,
        };
        let m = pairs.items.len();
        Self { pairs, total, counted: FixedBitSet::with_capacity(m), sums: vec![0; m] }
    }

    pub(super) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// The leads among these items; what others have is of no meaning.
    ///
    /// # Complexity
    /// Over all rounds of a history together `O(n_items^2)`.
    pub(super) fn count(&mut self, left: &FixedBitSet, ctx: &Ctx<'_>) -> Result<&[i128]> {
        let n_gone = self.counted.difference_count(left);
        let mut gone: Vec<usize> = self.counted.difference(left).collect();
        let mut sign = -1;
        // From the sums before, if that is less work than from the start.
        if !left.is_subset(&self.counted) || n_gone > left.count_ones(..) {
            self.sums.fill(0);
            gone = left.ones().collect();
            sign = 1;
        }
        for rival in gone {
            ctx.check()?;
            with_weights!(&self.pairs.preference, weights => add(&mut self.sums, weights, rival, left, sign));
        }
        self.counted.clone_from(left);
        Ok(&self.sums)
    }

    /// Whether none of these items is preferred to another.
    pub(super) fn are_level(&self, left: &FixedBitSet) -> bool {
        let m = left.len();
        with_weights!(&self.pairs.preference, weights => {
            left.ones().all(|i| left.ones().all(|j| weights[i * m + j] == weights[j * m + i]))
        })
    }

    /// The Borda points of the items that were counted last; NaN for those that have left.
    pub(super) fn points(&self) -> Vec<f64> {
        let comparisons = self.total * self.counted.count_ones(..).saturating_sub(1) as f64;
        let points = |(item, &lead): (usize, &i128)| {
            let value = f64::midpoint(self.value(lead), comparisons);
            if self.counted.contains(item) { value } else { f64::NAN }
        };
        self.sums.iter().enumerate().map(points).collect()
    }

    fn value(&self, lead: i128) -> f64 {
        match &self.pairs.preference {
            Preference::Integer(_) => lead as f64,
            Preference::Fixed(fixed) => fixed.value(lead),
        }
    }
}

/// Adds or takes off the leads over one rival. Weights have at most 111 bits and there are at most 2**15 items.
fn add<T: Copy + Into<i128>>(sums: &mut [i128], weights: &[T], rival: usize, left: &FixedBitSet, sign: i128) {
    let m = sums.len();
    for item in left.ones() {
        let lead: i128 = weights[item * m + rival].into() - weights[rival * m + item].into();
        sums[item] += sign * lead;
    }
}

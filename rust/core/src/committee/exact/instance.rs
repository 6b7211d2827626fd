//! What committees are worth to voters, in the form that searches read.

use num_bigint::BigInt;

use crate::approvals::Approvals;
use crate::fraction::Fraction;

/// Voters with the items that are worth something to them.
///
/// A committee is worth `sum over voters v of weights[v] * (lambda[0] u_1 + lambda[1] u_2 + ...)`, where `u_1 >= u_2 >= ...`
/// are the utilities of its members to `v`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::committee) struct Instance {
    /// How many items there are.
    pub(in crate::committee) n_items: usize,
    /// Where the items of each voter start, and where the last one's end.
    pub(in crate::committee) offsets: Vec<usize>,
    /// The items that are worth something to the voter, in ascending order.
    pub(in crate::committee) items: Vec<u32>,
    /// What they are worth, above zero.
    pub(in crate::committee) utilities: Vec<i64>,
    /// The weight of each voter, above zero, over the common exponent of the weights.
    pub(in crate::committee) weights: Vec<i128>,
    /// What the best, second best, ... member counts for a voter: as many as there are seats, at least zero and not
    /// increasing, so that the worth is submodular.
    pub(in crate::committee) lambda: Vec<Fraction>,
}

impl Instance {
    /// What merged approvals, each worth 1, make of these weights.
    pub(in crate::committee) fn of_approvals(approvals: &Approvals, lambda: Vec<Fraction>) -> Self {
        let mut instance = Self::empty(approvals.n_items(), lambda);
        for voter in 0..approvals.n_voters() {
            let set = approvals.set(voter).iter().map(|&item| (u32::from(item), 1));
            instance.push(set, approvals.weights().numerator(voter));
        }
        instance
    }

    /// Items with points of their own, which a committee of `k` adds up.
    pub(in crate::committee) fn of_points(points: &[i128], k: usize) -> Self {
        let mut instance = Self::empty(points.len(), vec![Fraction::from(BigInt::from(1)); k]);
        for (item, &points) in (0..).zip(points).filter(|(_, points)| **points > 0) {
            instance.push([(item, 1)].into_iter(), points);
        }
        instance
    }

    /// No voter yet.
    pub(in crate::committee) fn empty(n_items: usize, lambda: Vec<Fraction>) -> Self {
        let (items, utilities) = (Vec::new(), Vec::new());
        Self { n_items, offsets: vec![0], items, utilities, weights: Vec::new(), lambda }
    }

    /// A voter, left out to whom nothing is worth anything.
    pub(in crate::committee) fn push(&mut self, worth: impl Iterator<Item = (u32, i64)>, weight: i128) {
        let before = self.items.len();
        for (item, utility) in worth {
            self.items.push(item);
            self.utilities.push(utility);
        }
        if self.items.len() > before {
            self.offsets.push(self.items.len());
            self.weights.push(weight);
        }
    }
}

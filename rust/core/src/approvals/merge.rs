//! Equal sets folded into one.

use super::Approvals;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::sort::{Equal, sort_runs};

/// Voters sorted at a time.
const RUN_VOTERS: usize = 1 << 14;

impl Approvals {
    /// The same votes with equal sets folded into one that carries their weight. The sets come out sorted, so the result
    /// does not depend on the order of the voters; a weight of 0 is dropped.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_voters * log n_voters)` comparisons of sets.
    pub fn merged(&self, ctx: &Ctx<'_>) -> Result<Self> {
        let run = |k: usize| {
            let voters = k * RUN_VOTERS..self.n_voters().min((k + 1) * RUN_VOTERS);
            voters.filter(|&voter| self.weights().numerator(voter) > 0).collect()
        };
        let compare = |&a: &usize, &b: &usize| self.set(a).cmp(self.set(b));
        let voters = sort_runs(self.n_voters().div_ceil(RUN_VOTERS), run, compare, Equal::Keep, ctx)?;
        let (mut offsets, mut members, mut numerators) = (vec![0], Vec::new(), Vec::new());
        for equal in voters.chunk_by(|&a, &b| self.set(a) == self.set(b)) {
            members.extend_from_slice(self.set(equal[0]));
            offsets.push(members.len());
            numerators.push(equal.iter().map(|&voter| self.weights().numerator(voter)).sum());
        }
        let weights = self.weights().folded(numerators);
        Ok(Self { items: self.items.clone(), offsets: offsets.into(), members: members.into(), weights })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Items;
    use crate::weights::Weights;

    #[test]
    fn equal_sets_fold_whatever_their_order() {
        let read = |offsets: &[usize], entries: &[u32], weights: &[i64]| {
            let weights = Weights::from_integers(weights, weights.len()).unwrap();
            Approvals::from_sets(offsets.to_vec(), entries, Items::range(2).unwrap(), weights).unwrap()
        };
        let a = read(&[0, 1, 1, 2, 3], &[0, 0, 1], &[1, 2, 3, 0]).merged(&Ctx::default()).unwrap();
        let b = read(&[0, 1, 1], &[0], &[4, 2]).merged(&Ctx::default()).unwrap();
        assert_eq!(a, b);
        assert_eq!((a.n_voters(), a.weights()), (2, &Weights::Integer(vec![2, 4])));
    }
}

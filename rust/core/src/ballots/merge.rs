//! Equal ballots folded into one.

use super::{Ballots, Groups, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::sort::{Equal, sort_runs};

/// Voters sorted at a time.
const RUN_VOTERS: usize = 1 << 13;

impl Ballots {
    /// The same votes with equal ballots (of the same group) folded into one that carries their weight. The ballots come
    /// out sorted, so the result does not depend on the order of the voters; a weight of 0 is dropped.
    /// Groups keep their numbers, also one that is left without a ballot.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_voters * log n_voters)` comparisons of ballots.
    pub fn merged(&self, ctx: &Ctx<'_>) -> Result<Self> {
        match self.ranks() {
            Ranks::Narrow(ranks) => self.fold(ranks, Ranks::Narrow, ctx),
            Ranks::Wide(ranks) => self.fold(ranks, Ranks::Wide, ctx),
        }
    }

    /// The same voters in an order that depends on the votes alone; a weight of 0 is dropped.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(crate) fn sorted(&self, ctx: &Ctx<'_>) -> Result<Self> {
        match self.ranks() {
            Ranks::Narrow(ranks) => self.copy(ranks, &self.in_order(ranks, ctx)?, Ranks::Narrow),
            Ranks::Wide(ranks) => self.copy(ranks, &self.in_order(ranks, ctx)?, Ranks::Wide),
        }
    }

    /// These voters alone, in this order. Groups keep their numbers.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`].
    pub(crate) fn pick(&self, voters: &[usize]) -> Result<Self> {
        match self.ranks() {
            Ranks::Narrow(ranks) => self.copy(ranks, voters, Ranks::Narrow),
            Ranks::Wide(ranks) => self.copy(ranks, voters, Ranks::Wide),
        }
    }

    fn copy<R: Rank>(&self, ranks: &[R], voters: &[usize], wrap: fn(Vec<R>) -> Ranks) -> Result<Self> {
        let n_items = self.n_items();
        let mut kept = filled("ballots", voters.len() * n_items, R::UNRANKED)?;
        for (row, &voter) in kept.chunks_exact_mut(n_items.max(1)).zip(voters) {
            row.copy_from_slice(&ranks[voter * n_items..(voter + 1) * n_items]);
        }
        let groups = self.groups.as_ref().map(|groups| groups.pick(voters));
        let (is_complete, has_ties) = self.shape_of(&kept);
        let (n_voters, weights) = (voters.len(), self.weights.pick(voters));
        Ok(Self { n_voters, ranks: wrap(kept).into(), weights, groups, is_complete, has_ties, ..self.clone() })
    }

    /// Whether some of these ballots of ours are all complete, and whether one of them has a tie.
    fn shape_of<R: Rank>(&self, kept: &[R]) -> (bool, bool) {
        let is_complete = self.is_complete || !kept.contains(&R::UNRANKED);
        (is_complete, self.has_ties && kept.chunks_exact(self.n_items().max(1)).any(|row| is_tied(row)))
    }

    /// The voters with weight by group, ballot and weight.
    fn in_order<R: Rank>(&self, ranks: &[R], ctx: &Ctx<'_>) -> Result<Vec<usize>> {
        let n_items = self.n_items();
        let group = |voter: usize| self.groups.as_ref().map_or(0, |groups| groups.group_of[voter]);
        let row = |voter: usize| &ranks[voter * n_items..(voter + 1) * n_items];
        let weight = |voter: usize| self.weights.numerator(voter);
        let run = |k: usize| {
            let voters = k * RUN_VOTERS..self.n_voters.min((k + 1) * RUN_VOTERS);
            voters.filter(|&voter| weight(voter) > 0).collect()
        };
        let compare = |&a: &usize, &b: &usize| {
            group(a).cmp(&group(b)).then_with(|| row(a).cmp(row(b))).then_with(|| weight(a).cmp(&weight(b)))
        };
        sort_runs(self.n_voters.div_ceil(RUN_VOTERS), run, compare, Equal::Keep, ctx)
    }

    fn fold<R: Rank>(&self, ranks: &[R], wrap: fn(Vec<R>) -> Ranks, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = self.n_items();
        let group = |voter: usize| self.groups.as_ref().map_or(0, |groups| groups.group_of[voter]);
        let row = |voter: usize| &ranks[voter * n_items..(voter + 1) * n_items];
        let voters = self.in_order(ranks, ctx)?;
        let (mut kept, mut numerators, mut group_of) = (Vec::new(), Vec::new(), Vec::new());
        for equal in voters.chunk_by(|&a, &b| group(a) == group(b) && row(a) == row(b)) {
            kept.extend_from_slice(row(equal[0]));
            numerators.push(equal.iter().map(|&voter| self.weights.numerator(voter)).sum::<i128>());
            group_of.push(group(equal[0]));
        }
        let n_voters = numerators.len();
        let weights = self.weights.folded(numerators);
        let groups = self.groups.as_ref().map(|groups| Groups { group_of, times: groups.times.clone() });
        let (is_complete, has_ties) = self.shape_of(&kept);
        Ok(Self { n_voters, ranks: wrap(kept).into(), weights, groups, is_complete, has_ties, ..self.clone() })
    }
}

fn is_tied<R: Rank>(ballot: &[R]) -> bool {
    let mut ranked: Vec<R> = ballot.iter().copied().filter(|&rank| rank != R::UNRANKED).collect();
    ranked.sort_unstable();
    ranked.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Missing;
    use crate::items::Items;
    use crate::weights::Weights;

    #[test]
    fn equal_ballots_fold_whatever_their_order() {
        let read = |rows: &[[i64; 2]], weights: &[i64]| {
            let weights = Weights::from_integers(weights, rows.len()).unwrap();
            let items = Items::range(2).unwrap();
            Ballots::from_positions(&rows.concat(), rows.len(), items, weights, Missing::Below, &Ctx::default())
                .unwrap()
        };
        let a = read(&[[1, 2], [2, 1], [1, 2], [0, 0]], &[1, 2, 3, 0]).merged(&Ctx::default()).unwrap();
        let b = read(&[[2, 1], [1, 2]], &[2, 4]).merged(&Ctx::default()).unwrap();
        assert_eq!(a.positions().unwrap(), b.positions().unwrap());
        assert_eq!(a.weights(), &Weights::Integer(vec![4, 2]));
        assert_eq!(a.weights(), b.weights());
        assert!(a.is_complete() && !a.has_ties(), "the only ballot that was not is gone");
    }
}

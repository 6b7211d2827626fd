//! Who beats whom, and the sets of items at the top of that relation.

use fixedbitset::FixedBitSet;

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::Votes;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::rank::pairwise::smith_set::top;

/// The strict majority relation: `i` beats `j` if more weight prefers `i` to `j` than the other way round.
pub(super) struct Majority {
    /// Whom each item beats.
    beats: Vec<FixedBitSet>,
    /// By whom each item is beaten.
    beaten_by: Vec<FixedBitSet>,
    pub(super) missing: Missing,
}

impl Majority {
    pub(super) fn of(ballots: &Ballots, rule: &'static str, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Self> {
        let Pairs { items, preference, missing } = Pairs::of(&Votes::Ballots(ballots), rule, missing, ctx)?;
        let m = items.len();
        let nobody = vec![FixedBitSet::with_capacity(m); m];
        let (mut beats, mut beaten_by) = (nobody.clone(), nobody);
        for i in 0..m {
            ctx.check()?;
            with_weights!(&preference, weights => {
                for j in (0..m).filter(|&j| weights[i * m + j] > weights[j * m + i]) {
                    beats[i].insert(j);
                    beaten_by[j].insert(i);
                }
            });
        }
        Ok(Self { beats, beaten_by, missing })
    }

    /// The item that beats all others of these, if there is one.
    pub(super) fn condorcet_winner(&self, left: &FixedBitSet) -> Option<usize> {
        // One sweep leaves the only item that nobody before it beat.
        let champion = left.ones().reduce(|best, item| if self.beats[best].contains(item) { best } else { item })?;
        (self.beats[champion].intersection_count(left) + 1 == left.count_ones(..)).then_some(champion)
    }

    /// The Smith set: the smallest set of these items each of which beats every item outside.
    ///
    /// # Complexity
    /// `O(n_items^2)` comparisons, 64 at a time.
    pub(super) fn smith(&self, left: &FixedBitSet) -> FixedBitSet {
        let among = |set: &FixedBitSet| set.intersection_count(left) as i64;
        let mut smith = FixedBitSet::with_capacity(left.len());
        smith.extend(top(left.ones().collect(), |item| among(&self.beats[item]) - among(&self.beaten_by[item])));
        smith
    }

    /// The Schwartz set: all smallest sets of these items that nobody outside beats a member of, taken together.
    ///
    /// # Complexity
    /// As [`Majority::smith`].
    pub(super) fn schwartz(&self, left: &FixedBitSet) -> FixedBitSet {
        let below = |item: usize, reached: &mut FixedBitSet| reached.intersect_with(&self.beats[item]);
        // Each start was not reached from those before it, so nobody who is reached later stands above the last one.
        let (mut unseen, mut starts) = (left.clone(), Vec::new());
        while let Some(start) = unseen.minimum() {
            let reached = reach(start, &unseen, below);
            unseen.difference_with(&reached);
            starts.push(start);
        }
        let (mut unseen, mut top) = (left.clone(), FixedBitSet::with_capacity(left.len()));
        for start in starts.into_iter().rev() {
            if unseen.contains(start) {
                let reached = reach(start, &unseen, below);
                unseen.difference_with(&reached);
                let above = |item: usize, reached: &mut FixedBitSet| reached.intersect_with(&self.beaten_by[item]);
                top.union_with(&reach(start, left, above));
            }
        }
        top
    }
}

/// `start` and all of `within` that it leads to, where `keep` leaves of a set what an item leads to.
fn reach(start: usize, within: &FixedBitSet, keep: impl Fn(usize, &mut FixedBitSet)) -> FixedBitSet {
    let mut unseen = within.clone();
    let mut reached = FixedBitSet::with_capacity(within.len());
    let mut waiting = vec![start];
    unseen.remove(start);
    while let Some(item) = waiting.pop() {
        reached.insert(item);
        let mut found = unseen.clone();
        keep(item, &mut found);
        unseen.difference_with(&found);
        waiting.extend(found.ones());
    }
    reached
}

/// The round in which everybody outside of a set leaves, if there is anybody.
pub(super) fn outside(left: &FixedBitSet, set: &FixedBitSet) -> Option<Vec<usize>> {
    let outside: Vec<usize> = left.difference(set).collect();
    (!outside.is_empty()).then_some(outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    fn set(items: u32, m: usize) -> FixedBitSet {
        let mut set = FixedBitSet::with_capacity(m);
        (0..m).filter(|&item| items >> item & 1 == 1).for_each(|item| set.insert(item));
        set
    }

    /// Any relation, with any pair undecided.
    fn random(m: usize, stream: &mut Stream) -> Majority {
        let nobody = vec![FixedBitSet::with_capacity(m); m];
        let mut majority = Majority { beats: nobody.clone(), beaten_by: nobody, missing: Missing::Below };
        for (i, j) in (0..m).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let (winner, loser) = match stream.below(3) {
                0 => (i, j),
                1 => (j, i),
                _ => continue,
            };
            majority.beats[winner].insert(loser);
            majority.beaten_by[loser].insert(winner);
        }
        majority
    }

    /// Against all sets, of all items and of a part of them.
    #[test]
    fn top_sets_are_what_they_are_defined_to_be() {
        let mut stream = Stream::new(3, 0);
        for m in 1..8_usize {
            for _ in 0..60 {
                let majority = random(m, &mut stream);
                let left = set(stream.below(1 << m) as u32 | 1, m);
                let parts = (1..1 << m).map(|items| set(items, m)).filter(|part| part.is_subset(&left));
                let parts: Vec<FixedBitSet> = parts.collect();
                let beats_all = |part: &&FixedBitSet| {
                    part.ones().all(|i| left.difference(part).all(|j| majority.beats[i].contains(j)))
                };
                let smith = parts.iter().filter(beats_all).min_by_key(|part| part.count_ones(..));
                assert_eq!(Some(&majority.smith(&left)), smith);
                let is_unbeaten = |part: &&FixedBitSet| {
                    part.ones().all(|i| left.difference(part).all(|j| !majority.beats[j].contains(i)))
                };
                let unbeaten: Vec<&FixedBitSet> = parts.iter().filter(is_unbeaten).collect();
                let mut schwartz = FixedBitSet::with_capacity(m);
                for part in &unbeaten {
                    if !unbeaten.iter().any(|other| other != part && other.is_subset(part)) {
                        schwartz.union_with(part);
                    }
                }
                assert_eq!(majority.schwartz(&left), schwartz);
                let alone = left.ones().find(|&i| left.ones().all(|j| i == j || majority.beats[i].contains(j)));
                assert_eq!(majority.condorcet_winner(&left), alone);
            }
        }
    }
}

//! Who beats whom, and the sets of items at the top of that relation.

use fixedbitset::FixedBitSet;

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::Votes;
use crate::rank::pairwise::pairs::{Pairs, with_weights};

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
        // Whoever beats most is in it, and so is whoever is not beaten by one in it.
        let most = left.ones().max_by_key(|&item| self.beats[item].intersection_count(left));
        reach(most, left, |item, reached| {
            reached.difference_with(&self.beats[item]);
        })
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
            let reached = reach(Some(start), &unseen, below);
            unseen.difference_with(&reached);
            starts.push(start);
        }
        let (mut unseen, mut top) = (left.clone(), FixedBitSet::with_capacity(left.len()));
        for start in starts.into_iter().rev() {
            if unseen.contains(start) {
                let reached = reach(Some(start), &unseen, below);
                unseen.difference_with(&reached);
                let above = |item: usize, reached: &mut FixedBitSet| reached.intersect_with(&self.beaten_by[item]);
                top.union_with(&reach(Some(start), left, above));
            }
        }
        top
    }
}

/// `start` and all of `within` that it leads to, where `keep` leaves of a set what an item leads to.
fn reach(start: Option<usize>, within: &FixedBitSet, keep: impl Fn(usize, &mut FixedBitSet)) -> FixedBitSet {
    let mut unseen = within.clone();
    let mut reached = FixedBitSet::with_capacity(within.len());
    let mut waiting: Vec<usize> = start.into_iter().collect();
    for &item in &waiting {
        unseen.remove(item);
    }
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

//! How many approve of each item, counted near the speed of memory.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Approvals;
use super::tally::{Counts, Sums, Support, Tally};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par;
use crate::weights::Weights;

/// Approvals counted at a time.
const COUNT_MEMBERS: usize = 1 << 21;

impl Approvals {
    /// The support of each item.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn support(&self, ctx: &Ctx<'_>) -> Result<Support> {
        let all = self.support_by(false, ctx)?.into_values().next();
        Ok(all.unwrap_or_else(|| Support::none(self.n_items())))
    }

    /// For each size of a set that occurs the support by the voters whose sets have that size.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn support_by_size(&self, ctx: &Ctx<'_>) -> Result<BTreeMap<usize, Support>> {
        self.support_by(true, ctx)
    }

    /// By size, or all together, as if of one size.
    fn support_by(&self, by_size: bool, ctx: &Ctx<'_>) -> Result<BTreeMap<usize, Support>> {
        let n_items = self.n_items();
        // A table of bytes is emptied after 255 sets, which must be little work beside counting those.
        let are_large = 2 * n_items <= self.mean_size() * usize::from(u8::MAX);
        match self.weights() {
            Weights::Unit if are_large => {
                self.fold_support(by_size, || Counts::<u8>::new(n_items, u8::MAX.into()), ctx)
            }
            Weights::Unit => self.fold_support(by_size, || Counts::<u16>::new(n_items, u16::MAX.into()), ctx),
            Weights::Integer(weights) => self.fold_support(by_size, || Sums::new(n_items, weights), ctx),
            Weights::Float(weights) => self.fold_support(by_size, || Sums::new(n_items, &weights.numerators), ctx),
        }
    }

    fn fold_support<T: Tally>(
        &self,
        by_size: bool,
        tally: impl Fn() -> T + Sync,
        ctx: &Ctx<'_>,
    ) -> Result<BTreeMap<usize, Support>> {
        let n_sizes = if by_size { self.n_items() + 1 } else { 1 };
        ctx.set_total(self.n_voters() as u64);
        let count = |voters: Range<usize>| {
            ctx.advance(voters.len() as u64);
            let (mut places, mut tallies) = (vec![None; n_sizes], Vec::new());
            let mut next = voters.start;
            while next < voters.end {
                let (size, end) = if by_size { self.run(next, voters.end) } else { (0, voters.end) };
                let place = *places[size].get_or_insert_with(|| {
                    tallies.push((size, tally()));
                    tallies.len() - 1
                });
                tallies[place].1.add(self, next..end);
                next = end;
            }
            Ok(tallies.into_iter().map(|(size, tally)| (size, tally.support())).collect())
        };
        let mut totals = BTreeMap::new();
        ctx.fold_chunks(self.n_voters(), par::rows(COUNT_MEMBERS, self.mean_size()), count, |parts: Vec<_>| {
            for (size, part) in parts {
                totals.entry(size).or_insert_with(|| Support::none(self.n_items())).add(&part);
            }
            Ok(())
        })?;
        Ok(totals)
    }

    /// The size of the set of voter `first`, and where the voters end, before `end`, whose sets have that size.
    fn run(&self, first: usize, end: usize) -> (usize, usize) {
        let mut sizes = self.offsets[first..=end].windows(2).map(|set| set[1] - set[0]);
        let size = sizes.next().unwrap_or_default();
        (size, sizes.position(|other| other != size).map_or(end, |further| first + 1 + further))
    }

    fn mean_size(&self) -> usize {
        self.n_approvals().div_ceil(self.n_voters().max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::items::Items;
    use crate::par::Par;
    use crate::rng::Stream;

    fn naive(approvals: &Approvals) -> BTreeMap<usize, Support> {
        let mut totals = BTreeMap::new();
        for voter in 0..approvals.n_voters() {
            let (set, weight) = (approvals.set(voter), approvals.weights().numerator(voter));
            let part = totals.entry(set.len()).or_insert_with(|| Support::none(approvals.n_items()));
            part.voters += weight;
            for &item in set {
                part.items[usize::from(item)] += weight;
            }
        }
        totals
    }

    fn holds(approvals: &Approvals, ctx: &Ctx<'_>) {
        let (expected, mut total) = (naive(approvals), Support::none(approvals.n_items()));
        assert_eq!(approvals.support_by_size(ctx).unwrap(), expected);
        for part in expected.values() {
            total.add(part);
        }
        assert_eq!(approvals.support(ctx).unwrap(), total);
    }

    /// Sets of `0..=most` items, in runs of one size, and the same votes under weights of each kind.
    fn drawn(n_voters: usize, n_items: usize, most: usize, seed: u64) -> [Approvals; 3] {
        let mut stream = Stream::new(seed, 0);
        let (mut offsets, mut members, mut size) = (vec![0], Vec::new(), 0);
        for _ in 0..n_voters {
            if stream.below(4) == 0 {
                size = stream.below(most as u64 + 1);
            }
            let start = stream.below(n_items as u64);
            members.extend((0..size).map(|step| ((start + step) % n_items as u64) as u32));
            offsets.push(members.len());
        }
        let integers: Vec<i64> = (0..n_voters).map(|_| stream.below(1 << 40) as i64).collect();
        let floats: Vec<f64> = (0..n_voters).map(|_| stream.unit()).collect();
        let weights = [
            Weights::Unit,
            Weights::from_integers(&integers, n_voters).unwrap(),
            Weights::from_floats(&floats, n_voters).unwrap(),
        ];
        let items = || Items::range(n_items).unwrap();
        weights.map(|weights| Approvals::from_sets(offsets.clone(), &members, items(), weights).unwrap())
    }

    #[test]
    fn support_is_what_one_by_one_gives() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for (seed, (n_voters, n_items, most)) in
            [(0, 3, 2), (1, 1, 1), (700, 7, 7), (1025, 40, 33), (600, 2000, 1), (3000, 70, 2)].into_iter().enumerate()
        {
            for approvals in drawn(n_voters, n_items, most, seed as u64) {
                holds(&approvals, &Ctx::default());
                holds(&approvals, &Ctx::new(Par::pool(&pool).with_chunk(NonZeroUsize::new(257))));
            }
        }
    }

    /// Everybody approves of everything: no count is lost where a table of bytes, or of 16 bits, is full.
    #[test]
    fn full_tables_are_emptied() {
        for n_voters in [254, 255, 256, 511, 65_534, 65_535, 65_536, 131_072] {
            for (n_items, size) in [(2, 2), (300, 1)] {
                let offsets = (0..=n_voters).map(|voter| voter * size).collect();
                let members: Vec<u32> = (0..size as u32).cycle().take(n_voters * size).collect();
                let items = Items::range(n_items).unwrap();
                let approvals = Approvals::from_sets(offsets, &members, items, Weights::Unit).unwrap();
                let support = approvals.support(&Ctx::default()).unwrap();
                assert!(support.items[..size].iter().all(|&weight| weight == n_voters as i128), "{n_voters}");
                assert!(support.items[size..].iter().all(|&weight| weight == 0), "{n_voters}");
                holds(&approvals, &Ctx::default());
            }
        }
    }

    /// Items that are rare at first, so that many sets are counted at once, and then in every set, and then rare again.
    #[test]
    fn counts_past_the_end_of_a_table_are_counted_again() {
        for (n_items, size, n_rare) in [(40, 2, 9_000), (300, 3, 40_000), (2000, 20, 9_000), (900, 1, 400_000)] {
            let set = |voter: usize, is_rare: bool| {
                let first = if is_rare { voter * size } else { 0 };
                (first..first + size).map(move |item| (item % n_items) as u32)
            };
            let voters = 0..3 * n_rare;
            let members: Vec<u32> = voters.clone().flat_map(|voter| set(voter, voter / n_rare != 1)).collect();
            let offsets = (0..=voters.end).map(|voter| voter * size).collect();
            let items = Items::range(n_items).unwrap();
            holds(&Approvals::from_sets(offsets, &members, items, Weights::Unit).unwrap(), &Ctx::default());
        }
    }
}

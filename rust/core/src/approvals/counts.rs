//! `ApprovalCounts`, the mergeable state of approvals. Its weights stay exact, so even float weights merge bit for bit.

use std::collections::BTreeMap;

use super::Approvals;
use super::tally::Support;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::state::{Kind, Reader, State, Writer, corrupt};
use crate::weights::{MAX_FLOAT_TOTAL, common_exponent, refine, scale};

/// For each size of a set how many voters have sets of that size, and how many of those approve of each item: all that a
/// rule reads which adds up points of a voter that depend on nothing but the size of the set.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalCounts {
    items: Items,
    /// Weights over `2**exponent`.
    by_size: BTreeMap<usize, Support>,
    exponent: i32,
    is_integer: bool,
}

impl ApprovalCounts {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(items: Items) -> Self {
        Self { items, by_size: BTreeMap::new(), exponent: 0, is_integer: true }
    }

    /// Counts approvals.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_voters + n_approvals)`, and `O(n_items)` for each size that occurs.
    pub fn from_approvals(approvals: &Approvals, ctx: &Ctx<'_>) -> Result<Self> {
        let (by_size, weights) = (approvals.support_by_size(ctx)?, approvals.weights());
        let (exponent, is_integer) = (weights.exponent(), weights.is_integer());
        Ok(Self { items: approvals.items().clone(), by_size, exponent, is_integer })
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// Sizes and the support by voters with sets of that size, over `2**exponent`, in ascending order.
    pub fn by_size(&self) -> impl Iterator<Item = (usize, &Support)> {
        self.by_size.iter().map(|(&size, support)| (size, support))
    }

    /// How many numbers are counted.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.by_size.len() * (1 + self.items.len())
    }

    /// The support by all voters, over `2**exponent`.
    #[must_use]
    pub fn support(&self) -> Support {
        let mut total = Support::none(self.items.len());
        self.by_size.values().for_each(|part| total.add(part));
        total
    }

    /// The weight of all voters.
    #[must_use]
    pub fn voters(&self) -> f64 {
        scale(self.by_size.values().map(|part| part.voters).sum(), self.exponent)
    }

    /// The common exponent of the weights; 0 for integers.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        self.exponent
    }

    /// Over a finer exponent, if every weight still fits.
    fn over(mut self, exponent: i32) -> Result<Self> {
        let all = self.by_size.values_mut().flat_map(|part| part.items.iter_mut().chain([&mut part.voters]));
        refine(all, self.exponent, exponent).ok_or(Error::Overflow { what: "a count of approvals", bits: 126 })?;
        Ok(Self { exponent, ..self })
    }

    /// Fails unless sums of the weights fit, as integers and as floats.
    fn check_total(&self) -> Result<()> {
        let total = self.by_size.values().try_fold(0_i128, |sum, part| sum.checked_add(part.voters));
        match total.filter(|&total| total < MAX_FLOAT_TOTAL) {
            Some(total) if scale(total, self.exponent).is_finite() => Ok(()),
            _ => Err(Error::Overflow { what: "a total of approvals", bits: 110 }),
        }
    }
}

impl State for ApprovalCounts {
    type Votes<'a> = Approvals;
    type Output = Vec<f64>;

    fn update(&mut self, votes: &Approvals, ctx: &Ctx<'_>) -> Result<()> {
        self.items.check_same(votes.items())?;
        self.merge(&Self::from_approvals(votes, ctx)?)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.items.check_same(&other.items)?;
        let own = |counts: &Self| (!counts.by_size.is_empty()).then_some(counts.exponent);
        let exponent = common_exponent(own(self), own(other));
        // Summed apart and then kept, so that an overflow changes nothing.
        let (mut sum, part) = (self.clone().over(exponent)?, other.clone().over(exponent)?);
        for (size, part) in &part.by_size {
            sum.by_size.entry(*size).or_insert_with(|| Support::none(self.items.len())).add(part);
        }
        sum.check_total()?;
        sum.is_integer &= other.is_integer;
        *self = sum;
        Ok(())
    }

    /// The weight of the supporters of each item.
    fn finish(&self, _: &Ctx<'_>) -> Result<Vec<f64>> {
        Ok(self.support().items.into_iter().map(|weight| scale(weight, self.exponent)).collect())
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::ApprovalCounts, self.items.fingerprint());
        self.items.write(&mut writer);
        writer.u8(u8::from(self.is_integer));
        writer.i64(i64::from(self.exponent));
        writer.u64(self.by_size.len() as u64);
        for (size, support) in self.by_size() {
            writer.u64(size as u64);
            writer.i128(support.voters);
            support.items.iter().for_each(|&weight| writer.i128(weight));
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::ApprovalCounts)?;
        let items = Items::read(&mut reader)?;
        let is_integer = reader.flag("kind of weights")?;
        let exponent = reader.i64("exponent")?;
        let exponent = i32::try_from(exponent)
            .ok()
            .filter(|exponent| if is_integer { *exponent == 0 } else { (-1074..=1023).contains(exponent) })
            .ok_or_else(|| corrupt("exponent", exponent, "that of weights of this kind"))?;
        let mut by_size = BTreeMap::new();
        for _ in 0..reader.length("number of sizes", 8 + 16 * (1 + items.len()))? {
            let (size, voters) = (reader.u64("size")?, reader.i128("weight of voters")?);
            let weights = (0..items.len()).map(|_| reader.i128("weight of supporters")).collect::<Result<Vec<_>>>()?;
            let is_new = size <= items.len() as u64 && !by_size.contains_key(&(size as usize));
            if !is_new || !is_possible(size, voters, &weights) {
                return Err(corrupt(
                    "a count of approvals",
                    format!("size {size}, {voters} voters"),
                    "what sets can give",
                ));
            }
            by_size.insert(size as usize, Support { voters, items: weights });
        }
        reader.finish()?;
        let counts = Self { items, by_size, exponent, is_integer };
        counts.check_total().map_err(|error| corrupt("weights", error, "a total that fits"))?;
        Ok(counts)
    }
}

/// Whether voters of this weight with sets of this size can support the items like that.
fn is_possible(size: u64, voters: i128, items: &[i128]) -> bool {
    let within = (0..MAX_FLOAT_TOTAL).contains(&voters) && items.iter().all(|weight| (0..=voters).contains(weight));
    within && items.iter().sum::<i128>() == i128::from(size) * voters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::Weights;

    const OFFSETS: [usize; 6] = [0, 2, 2, 5, 6, 8];
    const MEMBERS: [u32; 8] = [2, 0, 0, 1, 2, 1, 0, 1];

    fn approvals(voters: std::ops::Range<usize>, weights: &[f64]) -> Approvals {
        let offsets = OFFSETS[voters.start..=voters.end].iter().map(|end| end - OFFSETS[voters.start]).collect();
        let members = &MEMBERS[OFFSETS[voters.start]..OFFSETS[voters.end]];
        let weights = Weights::from_floats(&weights[voters.clone()], voters.len()).unwrap();
        Approvals::from_sets(offsets, members, Items::range(3).unwrap(), weights).unwrap()
    }

    fn counted(voters: std::ops::Range<usize>, weights: &[f64]) -> ApprovalCounts {
        ApprovalCounts::from_approvals(&approvals(voters, weights), &Ctx::default()).unwrap()
    }

    #[test]
    fn merging_is_counting_together_even_with_floats() {
        let weights = [0.1, 1.0, 2.5e-9, 7.0, 0.3];
        let whole = counted(0..5, &weights);
        let support = |first: f64| vec![first, 7.0 + 0.3 + 2.5e-9, 0.1 + 2.5e-9];
        for (found, expected) in whole.finish(&Ctx::default()).unwrap().iter().zip(support(0.1 + 0.3 + 2.5e-9)) {
            assert!((found - expected).abs() < 1e-12);
        }
        for split in 0..=5 {
            let mut state = ApprovalCounts::new(Items::range(3).unwrap());
            state.merge(&counted(0..split, &weights)).unwrap();
            state.update(&approvals(split..5, &weights), &Ctx::default()).unwrap();
            assert_eq!((state.by_size.clone(), state.exponent), (whole.by_size.clone(), whole.exponent), "{split}");
        }
    }

    #[test]
    fn bytes_come_back_and_damage_is_refused() {
        let state = counted(0..5, &[1.5; 5]);
        let bytes = state.to_bytes().unwrap();
        assert_eq!(ApprovalCounts::from_bytes(&bytes).unwrap(), state);
        for length in 0..bytes.len() {
            assert!(ApprovalCounts::from_bytes(&bytes[..length]).is_err());
        }
    }

    #[test]
    fn what_no_votes_can_give_is_refused() {
        assert!(is_possible(2, 3, &[3, 2, 1]) && is_possible(0, 5, &[0, 0]) && is_possible(1, 0, &[0]));
        assert!(!is_possible(2, 3, &[4, 2, 0]), "more supporters than voters");
        assert!(!is_possible(2, 3, &[3, 2, 2]), "more approvals than sets hold");
        assert!(!is_possible(1, -1, &[-1, 0]));
        assert!(!is_possible(1, MAX_FLOAT_TOTAL, &[MAX_FLOAT_TOTAL]));
    }

    #[test]
    fn an_overflow_changes_nothing() {
        let (large, small) = (counted(0..5, &[1e30; 5]), counted(0..5, &[1e-30; 5]));
        let mut state = large.clone();
        assert_eq!(state.merge(&small), Err(Error::Overflow { what: "a count of approvals", bits: 126 }));
        assert_eq!(state, large);
    }
}

//! Bounds of groups that overlap, by multipliers: a price or a reward for each member of a group.

use super::number::Number;
use crate::committee::{Bounds, Group};

/// The groups whose bounds the choice by prices does not see to.
#[derive(Clone)]
pub(super) struct Overlaps<'a, N> {
    groups: &'a [Group],
    /// Multipliers stay below it, so that sums with them fit.
    most: N,
}

impl<'a, N: Number> Overlaps<'a, N> {
    pub(super) fn new(bounds: &'a Bounds) -> Self {
        let groups = if bounds.is_disjoint() { &[] } else { bounds.groups() };
        let members: usize = groups.iter().map(|group| group.members.len()).sum();
        Self { groups, most: N::from_float(2.0_f64.powi(N::BITS as i32 - 1) / (1.0 + members as f64)) }
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Adds the multipliers to the prices, and returns what to add to the constant.
    pub(super) fn price(&self, multipliers: &mut [N], prices: &mut [N]) -> N {
        let mut constant = N::ZERO;
        for (group, multiplier) in self.groups.iter().zip(multipliers) {
            *multiplier = (*multiplier).clamp(-self.most, self.most);
            for &item in &group.members {
                prices[item as usize] += *multiplier;
            }
            constant -= *multiplier * N::from(Self::bound(group, *multiplier) as u32);
        }
        constant
    }

    /// Where to move the multipliers, given how many of each group are chosen.
    pub(super) fn slope(&self, counts: &[usize], multipliers: &[N], slope: &mut [f64]) {
        for ((group, &count), (&multiplier, slope)) in self.groups.iter().zip(counts).zip(multipliers.iter().zip(slope))
        {
            let wanted = if multiplier == N::ZERO {
                count.clamp(group.lower, group.upper)
            } else {
                Self::bound(group, multiplier)
            };
            *slope = wanted as f64 - count as f64;
        }
    }

    /// The bound that a multiplier of this sign stands for. No group has more seats than members.
    fn bound(group: &Group, multiplier: N) -> usize {
        if multiplier > N::ZERO { group.lower } else { group.upper.min(group.members.len()) }
    }
}

//! How many members each group has to have, and whether that can be.
//!
//! Items in the same groups are alike here: they make a kind. A committee keeps to the bounds or not by how many members
//! it has of each kind, so all questions are about those few numbers.

use std::collections::BTreeMap;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Label;

/// Items of which a committee has to have a number within bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What users call it.
    pub label: Label,
    /// Its items.
    pub members: Vec<u32>,
    /// The least number of seats.
    pub lower: usize,
    /// The greatest number of seats.
    pub upper: usize,
}

/// The bounds of all groups, which may overlap.
#[derive(Debug, Clone)]
pub struct Bounds {
    groups: Vec<Group>,
    /// The kind of each item.
    kind_of: Vec<u32>,
    /// How many items there are of each kind.
    pub(super) sizes: Vec<usize>,
    /// The kinds that each group consists of.
    kinds: Vec<Vec<u32>>,
    is_disjoint: bool,
}

/// One of the two bounds of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Lower(usize),
    Upper(usize),
}

impl Bounds {
    /// No bounds at all.
    #[must_use]
    pub fn none(n_items: usize) -> Self {
        let (kind_of, sizes) = (vec![0; n_items], vec![n_items]);
        Self { groups: Vec::new(), kind_of, sizes, kinds: Vec::new(), is_disjoint: true }
    }

    /// These groups of `n_items` items.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an item out of range.
    pub fn new(groups: Vec<Group>, n_items: usize) -> Result<Self> {
        if groups.is_empty() {
            return Ok(Self::none(n_items));
        }
        let mut signatures = vec![Vec::new(); n_items];
        for (number, group) in (0_u32..).zip(&groups) {
            for (place, &item) in group.members.iter().enumerate() {
                let Some(signature) = signatures.get_mut(item as usize) else {
                    let at = At::Cell(number as usize, place);
                    return Err(Error::invalid("groups", at, item, "an item", format!("0 <= item < {n_items}")));
                };
                if signature.last() != Some(&number) {
                    signature.push(number);
                }
            }
        }
        let mut numbers = BTreeMap::new();
        for signature in &signatures {
            let next = numbers.len() as u32;
            numbers.entry(signature.as_slice()).or_insert(next);
        }
        let kind_of: Vec<u32> = signatures.iter().map(|signature| numbers[signature.as_slice()]).collect();
        let (mut sizes, mut kinds) = (vec![0; numbers.len()], vec![Vec::new(); groups.len()]);
        for &kind in &kind_of {
            sizes[kind as usize] += 1;
        }
        for (signature, &kind) in &numbers {
            for &group in *signature {
                kinds[group as usize].push(kind);
            }
        }
        let is_disjoint = numbers.keys().all(|signature| signature.len() <= 1);
        Ok(Self { groups, kind_of, sizes, kinds, is_disjoint })
    }

    /// The groups, as they were given.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether there is any group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether no item is in two groups.
    #[must_use]
    pub fn is_disjoint(&self) -> bool {
        self.is_disjoint
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.kind_of.len()
    }

    /// The kind of an item: two items are of one kind if they are in the same groups.
    #[must_use]
    pub fn kind(&self, item: u32) -> usize {
        self.kind_of[item as usize] as usize
    }

    /// How many kinds there are.
    #[must_use]
    pub fn n_kinds(&self) -> usize {
        self.sizes.len()
    }

    /// How many members each group has in a committee.
    #[must_use]
    pub fn counts(&self, committee: &[u32]) -> Vec<usize> {
        let mut of_kind = vec![0; self.n_kinds()];
        for &item in committee {
            of_kind[self.kind(item)] += 1;
        }
        self.kinds.iter().map(|kinds| kinds.iter().map(|&kind| of_kind[kind as usize]).sum()).collect()
    }

    /// Whether a committee keeps to all bounds.
    #[must_use]
    pub fn allow(&self, committee: &[u32]) -> bool {
        let within = |(group, count): (&Group, usize)| (group.lower..=group.upper).contains(&count);
        self.groups.iter().zip(self.counts(committee)).all(within)
    }

    /// For each kind of items whether one of it may take the seat of a member of this committee, which keeps to the bounds.
    pub(super) fn may_replace(&self, committee: &[u32], place: usize) -> Vec<bool> {
        if self.is_empty() {
            return vec![true; self.n_kinds()];
        }
        let own = self.kind(committee[place]);
        let mut may = vec![false; self.n_kinds()];
        let mut other = committee.to_vec();
        let mut is_known = may.clone();
        may[own] = true;
        is_known[own] = true;
        for item in 0..self.n_items() as u32 {
            let kind = self.kind(item);
            if !is_known[kind] {
                is_known[kind] = true;
                other[place] = item;
                may[kind] = self.allow(&other);
            }
        }
        may
    }

    /// Fails unless some committee of `k` keeps to the bounds.
    ///
    /// # Errors
    /// [`Error::Data`] that names bounds which conflict, none of which could be left out, or a stop asked for through
    /// `ctx`.
    pub fn check(&self, k: usize, ctx: &Ctx<'_>) -> Result<()> {
        let mut conflict: Vec<(usize, Bound)> = self.rows();
        let feasible =
            |rows: &[(usize, Bound)]| self.feasible(rows, vec![0; self.n_kinds()], self.sizes.clone(), k, ctx);
        if feasible(&conflict)? {
            return Ok(());
        }
        let mut at = 0;
        while at < conflict.len() {
            let bound = conflict.remove(at);
            if feasible(&conflict)? {
                conflict.insert(at, bound);
                at += 1;
            }
        }
        let describe = |&(group, bound): &(usize, Bound)| {
            let Group { label, members, .. } = &self.groups[group];
            match bound {
                Bound::Lower(least) => format!("at least {least} of the {} in {label}", members.len()),
                Bound::Upper(most) => format!("at most {most} of the {} in {label}", members.len()),
            }
        };
        let got =
            format!("no committee of {k} has {}", conflict.iter().map(describe).collect::<Vec<_>>().join(" and "));
        Err(Error::Data { what: "bounds", got, expected: "bounds that some committee keeps to".to_owned() })
    }

    /// Whether some committee of `k` with numbers of members of each kind from `low` to `high` keeps to the bounds.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(super) fn within(&self, low: Vec<usize>, high: Vec<usize>, k: usize, ctx: &Ctx<'_>) -> Result<bool> {
        self.feasible(&self.rows(), low, high, k, ctx)
    }

    fn rows(&self) -> Vec<(usize, Bound)> {
        let both = |(number, group): (usize, &Group)| {
            [(number, Bound::Lower(group.lower)), (number, Bound::Upper(group.upper))]
        };
        self.groups.iter().enumerate().flat_map(both).collect()
    }

    /// Whether some numbers of members of each kind, from `low` to `high`, make `k` together and keep to these bounds.
    fn feasible(
        &self,
        rows: &[(usize, Bound)],
        mut low: Vec<usize>,
        mut high: Vec<usize>,
        k: usize,
        ctx: &Ctx<'_>,
    ) -> Result<bool> {
        ctx.check()?;
        if rows.is_empty() {
            return Ok((low.iter().sum()..=high.iter().sum()).contains(&k));
        }
        let all: Vec<u32> = (0..self.n_kinds() as u32).collect();
        loop {
            let before = (low.clone(), high.clone());
            let narrowed = narrow(&all, k, k, &mut low, &mut high)
                && rows.iter().all(|&(group, bound)| match bound {
                    Bound::Lower(least) => narrow(&self.kinds[group], least, usize::MAX, &mut low, &mut high),
                    Bound::Upper(most) => narrow(&self.kinds[group], 0, most, &mut low, &mut high),
                });
            if !narrowed {
                return Ok(false);
            }
            if before == (low.clone(), high.clone()) {
                break;
            }
        }
        // Without overlaps the bounds are nested, and then numbers within them can be found.
        let open = (0..low.len()).find(|&kind| low[kind] < high[kind]).filter(|_| !self.is_disjoint);
        let Some(kind) = open else { return Ok(true) };
        let middle = usize::midpoint(low[kind], high[kind]);
        let (mut lower_half, mut upper_half) = (high.clone(), low.clone());
        lower_half[kind] = middle;
        upper_half[kind] = middle + 1;
        Ok(self.feasible(rows, low, lower_half, k, ctx)? || self.feasible(rows, upper_half, high, k, ctx)?)
    }
}

/// Narrows the numbers of some kinds to what a sum between `least` and `most` leaves; `false` if nothing is left.
fn narrow(kinds: &[u32], least: usize, most: usize, low: &mut [usize], high: &mut [usize]) -> bool {
    let sum = |values: &[usize]| kinds.iter().map(|&kind| values[kind as usize]).sum::<usize>();
    let (total_low, total_high) = (sum(low), sum(high));
    if total_low > most || total_high < least {
        return false;
    }
    for kind in kinds.iter().map(|&kind| kind as usize) {
        let (others_low, others_high) = (total_low - low[kind], total_high - high[kind]);
        high[kind] = high[kind].min(most.saturating_sub(others_low));
        low[kind] = low[kind].max(least.saturating_sub(others_high));
        if low[kind] > high[kind] {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::committee::Filling;

    fn group(label: &str, members: &[u32], lower: usize, upper: usize) -> Group {
        Group { label: Label::Text(label.to_owned()), members: members.to_vec(), lower, upper }
    }

    /// All committees of `k` of 6 items, by brute force.
    fn allowed(bounds: &Bounds, k: u32, with: &[u32], without: &[u32]) -> bool {
        (0_u32..1 << 6).filter(|set| set.count_ones() == k).any(|set| {
            let committee: Vec<u32> = (0..6).filter(|item| set >> item & 1 == 1).collect();
            bounds.allow(&committee)
                && with.iter().all(|item| committee.contains(item))
                && !without.iter().any(|item| committee.contains(item))
        })
    }

    #[test]
    fn what_fits_is_what_brute_force_finds() {
        let ctx = Ctx::default();
        let first = [&[0, 1, 2][..], &[0, 1, 2, 3], &[0, 5]];
        let second = [&[3, 4][..], &[2, 3], &[0, 1, 2, 3, 4, 5], &[]];
        let mut cases = vec![Vec::new()];
        for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
            for (low, high) in (0..4).flat_map(|low| (low..4).map(move |high| (low, high))) {
                cases.push(vec![group("a", a, low, high), group("b", b, 1, 2), group("c", &[1, 3, 5], 0, 2)]);
            }
        }
        for groups in cases {
            let bounds = Bounds::new(groups, 6).unwrap();
            for k in 1..=4_u32 {
                let feasible = allowed(&bounds, k, &[], &[]);
                assert_eq!(bounds.check(k as usize, &ctx).is_ok(), feasible);
                let mut filling = Filling::new(&bounds, k as usize, &ctx).unwrap();
                for item in 0..6 {
                    assert_eq!(filling.may_elect(item), allowed(&bounds, k, &[item], &[]));
                    assert_eq!(filling.may_exclude(item), allowed(&bounds, k, &[], &[item]));
                }
                filling.exclude(2, &ctx).unwrap();
                filling.elect(0, &ctx).unwrap();
                assert_eq!(filling.may_elect(3), allowed(&bounds, k, &[0, 3], &[2]));
            }
        }
    }

    #[test]
    fn a_conflict_names_the_bounds_that_make_it() {
        let groups = vec![group("a", &[0, 1], 2, 2), group("b", &[2, 3], 0, 1), group("c", &[4, 5], 2, 2)];
        let error = Bounds::new(groups, 6).unwrap().check(3, &Ctx::default()).unwrap_err().to_string();
        assert_eq!(
            error,
            "bounds: no committee of 3 has at least 2 of the 2 in \"a\" and at least 2 of the 2 in \"c\"; \
             expected bounds that some committee keeps to"
        );
        let too_many = Bounds::new(vec![group("a", &[0], 2, 2)], 6).unwrap().check(3, &Ctx::default());
        assert!(too_many.unwrap_err().to_string().contains("at least 2 of the 1 in \"a\""));
    }
}

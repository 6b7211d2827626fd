//! Sets of approved items, checked once and held compactly.

mod counts;
mod merge;
mod support;
mod tally;

use std::sync::Arc;

pub use counts::ApprovalCounts;
pub use tally::Support;

use crate::ballots::{Ballots, MAX_CELLS};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::{filled, reserved};
use crate::weights::Weights;

/// Cells of a matrix read at a time.
const READ_CELLS: usize = 1 << 18;

/// Which of `n_items` items each of `n_voters` voters approves of. Who approves of none, or of all, is a voter too.
#[derive(Debug, Clone, PartialEq)]
pub struct Approvals {
    items: Items,
    /// Where the set of each voter starts among the members, and where the last one ends.
    offsets: Arc<Vec<usize>>,
    /// The sets one after the other, each in ascending order; an item fits 16 bits.
    members: Arc<Vec<u16>>,
    weights: Weights,
}

/// For each item who approves of it.
#[derive(Debug, Clone)]
pub struct Supporters {
    offsets: Vec<usize>,
    voters: Vec<u32>,
}

impl Approvals {
    /// Approvals from sets that stand one after the other in `entries`, the set of voter `v` at
    /// `offsets[v]..offsets[v + 1]`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an item out of range, [`Error::Duplicate`] for one that a set holds twice,
    /// [`Error::TooLarge`].
    pub fn from_sets(offsets: Vec<usize>, entries: &[u32], items: Items, weights: Weights) -> Result<Self> {
        let n_voters = offsets.len().saturating_sub(1);
        check_voters(n_voters)?;
        let n_items = items.len();
        let mut members = reserved("approvals", entries.len())?;
        for (voter, span) in offsets.windows(2).enumerate() {
            let Some(set) = entries.get(span[0]..span[1]) else {
                return Err(Error::Length { what: "sets", got: entries.len(), expected: span[1] });
            };
            if let Some(place) = set.iter().position(|&item| item as usize >= n_items) {
                let at = At::Cell(voter, place);
                return Err(Error::invalid("sets", at, set[place], "an item", format!("0 <= item < {n_items}")));
            }
            members.extend(set.iter().map(|&item| item as u16));
            members[span[0]..].sort_unstable();
            if let Some(pair) = members[span[0]..].windows(2).find(|pair| pair[0] == pair[1]) {
                let item = items.labels()[usize::from(pair[0])].to_string();
                return Err(Error::Duplicate { what: "sets", at: At::Entry(voter), item });
            }
        }
        Error::check_length("sets", members.len(), entries.len())?;
        Ok(Self { items, offsets: offsets.into(), members: members.into(), weights })
    }

    /// Approvals from a voter-major matrix with a byte a cell, 0 where the voter does not approve.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooLarge`], or a stop asked for through `ctx`.
    pub fn from_matrix(cells: &[u8], n_voters: usize, items: Items, weights: Weights, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = items.len();
        check_voters(n_voters)?;
        Error::check_length("approvals", cells.len(), Error::check_size("cells", n_voters, n_items, MAX_CELLS)?)?;
        let row = |voter: usize| {
            let row = &cells[voter * n_items..(voter + 1) * n_items];
            (0..).zip(row).filter(|(_, cell)| **cell != 0).map(|(item, _)| item)
        };
        Self::from_rows(n_voters, n_items, row, items, weights, ctx)
    }

    /// Whoever each voter ranks among the best `threshold` places approves of: an item with fewer than `threshold` items
    /// strictly above it.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn from_ballots(ballots: &Ballots, threshold: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let n_items = ballots.n_items();
        check_voters(ballots.n_voters())?;
        let row = |voter: usize| {
            let is_near =
                move |item: &u16| ballots.rank(voter, usize::from(*item)).is_some_and(|above| above < threshold);
            (0..n_items as u16).filter(is_near)
        };
        let (items, weights) = (ballots.items().clone(), ballots.weights().clone());
        Self::from_rows(ballots.n_voters(), n_items, row, items, weights, ctx)
    }

    fn from_rows<I: Iterator<Item = u16>>(
        n_voters: usize,
        n_items: usize,
        row: impl Fn(usize) -> I + Sync,
        items: Items,
        weights: Weights,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let (mut offsets, mut members) = (reserved("approvals", n_voters + 1)?, Vec::new());
        offsets.push(0);
        let read = |voters: std::ops::Range<usize>| {
            let (mut ends, mut found) = (Vec::with_capacity(voters.len()), Vec::new());
            for voter in voters {
                found.extend(row(voter));
                ends.push(found.len());
            }
            Ok((ends, found))
        };
        ctx.fold_chunks(n_voters, READ_CELLS.div_ceil(n_items.max(1)), read, |(ends, found)| {
            let start = members.len();
            offsets.extend(ends.into_iter().map(|end| start + end));
            members.extend(found);
            Ok(())
        })?;
        Ok(Self { items, offsets: offsets.into(), members: members.into(), weights })
    }

    /// The items that may be approved of.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// How many voters there are, those who approve of nobody included.
    #[must_use]
    pub fn n_voters(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.items.len()
    }

    /// How many approvals there are, over all voters.
    #[must_use]
    pub fn n_approvals(&self) -> usize {
        self.members.len()
    }

    /// The items that a voter approves of, in ascending order.
    #[must_use]
    pub fn set(&self, voter: usize) -> &[u16] {
        &self.members[self.offsets[voter]..self.offsets[voter + 1]]
    }

    /// The sets of all voters, one after the other.
    #[must_use]
    pub fn members(&self) -> &[u16] {
        &self.members
    }

    /// The weights of the voters.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The same sets under other weights.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one weight a voter.
    pub fn with_weights(self, weights: Weights) -> Result<Self> {
        weights.check_length(self.n_voters())?;
        Ok(Self { weights, ..self })
    }

    /// For each item who approves of it.
    ///
    /// # Errors
    /// [`Error::Memory`], or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// Linear in the number of approvals.
    pub fn supporters(&self, ctx: &Ctx<'_>) -> Result<Supporters> {
        let mut offsets = vec![0; self.n_items() + 1];
        for part in self.members.chunks(READ_CELLS) {
            ctx.check()?;
            for &item in part {
                offsets[usize::from(item) + 1] += 1;
            }
        }
        for item in 1..offsets.len() {
            offsets[item] += offsets[item - 1];
        }
        let (mut next, mut voters) = (offsets.clone(), filled("supporters", self.n_approvals(), 0_u32)?);
        for voter in 0..self.n_voters() {
            if voter % 1024 == 0 {
                ctx.check()?;
            }
            for &item in self.set(voter) {
                let slot = &mut next[usize::from(item)];
                voters[*slot] = voter as u32;
                *slot += 1;
            }
        }
        Ok(Supporters { offsets, voters })
    }
}

impl Supporters {
    /// The voters who approve of an item, in ascending order.
    #[must_use]
    pub fn of(&self, item: usize) -> &[u32] {
        &self.voters[self.offsets[item]..self.offsets[item + 1]]
    }
}

/// Voters are numbered in 32 bits.
fn check_voters(n_voters: usize) -> Result<()> {
    Error::check_size("number of voters", n_voters, 1, u128::from(u32::MAX)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Missing;

    #[test]
    fn sets_and_matrices_are_the_same() {
        let items = || Items::range(3).unwrap();
        let sets = Approvals::from_sets(vec![0, 2, 2, 5], &[2, 0, 0, 1, 2], items(), Weights::Unit).unwrap();
        let cells = [1, 0, 1, 0, 0, 0, 1, 1, 1];
        let matrix = Approvals::from_matrix(&cells, 3, items(), Weights::Unit, &Ctx::default()).unwrap();
        assert_eq!(sets, matrix);
        assert_eq!((sets.set(0), sets.set(1)), (&[0, 2][..], &[][..]));
        let supporters = sets.supporters(&Ctx::default()).unwrap();
        assert_eq!([supporters.of(0), supporters.of(1), supporters.of(2)], [&[0, 2][..], &[2], &[0, 2]]);
    }

    #[test]
    fn the_best_places_are_approved() {
        let positions = [1, 2, 2, 3, 1, 0];
        let (items, missing) = (Items::range(3).unwrap(), Missing::Below);
        let ballots = Ballots::from_positions(&positions, 2, items, Weights::Unit, missing, &Ctx::default()).unwrap();
        let approvals = Approvals::from_ballots(&ballots, 2, &Ctx::default()).unwrap();
        assert_eq!([approvals.set(0), approvals.set(1)], [&[0, 1, 2][..], &[0, 1]]);
    }

    #[test]
    fn faults_are_named_where_they_stand() {
        let read = |offsets: &[usize], entries: &[u32]| {
            let items = Items::range(3).unwrap();
            Approvals::from_sets(offsets.to_vec(), entries, items, Weights::Unit).map_err(|error| error.to_string())
        };
        assert_eq!(read(&[0, 1], &[3]).unwrap_err(), "sets[0, 0] = 3 is not an item: expected 0 <= item < 3");
        let twice = "sets[1] names the item 2 a second time: expected each item at most once";
        assert_eq!(read(&[0, 0, 2], &[2, 2]).unwrap_err(), twice);
        assert!(read(&[0, 2], &[1]).is_err() && read(&[0, 1], &[1, 2]).is_err());
    }
}

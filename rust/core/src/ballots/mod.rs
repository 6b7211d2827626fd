//! Rankings of items by voters, checked once and held compactly.

mod merge;
mod orders;
mod positions;
mod scores;

use std::sync::Arc;

use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::weights::Weights;

/// What an unranked item means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// All unranked items tie below the ranked ones.
    Below,
    /// An unranked item is not compared.
    Absent,
}

impl Missing {
    /// The name that users write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Missing::Below => "below",
            Missing::Absent => "absent",
        }
    }
}

/// The most cells, voters times items, that one container holds.
pub const MAX_CELLS: u128 = 1 << 36;

/// A rank in the fewest bits that hold it; the largest value means "unranked", so that it compares as worst.
pub trait Rank: Copy + Ord + Eq + Send + Sync + 'static {
    /// The value of an unranked item.
    const UNRANKED: Self;
    /// The rank as an index.
    fn index(self) -> usize;
    /// The index as a rank; the caller knows that it fits.
    fn from_index(index: usize) -> Self;
}

impl Rank for u8 {
    const UNRANKED: Self = u8::MAX;
    fn index(self) -> usize {
        usize::from(self)
    }
    fn from_index(index: usize) -> Self {
        index as u8
    }
}

impl Rank for u16 {
    const UNRANKED: Self = u16::MAX;
    fn index(self) -> usize {
        usize::from(self)
    }
    fn from_index(index: usize) -> Self {
        index as u16
    }
}

/// Competition ranks, voter by voter: how many ranked items stand strictly above the item on that ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ranks {
    /// For at most 254 items.
    Narrow(Vec<u8>),
    /// For at most [`crate::items::MAX_ITEMS`] items.
    Wide(Vec<u16>),
}

/// Rankings of `n_items` items by `n_voters` voters: complete, top-k, partial, with ties, or empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballots {
    items: Items,
    n_voters: usize,
    /// Shared, so that a resample copies weights and not ballots.
    ranks: Arc<Ranks>,
    weights: Weights,
    missing: Missing,
    groups: Option<Groups>,
    is_complete: bool,
    has_ties: bool,
}

/// A partition of the voters (rows of a table), for rules and resampling by group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The group of each voter, below `n_groups`.
    pub group_of: Vec<u32>,
    /// How often each group counts where groups vote: once, unless a resample drew it more often or not at all.
    pub times: Vec<u32>,
}

impl Ballots {
    fn from_parts(items: Items, n_voters: usize, ranks: Ranks, shape: positions::Shape, missing: Missing) -> Self {
        let positions::Shape { is_complete, has_ties } = shape;
        let (ranks, weights) = (Arc::new(ranks), Weights::Unit);
        Self { items, n_voters, ranks, weights, missing, groups: None, is_complete, has_ties }
    }

    /// Ballots without ties whose ranks the caller made.
    pub(crate) fn strict(items: Items, n_voters: usize, ranks: Ranks, is_complete: bool) -> Self {
        let shape = positions::Shape { is_complete, has_ties: false };
        Self::from_parts(items, n_voters, ranks, shape, Missing::Below)
    }

    /// How many items the voter ranks strictly above `item`, or `None` if the item is unranked.
    #[must_use]
    pub fn rank(&self, voter: usize, item: usize) -> Option<usize> {
        fn look<R: Rank>(rank: R) -> Option<usize> {
            (rank != R::UNRANKED).then(|| rank.index())
        }
        let cell = voter * self.n_items() + item;
        match self.ranks() {
            Ranks::Narrow(ranks) => look(ranks[cell]),
            Ranks::Wide(ranks) => look(ranks[cell]),
        }
    }

    /// The items that are ranked.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// How many voters there are, empty ballots included.
    #[must_use]
    pub fn n_voters(&self) -> usize {
        self.n_voters
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.items.len()
    }

    /// The ranks, voter-major, `n_voters * n_items` of them.
    #[must_use]
    pub fn ranks(&self) -> &Ranks {
        &self.ranks
    }

    /// The weights of the voters.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// What an unranked item means, unless a rule is told otherwise.
    #[must_use]
    pub fn missing(&self) -> Missing {
        self.missing
    }

    /// The groups of voters, if any.
    #[must_use]
    pub fn groups(&self) -> Option<&Groups> {
        self.groups.as_ref()
    }

    /// Whether every voter ranks every item.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Whether some voter ranks two items at the same place.
    #[must_use]
    pub fn has_ties(&self) -> bool {
        self.has_ties
    }

    /// The same ballots with the voters in groups.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one group a voter, [`Error::Invalid`] for a group out of range or empty.
    pub fn with_groups(self, groups: Option<Groups>) -> Result<Self> {
        if let Some(groups) = &groups {
            groups.check(self.n_voters)?;
        }
        Ok(Self { groups, ..self })
    }

    /// The same groups, each counting so often where groups vote, as a resample has them.
    #[must_use]
    pub(crate) fn with_group_times(self, times: Vec<u32>) -> Self {
        let groups = self.groups.map(|groups| Groups { times, ..groups });
        Self { groups, ..self }
    }

    /// The same ballots under other weights, as a resample has them.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one weight a voter.
    pub fn with_weights(self, weights: Weights) -> Result<Self> {
        weights.check_length(self.n_voters)?;
        Ok(Self { weights, ..self })
    }
}

impl Groups {
    /// Groups that count once each.
    #[must_use]
    pub fn new(group_of: Vec<u32>, n_groups: usize) -> Self {
        Self { group_of, times: vec![1; n_groups] }
    }

    /// How many groups there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The groups of these voters, in this order; they keep their numbers, also one that is left without a voter.
    #[must_use]
    pub(crate) fn pick(&self, voters: &[usize]) -> Self {
        Self { group_of: voters.iter().map(|&voter| self.group_of[voter]).collect(), times: self.times.clone() }
    }

    /// The same groups without those that have no voter, the others numbered anew in their order.
    #[must_use]
    pub(crate) fn compact(&self) -> Self {
        let mut number = vec![None; self.len()];
        for &group in &self.group_of {
            number[group as usize] = Some(0);
        }
        for (new, slot) in number.iter_mut().flatten().enumerate() {
            *slot = new as u32;
        }
        let group_of = self.group_of.iter().filter_map(|&group| number[group as usize]).collect();
        let kept = self.times.iter().zip(&number).filter(|(_, number)| number.is_some());
        Self { group_of, times: kept.map(|(&times, _)| times).collect() }
    }

    /// The voters of each group, in their order.
    #[must_use]
    pub(crate) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.len()];
        for (voter, &group) in self.group_of.iter().enumerate() {
            members[group as usize].push(voter);
        }
        members
    }

    /// Fails unless the groups partition `n_voters` voters.
    ///
    /// # Errors
    /// [`Error::Length`] or [`Error::Invalid`].
    pub fn check(&self, n_voters: usize) -> Result<()> {
        Error::check_length("groups", self.group_of.len(), n_voters)?;
        let mut seen = vec![false; self.len()];
        for (voter, &group) in self.group_of.iter().enumerate() {
            let Some(slot) = seen.get_mut(group as usize) else {
                let expected = format!("0 <= group < {}", self.len());
                return Err(Error::invalid("groups", At::Entry(voter), group, "a group", expected));
            };
            *slot = true;
        }
        match seen.iter().position(|&s| !s) {
            Some(empty) => {
                Err(Error::invalid("groups", At::Whole, empty, "an empty group", "at least one voter a group"))
            }
            None => Ok(()),
        }
    }
}

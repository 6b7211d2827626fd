//! Who is in the race, and who is elected or excluded next; how the votes move is another matter.

use std::cmp::Ordering;

use xxhash_rust::xxh3::Xxh3;

use super::lots::Lots;
use crate::committee::best::all_best;
use crate::committee::{Action, Filling, Request, Round};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Named;

/// What is looked at first where items have equal votes, before a lot decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PreviousStages {
    /// The latest stage in which their votes differ.
    Backwards,
    /// The first stage in which their votes differ.
    Forwards,
    /// Nothing.
    Ignored,
}

impl Named for PreviousStages {
    const OPTION: &'static str = "previous_stages";
    const VALUES: &'static [(&'static str, Self)] =
        &[("backwards", Self::Backwards), ("forwards", Self::Forwards), ("none", Self::Ignored)];
    const NAMES: &'static str = "'backwards', 'forwards' or 'none'";
}

/// What items have at the end of stages.
pub(super) trait Tally {
    /// How many stages there were, the one that has just ended included.
    fn n_stages(&self) -> usize;

    /// How the votes of two items compare at the end of a stage.
    fn compare(&mut self, stage: usize, a: u32, b: u32, ctx: &Ctx<'_>) -> Result<Ordering>;

    /// Whether an item has at least the quota.
    fn reaches(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<bool>;

    /// Whether no paper is with the item, nor ever was.
    fn has_none(&self, item: u32) -> bool;

    /// What an item has, for the record.
    fn value(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<Fraction>;

    /// Writes down everything that the rest of the count depends on.
    fn write(&self, hash: &mut Xxh3);
}

/// The end of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Most,
    Fewest,
}

/// Who is in the race, who is elected, and how it came about.
pub(super) struct Race<'a> {
    request: &'a Request,
    filling: Filling<'a>,
    previous: PreviousStages,
    continuing: Vec<bool>,
    pub(super) elected: Vec<u32>,
    /// Items that bounds do not let in any more, whose votes are to be passed on.
    pub(super) doomed: Vec<u32>,
    pub(super) rounds: Vec<Round>,
}

impl<'a> Race<'a> {
    pub(super) fn new(request: &'a Request, previous: PreviousStages, ctx: &Ctx<'_>) -> Result<Self> {
        let mut race = Self {
            request,
            filling: request.filling(ctx)?,
            previous,
            continuing: vec![true; request.priority.len()],
            elected: Vec::new(),
            doomed: Vec::new(),
            rounds: Vec::new(),
        };
        race.sweep(ctx)?;
        Ok(race)
    }

    pub(super) fn is_full(&self) -> bool {
        self.filling.is_full()
    }

    pub(super) fn is_continuing(&self, item: u32) -> bool {
        self.continuing[item as usize]
    }

    /// Everybody who is in the race, in the order of priority.
    pub(super) fn continuing(&self) -> Vec<u32> {
        let items = (0..).zip(&self.continuing).filter(|(_, continuing)| **continuing).map(|(item, _)| item);
        self.request.sorted(items.collect())
    }

    /// Whoever bounds do not let in any more leaves the race.
    fn sweep(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        if self.request.bounds.is_empty() || self.is_full() {
            return Ok(());
        }
        while let Some(item) = self.continuing().into_iter().find(|&item| !self.filling.may_elect(item)) {
            self.continuing[item as usize] = false;
            self.filling.exclude(item, ctx)?;
            self.rounds.push(Round { action: Action::Excluded, item, tied: vec![item], value: None });
            self.doomed.push(item);
        }
        Ok(())
    }

    /// Elects whoever has the quota, most votes first, and all who are left if there is a seat for each. Returns who was
    /// elected; `None` if a lot led to a state that another count has been in.
    pub(super) fn elect(&mut self, tally: &mut impl Tally, lots: &mut Lots, ctx: &Ctx<'_>) -> Result<Option<Vec<u32>>> {
        let before = self.elected.len();
        let mut reached = Vec::new();
        for item in self.continuing() {
            if tally.reaches(item, ctx)? {
                reached.push(item);
            }
        }
        while !reached.is_empty() && !self.is_full() {
            let vacancies = self.request.k - self.elected.len();
            let everybody = self.request.bounds.is_empty() && reached.len() <= vacancies;
            let Some((item, tied)) = self.first(End::Most, &reached, !everybody, tally, lots, ctx)? else {
                return Ok(None);
            };
            self.take(item, tied, tally, ctx)?;
            reached.retain(|&item| self.is_continuing(item));
        }
        let mut left = self.continuing();
        while !self.is_full() && left.len() == self.request.k - self.elected.len() {
            let Some((item, tied)) = self.first(End::Most, &left, false, tally, lots, ctx)? else { return Ok(None) };
            self.take(item, tied, tally, ctx)?;
            left.retain(|&other| other != item);
        }
        Ok(Some(self.elected[before..].to_vec()))
    }

    fn take(&mut self, item: u32, tied: Vec<u32>, tally: &mut impl Tally, ctx: &Ctx<'_>) -> Result<()> {
        self.continuing[item as usize] = false;
        self.filling.elect(item, ctx)?;
        self.elected.push(item);
        self.rounds.push(Round { action: Action::Elected, item, tied, value: Some(tally.value(item, ctx)?) });
        self.sweep(ctx)
    }

    /// Excludes the item with the fewest votes of those that the bounds can do without, and returns it; `None` as above.
    pub(super) fn exclude(&mut self, tally: &mut impl Tally, lots: &mut Lots, ctx: &Ctx<'_>) -> Result<Option<u32>> {
        let continuing = self.continuing();
        let can_go: Vec<u32> = continuing.iter().copied().filter(|&item| self.filling.may_exclude(item)).collect();
        let to_go = continuing.len() + self.elected.len() - self.request.k;
        let without = can_go.iter().filter(|&&item| tally.has_none(item)).count();
        // Who is on no paper can go without anybody noticing; if all of them go, their order is nobody's business.
        let matters = !self.request.bounds.is_empty() || without == 0 || without > to_go;
        let Some((item, tied)) = self.first(End::Fewest, &can_go, matters, tally, lots, ctx)? else { return Ok(None) };
        self.continuing[item as usize] = false;
        self.filling.exclude(item, ctx)?;
        self.rounds.push(Round { action: Action::Excluded, item, tied, value: Some(tally.value(item, ctx)?) });
        self.sweep(ctx)?;
        Ok(Some(item))
    }

    /// The elected item whose surplus is passed on first, of those that have one; `None` as above.
    pub(super) fn largest(
        &mut self,
        pending: &[u32],
        tally: &mut impl Tally,
        lots: &mut Lots,
        ctx: &Ctx<'_>,
    ) -> Result<Option<u32>> {
        Ok(self.first(End::Most, pending, true, tally, lots, ctx)?.map(|(item, _)| item))
    }

    /// The first of some items by votes, by votes in previous stages, and by lot; and everybody who was in the lot.
    fn first(
        &self,
        end: End,
        items: &[u32],
        matters: bool,
        tally: &mut impl Tally,
        lots: &mut Lots,
        ctx: &Ctx<'_>,
    ) -> Result<Option<(u32, Vec<u32>)>> {
        let now = tally.n_stages() - 1;
        let mut tied = at_end(end, now, items, tally, ctx)?;
        let mut stages: Vec<usize> = (0..now).collect();
        match self.previous {
            PreviousStages::Forwards => {}
            PreviousStages::Backwards => stages.reverse(),
            PreviousStages::Ignored => stages.clear(),
        }
        for stage in stages {
            if tied.len() == 1 {
                break;
            }
            tied = at_end(end, stage, &tied, tally, ctx)?;
        }
        let tied = self.request.sorted(tied);
        let draw = if tied.len() == 1 || !matters {
            Some(0)
        } else {
            lots.draw(tied.len(), |hash| {
                for &item in &self.elected {
                    hash.update(&item.to_le_bytes());
                }
                for &continuing in &self.continuing {
                    hash.update(&[u8::from(continuing)]);
                }
                for &item in items {
                    hash.update(&item.to_le_bytes());
                }
                tally.write(hash);
            })
        };
        // Priority elects the first of its order, and excludes the last.
        Ok(draw.map(|draw| (tied[if end == End::Most { draw } else { tied.len() - 1 - draw }], tied)))
    }
}

/// Those with the most, or fewest, votes at the end of a stage.
fn at_end(end: End, stage: usize, items: &[u32], tally: &mut impl Tally, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
    all_best(items.iter().copied(), |&a, &b| {
        let order = tally.compare(stage, a, b, ctx)?;
        Ok(if end == End::Most { order } else { order.reverse() })
    })
}

//! Counts in which a paper stays with one item and is worth a part of a vote: weighted inclusive Gregory transfers, those
//! of the last parcel, and the rules of Scottish councils.

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;
use xxhash_rust::xxh3::Xxh3;

use super::lots::Lots;
use super::papers::Papers;
use super::race::{PreviousStages, Race, Tally};
use super::table::{Amount, Stage, Step};
use super::terms::Terms;
use super::values::Values;
use crate::committee::{Request, Round};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};

/// Papers moved between two looks at the clock.
const CHUNK_PAPERS: usize = 1 << 14;

/// How surpluses are passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// All surpluses at once, by all papers, at exact values.
    WeightedInclusive,
    /// All surpluses at once, by the papers that came last, at exact values.
    LastParcel,
    /// The largest surplus first, by all papers, at values cut off after five decimals.
    Scottish,
}

/// Where the papers are.
struct Piles<'a> {
    papers: &'a Papers,
    manner: Manner,
    values: Values,
    /// The place on each paper that it has come to, its class, and the stage in which it came there.
    place: Vec<u16>,
    class: Vec<u32>,
    came: Vec<u32>,
    /// The papers with each item.
    pile: Vec<Vec<u32>>,
    votes: Vec<Arc<Terms>>,
    /// The votes of each item at the end of each stage.
    history: Vec<Vec<Arc<Terms>>>,
    /// Whether the item keeps a quota and no more.
    settled: Vec<bool>,
    exhausted: Terms,
    /// In fifth decimals.
    lost: BigInt,
}

impl Tally for Piles<'_> {
    fn n_stages(&self) -> usize {
        self.history.len()
    }

    fn compare(&mut self, stage: usize, a: u32, b: u32, ctx: &Ctx<'_>) -> Result<Ordering> {
        let votes = &self.history[stage];
        self.values.compare(&votes[a as usize], &votes[b as usize], ctx)
    }

    fn reaches(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<bool> {
        Ok(self.values.compare_with_quota(&self.votes[item as usize], ctx)? != Ordering::Less)
    }

    fn has_none(&self, item: u32) -> bool {
        self.votes[item as usize].is_empty()
    }

    fn value(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<Fraction> {
        Ok(self.values.amount(&[&self.votes[item as usize]], 0, self.papers.exponent, ctx)?.fraction())
    }

    fn write(&self, hash: &mut Xxh3) {
        let mut write = |terms: &Terms| {
            hash.update(b"|");
            for (class, weight) in terms.iter() {
                hash.update(&class.to_le_bytes());
                hash.update(&weight.to_le_bytes());
            }
        };
        self.history.iter().flatten().for_each(|terms| write(terms));
        for (whole, passed) in self.values.factors() {
            write(whole);
            write(passed);
        }
        for (place, class) in self.place.iter().zip(&self.class) {
            hash.update(&place.to_le_bytes());
            hash.update(&class.to_le_bytes());
        }
    }
}

impl<'a> Piles<'a> {
    fn new(papers: &'a Papers, manner: Manner, quota: &Fraction) -> Self {
        let (n, m) = (papers.len(), papers.n_items);
        Self {
            papers,
            manner,
            values: Values::new(quota, manner == Manner::Scottish),
            place: vec![0; n],
            class: vec![0; n],
            came: vec![0; n],
            pile: vec![Vec::new(); m],
            votes: (0..m).map(|_| Arc::default()).collect(),
            history: Vec::new(),
            settled: vec![false; m],
            exhausted: Terms::default(),
            lost: BigInt::ZERO,
        }
    }

    /// Puts papers with the first item from their place on that is in the race.
    fn deal(&mut self, papers: &[u32], race: &Race<'_>, ctx: &Ctx<'_>) -> Result<()> {
        let stage = self.history.len() as u32;
        for some in papers.chunks(CHUNK_PAPERS) {
            ctx.check()?;
            for &paper in some {
                let at = paper as usize;
                let (items, weight) = (self.papers.items(at), self.papers.weight(at));
                let mut place = usize::from(self.place[at]);
                while items.get(place).is_some_and(|&item| !race.is_continuing(u32::from(item))) {
                    place += 1;
                }
                self.place[at] = place as u16;
                self.came[at] = stage;
                if let Some(&item) = items.get(place) {
                    self.pile[usize::from(item)].push(paper);
                    Arc::make_mut(&mut self.votes[usize::from(item)]).add(self.class[at], weight);
                } else {
                    self.exhausted.add(self.class[at], weight);
                }
            }
        }
        Ok(())
    }

    /// Passes on the papers of items that are out.
    fn release(&mut self, items: &[u32], race: &Race<'_>, ctx: &Ctx<'_>) -> Result<Amount> {
        let had: Vec<Arc<Terms>> = items.iter().map(|&item| std::mem::take(&mut self.votes[item as usize])).collect();
        for &item in items {
            let papers = std::mem::take(&mut self.pile[item as usize]);
            self.deal(&papers, race, ctx)?;
        }
        let had: Vec<&Terms> = had.iter().map(AsRef::as_ref).collect();
        self.values.amount(&had, 0, self.papers.exponent, ctx)
    }

    /// Passes on the surpluses of elected items.
    fn pass_on(&mut self, items: &[u32], race: &Race<'_>, ctx: &Ctx<'_>) -> Result<Amount> {
        let (mut moving, mut had) = (Vec::new(), Vec::new());
        for &item in items {
            let mut papers = std::mem::take(&mut self.pile[item as usize]);
            if self.manner == Manner::LastParcel {
                let last = papers.iter().map(|&paper| self.came[paper as usize]).max();
                papers.retain(|&paper| Some(self.came[paper as usize]) == last);
            }
            let mut passed = Terms::default();
            for &paper in &papers {
                passed.add(self.class[paper as usize], self.papers.weight(paper as usize));
            }
            let whole = std::mem::take(&mut self.votes[item as usize]);
            let factor = self.values.surplus((*whole).clone(), passed.clone());
            // Each class of papers becomes one of its own, numbered in order.
            let new: Vec<(u32, u32)> =
                passed.iter().map(|(class, _)| (class, self.values.class(class, factor))).collect();
            let mut moved = Terms::default();
            for &paper in &papers {
                let class = &mut self.class[paper as usize];
                if let Ok(at) = new.binary_search_by_key(class, |&(old, _)| old) {
                    *class = new[at].1;
                }
                moved.add(*class, self.papers.weight(paper as usize));
            }
            self.settled[item as usize] = true;
            moving.extend(papers);
            had.push((whole, moved));
        }
        self.deal(&moving, race, ctx)?;
        let whole: Vec<&Terms> = had.iter().map(|(whole, _)| whole.as_ref()).collect();
        let transferred = self.values.amount(&whole, items.len(), self.papers.exponent, ctx)?;
        if self.manner == Manner::Scottish {
            let moved: Vec<&Terms> = had.iter().map(|(_, moved)| moved).collect();
            // Over one denominator, because values that are cut off have no other.
            if let (Amount::Exact { numerator: gave, .. }, Amount::Exact { numerator: came, .. }) =
                (&transferred, self.values.amount(&moved, 0, 0, ctx)?)
            {
                self.lost += gave - came;
            }
        }
        Ok(transferred)
    }

    /// The row of the table for the stage that has just ended.
    fn stage(
        &mut self,
        step: Step,
        items: Vec<u32>,
        transferred: Amount,
        race: &Race<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<Stage> {
        let exponent = self.papers.exponent;
        let mut votes = Vec::new();
        for item in 0..self.papers.n_items as u32 {
            let at = item as usize;
            if self.settled[at] {
                votes.push((item, self.values.quotas(1, exponent)));
            } else if race.is_continuing(item) || race.elected.contains(&item) || race.doomed.contains(&item) {
                votes.push((item, self.values.amount(&[&self.votes[at]], 0, exponent, ctx)?));
            }
        }
        let exhausted = self.values.amount(&[&self.exhausted], 0, exponent, ctx)?;
        let lost = Values::decimal(&self.lost);
        let quota = self.values.quotas(1, exponent);
        Ok(Stage { step, items, elected: Vec::new(), votes, exhausted, lost, transferred, quota, keep: Vec::new() })
    }
}

/// The result of a count: who was elected, how, and the table.
pub(super) type Counted = (Vec<u32>, Vec<Round>, Vec<Stage>);

/// Counts. `None` if a lot led to a state that another count has been in.
///
/// # Errors
/// A stop asked for through `ctx`.
pub(super) fn count(
    papers: &Papers,
    quota: &Fraction,
    manner: Manner,
    previous: PreviousStages,
    request: &Request,
    lots: &mut Lots,
    ctx: &Ctx<'_>,
) -> Result<Option<Counted>> {
    let mut race = Race::new(request, previous, ctx)?;
    let mut piles = Piles::new(papers, manner, quota);
    let (mut pending, mut stages): (Vec<u32>, Vec<Stage>) = (Vec::new(), Vec::new());
    // Items that were never in the race have no votes to pass on.
    race.doomed.clear();
    let everything: Vec<u32> = (0..papers.len() as u32).collect();
    piles.deal(&everything, &race, ctx)?;
    let first = Fraction::from(BigInt::from(papers.total)) * scaled(1, papers.exponent);
    let mut done = (Step::FirstPreferences, Vec::new(), Amount::from(first));
    loop {
        ctx.check()?;
        piles.history.push(piles.votes.clone());
        let (step, items, transferred) = done;
        let mut stage = piles.stage(step, items, transferred, &race, ctx)?;
        let Some(elected) = race.elect(&mut piles, lots, ctx)? else { return Ok(None) };
        for &item in &elected {
            if piles.values.compare_with_quota(&piles.votes[item as usize], ctx)? == Ordering::Greater {
                pending.push(item);
            }
        }
        stage.elected = elected;
        stages.push(stage);
        if race.is_full() {
            return Ok(Some((race.elected, race.rounds, stages)));
        }
        done = if !race.doomed.is_empty() {
            let items = std::mem::take(&mut race.doomed);
            let had = piles.release(&items, &race, ctx)?;
            (Step::Bounds, items, had)
        } else if !pending.is_empty() {
            let mut items = std::mem::take(&mut pending);
            if manner == Manner::Scottish {
                let Some(largest) = race.largest(&items, &mut piles, lots, ctx)? else { return Ok(None) };
                items.retain(|&item| item != largest);
                pending = items;
                items = vec![largest];
            }
            let had = piles.pass_on(&items, &race, ctx)?;
            (Step::Surplus, items, had)
        } else {
            let Some(item) = race.exclude(&mut piles, lots, ctx)? else { return Ok(None) };
            let had = piles.release(&[item], &race, ctx)?;
            (Step::Exclusion, vec![item], had)
        };
    }
}

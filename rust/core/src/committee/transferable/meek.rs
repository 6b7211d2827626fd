//! Counts in which each elected item takes a part of every paper that comes by (Meek), or so much of a vote (Warren), just
//! as much as leaves it with the quota.

use std::cmp::Ordering;

use xxhash_rust::xxh3::Xxh3;

use super::balance::Balance;
use super::flow::{Flow, Toll};
use super::gregory::Counted;
use super::lots::Lots;
use super::papers::Papers;
use super::race::{PreviousStages, Race, Tally};
use super::table::{Amount, Stage, Step};
use super::terms::Terms;
use crate::committee::Request;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::weights::scale;

/// What everybody has at the end of a stage.
struct End {
    flow: Flow,
    balance: Balance,
    /// The quota times the parts into which the votes are divided, while nothing has been passed on.
    usable: Option<i128>,
}

struct Meek<'a> {
    papers: &'a Papers,
    toll: Toll,
    /// Into how many parts the quota divides the votes.
    parts: usize,
    /// Items in the order of priority, which is the order of sums.
    order: Vec<u32>,
    take: Vec<f64>,
    ends: Vec<End>,
    /// Whether every decision was certain.
    exact: bool,
}

impl Tally for Meek<'_> {
    fn n_stages(&self) -> usize {
        self.ends.len()
    }

    fn compare(&mut self, stage: usize, a: u32, b: u32, _: &Ctx<'_>) -> Result<Ordering> {
        let End { flow, balance, usable } = &self.ends[stage];
        let (first, second) = (&flow.ends[a as usize], &flow.ends[b as usize]);
        if first == second {
            return Ok(Ordering::Equal);
        }
        if usable.is_some() {
            return Ok(weight(first).cmp(&weight(second)));
        }
        let ((low, high), (other_low, other_high)) = (balance.votes(flow, a), balance.votes(flow, b));
        if low > other_high {
            return Ok(Ordering::Greater);
        }
        if high < other_low {
            return Ok(Ordering::Less);
        }
        self.exact = false;
        Ok(Ordering::Equal)
    }

    fn reaches(&mut self, item: u32, _: &Ctx<'_>) -> Result<bool> {
        let Some(End { flow, balance, usable }) = self.ends.last() else { return Ok(false) };
        if let Some(usable) = usable {
            // Totals leave room for a factor of twice the number of items.
            return Ok(weight(&flow.ends[item as usize]) * self.parts as i128 >= *usable);
        }
        let ((low, high), (least, most)) = (balance.votes(flow, item), balance.quotas(flow, self.parts as f64));
        if high < least {
            return Ok(false);
        }
        self.exact &= low >= most && balance.is_bounded();
        Ok(true)
    }

    fn has_none(&self, item: u32) -> bool {
        self.ends.last().is_none_or(|end| end.flow.ends[item as usize].is_empty())
    }

    fn value(&mut self, item: u32, _: &Ctx<'_>) -> Result<Fraction> {
        Ok(self.votes(item).fraction())
    }

    fn write(&self, _: &mut Xxh3) {}
}

/// The weight of papers that have not been passed on.
fn weight(terms: &Terms) -> i128 {
    terms.iter().map(|(_, weight)| weight).sum()
}

impl Meek<'_> {
    fn votes(&self, item: u32) -> Amount {
        match self.ends.last() {
            Some(End { flow, balance, .. }) => Amount::Rounded(flow.votes(item, &balance.share)),
            None => Amount::zero(),
        }
    }

    /// Finds the balance for those who are elected.
    fn settle(&mut self, race: &Race<'_>, ctx: &Ctx<'_>) -> Result<()> {
        let elected: Vec<u32> = self.order.iter().copied().filter(|item| race.elected.contains(item)).collect();
        let mut turn = vec![usize::MAX; self.papers.n_items];
        for (number, &item) in elected.iter().enumerate() {
            turn[item as usize] = number;
        }
        // Who has just left the race still has its votes; they are passed on now.
        let is_continuing = |item: u32| race.is_continuing(item);
        let flow = Flow::new(self.papers, &turn, elected.len(), &is_continuing, self.toll, ctx)?;
        let take = elected.iter().map(|&item| self.take[item as usize]).collect();
        let balance = Balance::find(&flow, take, self.parts as f64, ctx)?;
        for (&item, &take) in elected.iter().zip(&balance.take) {
            self.take[item as usize] = take;
        }
        let usable = elected.is_empty().then(|| flow.ends.iter().map(weight).sum());
        self.exact &= usable.is_some() || balance.is_bounded();
        self.ends.push(End { flow, balance, usable });
        Ok(())
    }

    /// The row of the table for the stage that has just ended.
    fn stage(&self, step: Step, items: Vec<u32>, transferred: Amount, race: &Race<'_>) -> Option<Stage> {
        let End { balance, .. } = self.ends.last()?;
        let elected: Vec<u32> = self.order.iter().copied().filter(|item| race.elected.contains(item)).collect();
        let mut votes: Vec<(u32, Amount)> =
            elected.iter().zip(&balance.share.kept).map(|(&item, &kept)| (item, Amount::Rounded(kept))).collect();
        votes.extend(race.continuing().into_iter().map(|item| (item, self.votes(item))));
        votes.sort_unstable_by_key(|&(item, _)| item);
        let keep = elected.iter().zip(&balance.take).map(|(&item, &take)| (item, take)).collect();
        let (exhausted, quota) = (Amount::Rounded(balance.share.exhausted), Amount::Rounded(balance.quota));
        let (elected, lost) = (Vec::new(), Amount::zero());
        Some(Stage { step, items, elected, votes, exhausted, lost, transferred, quota, keep })
    }
}

/// Counts; the last is whether every decision was certain. `None` if a lot led to a state that was seen before.
///
/// # Errors
/// A stop asked for through `ctx`.
pub(super) fn count(
    papers: &Papers,
    toll: Toll,
    parts: usize,
    previous: PreviousStages,
    request: &Request,
    lots: &mut Lots,
    ctx: &Ctx<'_>,
) -> Result<Option<(Counted, bool)>> {
    let mut race = Race::new(request, previous, ctx)?;
    race.doomed.clear();
    let order = request.sorted((0..papers.n_items as u32).collect());
    let take = vec![1.0; papers.n_items];
    let mut meek = Meek { papers, toll, parts, order, take, ends: Vec::new(), exact: true };
    let mut stages = Vec::new();
    let mut done = (Step::FirstPreferences, Vec::new(), Amount::Rounded(scale(papers.total, papers.exponent)));
    loop {
        ctx.check()?;
        meek.settle(&race, ctx)?;
        let (step, items, transferred) = done;
        let mut stage = meek.stage(step, items, transferred, &race);
        let Some(elected) = race.elect(&mut meek, lots, ctx)? else { return Ok(None) };
        if let Some(stage) = &mut stage {
            stage.elected.clone_from(&elected);
        }
        stages.extend(stage);
        if race.is_full() {
            return Ok(Some(((race.elected, race.rounds, stages), meek.exact)));
        }
        let quota = meek.ends.last().map_or(0.0, |end| end.balance.quota);
        done = if !race.doomed.is_empty() {
            let items = std::mem::take(&mut race.doomed);
            let had = items.iter().map(|&item| meek.votes(item).float()).sum();
            (Step::Bounds, items, Amount::Rounded(had))
        } else if !elected.is_empty() {
            let over = elected.iter().map(|&item| meek.votes(item).float() - quota).sum();
            (Step::Surplus, elected, Amount::Rounded(over))
        } else {
            let Some(item) = race.exclude(&mut meek, lots, ctx)? else { return Ok(None) };
            (Step::Exclusion, vec![item], meek.votes(item))
        };
    }
}

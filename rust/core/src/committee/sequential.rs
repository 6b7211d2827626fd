//! Rules that fill one seat after the other: the loop, and every way to break its ties.

use std::collections::BTreeSet;

use super::listing::Listing;
use super::{Action, Election, Filling, Outcomes, Request, Round};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::Fraction;

/// A rule in the middle of its rounds.
pub(super) trait Course: Clone {
    /// What the rest of the course depends on: courses with equal keys go on alike, whatever came before.
    type Key: Ord;

    /// What happens to an item in a round: election, or exclusion for rules that start from all items.
    const ACTION: Action = Action::Elected;

    /// Whether the rule may leave seats empty.
    const MAY_END: bool = false;

    /// The items among those that `may` be chosen that are exactly the best for this round, in any order, and the number
    /// that decided; `None` if the rule ends here.
    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>>;

    /// Elects (or excludes) one of the items that [`Course::best`] named last.
    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()>;

    /// See [`Course::Key`]. `chosen` is who was chosen so far, in ascending order.
    fn key(&self, chosen: &[u32]) -> Self::Key;
}

#[derive(Clone)]
struct Branch<'a, C> {
    course: C,
    filling: Filling<'a>,
    rounds: Vec<Round>,
}

impl<C: Course> Branch<'_, C> {
    /// The branch in which `item` is the one that was chosen.
    fn follow(mut self, round: Round, ctx: &Ctx<'_>) -> Result<Self> {
        match C::ACTION {
            Action::Elected => self.filling.elect(round.item, ctx)?,
            Action::Excluded => self.filling.exclude(round.item, ctx)?,
        }
        self.course.choose(round.item, ctx)?;
        self.rounds.push(round);
        Ok(self)
    }
}

/// Runs a course to its end. With [`Outcomes::All`] every way to break its ties is followed, and each committee that one
/// of them elects is listed, up to the limit.
///
/// # Errors
/// [`Error::Data`] if a rule that fills all seats ends before, or what `course` fails with.
pub(super) fn run<C: Course>(course: C, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let n_items = request.priority.len();
    let n_rounds = if C::ACTION == Action::Elected { request.k } else { n_items - request.k };
    let mut branches = vec![Branch { course, filling: request.filling(ctx)?, rounds: Vec::new() }];
    let (mut listing, mut rounds, mut complete) = (Listing::new(request.outcomes), Vec::new(), true);
    let mut seen = BTreeSet::new();
    while let Some(mut branch) = branches.pop() {
        ctx.check()?;
        let mut is_chosen = vec![false; n_items];
        for round in &branch.rounds {
            is_chosen[round.item as usize] = true;
        }
        let with = |wanted: bool| -> Vec<u32> {
            (0..).zip(&is_chosen).filter(|(_, chosen)| **chosen == wanted).map(|(item, _)| item).collect()
        };
        let is_full = branch.rounds.len() == n_rounds;
        if !is_full && request.outcomes != Outcomes::One && !seen.insert(branch.course.key(&with(true))) {
            continue;
        }
        let Branch { course, filling, .. } = &mut branch;
        let may = |item: u32| {
            let keeps = if C::ACTION == Action::Elected { filling.may_elect(item) } else { filling.may_exclude(item) };
            keeps && !is_chosen[item as usize]
        };
        let next = if is_full { None } else { course.best(&may, ctx)? };
        let Some((tied, value)) = next else {
            if !is_full && !C::MAY_END {
                let got = format!("the rule ends after {} of {n_rounds} rounds", branch.rounds.len());
                return Err(Error::Data { what: "the committee", got, expected: "fewer seats".to_owned() });
            }
            let committee = match C::ACTION {
                Action::Elected => branch.rounds.iter().map(|round| round.item).collect(),
                Action::Excluded => request.sorted(with(false)),
            };
            let is_first = listing.committees.is_empty();
            if !listing.offer(committee) {
                complete = false;
                break;
            }
            if is_first {
                rounds = branch.rounds;
            }
            continue;
        };
        let tied = request.sorted(tied);
        // Ties are broken in favour of the first: it is elected first, and excluded last.
        let round = |turn: usize| {
            let item = if C::ACTION == Action::Elected { tied[turn] } else { tied[tied.len() - 1 - turn] };
            Round { action: C::ACTION, item, tied: tied.clone(), value: value.clone() }
        };
        if request.outcomes == Outcomes::One {
            complete &= tied.len() == 1;
        } else {
            for turn in (1..tied.len()).rev() {
                branches.push(branch.clone().follow(round(turn), ctx)?);
            }
        }
        branches.push(branch.follow(round(0), ctx)?);
    }
    Ok(Election { rounds, ..Election::of(listing.committees, Some(complete)) })
}

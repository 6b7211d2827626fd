//! Groups that agree on items, of whom nobody has as many members as they deserve.

use super::{Case, Violation};
use crate::approvals::Supporters;
use crate::ctx::Ctx;
use crate::error::Result;

/// A group around one item that is not a member, deserving at most `most` seats, of whom nobody has as many members.
pub(super) fn around_an_item(case: &Case<'_>, most: usize, ctx: &Ctx<'_>) -> Result<Option<Violation>> {
    let supporters = case.approvals.supporters(ctx)?;
    for &item in case.order.iter().filter(|&&item| !case.is_member[item as usize]) {
        ctx.check()?;
        let voters = supporters.of(item as usize);
        // The weight of those with so many members.
        let mut by_members = vec![0_i128; most];
        for &voter in voters {
            if let Some(slot) = by_members.get_mut(case.represented[voter as usize] as usize) {
                *slot += case.approvals.weights().numerator(voter as usize);
            }
        }
        let mut weight = 0;
        for (has, own) in by_members.into_iter().enumerate() {
            weight += own;
            if case.deserves(weight, has + 1) {
                let voters = fewer(case, voters, has + 1);
                let has = most_members(case, &voters);
                return Ok(Some(case.violation(voters, vec![item], has + 1, has)));
            }
        }
    }
    Ok(None)
}

/// The most members that one of them approves of.
fn most_members(case: &Case<'_>, voters: &[u32]) -> usize {
    voters.iter().map(|&voter| case.represented[voter as usize]).max().unwrap_or(0) as usize
}

/// Those of them with some weight who have fewer members.
fn fewer(case: &Case<'_>, voters: &[u32], members: usize) -> Vec<u32> {
    let counts = |&voter: &u32| {
        (case.represented[voter as usize] as usize) < members && case.approvals.weights().numerator(voter as usize) > 0
    };
    voters.iter().copied().filter(counts).collect()
}

/// A group that agrees on as many items as it deserves seats, of whom nobody has as many members.
pub(super) fn around_several(case: &Case<'_>, ctx: &Ctx<'_>) -> Result<Option<Violation>> {
    let supporters = case.approvals.supporters(ctx)?;
    let everybody: Vec<u32> = (0..case.approvals.n_voters() as u32).collect();
    for seats in 1..=case.k {
        let mut cohesive = Cohesive { case, supporters: &supporters, seats, items: Vec::new() };
        let found =
            cohesive.search(0, &fewer(case, &everybody, seats), &mut |_, voters| Ok(Some(voters.to_vec())), ctx)?;
        if let Some(voters) = found {
            let represented = most_members(case, &voters);
            return Ok(Some(case.violation(voters, cohesive.items, seats, represented)));
        }
    }
    Ok(None)
}

/// Something about a set of items and its voters, or nothing.
type Accept<'a, T> = &'a mut dyn FnMut(&[u32], &[u32]) -> Result<Option<T>>;

/// Sets of `seats` items, and the voters who approve of all of them and deserve as many seats.
pub(super) struct Cohesive<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) supporters: &'a Supporters,
    pub(super) seats: usize,
    /// The items so far; those of the group that was found.
    pub(super) items: Vec<u32>,
}

impl Cohesive<'_> {
    /// The first that `accept` gives for a set and its voters, among the sets with the items so far and others from
    /// number `at` of the order on.
    pub(super) fn search<T>(
        &mut self,
        at: usize,
        voters: &[u32],
        accept: Accept<'_, T>,
        ctx: &Ctx<'_>,
    ) -> Result<Option<T>> {
        ctx.check()?;
        if !self.case.deserves(self.case.weight(voters), self.seats) {
            return Ok(None);
        }
        if self.items.len() == self.seats {
            return accept(&self.items, voters);
        }
        let missing = self.seats - self.items.len();
        for next in at..=(self.case.order.len()).saturating_sub(missing) {
            let Some(&item) = self.case.order.get(next) else { break };
            let both = common(voters, self.supporters.of(item as usize));
            self.items.push(item);
            let found = self.search(next + 1, &both, accept, ctx)?;
            if found.is_some() {
                return Ok(found);
            }
            self.items.pop();
        }
        Ok(None)
    }
}

/// What two ascending lists share.
fn common(mut a: &[u32], mut b: &[u32]) -> Vec<u32> {
    let mut both = Vec::new();
    while let (Some((&x, rest)), Some((&y, others))) = (a.split_first(), b.split_first()) {
        match x.cmp(&y) {
            std::cmp::Ordering::Less => a = rest,
            std::cmp::Ordering::Greater => b = others,
            std::cmp::Ordering::Equal => {
                both.push(x);
                (a, b) = (rest, others);
            }
        }
    }
    both
}

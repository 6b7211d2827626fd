//! Groups that agree on as many items as they deserve seats, with fewer members among all that they approve of.

use super::groups::Cohesive;
use super::{Case, Violation};
use crate::ctx::Ctx;
use crate::error::Result;

/// A group that agrees on as many items as it deserves seats, and together approves of fewer members.
pub(super) fn around_several(case: &Case<'_>, ctx: &Ctx<'_>) -> Result<Option<Violation>> {
    let supporters = case.approvals.supporters(ctx)?;
    let has_weight = |&voter: &u32| case.approvals.weights().numerator(voter as usize) > 0;
    for seats in 1..=case.k {
        // Whoever alone approves of as many members is in no such group.
        let few = |voter: &u32| (case.represented[*voter as usize] as usize) < seats && has_weight(voter);
        let voters: Vec<u32> = (0..case.approvals.n_voters() as u32).filter(few).collect();
        let mut cohesive = Cohesive { case, supporters: &supporters, seats, items: Vec::new() };
        let mut accept = |_: &[u32], voters: &[u32]| {
            let mut search = Within { case, seats, covered: vec![false; case.is_member.len()] };
            search.search(0, 0, voters, ctx)
        };
        if let Some(voters) = cohesive.search(0, &voters, &mut accept, ctx)? {
            let mut of_them = vec![false; case.is_member.len()];
            for &item in voters.iter().flat_map(|&voter| case.approvals.set(voter as usize)) {
                of_them[usize::from(item)] = case.is_member[usize::from(item)];
            }
            let represented = of_them.into_iter().filter(|&is_theirs| is_theirs).count();
            return Ok(Some(case.violation(voters, cohesive.items, seats, represented)));
        }
    }
    Ok(None)
}

/// Voters all of whose members are among a few.
struct Within<'a> {
    case: &'a Case<'a>,
    seats: usize,
    /// The members that they may approve of.
    covered: Vec<bool>,
}

impl Within<'_> {
    /// Those of the voters whose members are among fewer than `seats`, if these deserve as many: the members that are
    /// `covered`, `n_covered` of them, and others from number `at` on.
    fn search(&mut self, at: usize, n_covered: usize, voters: &[u32], ctx: &Ctx<'_>) -> Result<Option<Vec<u32>>> {
        ctx.check()?;
        let room = self.seats - 1 - n_covered;
        let left: Vec<u32> = voters.iter().copied().filter(|&voter| self.uncovered(voter) <= room).collect();
        if !self.case.deserves(self.case.weight(&left), self.seats) {
            return Ok(None);
        }
        if left.iter().all(|&voter| self.uncovered(voter) == 0) {
            return Ok(Some(left));
        }
        let Some(&member) = self.case.members.get(at) else { return Ok(None) };
        if room > 0 {
            self.covered[member as usize] = true;
            let found = self.search(at + 1, n_covered + 1, &left, ctx)?;
            self.covered[member as usize] = false;
            if found.is_some() {
                return Ok(found);
            }
        }
        let without = |voter: &u32| self.case.approvals.set(*voter as usize).binary_search(&(member as u16)).is_err();
        let without: Vec<u32> = left.into_iter().filter(without).collect();
        self.search(at + 1, n_covered, &without, ctx)
    }

    /// How many members a voter approves of that are not covered.
    fn uncovered(&self, voter: u32) -> usize {
        let is_open = |&&item: &&u16| self.case.is_member[usize::from(item)] && !self.covered[usize::from(item)];
        self.case.approvals.set(voter as usize).iter().filter(is_open).count()
    }
}

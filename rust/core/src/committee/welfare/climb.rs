//! One committee, member by member, with what no committee can surpass.

use num_bigint::BigInt;

use super::objective::Objective;
use super::worth::{Sought, State, extreme};
use crate::committee::{Action, Election, Request, Round};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::Fraction;

/// A committee, the state that it leaves, and what is known of it.
pub(super) struct Climbed<'a> {
    pub(super) members: Vec<u32>,
    pub(super) state: State<'a>,
    pub(super) score: Fraction,
    /// The least, over all committees on the way, of its worth and the `k` highest gains of other items together: the worth
    /// of `k` more members is at most that, by submodularity.
    pub(super) bound: Fraction,
    pub(super) rounds: Vec<Round>,
}

impl Climbed<'_> {
    /// The election of this committee.
    pub(super) fn election(self) -> Election {
        let complete = self.rounds.iter().all(|round| round.tied.len() == 1);
        let proven = self.score == self.bound;
        let (score, bound) = (Some(self.score), Some(self.bound));
        Election { score, bound, proven, rounds: self.rounds, ..Election::of(vec![self.members], Some(complete)) }
    }
}

/// Adds members of the most gain among those that `pick` leaves of all that may join, given in the order of priority.
pub(super) fn climb<'a>(
    objective: &'a Objective<'_>,
    evaluated: f64,
    request: &Request,
    mut pick: impl FnMut(Vec<u32>) -> Vec<u32>,
    ctx: &Ctx<'_>,
) -> Result<Climbed<'a>> {
    let mut state = objective.empty(evaluated, ctx)?;
    let mut filling = request.filling(ctx)?;
    let by_priority = request.sorted((0..request.priority.len() as u32).collect());
    let mut is_member = vec![false; by_priority.len()];
    let (mut members, mut rounds, mut score) = (Vec::new(), Vec::new(), Fraction::default());
    let mut bound = headroom(&state, &is_member, request.k) * objective.unit();
    while !filling.is_full() {
        ctx.check()?;
        let may = |item: &u32| !is_member[*item as usize] && filling.may_elect(*item);
        let picked = pick(by_priority.iter().copied().filter(may).collect());
        let Some((tied, gain)) = extreme(&mut state, &picked, Sought::Most, ctx)? else {
            let got = format!("nobody may join after {} of {} rounds", rounds.len(), request.k);
            return Err(Error::Data { what: "the committee", got, expected: "fewer seats".to_owned() });
        };
        let item = tied[0];
        filling.elect(item, ctx)?;
        state.add(item, ctx)?;
        is_member[item as usize] = true;
        members.push(item);
        let value = gain * objective.unit();
        score += &value;
        rounds.push(Round { action: Action::Elected, item, tied, value: Some(value) });
        bound = bound.min(headroom(&state, &is_member, request.k) * objective.unit() + &score);
    }
    Ok(Climbed { members, state, score, bound, rounds })
}

/// The `k` highest gains of items that are not members, together, from above.
fn headroom(state: &State<'_>, is_member: &[bool], k: usize) -> Fraction {
    let outside = (0..).zip(is_member).filter(|(_, is_member)| !**is_member);
    let mut gains: Vec<i128> = outside.map(|(item, _)| state.between(item).1).collect();
    if gains.len() > k {
        gains.select_nth_unstable_by_key(k, |&gain| std::cmp::Reverse(gain));
        gains.truncate(k);
    }
    &state.factors().unit * gains.into_iter().map(BigInt::from).sum::<BigInt>()
}

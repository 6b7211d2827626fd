//! Swaps of one member for another item, as long as one is worth more.

use super::climb::Climbed;
use super::objective::Objective;
use super::worth::{Sought, exact_gain, extreme};
use crate::committee::Request;
use crate::ctx::Ctx;
use crate::error::Result;

/// Improves a committee in place: the first member, in the order of priority, for whom another item that keeps to the bounds
/// adds more makes way for the one that adds the most. Whether no such swap is left, after at most `max_swaps` of them.
pub(super) fn improve(
    climbed: &mut Climbed<'_>,
    objective: &Objective<'_>,
    request: &Request,
    max_swaps: usize,
    ctx: &Ctx<'_>,
) -> Result<bool> {
    let mut members = request.sorted(climbed.members.clone());
    let (mut swaps, mut turn, mut since) = (0, 0, 0);
    // Once around without a swap there is none.
    while since < members.len() {
        ctx.check()?;
        if turn >= members.len() {
            turn = 0;
        }
        let leaving = members[turn];
        let others: Vec<u32> = members.iter().copied().filter(|&member| member != leaving).collect();
        climbed.state.remove(leaving, ctx)?;
        let lost = exact_gain(&mut climbed.state, leaving, ctx)?;
        let candidates = candidates(&members, turn, request);
        let best = extreme(&mut climbed.state, &candidates, Sought::Most, ctx)?;
        match best.filter(|(_, gain)| *gain > lost) {
            Some(_) if swaps >= max_swaps => {
                climbed.state.add(leaving, ctx)?;
                return Ok(false);
            }
            Some((tied, gain)) => {
                let joining = tied[0];
                climbed.state.add(joining, ctx)?;
                climbed.score += (gain - lost) * objective.unit();
                members = request.sorted(others.into_iter().chain([joining]).collect());
                climbed.members.clone_from(&members);
                (swaps, turn, since) = (swaps + 1, 0, 0);
            }
            None => {
                climbed.state.add(leaving, ctx)?;
                turn += 1;
                since += 1;
            }
        }
    }
    Ok(true)
}

/// Who may take the seat of a member, in the order of priority.
fn candidates(members: &[u32], place: usize, request: &Request) -> Vec<u32> {
    let mut is_out = vec![true; request.priority.len()];
    for &member in members {
        is_out[member as usize] = false;
    }
    let may = request.bounds.may_replace(members, place);
    let outside = (0..).zip(is_out).filter(|(_, is_out)| *is_out).map(|(item, _)| item);
    request.sorted(outside.filter(|&item| may[request.bounds.kind(item)]).collect())
}

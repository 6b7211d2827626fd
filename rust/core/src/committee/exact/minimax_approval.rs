//! Minimax approval voting: nobody is far from the committee.

use num_bigint::BigInt;

use super::number::Number;
use super::optimum::{any_best, greedy, in_order, optimum, unless_late};
use super::rows::{Chain, Rows};
use super::scale::Scale;
use super::welfare::{Judge, Welfare};
use crate::approvals::Approvals;
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "minimax_approval";

#[derive(Debug)]
struct MinimaxApproval;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MinimaxApproval))
}

/// The largest number of items on which a voter and the committee differ, approved of or not against elected or not, is as
/// small as can be; it is the score. Voters of weight zero do not count, and others count alike.
///
/// Found by asking again and again for a committee that is closer to all: each voter then needs a number of members, and
/// some committee gives everybody theirs exactly if the sum over the voters of `min(members approved of, needed)`, a sum of
/// concave functions, can reach the sum of what is needed.
///
/// # Complexity
/// Exponential in the worst case.
///
/// # Source
/// Brams, Kilgour and Sanver 2007.
impl Rule for MinimaxApproval {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, _: &Request) -> f64 {
        1000.0 * votes.cells() as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let (ordered, by_priority) = in_order(request)?;
        let sets = sets(&votes.approvals(ID)?.merged(ctx)?, request);
        let mut best = greedy(&mut covering(&sets, &ordered, 0).0, &ordered, ctx)?;
        // Nobody with more or fewer approvals than there are seats agrees with a committee.
        let least = sets.iter().map(|set| set.len().abs_diff(request.k)).max().unwrap_or(0);
        let mut distance = farthest(&sets, &best);
        let mut stopped_early = false;
        while distance > least {
            let (problem, is_possible) = covering(&sets, &ordered, distance - 1);
            if !is_possible {
                break;
            }
            match unless_late(any_best(problem, best.clone(), &ordered, ctx))? {
                Some((closer, true)) => {
                    distance = farthest(&sets, &closer);
                    best = closer;
                }
                Some((_, false)) => break,
                None => {
                    stopped_early = true;
                    break;
                }
            }
        }
        let number = |distance: usize| Some(Fraction::from(BigInt::from(distance)));
        if stopped_early {
            let members = best.iter().map(|&item| by_priority[item as usize]).collect();
            let election = Election::of(vec![request.sorted(members)], None);
            let (score, bound) = (number(distance), number(least));
            return Ok(Election { score, bound, proven: false, stopped_early: true, ..election });
        }
        let (found, _) = optimum(covering(&sets, &ordered, distance).0, best, &ordered, ctx)?;
        let election = found.election(&by_priority);
        Ok(Election { score: number(distance), bound: number(distance), ..election })
    }
}

/// The sets of voters who count, in items by their order of priority.
fn sets(approvals: &Approvals, request: &Request) -> Vec<Vec<u32>> {
    let set = |voter| approvals.set(voter).iter().map(|&item| request.priority[usize::from(item)]).collect();
    (0..approvals.n_voters()).map(set).collect()
}

/// The greatest distance of a committee.
fn farthest(sets: &[Vec<u32>], committee: &[u32]) -> usize {
    let distance =
        |set: &Vec<u32>| set.len() + committee.len() - 2 * set.iter().filter(|item| committee.contains(item)).count();
    sets.iter().map(distance).max().unwrap_or(0)
}

/// Which committees are within a distance of everybody; and whether nobody needs more members than there are.
fn covering(sets: &[Vec<u32>], request: &Request, distance: usize) -> (Welfare<i64, Needs>, bool) {
    let (mut chains, mut functions, mut total, mut is_possible) = (Vec::new(), Vec::new(), 0, true);
    for set in sets {
        let needed = (set.len() + request.k).saturating_sub(distance).div_ceil(2);
        is_possible &= needed <= set.len().min(request.k);
        if needed > 0 && !set.is_empty() {
            total += needed;
            chains.push(Chain { levels: vec![set.clone()], functions: vec![functions.len() as u32] });
            functions.push(vec![BigInt::from(1); needed.min(set.len())]);
        }
    }
    let most = BigInt::from(2 * request.k * (sets.len() + 1));
    let scale = Scale::fitting(&most, <i64 as Number>::BITS);
    let rows = Rows::new(request.priority.len(), &chains, &functions, &scale);
    (Welfare::new(rows, Needs { total: total.into(), scale }, request.k), is_possible)
}

/// Rows that ask for numbers of members: a committee gives them all, or it does not.
#[derive(Clone)]
struct Needs {
    total: BigInt,
    scale: Scale,
}

impl Judge<i64> for Needs {
    type Value = bool;

    fn value(&self, _: &[u32], upper: i64, _: &Ctx<'_>) -> Result<bool> {
        Ok(upper >= self.scale.floor(&self.total))
    }

    fn floor(&self, _: &bool) -> i64 {
        self.scale.floor(&self.total)
    }

    fn above(&self, value: &bool) -> i64 {
        if *value { self.scale.above(&self.total) } else { self.scale.floor(&self.total) }
    }
}

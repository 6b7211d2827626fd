//! Monroe's rule by greedy choices.

use num_bigint::BigInt;

use super::voters::Voters;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "greedy_monroe";

#[derive(Debug)]
struct GreedyMonroe;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(GreedyMonroe))
}

/// In each round the item that represents the most voters who are not represented yet is elected, and represents them: at
/// most `n / k` of them, rounded up in the first `n mod k` rounds and down after. A weight is a number of voters.
///
/// Where more voters approve of the item than it can represent, those go first who approve of the fewest items that are
/// not elected yet; then those whose set comes first, sets being compared member by member in the order of priority. So the
/// order of the voters does not matter. The score is how many voters are represented.
///
/// # Complexity
/// `O(k * (approvals + n log n))`.
///
/// # Source
/// Skowron, Faliszewski and Slinko 2015, for rankings.
impl Rule for GreedyMonroe {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        4.0 * (request.k * votes.cells()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::of(votes.approvals(ID)?, ID, request, ctx)?;
        let n_items = request.priority.len();
        let course = Seats {
            left: voters.weights.clone(),
            voters: &voters,
            priority: &request.priority,
            k: request.k as i64,
            is_elected: vec![false; n_items],
            n_elected: 0,
        };
        let election = run(course, request, ctx)?;
        let score = election.rounds.iter().filter_map(|round| round.value.clone()).sum();
        Ok(Election { score: Some(score), ..election })
    }
}

#[derive(Clone)]
struct Seats<'a> {
    voters: &'a Voters,
    priority: &'a [u32],
    k: i64,
    /// How many of each voter are not represented yet.
    left: Vec<i64>,
    /// By the place in the order of priority.
    is_elected: Vec<bool>,
    n_elected: i64,
}

impl Seats<'_> {
    /// How many voters the next member represents at most.
    fn share(&self) -> i64 {
        self.voters.total / self.k + i64::from(self.n_elected < self.voters.total % self.k)
    }
}

impl Course for Seats<'_> {
    type Key = (Vec<u32>, Vec<i64>);

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        ctx.check()?;
        let mut support = vec![0; self.is_elected.len()];
        for (set, left) in self.voters.sets.iter().zip(&self.left) {
            for &turn in set {
                support[turn as usize] += left;
            }
        }
        let share = self.share();
        let of = |item: u32| support[self.priority[item as usize] as usize];
        let open: Vec<u32> = (0..self.is_elected.len() as u32).filter(|&item| may(item)).collect();
        // Support beyond the share counts too: it tells items apart that could both fill it.
        let most = open.iter().map(|&item| of(item)).max();
        Ok(most.map(|most| {
            let tied = open.into_iter().filter(|&item| of(item) == most).collect();
            (tied, Some(BigInt::from(most.min(share)).into()))
        }))
    }

    fn choose(&mut self, item: u32, _: &Ctx<'_>) -> Result<()> {
        let mut room = self.share();
        let turn = self.priority[item as usize];
        self.is_elected[turn as usize] = true;
        self.n_elected += 1;
        let others = |voter: &usize| self.voters.sets[*voter].iter().filter(|&&t| !self.is_elected[t as usize]).count();
        let approves = |voter: &usize| self.voters.sets[*voter].binary_search(&turn).is_ok();
        // Voters stand in the order of their sets, and the sort is stable.
        let mut supporters: Vec<usize> = (0..self.left.len()).filter(approves).collect();
        supporters.sort_by_cached_key(others);
        for voter in supporters {
            let amount = room.min(self.left[voter]);
            self.left[voter] -= amount;
            room -= amount;
        }
        Ok(())
    }

    fn key(&self, chosen: &[u32]) -> Self::Key {
        (chosen.to_vec(), self.left.clone())
    }
}

//! Stable voting: the winner beats some rival clearly and would win without it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Sub;

use super::pairs::{Pairs, with_weights};
use super::relation::{all, insert, members, remove};
use super::split_cycle::undefeated;
use super::strengths::Defeats;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "stable_voting";

/// Of all pairs `(i, j)` with `i` undefeated under Split Cycle, from the strongest down whether `i` wins the pair or not,
/// take the first such that `i` wins by this same rule without `j`; of several pairs of that strength, all. Score 1 for
/// those `i` and 0 for the rest.
///
/// # Errors
/// [`Error::TooLarge`] beyond `limit` sets of items, [`Error::InputKind`] for counts of places, or a stop asked for through
/// `ctx`.
///
/// # Complexity
/// That of counting pairs, and for each set of `k` items that comes up `O(k^3)`. One undefeated item decides a set at once;
/// with many ties the number of sets is exponential at worst.
#[derive(Debug)]
struct StableVoting {
    strength: Strength,
    limit: usize,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(StableVoting {
        strength: options.named()?,
        limit: usize::try_from(options.integer("limit", 1..=i64::MAX)?).unwrap_or(usize::MAX),
        missing: options.optional()?,
    }))
}

impl Rule for StableVoting {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 0.5 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { strength, limit, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let winners = with_weights!(&pairs.preference, weights => {
            let wins = match Defeats::of(weights, m, strength, ctx)? {
                Defeats::Narrow(ranks) => ranks.into_iter().map(u32::from).collect(),
                Defeats::Wide(ranks) => ranks,
            };
            let strengths = strengths(weights, m, strength);
            Search { m, wins, strengths, known: BTreeMap::new(), limit, ctx }.winners(&all(m))?
        });
        let mut is_winner = vec![false; m];
        for item in winners {
            is_winner[item] = true;
        }
        Ok(pairs.members(&is_winner))
    }
}

/// What pairs are ordered by, won or not.
fn strengths<T: Copy + Sub<Output = T>>(weights: &[T], m: usize, strength: Strength) -> Vec<T> {
    let lead = |cell: usize| weights[cell] - weights[cell % m * m + cell / m];
    match strength {
        Strength::WinningVotes => weights.to_vec(),
        Strength::Margins => (0..m * m).map(lead).collect(),
    }
}

struct Search<'a, T> {
    m: usize,
    /// How strong each win is; 0 where there is none.
    wins: Vec<u32>,
    strengths: Vec<T>,
    /// The winners among each set of items that came up.
    known: BTreeMap<Vec<u64>, Vec<usize>>,
    limit: usize,
    ctx: &'a Ctx<'a>,
}

impl<T: Copy + Ord> Search<'_, T> {
    fn winners(&mut self, set: &[u64]) -> Result<Vec<usize>> {
        if let Some(winners) = self.known.get(set) {
            return Ok(winners.clone());
        }
        self.ctx.check()?;
        let items: Vec<usize> = members(set).collect();
        let mut winners = self.undefeated(&items)?;
        if winners.len() > 1 {
            winners = self.first_stable(set, &items, &winners)?;
        }
        if self.known.len() >= self.limit {
            let (got, limit) = (self.known.len() as u128 + 1, self.limit as u128);
            return Err(Error::TooLarge { what: "number of sets of items that stable_voting looks at", got, limit });
        }
        self.known.insert(set.to_vec(), winners.clone());
        Ok(winners)
    }

    /// Goes through the pairs of an undefeated item and another one, the strongest first.
    fn first_stable(&mut self, set: &[u64], items: &[usize], undefeated: &[usize]) -> Result<Vec<usize>> {
        let of = |&(i, j): &(usize, usize)| Reverse(self.strengths[i * self.m + j]);
        let rivals = |&i: &usize| items.iter().filter(move |&&j| j != i).map(move |&j| (i, j));
        let mut pairs: Vec<(usize, usize)> = undefeated.iter().flat_map(rivals).collect();
        pairs.sort_by_key(of);
        let ends: Vec<usize> = pairs.chunk_by(|a, b| of(a) == of(b)).map(<[_]>::len).collect();
        let mut winners = vec![0; set.len()];
        let mut rest = &pairs[..];
        for n in ends {
            let (equal, weaker) = rest.split_at(n);
            rest = weaker;
            for &(i, j) in equal {
                let mut without = set.to_vec();
                remove(&mut without, j);
                if self.winners(&without)?.contains(&i) {
                    insert(&mut winners, i);
                }
            }
            if winners.iter().any(|&word| word != 0) {
                break;
            }
        }
        Ok(members(&winners).collect())
    }

    /// Who is undefeated under Split Cycle among these items alone.
    fn undefeated(&self, items: &[usize]) -> Result<Vec<usize>> {
        let row = |&i: &usize| items.iter().map(move |&j| self.wins[i * self.m + j]);
        let wins: Vec<u32> = items.iter().flat_map(row).collect();
        let unbeaten = undefeated(&wins, items.len(), &self.ctx.inner())?;
        let holds = |&(_, n): &(&usize, usize)| n + 1 == items.len();
        Ok(items.iter().zip(unbeaten).filter(holds).map(|(&item, _)| item).collect())
    }
}

//! Kemeny as a rule among others.

use super::{Consensus, Effort, Options, Problem, consensus};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options as Given;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(in crate::rank::pairwise) const ID: &str = "kemeny";

/// The order that contradicts the least weight of preferences. An item's score is the number of items below its tier.
///
/// # Errors
/// As [`Problem::of_votes`] and [`consensus`].
#[derive(Debug)]
struct Kemeny {
    options: Options,
    missing: Option<Missing>,
}

pub(in crate::rank::pairwise) fn parse(options: &Given<'_>) -> Result<Box<dyn Rule>> {
    for option in ["ties_in_consensus", "scheme"] {
        options.refuse(option, "it left out where a rule is run many times")?;
    }
    let effort = options.named::<Effort>()?;
    let max_iterations = options.optional_integer("max_iterations", 0..=i64::MAX)?.map(|n| n as u64);
    let seed = options.integer("seed", 0..=i64::MAX)? as u64;
    Ok(Box::new(Kemeny { options: Options { effort, max_iterations, seed }, missing: options.optional()? }))
}

impl Rule for Kemeny {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 30.0 * size.n_items.powi(2) + 1000.0 * size.n_items
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let problem = Problem::of_votes(votes, self.missing, ctx)?;
        let found = consensus(&problem, &self.options, ctx)?;
        Ok(found.outcome(&problem))
    }
}

impl Consensus {
    /// As what every rule returns.
    #[must_use]
    pub fn outcome(&self, problem: &Problem) -> Outcome {
        let below = self.below();
        let scores = below.iter().map(|&below| f64::from(below)).collect();
        let outcome = Outcome::by_keys(&problem.items, scores, &below);
        let outcome = Outcome {
            complete: self.n_optima.is_some_and(|n| Some(n) == self.ways_to_break_ties()),
            cost: Some(problem.cost(self.cost).to_float()),
            ..outcome
        };
        problem.missing.map_or(outcome.clone(), |missing| outcome.reading(missing.name()))
    }

    /// For each item the number of items in later tiers.
    fn below(&self) -> Vec<u32> {
        let mut below = vec![0; self.order.len()];
        let mut later = 0;
        for (place, &item) in self.order.iter().enumerate().rev() {
            if place + 1 < self.order.len() && self.tier[place] != self.tier[place + 1] {
                later = (self.order.len() - place - 1) as u32;
            }
            below[item as usize] = later;
        }
        below
    }

    /// The number of orders that differ in the order of items within tiers alone.
    fn ways_to_break_ties(&self) -> Option<u128> {
        let mut sizes = vec![0_u128; self.tier.last().map_or(0, |&last| last as usize + 1)];
        let mut ways = Some(1_u128);
        for &tier in &self.tier {
            sizes[tier as usize] += 1;
            ways = ways.and_then(|ways| ways.checked_mul(sizes[tier as usize]));
        }
        ways
    }
}

//! Kemeny as a rule among others.

use super::{Consensus, Effort, Options, Problem, consensus};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::items::Items;
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
        let outcome = Outcome {
            complete: self.is_complete(),
            cost: Some(problem.cost(self.cost).to_float()),
            ..by_tiers(&problem.items, &self.order, &self.tier)
        };
        match problem.missing {
            Some(missing) => outcome.reading(missing.name()),
            None => outcome,
        }
    }

    /// Whether all best orders differ in the order of items within tiers alone.
    pub(super) fn is_complete(&self) -> bool {
        let mut sizes = vec![0_u128; self.tier.last().map_or(0, |&last| last as usize + 1)];
        let mut ways = Some(1_u128);
        for &tier in &self.tier {
            sizes[tier as usize] += 1;
            ways = ways.and_then(|ways| ways.checked_mul(sizes[tier as usize]));
        }
        self.n_optima.is_some_and(|n| Some(n) == ways)
    }
}

/// Items ranked by the tiers of their places; the score of one is the number of items in later tiers.
pub(super) fn by_tiers(items: &Items, order: &[u32], tier: &[u32]) -> Outcome {
    let mut below = vec![0; order.len()];
    let mut later = 0;
    for (place, &item) in order.iter().enumerate().rev() {
        if place + 1 < order.len() && tier[place] != tier[place + 1] {
            later = (order.len() - place - 1) as u32;
        }
        below[item as usize] = later;
    }
    Outcome::by_keys(items, below.iter().map(|&below| f64::from(below)).collect(), &below)
}

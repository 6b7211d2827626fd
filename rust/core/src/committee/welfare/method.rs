//! How the committee that is worth the most is looked for.

use super::climb::climb;
use super::local_search::improve;
use super::objective::Objective;
use super::rounds::Joining;
use crate::committee::exact::{Instance, solve};
use crate::committee::sequential::run;
use crate::committee::{Election, Outcomes, Request};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::{Named, Options};
use crate::rng::Stream;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Auto,
    Greedy,
    StochasticGreedy,
    LocalSearch,
    Exact,
}

impl Named for Way {
    const OPTION: &'static str = "method";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("greedy", Self::Greedy),
        ("stochastic_greedy", Self::StochasticGreedy),
        ("local_search", Self::LocalSearch),
        ("exact", Self::Exact),
    ];
    const NAMES: &'static str = "\"auto\", \"greedy\", \"stochastic_greedy\", \"local_search\", \"exact\"";
}

/// A way with what it needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Method {
    way: Way,
    seed: u64,
    epsilon: f64,
    max_swaps: usize,
}

impl Method {
    pub(super) fn parse(options: &Options<'_>) -> Result<Self> {
        Ok(Self {
            way: options.named()?,
            seed: options.integer("seed", 0..=i64::MAX)? as u64,
            epsilon: options.number("epsilon", "0 < epsilon < 1", |epsilon| epsilon > 0.0 && epsilon < 1.0)?,
            max_swaps: options.integer("max_swaps", 0..=i64::MAX)? as usize,
        })
    }

    /// Looks for the committee.
    pub(super) fn solve(self, objective: &Objective<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        match self.way {
            Way::Auto => match objective.small_instance(ctx)? {
                Some(instance) => exact(&instance, objective, request, ctx),
                None => greedy(objective, request, ctx),
            },
            Way::Exact => exact(&objective.instance(ctx)?, objective, request, ctx),
            Way::Greedy => greedy(objective, request, ctx),
            Way::StochasticGreedy => self.stochastic_greedy(objective, request, ctx),
            Way::LocalSearch => self.local_search(objective, request, ctx),
        }
    }

    /// Each round looks at a sample of the items (Mirzasoleiman et al. 2015).
    fn stochastic_greedy(self, objective: &Objective<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let (n_items, k) = (request.priority.len() as f64, request.k as f64);
        let size = (n_items / k * -self.epsilon.ln()).ceil().clamp(1.0, n_items) as usize;
        let mut round = 0;
        let sample = |mut items: Vec<u32>| {
            let mut stream = Stream::new(self.seed, round);
            round += 1;
            let size = size.min(items.len());
            for place in 0..size {
                let drawn = place + stream.below((items.len() - place) as u64) as usize;
                items.swap(place, drawn);
            }
            items.truncate(size);
            request.sorted(items)
        };
        let found = climb(objective, size as f64 / n_items, request, sample, ctx)?.election();
        let guarantee = if request.bounds.is_empty() {
            "in expectation at least 1 - 1/e - epsilon of the highest score"
        } else {
            "none: the proof does not cover bounds of groups"
        };
        Ok(Election { complete: None, method: "stochastic_greedy", guarantee, ..found })
    }

    fn local_search(self, objective: &Objective<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let mut climbed = climb(objective, 1.0, request, |items| items, ctx)?;
        let is_best = improve(&mut climbed, objective, request, self.max_swaps, ctx)?;
        let members = request.sorted(climbed.members.clone());
        let found = Election { complete: None, rounds: Vec::new(), committees: vec![members], ..climbed.election() };
        let guarantee = match (factor(request), is_best) {
            (Factor::Euler, true) => "at least 1 - 1/e of the highest score, and no swap of one member raises it",
            (Factor::Half, true) => "at least half of the highest score, and no swap of one member raises it",
            (Factor::Unknown, true) => "no swap of one member raises the score",
            (factor, false) => factor.words(),
        };
        Ok(Election { method: "local_search", guarantee, ..found })
    }
}

/// Searches until nothing better is left.
fn exact(instance: &Instance, objective: &Objective<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let found = solve(instance, request, ctx)?;
    let in_unit = |number: Option<Fraction>| number.map(|number| number * objective.unit());
    let guarantee = if found.proven { "the highest score" } else { "none: the search was stopped" };
    Ok(Election { score: in_unit(found.score), bound: in_unit(found.bound), method: "exact", guarantee, ..found })
}

/// The member that adds the most, again and again.
fn greedy(objective: &Objective<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let found = climb(objective, 1.0, request, |items| items, ctx)?.election();
    let guarantee = factor(request).words();
    let found = Election { method: "greedy", guarantee, ..found };
    if request.outcomes == Outcomes::One {
        return Ok(found);
    }
    let course = Joining { state: objective.empty(1.0, ctx)?, unit: objective.unit() };
    let Election { committees, complete, .. } = run(course, request, ctx)?;
    Ok(Election { committees, complete, ..found })
}

/// What part of the highest score greedy choices reach at least.
#[derive(Debug, Clone, Copy)]
enum Factor {
    /// Nemhauser, Wolsey and Fisher 1978.
    Euler,
    /// Fisher, Nemhauser and Wolsey 1978, for matroids: what bounds of groups that do not overlap make.
    Half,
    Unknown,
}

impl Factor {
    fn words(self) -> &'static str {
        match self {
            Factor::Euler => "at least 1 - 1/e of the highest score",
            Factor::Half => "at least half of the highest score",
            Factor::Unknown => "none: groups overlap",
        }
    }
}

fn factor(request: &Request) -> Factor {
    match &request.bounds {
        bounds if bounds.is_empty() => Factor::Euler,
        bounds if bounds.is_disjoint() => Factor::Half,
        _ => Factor::Unknown,
    }
}

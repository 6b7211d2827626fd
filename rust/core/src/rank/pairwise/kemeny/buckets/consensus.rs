//! The bucket order closest to the votes, part by part.

use std::ops::RangeInclusive;

use super::costs::{Cost, Costs, with_excess};
use super::excess::Excess;
use super::number::Number;
use super::search::Search;
use super::subsets::{self, Scope};
use super::triples;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::Outcome;
use crate::rank::kemeny::consensus::{self as orders, Component, Method, unless_late};
use crate::rank::kemeny::options::{Effort, Options};
use crate::rank::kemeny::rule::by_tiers;
use crate::rng::Stream;

/// Steps of dynamic programming that one part may take unless the proof is asked for: 2 s at worst, where the tables are
/// larger than the cache. 16 items never need more; 20 items of 5 voters without any accord took 0.4 s (AMD EPYC, 2026-11).
const BUDGET: u64 = 1 << 26;

/// Steps that counting all optima may take, 0.6 s at worst: 15 items never need more.
const COUNT_BUDGET: u64 = 1 << 24;

/// Pairs of items that the search may descend through for each part, unless a number of rounds is asked for: rounds times
/// the square of the items. A round takes some 10 ns for each (AMD EPYC, 2026-11), so all some 0.3 s.
const SEARCHED_PAIRS: u64 = 1 << 25;

/// As many rounds as that makes, within these bounds.
const ROUNDS: RangeInclusive<u64> = 20..=1000;

/// A bucket order, and how good it is. Items are numbered as in their container.
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// From best to worst; items of one bucket tie, and stand in label order.
    pub buckets: Vec<Vec<u32>>,
    /// What it costs.
    pub cost: Cost,
    /// What every bucket order costs at least.
    pub lower_bound: Cost,
    /// Whether no bucket order costs less.
    pub proven: bool,
    /// How many bucket orders cost as little; `None` if not counted.
    pub n_optima: Option<u128>,
    /// The parts that were solved apart, best first; items of a part in the order of the buckets.
    pub components: Vec<Component>,
    /// Whether no other is as good, but for the order of items within buckets where the consensus has no ties.
    pub complete: bool,
    /// Whether the time limit, or the budget of a proof, ended the work.
    pub stopped_early: bool,
}

impl Consensus {
    /// As what every rule returns, but for the cost, which is a fraction.
    #[must_use]
    pub fn outcome(&self, costs: &Costs) -> Outcome {
        let tiers = (0..).zip(&self.buckets).flat_map(|(tier, bucket)| bucket.iter().map(move |&item| (item, tier)));
        let (order, tier): (Vec<u32>, Vec<u32>) = tiers.unzip();
        Outcome { complete: self.complete, ..by_tiers(&costs.items, &order, &tier) }.reading(costs.missing.name())
    }
}

/// Finds the bucket order with the least cost, the sum over all pairs and voters of what the scheme says.
///
/// Exact, with proof, if every part has at most 20 items and voters agree enough, or at most 16 items; wherever the search
/// meets the lower bound; and for parts in which ties never pay, if [`super::super::consensus`] proves their order. Else
/// the best bucket order that was found, with a bound.
///
/// # Errors
/// [`crate::error::Error::Memory`], `Cancelled` or `Interrupted`. A time limit is no error: it ends the work.
///
/// # Complexity
/// `O(n_items^2)` for the parts; for a part of `k` items `O(3^k)`, mostly much less, or `O(k^2)` for each descent of the
/// search and `O(k^3)` for the bound; memory `O(n_items^2)`, and 28 or 44 bytes times `2**k` for a part of up to 20 items.
pub fn bucket_order(costs: &Costs, options: &Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    with_excess!(costs, excess => solve(costs, excess, options, ctx))
}

/// Finds the order without ties with the least cost. Neighbours that may trade places at no cost share a bucket.
///
/// # Errors
/// As [`bucket_order`].
pub fn linear_order(costs: &Costs, options: &Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    let found = orders::consensus(&costs.without_ties(ctx)?, options, ctx)?;
    let complete = found.is_complete();
    let mut buckets: Vec<Vec<u32>> = Vec::new();
    for (&item, &tier) in found.order.iter().zip(&found.tier) {
        if buckets.len() == tier as usize {
            buckets.push(Vec::new());
        }
        buckets[tier as usize].push(item);
    }
    Ok(Consensus {
        buckets,
        cost: costs.beyond(found.cost),
        lower_bound: costs.beyond(found.lower_bound),
        proven: found.proven,
        n_optima: found.n_optima,
        components: found.components,
        complete,
        stopped_early: found.stopped_early,
    })
}

/// A bucket order of a part, and what is known of it.
struct Part<T> {
    buckets: Vec<Vec<u32>>,
    excess: T,
    least: T,
    method: Method,
}

fn solve<T: Number>(costs: &Costs, excess: &Excess<T>, options: &Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    let (mut buckets, mut total, mut least) = (Vec::new(), T::default(), T::default());
    let named = |item: u32| costs.by_label[item as usize];
    let mut components = Vec::new();
    let parts = unless_late(excess.components(ctx))?;
    let mut late = parts.is_none();
    let parts = parts.map_or_else(|| vec![(0..excess.n_items()).collect()], |parts| parts.members());
    for (number, members) in parts.iter().enumerate() {
        if let [alone] = members[..] {
            buckets.push(vec![alone as u32]);
            components.push(Component {
                items: vec![named(alone as u32)],
                method: Method::Decomposition,
                proven: true,
            });
            continue;
        }
        let mut stream = Stream::new(options.seed, number as u64);
        let part = solve_part(&excess.among(members)?, options, &mut stream, &mut late, ctx)?;
        total += part.excess;
        least += part.least;
        let whole = |bucket: &Vec<u32>| bucket.iter().map(|&item| members[item as usize] as u32).collect::<Vec<_>>();
        let found: Vec<Vec<u32>> = part.buckets.iter().map(whole).collect();
        let items = found.iter().flatten().map(|&item| named(item)).collect();
        components.push(Component { items, method: part.method, proven: part.excess == part.least });
        buckets.extend(found);
    }
    let proven = total == least;
    let n_optima = if proven { or_late(count(excess, &buckets, ctx), None, &mut late)? } else { None };
    Ok(Consensus {
        buckets: buckets.iter().map(|bucket| bucket.iter().copied().map(named).collect()).collect(),
        cost: costs.beyond(total.wide()),
        lower_bound: costs.beyond(least.wide()),
        proven,
        n_optima,
        components,
        complete: n_optima == Some(1),
        stopped_early: late && !proven,
    })
}

fn solve_part<T: Number>(
    excess: &Excess<T>,
    options: &Options,
    stream: &mut Stream,
    late: &mut bool,
    ctx: &Ctx<'_>,
) -> Result<Part<T>> {
    let strict = excess.ties_never_pay();
    let linear = if strict { linear(excess, options, late, ctx)? } else { None };
    if let Some(part) = linear.as_ref().filter(|part| part.excess == part.least) {
        return Ok(Part { buckets: part.buckets.clone(), ..*part });
    }
    let mut search = Search::new(excess)?;
    or_late(search.descend(ctx), (), late)?;
    let (mut least, bounded) = triples::bound(excess, ctx);
    or_late(bounded, (), late)?;
    if options.effort != Effort::Search && search.cost > least {
        let mut budget = if options.effort == Effort::Exact { u64::MAX } else { BUDGET };
        let scope = Scope { known: search.cost, strict };
        if let Some(best) = or_late(subsets::best(excess, scope, &mut budget, ctx), None, late)? {
            let (buckets, excess) = (best.buckets, best.excess);
            return Ok(Part { buckets, excess, least: excess, method: Method::SubsetDynamicProgramming });
        }
    }
    let rounds = options.max_iterations.unwrap_or_else(|| {
        let pairs = (excess.n_items() as u64).pow(2);
        (SEARCHED_PAIRS / pairs).clamp(*ROUNDS.start(), *ROUNDS.end())
    });
    or_late(search.iterate(rounds, least, stream, ctx), (), late)?;
    let found = Part { buckets: search.best.buckets(), excess: search.cost, least, method: Method::Search };
    Ok(match linear {
        Some(part) => {
            least = least.max(part.least);
            let better = if part.excess < found.excess { part } else { found };
            Part { least, ..better }
        }
        None => found,
    })
}

/// The best order without ties, if margins can hold the costs.
fn linear<T: Number>(excess: &Excess<T>, options: &Options, late: &mut bool, ctx: &Ctx<'_>) -> Result<Option<Part<T>>> {
    let Ok(margins) = excess.margins() else { return Ok(None) };
    let solved = orders::solve(&margins, options, ctx)?;
    *late |= solved.stopped_early;
    let unavoidable = excess.without_ties();
    let above = |excess: i64| unavoidable + T::narrow(excess.into());
    Ok(Some(Part {
        buckets: solved.order.iter().map(|&item| vec![item]).collect(),
        excess: above(solved.excess),
        least: above(solved.lower_bound),
        method: solved.method,
    }))
}

/// How many bucket orders are as good as this one, which is best: one factor for each part that all of them keep apart.
fn count<T: Number>(excess: &Excess<T>, buckets: &[Vec<u32>], ctx: &Ctx<'_>) -> Result<Option<u128>> {
    let (mut product, mut budget) = (Some(1_u128), COUNT_BUDGET);
    for members in excess.components_of_all(ctx)?.members() {
        if members.len() == 1 {
            continue;
        }
        let number = |item: &u32| members.binary_search(&(*item as usize)).ok().map(|place| place as u32);
        let inside: Vec<Vec<u32>> = buckets.iter().map(|bucket| bucket.iter().filter_map(number).collect()).collect();
        let part = excess.among(&members)?;
        let scope = Scope { known: part.of(&inside), strict: false };
        let Some(best) = subsets::best(&part, scope, &mut budget, ctx)? else { return Ok(None) };
        product = product.and_then(|product| product.checked_mul(best.n_optima?.into()));
    }
    Ok(product)
}

/// A result, or `instead` if the time limit passed.
fn or_late<U>(result: Result<U>, instead: U, late: &mut bool) -> Result<U> {
    let found = unless_late(result)?;
    *late |= found.is_none();
    Ok(found.unwrap_or(instead))
}

//! The bucket order closest to the votes, part by part.

use super::costs::{Cost, Costs, with_excess};
use super::excess::Excess;
use super::number::Number;
use super::search::Search;
use super::subsets::{self, Scope};
use super::triples;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rng::Stream;

/// Steps of dynamic programming that one part may take, a second or so: 15 items never need more, 20 items of voters who
/// agree need much less.
const BUDGET: u64 = 1 << 28;

/// Steps that counting all optima may take, some 0.1 s.
const COUNT_BUDGET: u64 = 1 << 25;

/// How to look for a bucket order.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Parts of up to so many items are solved exactly; at most 20.
    pub exact_items: usize,
    /// Rounds of the search for each larger part; 0 descends from its starts alone.
    pub rounds: u64,
    /// Of the search.
    pub seed: u64,
    /// Whether to count all best bucket orders.
    pub count: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { exact_items: subsets::MAX_ITEMS, rounds: 200, seed: 0, count: true }
    }
}

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
    /// The parts that were solved apart, best first.
    pub components: Vec<Vec<u32>>,
    /// What the largest part needed: `"components"` (nothing), `"subsets"` or `"search"`.
    pub method: &'static str,
    /// Whether a time limit ended it. Such a result depends on the machine.
    pub stopped_early: bool,
}

/// Finds the bucket order with the least cost, the sum over all pairs and voters of what the scheme says.
///
/// Exact, with proof, if every part has at most 20 items and voters agree enough, or at most 15 items; and wherever the
/// search meets the lower bound. Else the best bucket order that was found, with a bound.
///
/// # Errors
/// [`Error::Memory`], or a stop asked for through `ctx` other than its time limit, which ends the search with the best so
/// far.
///
/// # Complexity
/// `O(n_items^2)` for the parts; for a part of `k` items `O(3^k)`, mostly much less, or `O(k^2)` for each round of
/// search and `O(k^3)` for the bound; memory `O(n_items^2)`, and 40 bytes times `2**min(k, 20)`.
pub fn bucket_order(costs: &Costs, options: Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    with_excess!(costs, excess => solve(costs, excess, options, ctx))
}

/// A bucket order of a part, and what is known of it.
struct Part<T> {
    buckets: Vec<Vec<u32>>,
    excess: T,
    least: T,
    method: &'static str,
}

fn solve<T: Number>(costs: &Costs, excess: &Excess<T>, options: Options, ctx: &Ctx<'_>) -> Result<Consensus> {
    let mut stopped_early = false;
    let mut buckets = Vec::new();
    let (mut total, mut least, mut method) = (T::default(), T::default(), "components");
    let components = match excess.components(ctx) {
        Ok(found) => found.members(),
        Err(Error::TimeLimit { .. }) => vec![(0..excess.n_items()).collect()],
        Err(stop) => return Err(stop),
    };
    for (number, members) in components.iter().enumerate() {
        if let [alone] = members[..] {
            buckets.push(vec![alone as u32]);
            continue;
        }
        let part = excess.among(members)?;
        let mut stream = Stream::new(options.seed, number as u64);
        let found = solve_part(&part, options, &mut stream, &mut stopped_early, ctx)?;
        total += found.excess;
        least += found.least;
        method = if method == "search" { method } else { found.method };
        let named = |bucket: &Vec<u32>| bucket.iter().map(|&item| members[item as usize] as u32).collect();
        buckets.extend(found.buckets.iter().map(named));
    }
    let proven = total == least;
    let n_optima = if options.count && proven && !stopped_early {
        let counted = count(excess, &buckets, ctx);
        or_stopped(counted, None, &mut stopped_early)?
    } else {
        None
    };
    let named = |item: u32| costs.by_label[item as usize];
    Ok(Consensus {
        buckets: buckets.iter().map(|bucket| bucket.iter().copied().map(named).collect()).collect(),
        cost: costs.beyond(total.into()),
        lower_bound: costs.beyond(least.into()),
        proven,
        n_optima,
        components: components.iter().map(|part| part.iter().map(|&item| named(item as u32)).collect()).collect(),
        method,
        stopped_early,
    })
}

fn solve_part<T: Number>(
    excess: &Excess<T>,
    options: Options,
    stream: &mut Stream,
    stopped_early: &mut bool,
    ctx: &Ctx<'_>,
) -> Result<Part<T>> {
    let mut search = Search::new(excess)?;
    let descended = search.descend(ctx);
    or_stopped(descended, (), stopped_early)?;
    let (mut least, bounded) = triples::bound(excess, ctx);
    or_stopped(bounded, (), stopped_early)?;
    if excess.n_items() <= options.exact_items && search.cost > least && !*stopped_early {
        let scope = Scope { known: search.cost, strict: excess.ties_never_pay() };
        let found = or_stopped(subsets::best(excess, scope, &mut BUDGET.clone(), ctx), None, stopped_early)?;
        if let Some(best) = found {
            let (buckets, excess) = (best.buckets, best.excess);
            return Ok(Part { buckets, excess, least: excess, method: "subsets" });
        }
    }
    let proven_small = excess.n_items() <= options.exact_items && search.cost == least;
    let iterated = search.iterate(options.rounds, least, stream, ctx);
    or_stopped(iterated, (), stopped_early)?;
    least = least.min(search.cost);
    let method = if proven_small { "subsets" } else { "search" };
    Ok(Part { buckets: search.best.buckets(), excess: search.cost, least, method })
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
        product = product.and_then(|product| product.checked_mul(best.n_optima?));
    }
    Ok(product)
}

/// A result, or `instead` if the time limit passed.
fn or_stopped<U>(result: Result<U>, instead: U, stopped_early: &mut bool) -> Result<U> {
    match result {
        Err(Error::TimeLimit { .. }) => {
            *stopped_early = true;
            Ok(instead)
        }
        other => other,
    }
}

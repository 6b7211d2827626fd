//! As many voters as possible have a member; then as many as possible two; and so on.

use num_bigint::BigInt;

use super::instance::Instance;
use super::number::Number;
use super::optimum::{any_best, greedy, in_order, optimum, root_bound, unless_late};
use super::problem::Problem;
use super::rows::Rows;
use super::scale::Scale;
use super::solve::Parts;
use super::welfare::{Judge, Welfare};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "lexicographic_chamberlin_courant";

/// How much more than the last number of members the numbers before it may count in bounds.
const FACTORS: [u32; 4] = [1, 2, 4, 16];

#[derive(Debug)]
struct LexicographicChamberlinCourant;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(LexicographicChamberlinCourant))
}

/// The weight of the voters with at least one member is as high as can be; among such committees the weight of those with
/// at least two; and so on. The score is the weight of those with one.
///
/// Found level by level. With the best weights of the levels before known, a level's weight is bounded by counting those at
/// any factor and taking away what they are known to be.
///
/// # Complexity
/// Exponential in the worst case.
///
/// # Source
/// Chamberlin and Courant 1983 for the first level; the refinement is that of Lackner and Skowron 2023.
impl Rule for LexicographicChamberlinCourant {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        1000.0 * (request.k * votes.cells()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let (ordered, by_priority) = in_order(request)?;
        let approvals = votes.approvals(ID)?.merged(ctx)?;
        let exponent = approvals.weights().exponent();
        let mut instance = Instance::of_approvals(&approvals, Vec::new());
        let most = instance.offsets.windows(2).map(|span| span[1] - span[0]).max().unwrap_or(0).min(request.k).max(1);
        let mut best = greedy(&mut level(&mut instance, request, 1, 1), &ordered, ctx)?;
        let Some(factor) = unless_late(climb(&mut instance, request, &ordered, most, &mut best, ctx))? else {
            let weights = level(&mut instance, request, 1, 1).value(&best, &Ctx::default())?;
            let score = weights.first().map(|&weight| scaled(weight, exponent));
            let members = best.iter().map(|&item| by_priority[item as usize]).collect();
            let election = Election::of(vec![request.sorted(members)], None);
            return Ok(Election { score, proven: false, stopped_early: true, ..election });
        };
        let (found, _) = optimum(level(&mut instance, request, most, factor), best, &ordered, ctx)?;
        let score = found.value.first().map(|&weight| scaled(weight, exponent));
        // With more than one level the first was settled before the last was looked at.
        let bound = if found.proven || most > 1 { score.clone() } else { None };
        Ok(Election { score, bound, ..found.election(&by_priority) })
    }
}

/// Finds a committee that is best in all levels but the last, and returns the factor for the last.
fn climb(
    instance: &mut Instance,
    request: &Request,
    ordered: &Request,
    most: usize,
    best: &mut Vec<u32>,
    ctx: &Ctx<'_>,
) -> Result<u32> {
    let mut factor = 1;
    for number in 1..=most {
        if number > 1 {
            factor = tightest(instance, ordered, request, number, best, ctx)?;
        }
        if number < most {
            *best = any_best(level(instance, request, number, factor), best.clone(), ordered, ctx)?.0;
        }
    }
    Ok(factor)
}

/// The voters as an instance whose shares are yet to be set.
/// The problem of a level: its weight counts once, that of the levels before it `factor` times.
fn level(instance: &mut Instance, request: &Request, number: usize, factor: u32) -> Welfare<i128, Levels> {
    let share = |place: usize| Fraction::from(BigInt::from(if place + 1 < number { factor } else { 1 }));
    instance.lambda = (0..number).map(share).collect();
    let parts = Parts::of(instance, request);
    let scale = Scale::fitting(&parts.most, <i128 as Number>::BITS);
    let rows = Rows::new(instance.n_items, &parts.chains, &parts.exact, &scale);
    let levels = Levels { weights: instance.weights.clone(), number, factor, unit: parts.unit, scale };
    Welfare::new(rows, levels, request.k)
}

/// The factor with which the bound on a level is the lowest.
fn tightest(
    instance: &mut Instance,
    ordered: &Request,
    request: &Request,
    number: usize,
    best: &[u32],
    ctx: &Ctx<'_>,
) -> Result<u32> {
    let mut lowest: Option<(Fraction, u32)> = None;
    for factor in FACTORS {
        let mut problem = level(instance, request, number, factor);
        let known = problem.value(best, ctx)?;
        let before = known[..number - 1].iter().sum::<i128>() * i128::from(factor);
        let (bound, problem) = root_bound(problem, best.to_vec(), ordered, ctx)?;
        let bound = problem.judge.scale.bound(bound) * &problem.judge.unit - Fraction::from(BigInt::from(before));
        if lowest.as_ref().is_none_or(|(least, _)| bound < *least) {
            lowest = Some((bound, factor));
        }
    }
    Ok(lowest.map_or(1, |(_, factor)| factor))
}

/// The weight of those with one member, two, and so on, compared in this order.
#[derive(Clone)]
struct Levels {
    weights: Vec<i128>,
    number: usize,
    factor: u32,
    unit: Fraction,
    scale: Scale,
}

impl Levels {
    /// What the levels add up to in the bounds, in units before scaling.
    fn sum(&self, levels: &[i128]) -> BigInt {
        let Some((last, before)) = levels.split_last() else { return BigInt::ZERO };
        let sum = BigInt::from(before.iter().sum::<i128>()) * self.factor + last;
        (Fraction::from(sum) / &self.unit).to_integer()
    }
}

impl Judge<i128> for Levels {
    type Value = Vec<i128>;

    fn value(&self, counts: &[u32], _: i128, _: &Ctx<'_>) -> Result<Vec<i128>> {
        let mut levels = vec![0; self.number];
        for (&count, weight) in counts.iter().zip(&self.weights) {
            for level in levels.iter_mut().take(count as usize) {
                *level += weight;
            }
        }
        Ok(levels)
    }

    /// The levels before the last one are the best there are, so that whatever is as good has the same.
    fn floor(&self, value: &Vec<i128>) -> i128 {
        self.scale.floor(&self.sum(value))
    }

    fn above(&self, value: &Vec<i128>) -> i128 {
        self.scale.above(&self.sum(value))
    }
}

//! The committee that is worth the most to the voters.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_integer::Integer as _;

use super::instance::Instance;
use super::number::Number;
use super::optimum::{greedy, in_order, optimum};
use super::rows::{Chain, Rows};
use super::scale::Scale;
use super::welfare::{Judge, Welfare};
use crate::committee::{Election, Request};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;

/// The committees that are worth the most; the score and the bound are in the unit of the instance's weights.
///
/// Committees that tie for the best are told apart by the request's order: the one whose members, sorted by it, come first.
/// `complete` is known only where all are asked for. A time limit ends the search with the best committee that was found.
///
/// # Errors
/// Those of [`Ctx::check`], but for the time limit once a committee is known.
///
/// # Complexity
/// Exponential in the worst case.
pub(in crate::committee) fn solve(instance: &Instance, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let (ordered, by_priority) = in_order(request)?;
    let parts = Parts::of(instance, request);
    if parts.most.bits() <= <i64 as Number>::BITS {
        run::<i64>(parts, &ordered, &by_priority, ctx)
    } else {
        run::<i128>(parts, &ordered, &by_priority, ctx)
    }
}

fn run<N: Number>(parts: Parts, request: &Request, by_priority: &[u32], ctx: &Ctx<'_>) -> Result<Election> {
    let (unit, scale) = (parts.unit.clone(), Scale::fitting(&parts.most, N::BITS));
    let functions = parts.chains.iter().flat_map(|chain| chain.functions.iter().copied()).collect();
    let rows = Rows::<N>::new(request.priority.len(), &parts.chains, &parts.exact, &scale);
    let mut problem = Welfare::new(rows, Sums { functions, exact: parts.exact, scale }, request.k);
    let first = greedy(&mut problem, request, ctx)?;
    let (found, problem) = optimum(problem, first, request, ctx)?;
    let score = Fraction::from(found.value.clone()) * &unit;
    let bound =
        if found.proven { score.clone() } else { (problem.judge.scale.bound(found.bound) * &unit).max(score.clone()) };
    Ok(Election { score: Some(score), bound: Some(bound), ..found.election(by_priority) })
}

/// The sum of what rows gain.
#[derive(Clone)]
struct Sums {
    /// The function of each row.
    functions: Vec<u32>,
    exact: Vec<Vec<BigInt>>,
    scale: Scale,
}

impl<N: Number> Judge<N> for Sums {
    type Value = BigInt;

    fn value(&self, counts: &[u32], upper: N, ctx: &Ctx<'_>) -> Result<BigInt> {
        if let Some(value) = self.scale.exact(upper) {
            return Ok(value);
        }
        let mut total = BigInt::ZERO;
        for (row, (&function, &count)) in self.functions.iter().zip(counts).enumerate() {
            if row % 256 == 0 {
                ctx.check()?;
            }
            total += self.exact[function as usize].iter().take(count as usize).sum::<BigInt>();
        }
        Ok(total)
    }

    fn floor(&self, value: &BigInt) -> N {
        self.scale.floor(value)
    }

    fn above(&self, value: &BigInt) -> N {
        self.scale.above(value)
    }
}

/// An instance as chains of rows.
pub(super) struct Parts {
    /// Over items in the order of priority.
    pub(super) chains: Vec<Chain>,
    /// The functions of the rows.
    pub(super) exact: Vec<Vec<BigInt>>,
    /// What their numbers are counted in.
    pub(super) unit: Fraction,
    /// No bound is above it.
    pub(super) most: BigInt,
}

impl Parts {
    pub(super) fn of(instance: &Instance, request: &Request) -> Self {
        let denominator = instance.lambda.iter().fold(BigInt::from(1), |common, share| common.lcm(share.denom()));
        let shares: Vec<BigInt> = instance.lambda.iter().map(|share| (share * &denominator).to_integer()).collect();
        let shares =
            shares[..shares.iter().rposition(|share| *share != BigInt::ZERO).map_or(0, |last| last + 1)].to_vec();

        let mut numbers: BTreeMap<(BigInt, usize), u32> = BTreeMap::new();
        let mut chains = Vec::new();
        let mut most = BigInt::ZERO;
        for (voter, span) in instance.offsets.windows(2).enumerate() {
            let mut worth: Vec<(i64, u32)> = (span[0]..span[1])
                .map(|at| (instance.utilities[at], request.priority[instance.items[at] as usize]))
                .collect();
            worth.sort_unstable_by(|a, b| b.cmp(a));
            let levels: Vec<&[(i64, u32)]> = worth.chunk_by(|a, b| a.0 == b.0).collect();
            let mut chain = Chain { levels: Vec::new(), functions: Vec::new() };
            let mut size = 0;
            for (number, level) in levels.iter().enumerate() {
                size += level.len();
                let step = level[0].0 - levels.get(number + 1).map_or(0, |next| next[0].0);
                let factor = BigInt::from(instance.weights[voter]) * step;
                let length = size.min(request.k).min(shares.len());
                most += &factor * (2 * size.min(request.k));
                let next = numbers.len() as u32;
                chain.functions.push(*numbers.entry((factor, length)).or_insert(next));
                chain.levels.push(level.iter().map(|&(_, item)| item).collect());
            }
            if !chain.levels.is_empty() {
                chains.push(chain);
            }
        }
        let divisor = numbers.keys().fold(BigInt::ZERO, |divisor, (factor, _)| divisor.gcd(factor));
        let common = shares.iter().fold(BigInt::ZERO, |divisor, share| divisor.gcd(share));
        let one = BigInt::from(1);
        let (divisor, common) = (divisor.max(one.clone()), common.max(one.clone()));
        let mut exact = vec![Vec::new(); numbers.len()];
        for ((factor, length), number) in &numbers {
            let factor = factor / &divisor;
            exact[*number as usize] = shares[..*length].iter().map(|share| &factor * (share / &common)).collect();
        }
        let most = most / &divisor * shares.first().map_or(one.clone(), |share| share / &common) + 1;
        let unit = Fraction::new(divisor * common, denominator);
        Self { chains, exact, unit, most }
    }
}

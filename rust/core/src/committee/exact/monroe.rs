//! Monroe's rule: members that represent equal shares of the voters.

use num_bigint::BigInt;

use super::flow::Network;
use super::optimum::{greedy, in_order, optimum};
use super::problem::Problem;
use super::sides::{Side, Sides};
use super::voters::Voters;
use crate::committee::{Bounds, Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;
use crate::options::Options;

pub(super) const ID: &str = "monroe";

/// A voter is worth two to this in bounds, so that multipliers are fine; totals of integer weights are below 2^61.
const SHIFT: u32 = 40;

/// Trades that are tried in vain before the search for better ones ends.
const TRADES: usize = 8;

#[derive(Debug)]
struct Monroe;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Monroe))
}

/// Every voter is assigned to one member, every member to `n / k` voters, rounded down or up; as many voters as possible
/// are assigned to a member that they approve of. Their number is the score. A weight is a number of voters.
///
/// # Complexity
/// A maximum flow for a committee; exponential in the worst case.
///
/// # Source
/// Monroe 1995.
impl Rule for Monroe {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        1000.0 * (request.k * votes.cells()) as f64
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let approvals = votes.approvals(ID)?;
        let voters = Voters::of(approvals, ID, request, ctx)?;
        let (ordered, by_priority) = in_order(request)?;
        let mut problem = Shares::new(voters, request);
        let first = greedy(&mut problem, &ordered, ctx)?;
        let (found, _) = optimum(problem, first, &ordered, ctx)?;
        let number = |value: i128| Some(Fraction::from(BigInt::from(value)));
        let (score, bound) = (number(i128::from(found.value)), number(found.bound >> SHIFT));
        Ok(Election { score, bound, ..found.election(&by_priority) })
    }
}

/// The problem: a multiplier for each voter, which every member has to pay for representing it.
///
/// A committee is worth at most the multipliers of all voters and, for each member, what is left of the worth of the
/// cheapest voters that it can represent.
#[derive(Clone)]
struct Shares {
    voters: Voters,
    /// For each item who approves of it.
    supporters: Vec<Vec<u32>>,
    n_items: usize,
    k: usize,
    /// What every member represents, and how many represent one more.
    share: i64,
    stock: i64,
    /// For each item how much of its share is taken, the worth of it, and of one voter more, with that voter.
    taken: Vec<i64>,
    worth: Vec<i128>,
    further: Vec<Option<(i128, usize)>>,
    is_out: Vec<bool>,
    /// Voters, the cheapest first.
    order: Vec<usize>,
    /// The items that may have one voter more in the bound.
    stocked: Vec<usize>,
}

impl Shares {
    fn new(voters: Voters, request: &Request) -> Self {
        let (n_items, k) = (request.priority.len(), request.k as i64);
        let (share, stock) = (voters.total / k, voters.total % k);
        let mut supporters = vec![Vec::new(); n_items];
        for (voter, set) in (0..).zip(&voters.sets) {
            for &item in set {
                supporters[item as usize].push(voter);
            }
        }
        Self {
            supporters,
            n_items,
            k: request.k,
            share,
            stock,
            taken: vec![0; n_items],
            worth: vec![0; n_items],
            further: vec![None; n_items],
            is_out: vec![false; n_items],
            order: (0..voters.sets.len()).collect(),
            stocked: Vec::new(),
            voters,
        }
    }

    /// For each voter who is not represented, how many of it are not; for each member how many it represents.
    fn assign(&self, committee: &[u32]) -> (Vec<i64>, Vec<i64>) {
        let n_voters = self.voters.sets.len();
        let (source, stock, sink) =
            (n_voters + committee.len(), n_voters + committee.len() + 1, n_voters + committee.len() + 2);
        let mut network = Network::new(sink + 1);
        let mut place = vec![None; self.n_items];
        for (at, &item) in committee.iter().enumerate() {
            place[item as usize] = Some(n_voters + at);
        }
        let of_voters: Vec<usize> =
            self.voters.weights.iter().enumerate().map(|(v, &weight)| network.connect(source, v, weight)).collect();
        for (voter, set) in self.voters.sets.iter().enumerate() {
            for node in set.iter().filter_map(|&item| place[item as usize]) {
                network.connect(voter, node, i64::MAX / 2);
            }
        }
        let of_members: Vec<[usize; 2]> = (n_voters..n_voters + committee.len())
            .map(|node| [network.connect(node, sink, self.share), network.connect(node, stock, 1)])
            .collect();
        network.connect(stock, sink, self.stock);
        network.fill(source, sink);
        let left = of_voters.iter().map(|&edge| network.left(edge)).collect();
        let loads = of_members.iter().map(|edges| edges.iter().map(|&edge| network.through(edge)).sum()).collect();
        (left, loads)
    }

    fn represented(&self, committee: &[u32]) -> i64 {
        let (left, _) = self.assign(committee);
        self.voters.weights.iter().sum::<i64>() - left.iter().sum::<i64>()
    }

    /// For each item how many of these voters approve of it.
    fn supported(&self, left: &[i64]) -> Vec<i64> {
        let mut support = vec![0; self.n_items];
        for (set, left) in self.voters.sets.iter().zip(left) {
            for &item in set {
                support[item as usize] += left;
            }
        }
        support
    }

    /// Goes through what members would take of each voter, the cheapest first: `take(voter, item, amount)`.
    fn fill(&mut self, mut take: impl FnMut(usize, usize, i64), of_interest: impl Fn(usize) -> bool) {
        self.taken.fill(0);
        for &voter in &self.order {
            for item in self.voters.sets[voter].iter().map(|&item| item as usize).filter(|&item| of_interest(item)) {
                let amount = self.voters.weights[voter].min(self.share - self.taken[item]);
                if amount > 0 {
                    self.taken[item] += amount;
                    take(voter, item, amount);
                }
            }
        }
    }
}

impl Problem for Shares {
    type Value = i64;
    type Number = i128;

    fn reach(&self) -> Vec<f64> {
        vec![(1_u64 << SHIFT) as f64; self.voters.sets.len()]
    }

    fn start(&mut self, committee: &[u32]) -> Vec<i128> {
        let (left, _) = self.assign(committee);
        let half = |(left, weight): (&i64, &i64)| if left < weight { 1 << (SHIFT - 1) } else { 1 << SHIFT };
        left.iter().zip(&self.voters.weights).map(half).collect()
    }

    fn begin(&mut self, sides: &Sides) {
        for item in 0..self.n_items {
            self.is_out[item] = sides.of(item as u32) == Side::Out;
        }
    }

    fn price(&mut self, multipliers: &mut [i128], prices: &mut [i128]) -> i128 {
        let mut constant = 0;
        for (multiplier, &weight) in multipliers.iter_mut().zip(&self.voters.weights) {
            *multiplier = (*multiplier).clamp(0, 1 << SHIFT);
            constant += *multiplier * i128::from(weight);
        }
        self.order.sort_unstable_by_key(|&voter| (multipliers[voter], voter));
        self.taken.fill(0);
        self.worth.fill(0);
        self.further.fill(None);
        for &voter in &self.order {
            let value = (1 << SHIFT) - multipliers[voter];
            for item in self.voters.sets[voter].iter().map(|&item| item as usize) {
                let weight = self.voters.weights[voter];
                let amount = weight.min(self.share - self.taken[item]);
                self.taken[item] += amount;
                self.worth[item] += value * i128::from(amount);
                if amount < weight && self.further[item].is_none() {
                    self.further[item] = Some((value, voter));
                }
            }
        }
        prices.copy_from_slice(&self.worth);
        self.stocked = (0..self.n_items).filter(|&item| !self.is_out[item] && self.further[item].is_some()).collect();
        let further = &self.further;
        self.stocked
            .sort_unstable_by_key(|&item| (std::cmp::Reverse(further[item].map_or(0, |(value, _)| value)), item));
        self.stocked.truncate(self.stock as usize);
        constant + self.stocked.iter().filter_map(|&item| self.further[item]).map(|(value, _)| value).sum::<i128>()
    }

    fn slope(&mut self, committee: &[u32], multipliers: &[i128], slope: &mut [f64]) -> i128 {
        let mut is_member = vec![false; self.n_items];
        for &item in committee {
            is_member[item as usize] = true;
        }
        let mut given = vec![0; multipliers.len()];
        self.fill(|voter, _, amount| given[voter] += amount, |item| is_member[item]);
        for (_, voter) in self.stocked.iter().filter_map(|&item| self.further[item]) {
            given[voter] += 1;
        }
        for ((slope, &given), (&weight, &multiplier)) in
            slope.iter_mut().zip(&given).zip(self.voters.weights.iter().zip(multipliers))
        {
            // At the ends of its range a multiplier stays where it is.
            let is_held = (given < weight && multiplier == 0) || (given > weight && multiplier == 1 << SHIFT);
            *slope = if is_held { 0.0 } else { (given - weight) as f64 };
        }
        self.upper(committee)
    }

    fn gains(&mut self, committee: &[u32], prices: &mut [i128]) {
        let (left, _) = self.assign(committee);
        for (price, support) in prices.iter_mut().zip(self.supported(&left)) {
            *price = i128::from(support.min(self.share + i64::from(self.stock > 0))) << SHIFT;
        }
    }

    fn upper(&mut self, committee: &[u32]) -> i128 {
        let mut is_covered = vec![false; self.voters.sets.len()];
        for &voter in committee.iter().flat_map(|&item| &self.supporters[item as usize]) {
            is_covered[voter as usize] = true;
        }
        let covered = self.voters.weights.iter().zip(is_covered).filter(|(_, is_covered)| *is_covered);
        covered.map(|(&weight, _)| i128::from(weight)).sum::<i128>() << SHIFT
    }

    fn value(&mut self, committee: &[u32], ctx: &Ctx<'_>) -> Result<i64> {
        ctx.check()?;
        Ok(self.represented(committee))
    }

    fn floor(&self, value: &i64) -> i128 {
        i128::from(*value) << SHIFT
    }

    fn above(&self, value: &i64) -> i128 {
        i128::from(*value + 1) << SHIFT
    }

    fn dominates(&self, a: u32, b: u32) -> bool {
        let mut own = self.supporters[a as usize].iter();
        self.supporters[b as usize].iter().all(|voter| own.find(|other| *other >= voter) == Some(voter))
    }

    fn improve(&mut self, committee: &mut [u32], bounds: &Bounds, ctx: &Ctx<'_>) -> Result<()> {
        let mut best = self.represented(committee);
        let mut is_better = true;
        while is_better {
            is_better = false;
            let (left, loads) = self.assign(committee);
            let support = self.supported(&left);
            let mut trades = Vec::new();
            for (place, &load) in loads.iter().enumerate().take(self.k) {
                let may = bounds.may_replace(committee, place);
                let others =
                    (0..self.n_items as u32).filter(|item| !committee.contains(item) && may[bounds.kind(*item)]);
                trades.extend(others.map(|item| (load - support[item as usize], place, item)));
            }
            trades.sort_unstable();
            for (_, place, item) in trades.into_iter().take(TRADES) {
                ctx.check()?;
                let before = std::mem::replace(&mut committee[place], item);
                let value = self.represented(committee);
                if value > best {
                    (best, is_better) = (value, true);
                    break;
                }
                committee[place] = before;
            }
        }
        Ok(())
    }
}

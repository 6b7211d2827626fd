//! What a committee is worth, as a sum over the voters.

use super::lambda::{Factors, Lambda, weighted};
use super::utilities::{Scores, Utilities};
use super::worth::State;
use super::{approving, ranking};
use crate::approvals::Approvals;
use crate::ballots::Ballots;
use crate::committee::Votes;
use crate::committee::exact::Instance;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::{Fraction, scaled};
use crate::rank::options::{MissingPoints, Ties};

/// Voters between two looks at the clock.
const CHECK_VOTERS: usize = 1 << 10;

/// The most items, voters and utilities above zero of votes that are searched unless another method is asked for. At random,
/// such votes take less than a second; 200 rankings of 50 items, or 1,000 sets of 10 of 100, took over 10 (AMD EPYC, 2026-11).
const SMALL_ITEMS: usize = 200;
const SMALL_VOTERS: usize = 2_000;
const SMALL_UTILITIES: usize = 5_000;

/// The sum over voters of `weight * (lambda[0] u_1 + lambda[1] u_2 + ...)`, where `u_1 >= u_2 >= ...` are the utilities of the
/// members to the voter.
pub(super) struct Objective<'a> {
    source: Source<'a>,
    lambda: Vec<Fraction>,
    /// The unit that weights and utilities are counted in.
    unit: Fraction,
}

enum Source<'a> {
    Approvals(&'a Approvals),
    Ballots(&'a Ballots, Utilities),
}

/// How rankings are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) ties: Ties,
    pub(super) missing: Option<MissingPoints>,
}

impl<'a> Objective<'a> {
    /// Approvals, each worth 1, with so many weights.
    pub(super) fn of_approvals(approvals: &'a Approvals, lambda: &Lambda, count: usize) -> Self {
        let unit = scaled(1, approvals.weights().exponent());
        Self { source: Source::Approvals(approvals), lambda: lambda.first(count), unit }
    }

    /// What `scores` says that members are worth.
    ///
    /// # Errors
    /// [`Error::InputKind`] for rankings where approvals are asked for and the other way round; what [`Utilities::new`]
    /// fails with.
    pub(super) fn of_scores(
        rule: &'static str,
        votes: &Votes<'a>,
        scores: &Scores,
        reading: Reading,
        lambda: &Lambda,
        k: usize,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let m = votes.items().len();
        let borda: Vec<Fraction>;
        let points = match scores {
            Scores::Approval => return Ok(Self::of_approvals(votes.approvals(rule)?, lambda, k)),
            Scores::Listed(points) => points,
            Scores::Borda => {
                borda = (0..m).rev().map(|below| Fraction::from(num_bigint::BigInt::from(below))).collect();
                &borda
            }
        };
        let ballots = votes.ballots(rule)?;
        let utilities = Utilities::new(rule, points, ballots, reading.ties, reading.missing, ctx)?;
        let unit = scaled(1, ballots.weights().exponent()) / &utilities.denominator;
        Ok(Self { source: Source::Ballots(ballots, utilities), lambda: lambda.first(k), unit })
    }

    /// What weights and utilities are counted in: scores of an [`Instance`] are in this unit.
    pub(super) fn unit(&self) -> &Fraction {
        &self.unit
    }

    /// The worth of a committee.
    pub(super) fn score(&self, members: &[u32], ctx: &Ctx<'_>) -> Result<Fraction> {
        let sums = match &self.source {
            Source::Approvals(approvals) => approved(approvals, members, ctx)?,
            Source::Ballots(ballots, utilities) => ranked(ballots, utilities, members, ctx)?,
        };
        Ok(weighted(&self.lambda, &sums) * &self.unit)
    }

    /// The state without a member; `evaluated` is the share of the items that each round looks at.
    pub(super) fn empty(&self, evaluated: f64, ctx: &Ctx<'_>) -> Result<State<'_>> {
        match &self.source {
            Source::Approvals(approvals) => approving::empty(approvals, self.factors(1)?.0, evaluated, ctx),
            Source::Ballots(ballots, utilities) => {
                let (factors, most) = self.factors(utilities.largest())?;
                ranking::empty(ballots, utilities, factors, most, ctx)
            }
        }
    }

    /// The state with all items as members, of these approvals, with weights for as many members as somebody approves of.
    pub(super) fn full(&self, approvals: &'a Approvals, ctx: &Ctx<'_>) -> Result<State<'_>> {
        approving::full(approvals, self.factors(1)?.0, ctx)
    }

    /// The factors, and the most that their multiplicities total.
    fn factors(&self, largest: i64) -> Result<(Factors, i128)> {
        let total = match &self.source {
            Source::Approvals(approvals) => approvals.weights().total(approvals.n_voters()),
            Source::Ballots(ballots, _) => ballots.weights().total(ballots.n_voters()),
        };
        let overflow = Error::Overflow { what: "a sum of utilities", bits: 121 };
        // A weight times a factor has to fit too, whatever the utilities.
        let most = total.checked_mul(largest.max(1).into()).ok_or(overflow)?;
        Ok((Factors::new(self.lambda.clone(), most)?, most))
    }

    /// The same in the form that searches read, equal voters merged.
    pub(super) fn instance(&self, ctx: &Ctx<'_>) -> Result<Instance> {
        match &self.source {
            Source::Approvals(approvals) => Ok(Instance::of_approvals(&approvals.merged(ctx)?, self.lambda.clone())),
            Source::Ballots(ballots, utilities) => {
                ranked_instance(&ballots.merged(ctx)?, utilities, self.lambda.clone(), ctx)
            }
        }
    }

    /// That form, if it is so small that the best committee is searched for unless another method is asked for.
    pub(super) fn small_instance(&self, ctx: &Ctx<'_>) -> Result<Option<Instance>> {
        let n_items = match &self.source {
            Source::Approvals(approvals) => approvals.n_items(),
            Source::Ballots(ballots, _) => ballots.n_items(),
        };
        if n_items > SMALL_ITEMS {
            return Ok(None);
        }
        let lambda = || self.lambda.clone();
        let instance = match &self.source {
            Source::Approvals(approvals) => {
                let merged = approvals.merged(ctx)?;
                (merged.n_voters() <= SMALL_VOTERS).then(|| Instance::of_approvals(&merged, lambda()))
            }
            Source::Ballots(ballots, utilities) => {
                let merged = ballots.merged(ctx)?;
                let small = merged.n_voters() <= SMALL_VOTERS;
                small.then(|| ranked_instance(&merged, utilities, lambda(), ctx)).transpose()?
            }
        };
        Ok(instance.filter(|instance| instance.items.len() <= SMALL_UTILITIES))
    }
}

/// For each `i` the weight of those who approve of more than `i` members.
fn approved(approvals: &Approvals, members: &[u32], ctx: &Ctx<'_>) -> Result<Vec<i128>> {
    let mut is_member = vec![false; approvals.n_items()];
    for &member in members {
        is_member[member as usize] = true;
    }
    // First the weight of those who approve of exactly so many.
    let mut sums = vec![0_i128; members.len() + 1];
    for voter in 0..approvals.n_voters() {
        if voter % CHECK_VOTERS == 0 {
            ctx.check()?;
        }
        let count = approvals.set(voter).iter().filter(|&&item| is_member[usize::from(item)]).count();
        sums[count] += approvals.weights().numerator(voter);
    }
    for count in (1..members.len()).rev() {
        sums[count] += sums[count + 1];
    }
    Ok(sums.split_off(1))
}

/// For each `i` what the member of which `i` are better is worth, over all voters.
fn ranked(ballots: &Ballots, utilities: &Utilities, members: &[u32], ctx: &Ctx<'_>) -> Result<Vec<i128>> {
    let mut sums = vec![0_i128; members.len()];
    let mut of_members = Vec::new();
    utilities.each(ballots, ctx, |voter, utility| {
        of_members.clear();
        of_members.extend(members.iter().map(|&member| utility(member)));
        of_members.sort_unstable_by_key(|&utility| std::cmp::Reverse(utility));
        let weight = ballots.weights().numerator(voter);
        for (sum, &utility) in sums.iter_mut().zip(&of_members) {
            *sum += weight * i128::from(utility);
        }
    })?;
    Ok(sums)
}

/// What merged ballots make of these weights and utilities.
fn ranked_instance(ballots: &Ballots, utilities: &Utilities, lambda: Vec<Fraction>, ctx: &Ctx<'_>) -> Result<Instance> {
    let mut instance = Instance::empty(ballots.n_items(), lambda);
    utilities.each(ballots, ctx, |voter, utility| {
        let items = (0..ballots.n_items() as u32).map(|item| (item, utility(item)));
        instance.push(items.filter(|(_, utility)| *utility > 0), ballots.weights().numerator(voter));
    })?;
    Ok(instance)
}

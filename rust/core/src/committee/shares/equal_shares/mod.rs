//! Method of equal shares: voters get equal money, and those who approve of a member share its price equally.

mod course;

use num_bigint::BigInt;

use self::course::{EqualSharesCourse, Fill, Market};
use super::prices::Prices;
use super::voters::Voters;
use crate::committee::sequential::run;
use crate::committee::{Election, Outcomes, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::fraction::{Fraction, scaled};
use crate::options::{Named, Options};
use crate::weights::FixedPoint;

pub(super) const ID: &str = "equal_shares";

/// What is done with what equal shares leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Completion {
    Phragmen,
    Approval,
    AddOne,
}

impl Named for Completion {
    const OPTION: &'static str = "completion";
    const VALUES: &'static [(&'static str, Self)] =
        &[("phragmen", Self::Phragmen), ("approval", Self::Approval), ("add_one", Self::AddOne)];
    const NAMES: &'static str = "phragmen, approval, add_one, None";
}

/// What a member is worth to those who approve of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Utility {
    Cost,
    Cardinality,
}

impl Named for Utility {
    const OPTION: &'static str = "utility";
    const VALUES: &'static [(&'static str, Self)] = &[("cost", Self::Cost), ("cardinality", Self::Cardinality)];
    const NAMES: &'static str = "cost, cardinality";
}

/// What items cost and what may be spent, over one power of two.
#[derive(Debug)]
struct Money {
    costs: Vec<i128>,
    budget: i128,
    exponent: i32,
}

#[derive(Debug)]
struct EqualShares {
    completion: Option<Completion>,
    utility: Utility,
    money: Option<Money>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let (completion, utility) = (options.optional()?, options.named()?);
    let money = match ((options.look_up)("costs"), (options.look_up)("budget")) {
        (None, None) => None,
        _ => Some(money(&options.numbers("costs")?, options.number("budget", "a finite number above 0", is_amount)?)?),
    };
    Ok(Box::new(EqualShares { completion, utility, money }))
}

fn is_amount(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn money(costs: &[f64], budget: f64) -> Result<Money> {
    if let Some(item) = costs.iter().position(|&cost| !is_amount(cost)) {
        return Err(Error::invalid("costs", At::Entry(item), costs[item], "a cost", "a finite number above 0"));
    }
    let mut values = costs.to_vec();
    values.push(budget);
    let FixedPoint { numerators: mut costs, exponent } =
        FixedPoint::exact_cells("costs and budget", "amounts", &values)?;
    let budget = costs.pop().unwrap_or(0);
    Ok(Money { costs, budget, exponent })
}

/// Each voter starts with an equal part of the money. In each round, the share of an item is the least `q` such that its
/// price is paid if each voter who approves of it pays `q` per unit of weight, or all that it has left; the item with the
/// least share for what it is worth is elected, and they pay. Once nobody can be paid for, the completion begins.
///
/// # Complexity
/// `O(approvals)`, and each round `O(approvals of those who approve of few candidates for the least share)`.
///
/// # Source
/// Peters and Skowron 2020; with costs, Peters, Pierczyński and Skowron 2021.
impl Rule for EqualShares {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        Voters::estimate(votes.cells(), request.k, request.priority.len())
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        if let Some(money) = &self.money {
            Error::check_length("costs", money.costs.len(), voters.n_items())?;
            if !request.bounds.is_empty() {
                let (got, expected) = ("a budget and groups".to_owned(), "bounds of groups with seats only".to_owned());
                return Err(Error::Data { what: "bounds", got, expected });
            }
        }
        let fill = match self.completion {
            None => Fill::Nothing,
            Some(Completion::Phragmen) => Fill::Phragmen,
            Some(Completion::Approval) => Fill::Approval,
            Some(Completion::AddOne) => return self.add_one(&voters, request, ctx),
        };
        run(EqualSharesCourse::new(&self.market(&voters, request.k, &BigInt::ZERO, fill)), request, ctx)
    }
}

impl EqualShares {
    /// The market in which each unit of weight has `more` units of money more: for seats, a share of so many more.
    fn market<'a>(&'a self, voters: &'a Voters<'a>, k: usize, more: &BigInt, fill: Fill) -> Market<'a> {
        let total = scaled(voters.total(), voters.exponent());
        let raised = match &self.money {
            // A unit of money to each unit of weight, or one seat to all together.
            Some(_) => &total * more,
            None => Fraction::from(more.clone()),
        };
        let budget = raised
            + match &self.money {
                Some(money) => scaled(money.budget, money.exponent),
                None => Fraction::from(BigInt::from(k)),
            };
        let price = |cost: Fraction| cost * BigInt::from(voters.total()) / &budget;
        let costs = self
            .money
            .as_ref()
            .map(|money| money.costs.iter().map(|&cost| scaled(cost, money.exponent)).collect::<Vec<_>>());
        let prices = match &costs {
            Some(costs) => Prices::each(costs.iter().map(|cost| price(cost.clone()))),
            None => Prices::same(price(Fraction::from(BigInt::from(1)))),
        };
        let unit = if voters.total() == 0 { budget } else { budget / total };
        Market {
            voters,
            prices,
            worth: costs.filter(|_| self.utility == Utility::Cost),
            money: self.money.as_ref().map(|money| (money.costs.as_slice(), money.budget)),
            fill,
            unit,
        }
    }

    /// Runs the rule again and again with more money: for seats, until all are filled; for a budget, as long as what is
    /// elected costs no more, or until nothing else fits.
    fn add_one(&self, voters: &Voters<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        if request.outcomes != Outcomes::One {
            let (option, got) = ("completion", "add_one".to_owned());
            let expected = "outcomes='one', or another completion".to_owned();
            return Err(Error::OptionRange { rule: ID, option, got, expected });
        }
        let (mut more, mut complete, mut before) = (BigInt::ZERO, true, None);
        loop {
            ctx.check()?;
            let market = self.market(voters, request.k, &more, Fill::Nothing);
            let found = run(EqualSharesCourse::new(&market), request, ctx)?;
            complete &= found.complete == Some(true);
            let Some(members) = found.committees.first() else { return Ok(found) };
            let is_last = match &self.money {
                None => members.len() == request.k || !may_grow(voters, request, members, ctx)?,
                Some(money) => {
                    let cost: i128 = members.iter().map(|&item| money.costs[item as usize]).sum();
                    if cost > money.budget {
                        // With the first money nobody can pay for more than there is.
                        return Ok(before.unwrap_or(found));
                    }
                    !(0..voters.n_items() as u32).any(|item| {
                        let fits = cost + money.costs[item as usize] <= money.budget;
                        fits && voters.support(item) > 0 && !members.contains(&item)
                    })
                }
            };
            let found = Election { complete: Some(complete), ..found };
            if is_last {
                if self.money.is_some() || found.committees[0].len() == request.k {
                    return Ok(found);
                }
                // Whoever is left has no voters, and any money leads to the same rounds before.
                let market = self.market(voters, request.k, &more, Fill::Approval);
                let filled = run(EqualSharesCourse::new(&market), request, ctx)?;
                return Ok(Election { complete: filled.complete.map(|own| own && complete), ..filled });
            }
            before = Some(found);
            more += 1;
        }
    }
}

/// Whether there is somebody left who has voters and may be elected.
fn may_grow(voters: &Voters<'_>, request: &Request, members: &[u32], ctx: &Ctx<'_>) -> Result<bool> {
    let mut filling = request.filling(ctx)?;
    for &item in members {
        filling.elect(item, ctx)?;
    }
    let is_open = |item: u32| voters.support(item) > 0 && !members.contains(&item) && filling.may_elect(item);
    Ok((0..voters.n_items() as u32).any(is_open))
}

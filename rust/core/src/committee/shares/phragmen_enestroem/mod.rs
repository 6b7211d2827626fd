//! Rule of Phragmén and Eneström: votes that elect a member lose the part of their value that it took.

mod budgets;

use std::cell::Cell;

use num_bigint::BigInt;

use self::budgets::Budgets;
use super::voters::Voters;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "phragmen_enestroem";

#[derive(Debug)]
struct PhragmenEnestroem;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(PhragmenEnestroem))
}

/// A vote starts with the weight of its voter. The item with the most behind it is elected, and the votes behind it lose
/// the price of a seat, the weight of all divided by `k`, in proportion to what they have; if they have less than that,
/// they lose all.
///
/// # Complexity
/// `O(approvals)`, and each round `O(supporters of the items that may have the most)`.
///
/// # Source
/// Janson 2016, section 18.5.
impl Rule for PhragmenEnestroem {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        votes.cells() as f64 * (4.0 + request.k as f64)
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        let price = Fraction::new(BigInt::from(voters.total()), BigInt::from(request.k));
        let exact = Cell::new(true);
        let budgets = Budgets::new(&voters, price, &exact);
        let election = run(Rounds { voters: &voters, budgets, elected: Vec::new() }, request, ctx)?;
        Ok(Election { exact: exact.get(), ..election })
    }
}

#[derive(Clone)]
struct Rounds<'a> {
    voters: &'a Voters<'a>,
    budgets: Budgets<'a>,
    elected: Vec<u32>,
}

impl Course for Rounds<'_> {
    type Key = Vec<(u32, Option<Fraction>, Vec<u32>)>;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let within: Vec<u32> = (0..self.voters.n_items() as u32).filter(|&item| may(item)).collect();
        let Some((tied, value)) = self.budgets.most(within, ctx)? else { return Ok(None) };
        Ok(Some((tied, Some(value * scaled(1, self.voters.exponent())))))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.budgets.charge(item, ctx)?;
        self.elected.push(item);
        Ok(())
    }

    /// What a vote keeps is the product of the parts that members left it, in whatever order. Where such a part is too
    /// long to write down, who was elected before says what it is.
    fn key(&self, _: &[u32]) -> Self::Key {
        let part = |(round, &item): (usize, &u32)| {
            let kept = self.budgets.kept(round).cloned();
            let before = if kept.is_some() { Vec::new() } else { self.elected[..round].to_vec() };
            (item, kept, before)
        };
        let mut key: Self::Key = self.elected.iter().enumerate().map(part).collect();
        key.sort_unstable();
        key
    }
}

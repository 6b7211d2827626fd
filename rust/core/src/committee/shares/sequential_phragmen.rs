//! Phragmén's sequential rule: seats go where they lead to the least load.

use num_bigint::BigInt;

use super::loads::Loads;
use super::prices::Prices;
use super::voters::Voters;
use crate::committee::sequential::{Course, run};
use crate::committee::{Election, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};
use crate::options::Options;

pub(super) const ID: &str = "sequential_phragmen";

#[derive(Debug)]
struct SequentialPhragmen;

#[allow(clippy::unnecessary_wraps)] // every rule has a parser of this form
pub(super) fn parse(_: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(SequentialPhragmen))
}

/// Each member is a load of 1, put on those who approve of it so that all of them end with the same load. Each seat goes
/// to the item for which that load is least. Items that nobody approves of come last.
///
/// # Complexity
/// `O(approvals)`, `O(k m)`, and the approvals of all supporters of members.
///
/// # Source
/// Phragmén 1894; Brill, Freeman, Janson and Lackner 2017.
impl Rule for SequentialPhragmen {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        Voters::estimate(votes.cells(), request.k, request.priority.len())
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let voters = Voters::new(votes.approvals(ID)?, ctx)?;
        let prices = Prices::same(Fraction::from(BigInt::from(1)));
        let unit = scaled(1, -voters.exponent());
        let (loads, pending, elected) = (Loads::new(&voters, &prices), None, Vec::new());
        run(Rounds { loads, pending, elected, unit: &unit }, request, ctx)
    }
}

#[derive(Clone)]
struct Rounds<'a> {
    loads: Loads<'a>,
    pending: Option<Fraction>,
    elected: Vec<(u32, Option<Fraction>)>,
    /// Loads are counted per unit of the numerators of weights.
    unit: &'a Fraction,
}

impl Course for Rounds<'_> {
    type Key = Vec<(u32, Option<Fraction>)>;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, ctx: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let Some((tied, load)) = self.loads.best(may, ctx)? else { return Ok(None) };
        let value = load.as_ref().map(|load| load * self.unit);
        self.pending = load;
        Ok(Some((tied, value)))
    }

    fn choose(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        if let Some(load) = &self.pending {
            self.loads.choose(item, load, ctx)?;
        }
        self.elected.push((item, self.pending.clone()));
        Ok(())
    }

    /// Loads only grow from round to round, so a voter's is the greatest of those of the members that it approves of.
    fn key(&self, _: &[u32]) -> Self::Key {
        let mut key = self.elected.clone();
        key.sort_unstable();
        key
    }
}

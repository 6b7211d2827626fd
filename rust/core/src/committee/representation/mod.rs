//! Whether a committee represents the groups of voters that deserve it.
//!
//! A group of voters deserves `l` seats of `k` if its weight is at least `l / k` of that of all; what axioms ask for it
//! differs, and each has its own file.

mod groups;
mod priceability;
mod proportional;
mod simplex;

use num_bigint::BigInt;

use super::Votes;
use crate::approvals::Approvals;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::fraction::{Fraction, scaled};
use crate::options::Named;

/// What is asked of a committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axiom {
    /// Justified representation: of a group that deserves a seat and agrees on an item, somebody has a member.
    Jr,
    /// Proportional justified representation: a group that deserves `l` seats and agrees on `l` items has `l` members
    /// among all those that it approves of.
    Pjr,
    /// Extended justified representation: somebody in such a group has `l` members.
    Ejr,
    /// The same for groups that agree on a single item that is not a member.
    EjrPlus,
    /// Voters with equal money could have paid for the members, and for nobody else.
    Priceability,
}

impl Named for Axiom {
    const OPTION: &'static str = "axiom";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("jr", Self::Jr),
        ("pjr", Self::Pjr),
        ("ejr", Self::Ejr),
        ("ejr_plus", Self::EjrPlus),
        ("priceability", Self::Priceability),
    ];
    const NAMES: &'static str = "jr, pjr, ejr, ejr_plus, priceability";
}

/// A group of voters that deserves more than it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The voters.
    pub voters: Vec<u32>,
    /// What all of them approve of.
    pub items: Vec<u32>,
    /// How many seats they deserve.
    pub seats: usize,
    /// How many they have, in the sense of the axiom: less than they deserve.
    pub represented: usize,
    /// Their weight.
    pub weight: Fraction,
    /// The weight that deserves so many seats.
    pub required: Fraction,
}

/// Money with which voters could have paid for the members, each at a price of 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// What a voter of weight 1 has.
    pub budget: Fraction,
    /// Who pays how much for whom: voter, item, amount above 0.
    pub payments: Vec<(u32, u32, Fraction)>,
}

/// Whether a committee meets an axiom, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it does.
    pub holds: bool,
    /// A group that it fails.
    pub violation: Option<Violation>,
    /// For priceability: prices that show it.
    pub prices: Option<Prices>,
}

impl Verdict {
    fn without(violation: Option<Violation>) -> Self {
        Self { holds: violation.is_none(), violation, prices: None }
    }
}

/// A committee of at most `k` members before its voters.
struct Case<'a> {
    approvals: &'a Approvals,
    is_member: Vec<bool>,
    members: Vec<u32>,
    k: usize,
    total: i128,
    /// How many members each voter approves of.
    represented: Vec<u32>,
    /// The items in the order of labels, in which groups are looked for.
    order: Vec<u32>,
}

impl Case<'_> {
    fn weight(&self, voters: &[u32]) -> i128 {
        voters.iter().map(|&voter| self.approvals.weights().numerator(voter as usize)).sum()
    }

    /// Whether voters of this weight deserve so many seats.
    fn deserves(&self, weight: i128, seats: usize) -> bool {
        // Weights are below 2**110 and seats below 2**16.
        weight > 0 && weight * self.k as i128 >= self.total * seats as i128
    }

    fn violation(&self, voters: Vec<u32>, mut items: Vec<u32>, seats: usize, represented: usize) -> Violation {
        let exponent = self.approvals.weights().exponent();
        let share = Fraction::new(BigInt::from(self.total) * seats, BigInt::from(self.k));
        items.sort_unstable();
        let weight = scaled(self.weight(&voters), exponent);
        Violation { voters, items, seats, represented, weight, required: share * scaled(1, exponent) }
    }
}

/// Whether a committee of `members` meets an axiom, when `k` seats are to be shared.
///
/// # Errors
/// [`Error::InputKind`] for rankings, [`Error::Invalid`] for members or seats that make no sense, or a stop asked for
/// through `ctx`.
///
/// # Complexity
/// [`Axiom::Jr`] and [`Axiom::EjrPlus`]: `O(approvals + k m)`. [`Axiom::Ejr`] and [`Axiom::Pjr`] follow from the latter
/// and are exponential where it fails; [`Axiom::Priceability`] is an exact linear program.
pub fn check(votes: &Votes<'_>, members: &[u32], k: usize, axiom: Axiom, ctx: &Ctx<'_>) -> Result<Verdict> {
    let approvals = votes.approvals("check")?;
    let n_items = approvals.n_items();
    let mut is_member = vec![false; n_items];
    for (place, &member) in members.iter().enumerate() {
        match is_member.get_mut(member as usize) {
            None => {
                let expected = format!("0 <= item < {n_items}");
                return Err(Error::invalid("members", At::Entry(place), member, "an item", expected));
            }
            Some(true) => {
                let item = approvals.items().labels()[member as usize].to_string();
                return Err(Error::Duplicate { what: "members", at: At::Entry(place), item });
            }
            Some(slot) => *slot = true,
        }
    }
    if k < members.len().max(1) || k > n_items {
        let expected = format!("{} <= k <= {n_items}", members.len().max(1));
        return Err(Error::invalid("k", At::Whole, k, "a number of seats", expected));
    }
    let mut represented = vec![0; approvals.n_voters()];
    for (voter, own) in represented.iter_mut().enumerate() {
        if voter % 1024 == 0 {
            ctx.check()?;
        }
        *own = approvals.set(voter).iter().filter(|&&item| is_member[usize::from(item)]).count() as u32;
    }
    let order = approvals.items().by_label();
    let total = approvals.weights().total(approvals.n_voters());
    let case = Case { approvals, is_member, members: members.to_vec(), k, total, represented, order };
    match axiom {
        Axiom::Jr => groups::around_an_item(&case, 1, ctx).map(Verdict::without),
        Axiom::EjrPlus => groups::around_an_item(&case, k, ctx).map(Verdict::without),
        Axiom::Ejr | Axiom::Pjr => {
            // Where no group around one item is left out, none around several is.
            if groups::around_an_item(&case, k, ctx)?.is_none() {
                return Ok(Verdict::without(None));
            }
            let violation = if axiom == Axiom::Ejr {
                groups::around_several(&case, ctx)?
            } else {
                proportional::around_several(&case, ctx)?
            };
            Ok(Verdict::without(violation))
        }
        Axiom::Priceability => {
            let prices = priceability::prices(&case, ctx)?;
            Ok(Verdict { holds: prices.is_some(), violation: None, prices })
        }
    }
}

//! Many rankings or approvals into one committee.
//!
//! A rule is a function from votes and a [`Request`] (how many seats, which bounds for groups, how ties are broken) to an
//! [`Election`]; each has its own file, in the folder of its family. [`rule`] finds any of them by name.
//!
//! To add a rule: write its file, and list it in the `mod.rs` of its family.

mod additive;
mod best;
pub mod bias;
mod bounds;
mod election;
mod exact;
mod filling;
mod listing;
pub mod representation;
mod request;
mod sequential;
mod shares;
mod transferable;
mod welfare;

pub use bounds::{Bounds, Group};
pub use election::{Action, Election, Round};
pub use filling::Filling;
pub use request::{Outcomes, Request};
pub use transferable::{Amount, Stage, Step};

use std::fmt;

use crate::approvals::{ApprovalCounts, Approvals};
use crate::ballots::Ballots;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::Fraction;
use crate::items::Items;
use crate::options::{Options, Value};
use crate::positional::PositionalCounts;
use crate::rank::positional::places::PlaceVotes;

/// Whatever a rule may be given.
#[derive(Debug, Clone, Copy)]
pub enum Votes<'a> {
    /// Rankings.
    Ballots(&'a Ballots),
    /// Sets.
    Approvals(&'a Approvals),
    /// Sets, counted.
    ApprovalCounts(&'a ApprovalCounts),
    /// Rankings, counted.
    PositionalCounts(&'a PositionalCounts),
}

impl<'a> Votes<'a> {
    /// What users call the container.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Votes::Ballots(_) => "Ballots",
            Votes::Approvals(_) => "Approvals",
            Votes::ApprovalCounts(_) => "ApprovalCounts",
            Votes::PositionalCounts(_) => "PositionalCounts",
        }
    }

    /// The items voted on.
    #[must_use]
    pub fn items(&self) -> &'a Items {
        match self {
            Votes::Ballots(ballots) => ballots.items(),
            Votes::Approvals(approvals) => approvals.items(),
            Votes::ApprovalCounts(counts) => counts.items(),
            Votes::PositionalCounts(counts) => counts.items(),
        }
    }

    /// How many numbers the votes consist of.
    #[must_use]
    pub fn cells(&self) -> usize {
        match self {
            Votes::Ballots(ballots) => ballots.n_voters() * ballots.n_items(),
            Votes::Approvals(approvals) => approvals.n_approvals() + approvals.n_voters(),
            Votes::ApprovalCounts(counts) => counts.n_cells(),
            Votes::PositionalCounts(counts) => counts.n_cells(),
        }
    }

    /// The rankings, for a rule that reads nothing else.
    ///
    /// # Errors
    /// [`Error::InputKind`].
    pub fn ballots(&self, rule: &'static str) -> Result<&'a Ballots> {
        match self {
            Votes::Ballots(ballots) => Ok(ballots),
            _ => Err(Error::InputKind { rule, got: self.kind(), expected: "rankings (Ballots)" }),
        }
    }

    /// Where items stand in rankings, for a rule that reads no more of them.
    fn places(&self, rule: &'static str) -> Result<PlaceVotes<'a>> {
        match *self {
            Votes::Ballots(ballots) => Ok(ballots.into()),
            Votes::PositionalCounts(counts) => Ok(counts.into()),
            _ => Err(Error::InputKind { rule, got: self.kind(), expected: "rankings (Ballots) or PositionalCounts" }),
        }
    }

    /// The approvals, for a rule that reads nothing else.
    ///
    /// # Errors
    /// [`Error::InputKind`].
    pub fn approvals(&self, rule: &'static str) -> Result<&'a Approvals> {
        let expected = "approvals (Approvals), or rankings with threshold=, the number of places approved of";
        match self {
            Votes::Approvals(approvals) => Ok(approvals),
            _ => Err(Error::InputKind { rule, got: self.kind(), expected }),
        }
    }
}

/// A rule with its options, checked: a function from votes to an [`Election`].
pub trait Rule: fmt::Debug + Send + Sync {
    /// The name of the rule: of its file, its Python function, its tests and its heading in the documentation.
    fn id(&self) -> &'static str;

    /// Nanoseconds that one thread needs about, for choosing how to run.
    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64;

    /// Runs the rule.
    ///
    /// # Errors
    /// [`Error::InputKind`] for votes that the rule does not read, [`Error::Data`] where no committee can be elected, or a
    /// stop asked for through `ctx`.
    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election>;

    /// What a committee is worth by this rule, whoever it elects; `None` for rules that know no such number.
    ///
    /// # Errors
    /// As [`Rule::elect`].
    fn score(&self, _votes: &Votes<'_>, _members: &[u32], _ctx: &Ctx<'_>) -> Result<Option<Fraction>> {
        Ok(None)
    }
}

/// Makes a rule of the options that it was given.
type Parse = fn(&Options<'_>) -> Result<Box<dyn Rule>>;

/// The rule of this name, with the options that `look_up` gives by their names.
///
/// # Errors
/// [`Error::NoRule`] for a name that no rule has; [`Error::Option`], [`Error::OptionRange`] or [`Error::OptionKind`] for
/// an option that makes no sense, whatever the votes.
pub fn rule(id: &str, look_up: &dyn Fn(&str) -> Option<Value>) -> Result<Box<dyn Rule>> {
    let families = [additive::RULES, exact::RULES, shares::RULES, transferable::RULES, welfare::RULES];
    match families.into_iter().flatten().find(|(known, _)| *known == id) {
        Some((rule, parse)) => parse(&Options { rule, look_up }),
        None => Err(Error::NoRule { got: id.to_owned() }),
    }
}

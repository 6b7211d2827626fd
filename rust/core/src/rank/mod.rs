//! Many rankings into one.
//!
//! A rule is a function from votes to an [`Outcome`]; each has its own file, in the folder of its family. [`rule`] finds
//! any of them by name, so that resampling and comparison take every rule there is.
//!
//! To add a rule: write its file, and list it in the `mod.rs` of its family.

mod components;
mod elimination;
pub(crate) mod exact;
mod grouped;
mod markov;
mod means;
mod outcome;
mod pairwise;
pub(crate) mod positional;
mod resample;
mod rule;
mod scores;

pub mod bootstrap;
pub mod distance;
pub mod fusion;
pub mod lottery;
pub mod models;
pub mod options;
pub mod sums;

pub use grouped::{Battles, Rows, grouped};
pub use outcome::Outcome;
pub use pairwise::kemeny;
pub use rule::{Rule, Size};

use crate::ballots::Ballots;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::pairwise::PairwiseCounts;
use crate::positional::PositionalCounts;
use crate::score_table::ScoreTable;
use options::{Options, Value};

/// Whatever a rule may be given.
#[derive(Debug, Clone, Copy)]
pub enum Votes<'a> {
    /// Rankings.
    Ballots(&'a Ballots),
    /// Scores.
    Table(&'a ScoreTable),
    /// Counts of pairs.
    Pairwise(&'a PairwiseCounts),
    /// Counts of places.
    Positional(&'a PositionalCounts),
}

impl<'a> Votes<'a> {
    /// What users call the container.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Votes::Ballots(_) => "Ballots",
            Votes::Table(_) => "ScoreTable",
            Votes::Pairwise(_) => "PairwiseCounts",
            Votes::Positional(_) => "PositionalCounts",
        }
    }

    /// The items voted on.
    #[must_use]
    pub fn items(&self) -> &'a Items {
        match self {
            Votes::Ballots(ballots) => ballots.items(),
            Votes::Table(table) => table.items(),
            Votes::Pairwise(counts) => counts.items(),
            Votes::Positional(counts) => counts.items(),
        }
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
    let families = [positional::RULES, scores::RULES, pairwise::RULES, markov::RULES, elimination::RULES];
    match families.into_iter().flatten().find(|(known, _)| *known == id) {
        Some((rule, parse)) => parse(&Options { rule, look_up }),
        None => Err(Error::NoRule { got: id.to_owned() }),
    }
}

#[cfg(test)]
mod tests;

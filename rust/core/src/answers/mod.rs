//! Many samples of one question into one answer.
//!
//! A method ([`Rule`]) gives each answer of a question a score; [`select`] runs it on all questions and does what is the
//! same for all methods: the winner, ties, confidence, status. Each method has its own file, in the folder of its family.
//! [`rule`] finds any of them by name.
//!
//! To add a method: write its file, and list it in the `mod.rs` of its family.

pub mod checklists;
pub mod code;
pub mod consistency;
pub mod estimators;
pub mod grouping;
mod path_probability;
pub mod ragged;
mod select;
mod selection;
pub mod stopping;
mod tally;
mod tie_break;
pub mod trace_confidence;
pub mod uncertainty;
mod votes;
mod voting;

pub use select::select;
pub use selection::{NOBODY, Selection, Status};
pub use tie_break::{Missing, TieBreak};
pub use votes::{AnswerVotes, Kept, Labelled, QuestionVotes, Vote};

use std::fmt;

use crate::error::{Error, Result};
use crate::options::{Options, Value};
use crate::samples::{Question, Samples};

/// A method with its options, checked.
pub trait Rule: fmt::Debug + Send + Sync {
    /// The name of the method: of its file, its Python function, its tests and its heading in the documentation.
    fn id(&self) -> &'static str;

    /// Nanoseconds that one thread needs about, for choosing how to run.
    fn estimate(&self, samples: &Samples) -> f64;

    /// Fails unless the samples have the columns that the method reads.
    ///
    /// # Errors
    /// [`Error::Data`] that names the column.
    fn check(&self, samples: &Samples) -> Result<()>;

    /// Scores the answers of one question: `scores` has an entry for each, which is 0 before. What has the highest score
    /// wins, so an answer that cannot win has minus infinity; a question without any answer is not asked about.
    ///
    /// Equal answers to equal samples must give equal bits, in whatever order the samples come.
    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored;

    /// Whether the scores are shares of the mass of all samples, so that there is a confidence.
    fn has_mass(&self) -> bool {
        true
    }

    /// What is read of what is kept of samples that are gone: their counts, or their weights. `None` for methods that
    /// have to see the samples themselves.
    fn kept(&self) -> Option<Kept> {
        None
    }

    /// The confidence below which nobody is elected.
    fn least_confidence(&self) -> Option<f64> {
        None
    }
}

/// What a method says of a question beside the scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scored {
    /// What the samples weigh in all; of no meaning where scores are no shares of anything.
    pub mass: Mass,
    /// How many samples it left out.
    pub n_pruned: u32,
    /// What there is to know of how the answer came about.
    pub status: Status,
}

/// What the samples of a question weigh, in the unit of the scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mass {
    /// Those with an answer.
    pub answered: f64,
    /// Those without.
    pub missing: f64,
}

/// Room that a method may use for a question, kept from one question to the next.
#[derive(Default)]
pub struct Scratch {
    /// How often each answer was given. Filled before a method is asked.
    pub counts: Vec<u32>,
    /// How many samples have no answer. Filled before a method is asked.
    pub n_missing: u32,
    /// A number for each sample, for whoever needs it.
    pub values: Vec<f64>,
    /// A place for each sample, for whoever needs it.
    pub order: Vec<u32>,
    pub(crate) tally: tally::Tally,
}

/// Makes a method of the options that it was given.
type Parse = fn(&Options<'_>) -> Result<Box<dyn Rule>>;

/// The method of this name, with the options that `look_up` gives by their names.
///
/// # Errors
/// [`Error::NoRule`] for a name that no method has; [`Error::Option`], [`Error::OptionRange`] or [`Error::OptionKind`] for
/// an option that makes no sense, whatever the samples.
pub fn rule(id: &str, look_up: &dyn Fn(&str) -> Option<Value>) -> Result<Box<dyn Rule>> {
    let families = [consistency::RULES, voting::RULES];
    match families.into_iter().flatten().find(|(known, _)| *known == id) {
        Some((rule, parse)) => parse(&Options { rule, look_up }),
        None => Err(Error::NoRule { got: id.to_owned() }),
    }
}

//! What a rule returns.

use super::transferable::Stage;
use crate::fraction::Fraction;

/// Who was elected, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Election {
    /// The committees that tie, the first being the one that the order of priority chooses. Members stand in the order of
    /// election where there is one, else in the order of priority.
    pub committees: Vec<Vec<u32>>,
    /// Whether these are all that some way to break the ties elects; `None` where that was not found out.
    pub complete: Option<bool>,
    /// The rule's score of the committee, for rules that have one.
    pub score: Option<Fraction>,
    /// What no committee can surpass, for rules that look for the best one.
    pub bound: Option<Fraction>,
    /// Whether the committee is proven to be what the rule defines; `false` for the best that a heuristic or a search
    /// that was stopped has found.
    pub proven: bool,
    /// Whether every decision was made in exact numbers.
    pub exact: bool,
    /// Whether a time limit ended the search.
    pub stopped_early: bool,
    /// How the committee was found, by the name that users choose it by; empty for rules with one way.
    pub method: &'static str,
    /// What that method promises, in words.
    pub guarantee: &'static str,
    /// For rules that go in rounds: what happened.
    pub rounds: Vec<Round>,
    /// For rules that move votes from item to item: the table of the count.
    pub stages: Vec<Stage>,
}

/// What happened to the items of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// They were elected.
    Elected,
    /// They left.
    Excluded,
}

/// One round of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What happened.
    pub action: Action,
    /// To whom.
    pub item: u32,
    /// Everybody it could have happened to, the item included, in the order of priority.
    pub tied: Vec<u32>,
    /// The number that decided, in the unit that the rule documents.
    pub value: Option<Fraction>,
}

impl Election {
    /// A committee that the rule defines, found in exact numbers.
    #[must_use]
    pub fn of(committees: Vec<Vec<u32>>, complete: Option<bool>) -> Self {
        Self {
            committees,
            complete,
            score: None,
            bound: None,
            proven: true,
            exact: true,
            stopped_early: false,
            method: "",
            guarantee: "",
            rounds: Vec::new(),
            stages: Vec::new(),
        }
    }
}

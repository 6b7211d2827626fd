//! Many rankings into one.
//!
//! A rule is a function from votes to an [`Outcome`]; each has its own file. [`evaluate`] is the one way to run any of
//! them, so that resampling and comparison take every rule there is.
//!
//! To add a rule: write its file, add its variant to [`Rule`], and let the compiler show the three matches to extend.

mod borda;
mod condorcet_winner;
mod copeland;
mod exact;
mod instant_runoff;
mod kendall;
mod mean_rank;
mod mean_score;
mod means;
mod median_rank;
mod minimax;
mod outcome;
mod pairs;
mod places;
mod plurality;
mod positional;
mod resample;
mod schulze;

pub mod bootstrap;
pub mod models;
pub mod options;

pub use kendall::kendall_tau_b;
pub use outcome::Outcome;

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::items::Items;
use crate::pairwise::PairwiseCounts;
use crate::positional::PositionalCounts;
use crate::score_table::ScoreTable;
use options::{DefeatBy, MissingPoints, Strength, TieBreak, Ties};

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

/// A rule with its options. `missing: None` is the reading that the votes carry.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Weight of first places.
    Plurality {
        /// What an item gets that shares the first place.
        ties: Ties,
    },
    /// Sum over the ballots of how many items stand below.
    Borda {
        /// 1: every row counts; 2: every group of rows counts once.
        levels: u8,
        /// What tied items get.
        ties: Ties,
        /// What unranked items get.
        missing: Option<MissingPoints>,
    },
    /// Points by place.
    Positional {
        /// The points of each place, the best first.
        weights: Vec<f64>,
        /// What tied items get.
        ties: Ties,
        /// What unranked items get.
        missing: Option<MissingPoints>,
    },
    /// Mean of the ranks.
    MeanRank {
        /// The rank of unranked items.
        missing: Option<MissingPoints>,
    },
    /// Median of the ranks.
    MedianRank {
        /// The rank of unranked items.
        missing: Option<MissingPoints>,
    },
    /// Mean of the scores.
    MeanScore,
    /// Rivals beaten less rivals lost to.
    Copeland {
        /// What unranked items mean.
        missing: Option<Missing>,
    },
    /// The worst defeat, as small as possible.
    Minimax {
        /// What a defeat is measured by.
        by: DefeatBy,
        /// What unranked items mean.
        missing: Option<Missing>,
    },
    /// Beat paths.
    Schulze {
        /// What a path is measured by.
        strength: Strength,
        /// What unranked items mean.
        missing: Option<Missing>,
    },
    /// The item that beats every other, if there is one.
    CondorcetWinner {
        /// What unranked items mean.
        missing: Option<Missing>,
    },
    /// Elimination of the item with the fewest first places, again and again.
    InstantRunoff {
        /// How a tie for elimination is resolved.
        tie_break: TieBreak,
    },
}

impl Rule {
    /// The name of the rule: of its file, its Python function, its tests and its page.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Rule::Plurality { .. } => plurality::ID,
            Rule::Borda { .. } => borda::ID,
            Rule::Positional { .. } => positional::ID,
            Rule::MeanRank { .. } => mean_rank::ID,
            Rule::MedianRank { .. } => median_rank::ID,
            Rule::MeanScore => mean_score::ID,
            Rule::Copeland { .. } => copeland::ID,
            Rule::Minimax { .. } => minimax::ID,
            Rule::Schulze { .. } => schulze::ID,
            Rule::CondorcetWinner { .. } => condorcet_winner::ID,
            Rule::InstantRunoff { .. } => instant_runoff::ID,
        }
    }

    /// Fails for options that no votes could make sense of.
    ///
    /// # Errors
    /// [`crate::error::Error::Option`].
    pub fn check(&self) -> Result<()> {
        match self {
            Rule::Borda { levels, .. } => borda::check_levels(*levels),
            _ => Ok(()),
        }
    }

    /// Nanoseconds that one thread needs about, for choosing how to run.
    #[must_use]
    pub fn estimate(&self, votes: &Votes<'_>) -> f64 {
        let m = votes.items().len() as f64;
        let (cells, read) = match votes {
            Votes::Ballots(ballots) => (ballots.n_voters() as f64 * m, 0.0),
            // A table is ranked row by row first.
            Votes::Table(table) => (table.n_rows() as f64 * m, 15.0),
            Votes::Pairwise(_) => (0.0, 0.0),
            Votes::Positional(counts) => (counts.iter().size_hint().0 as f64, 0.0),
        };
        let pairs = cells * (read + 0.03 * m) + 3.0 * m * m;
        match self {
            Rule::Borda { .. } => cells * (read + 2.0) + 20.0 * m,
            Rule::Plurality { .. } | Rule::MeanRank { .. } => cells * (read + 4.0) + 20.0 * m,
            Rule::Positional { .. } | Rule::MedianRank { .. } => cells * (read + 300.0) + 50.0 * m * m,
            Rule::MeanScore => cells * 10.0,
            Rule::Copeland { .. } | Rule::Minimax { .. } | Rule::CondorcetWinner { .. } => pairs,
            Rule::Schulze { .. } => pairs + 0.1 * m * m * m,
            Rule::InstantRunoff { .. } => cells * (read + 20.0 + 3.0 * m),
        }
    }
}

/// Runs a rule.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for votes that the rule does not read, [`crate::error::Error::Option`] for an
/// option that it does not define on them, or a stop asked for through `ctx`.
pub fn evaluate(rule: &Rule, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
    rule.check()?;
    match rule {
        Rule::Plurality { ties } => plurality::plurality(votes, *ties, ctx),
        Rule::Borda { levels, ties, missing } => borda::borda(votes, *levels, *ties, *missing, ctx),
        Rule::Positional { weights, ties, missing } => positional::positional(votes, weights, *ties, *missing, ctx),
        Rule::MeanRank { missing } => mean_rank::mean_rank(votes, *missing, ctx),
        Rule::MedianRank { missing } => median_rank::median_rank(votes, *missing, ctx),
        Rule::MeanScore => mean_score::mean_score(votes, ctx),
        Rule::Copeland { missing } => copeland::copeland(votes, *missing, ctx),
        Rule::Minimax { by, missing } => minimax::minimax(votes, *by, *missing, ctx),
        Rule::Schulze { strength, missing } => schulze::schulze(votes, *strength, *missing, ctx),
        Rule::CondorcetWinner { missing } => condorcet_winner::condorcet_winner(votes, *missing, ctx),
        Rule::InstantRunoff { tie_break } => instant_runoff::instant_runoff(votes, *tie_break, ctx),
    }
}

#[cfg(test)]
mod tests;

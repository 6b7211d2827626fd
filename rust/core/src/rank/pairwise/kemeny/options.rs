//! What a caller may ask of the search for a Kemeny order.

use crate::rank::options::Named;

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Prove the order, unless the proof turns out to be long.
    Auto,
    /// Prove the order, however long it takes.
    Exact,
    /// Find a good order and a bound.
    Search,
}

impl Named for Effort {
    const OPTION: &'static str = "method";
    const VALUES: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("exact", Self::Exact), ("search", Self::Search)];
    const NAMES: &'static str = "\"auto\", \"exact\", \"search\"";
}

/// How to look for the best order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How hard.
    pub effort: Effort,
    /// The most steps of a search, and nodes of a proof, for each component; `None` for what the effort asks for.
    pub max_iterations: Option<u64>,
    /// Of the random numbers of the search.
    pub seed: u64,
}

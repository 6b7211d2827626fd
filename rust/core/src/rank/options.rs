//! What a caller of a rule may choose, and the names for it.

use crate::ballots::Missing;
pub use crate::options::{Named, Options, Value};

/// How ties inside a ballot are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// Each tied item gets the mean of the places the group occupies.
    Average,
    /// Each gets the worst of them.
    Min,
    /// Each gets the best of them.
    Max,
}

impl Named for Ties {
    const OPTION: &'static str = "ties";
    const VALUES: &'static [(&'static str, Self)] =
        &[("average", Self::Average), ("min", Self::Min), ("max", Self::Max)];
    const NAMES: &'static str = "\"average\", \"min\", \"max\"";
}

/// What a positional rule gives an unranked item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingPoints {
    /// All unranked items tie below the ranked ones.
    Below,
    /// Nothing is compared with them; each counts half of every comparison it misses.
    Absent,
    /// The mean of the places left over, whatever `ties` says.
    Average,
    /// No points.
    ZeroPoints,
    /// The mean over all complete rankings that the ballot is compatible with.
    Compatible,
}

impl Named for MissingPoints {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("below", Self::Below),
        ("absent", Self::Absent),
        ("average", Self::Average),
        ("zero_points", Self::ZeroPoints),
        ("compatible", Self::Compatible),
    ];
    const NAMES: &'static str = "\"below\", \"absent\", \"average\", \"zero_points\", \"compatible\"";
}

impl MissingPoints {
    /// The name that users write.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(_, value)| *value == self).map_or("below", |(name, _)| name)
    }
}

impl From<Missing> for MissingPoints {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Below => Self::Below,
            Missing::Absent => Self::Absent,
        }
    }
}

impl Named for Missing {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] = &[("below", Self::Below), ("absent", Self::Absent)];
    const NAMES: &'static str = "\"below\", \"absent\"";
}

/// What a defeat is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefeatBy {
    /// The weight of the voters for the winner of the pair.
    WinningVotes,
    /// That weight less the weight against.
    Margins,
    /// The weight against an item, whether it lost the pair or not.
    Opposition,
}

impl Named for DefeatBy {
    const OPTION: &'static str = "by";
    const VALUES: &'static [(&'static str, Self)] =
        &[("winning_votes", Self::WinningVotes), ("margins", Self::Margins), ("opposition", Self::Opposition)];
    const NAMES: &'static str = "\"winning_votes\", \"margins\", \"opposition\"";
}

/// What the strength of a path is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// The weight of the voters for the winner of the pair.
    WinningVotes,
    /// That weight less the weight against.
    Margins,
}

impl Named for Strength {
    const OPTION: &'static str = "strength";
    const VALUES: &'static [(&'static str, Self)] =
        &[("winning_votes", Self::WinningVotes), ("margins", Self::Margins)];
    const NAMES: &'static str = "\"winning_votes\", \"margins\"";
}

/// How a tie for elimination is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieBreak {
    /// All of the tied leave.
    Simultaneous,
    /// Each of the tied leaves in a universe of its own; whoever wins in one of them wins.
    ParallelUniverse,
    /// The tied item with the highest label leaves.
    LowestLabel,
}

impl Named for TieBreak {
    const OPTION: &'static str = "tie_break";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("simultaneous", Self::Simultaneous),
        ("parallel_universe", Self::ParallelUniverse),
        ("lowest_label", Self::LowestLabel),
    ];
    const NAMES: &'static str = "\"simultaneous\", \"parallel_universe\", \"lowest_label\"";
}

/// When an elimination ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When one item is first on more than half of the ballots.
    Majority,
    /// When one item is left.
    Last,
}

impl Named for Until {
    const OPTION: &'static str = "until";
    const VALUES: &'static [(&'static str, Self)] = &[("majority", Self::Majority), ("last", Self::Last)];
    const NAMES: &'static str = "\"majority\", \"last\"";
}

/// Who leaves under Nanson's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NansonForm {
    /// Whoever is below the mean.
    Strict,
    /// Whoever is not above the mean.
    Weak,
}

impl Named for NansonForm {
    const OPTION: &'static str = "form";
    const VALUES: &'static [(&'static str, Self)] = &[("strict", Self::Strict), ("weak", Self::Weak)];
    const NAMES: &'static str = "\"strict\", \"weak\"";
}

/// The set of items that an elimination is kept within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// The smallest set whose members beat everybody outside.
    Smith,
    /// All smallest sets that nobody outside beats a member of.
    Schwartz,
}

impl Named for Within {
    const OPTION: &'static str = "within";
    const VALUES: &'static [(&'static str, Self)] = &[("smith", Self::Smith), ("schwartz", Self::Schwartz)];
    const NAMES: &'static str = "\"smith\", \"schwartz\"";
}

//! What a caller of a fusion may choose, and the names for it.

use crate::rank::options::Named;

/// How an inverse square rank counts the lists that hold a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Their number `n`.
    Count,
    /// `ln n`, which is 0 for a document that only one list holds.
    Log,
    /// `ln(n + 0.01)`.
    SmoothedLog,
}

impl Named for Frequency {
    const OPTION: &'static str = "frequency";
    const VALUES: &'static [(&'static str, Self)] =
        &[("count", Self::Count), ("log", Self::Log), ("smoothed_log", Self::SmoothedLog)];
    const NAMES: &'static str = "\"count\", \"log\", \"smoothed_log\"";
}

/// How the scores of one list are made comparable with those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalize {
    /// They are not.
    Off,
    /// The lowest becomes 0, the highest 1; all equal: 1.
    MinMax,
    /// Mean 0, standard deviation 1; all equal: 0.
    Z,
    /// By place alone, from 1 down to `1 / length`.
    Rank,
    /// Less the lowest, over the sum of that; all equal: `1 / length`.
    Sum,
}

impl Named for Normalize {
    const OPTION: &'static str = "normalize";
    const VALUES: &'static [(&'static str, Self)] =
        &[("none", Self::Off), ("min_max", Self::MinMax), ("z", Self::Z), ("rank", Self::Rank), ("sum", Self::Sum)];
    const NAMES: &'static str = "None, \"min_max\", \"z\", \"rank\", \"sum\"";
}

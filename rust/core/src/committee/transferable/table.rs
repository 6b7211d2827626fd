//! The table of a count: what happened in each stage, and what everybody had at its end.

use num_bigint::BigInt;

use crate::fraction::{Fraction, exactly, quotient_wide};

/// A number of votes.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// Exactly this fraction, which need not be in lowest terms.
    Exact {
        /// What is divided.
        numerator: BigInt,
        /// By what; above 0.
        denominator: BigInt,
    },
    /// About this.
    Rounded(f64),
}

impl Amount {
    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Amount::Exact { numerator: BigInt::ZERO, denominator: 1.into() }
    }

    /// The fraction in lowest terms; of a rounded number the fraction that it is.
    #[must_use]
    pub fn fraction(&self) -> Fraction {
        match self {
            Amount::Exact { numerator, denominator } => Fraction::new(numerator.clone(), denominator.clone()),
            Amount::Rounded(value) => exactly(*value),
        }
    }

    /// The float nearest to it; the last bit may be off.
    #[must_use]
    pub fn float(&self) -> f64 {
        match self {
            Amount::Exact { numerator, denominator } => quotient_wide(numerator, denominator, 0),
            Amount::Rounded(value) => *value,
        }
    }
}

impl From<Fraction> for Amount {
    fn from(value: Fraction) -> Self {
        let (numerator, denominator) = value.into_raw();
        Amount::Exact { numerator, denominator }
    }
}

/// What a stage did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Counted the first preferences.
    FirstPreferences,
    /// Passed on what elected items have above the quota.
    Surplus,
    /// Excluded the last item and passed on its votes.
    Exclusion,
    /// Excluded items that bounds of groups do not let in any more, and passed on their votes.
    Bounds,
}

/// One stage of a count.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// What it did.
    pub step: Step,
    /// Whose votes were passed on.
    pub items: Vec<u32>,
    /// Who is elected at its end, in this order.
    pub elected: Vec<u32>,
    /// What each item that is elected or still in the race has at its end.
    pub votes: Vec<(u32, Amount)>,
    /// What ran out of items to go to, up to now.
    pub exhausted: Amount,
    /// What was lost by rounding down, up to now.
    pub lost: Amount,
    /// What left its items in this stage.
    pub transferred: Amount,
    /// The quota at its end.
    pub quota: Amount,
    /// The part of each vote that comes by which elected items keep (Meek), or the most that they take of a vote
    /// (Warren); empty for other rules.
    pub keep: Vec<(u32, f64)>,
}

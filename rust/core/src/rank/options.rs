//! What a caller may choose, and the names for it.

use std::ops::RangeInclusive;

use crate::ballots::Missing;
use crate::error::{Error, Result};

/// The value of an option, as a caller gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, such as the name of a reading.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Numbers, such as points of places.
    Numbers(Vec<f64>),
    /// Yes or no.
    Flag(bool),
    /// Something else, by what the caller calls its type.
    Other(String),
}

/// The options of one rule, looked up by name; what the caller leaves out has no value.
pub struct Options<'a> {
    pub(super) rule: &'static str,
    pub(super) look_up: &'a dyn Fn(&str) -> Option<Value>,
}

impl Options<'_> {
    /// An option with a closed list of names.
    ///
    /// # Errors
    /// [`Error::Option`] that lists the names; [`Error::OptionKind`] for anything but a text.
    pub fn named<T: Named>(&self) -> Result<T> {
        self.optional()?.ok_or_else(|| self.wrong(T::OPTION, None, "a str"))
    }

    /// An option with a closed list of names, or none.
    ///
    /// # Errors
    /// As [`Options::named`].
    pub fn optional<T: Named>(&self) -> Result<Option<T>> {
        match (self.look_up)(T::OPTION) {
            None => Ok(None),
            Some(Value::Text(name)) => T::from_name(&name, self.rule).map(Some),
            other => Err(self.wrong(T::OPTION, other, "a str")),
        }
    }

    /// A whole number within a range.
    ///
    /// # Errors
    /// [`Error::OptionRange`] outside of the range; [`Error::OptionKind`] for anything but a whole number.
    pub fn integer(&self, option: &'static str, range: RangeInclusive<i64>) -> Result<i64> {
        match (self.look_up)(option) {
            Some(Value::Integer(value)) if range.contains(&value) => Ok(value),
            Some(Value::Integer(got)) => {
                let expected = format!("{} <= {option} <= {}", range.start(), range.end());
                Err(Error::OptionRange { rule: self.rule, option, got: got.to_string(), expected })
            }
            other => Err(self.wrong(option, other, "an int")),
        }
    }

    /// A whole number within a range, or none.
    ///
    /// # Errors
    /// As [`Options::integer`].
    pub fn optional_integer(&self, option: &'static str, range: RangeInclusive<i64>) -> Result<Option<i64>> {
        (self.look_up)(option).map(|_| self.integer(option, range)).transpose()
    }

    /// A number that `allows` is true for.
    ///
    /// # Errors
    /// [`Error::OptionRange`] that says what was `expected`; [`Error::OptionKind`] for anything but a number.
    pub fn number(&self, option: &'static str, expected: &str, allows: impl Fn(f64) -> bool) -> Result<f64> {
        let value = match (self.look_up)(option) {
            Some(Value::Number(value)) => value,
            Some(Value::Integer(value)) => value as f64,
            other => return Err(self.wrong(option, other, "a float")),
        };
        if allows(value) {
            return Ok(value);
        }
        let expected = expected.to_owned();
        Err(Error::OptionRange { rule: self.rule, option, got: value.to_string(), expected })
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// [`Error::OptionKind`] for anything else.
    pub fn numbers(&self, option: &'static str) -> Result<Vec<f64>> {
        match (self.look_up)(option) {
            Some(Value::Numbers(values)) => Ok(values),
            other => Err(self.wrong(option, other, "a sequence of numbers")),
        }
    }

    /// Fails for an option that only calls of their own define, unless it is left at `None` or at "no".
    ///
    /// # Errors
    /// [`Error::OptionRange`] that says what was `expected`.
    pub fn refuse(&self, option: &'static str, expected: &str) -> Result<()> {
        match (self.look_up)(option) {
            None | Some(Value::Flag(false)) => Ok(()),
            Some(given) => {
                let (got, expected) = (given.kind(), expected.to_owned());
                Err(Error::OptionRange { rule: self.rule, option, got, expected })
            }
        }
    }

    fn wrong(&self, option: &'static str, got: Option<Value>, expected: &'static str) -> Error {
        let got = got.map_or_else(|| "NoneType".to_owned(), Value::kind);
        Error::OptionKind { rule: self.rule, option, got, expected }
    }
}

impl Value {
    fn kind(self) -> String {
        match self {
            Value::Text(_) => "str".to_owned(),
            Value::Integer(_) => "int".to_owned(),
            Value::Number(_) => "float".to_owned(),
            Value::Numbers(_) => "a sequence of numbers".to_owned(),
            Value::Flag(_) => "bool".to_owned(),
            Value::Other(kind) => kind,
        }
    }
}

/// An option with a closed list of named values.
pub trait Named: Copy + 'static {
    /// The option, as an argument is called.
    const OPTION: &'static str;
    /// Every value with its name.
    const VALUES: &'static [(&'static str, Self)];
    /// The names, for an error.
    const NAMES: &'static str;

    /// The value of this name.
    ///
    /// # Errors
    /// [`Error::Option`] that lists the names.
    fn from_name(name: &str, rule: &'static str) -> Result<Self> {
        let found = Self::VALUES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        found.ok_or_else(|| Error::Option { rule, option: Self::OPTION, got: name.to_owned(), expected: Self::NAMES })
    }
}

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

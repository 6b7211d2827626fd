//! What a caller may choose: values, looked up by name and checked.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::fraction::{Fraction, exactly, to_float};

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
    /// Numbers, exactly.
    Fractions(Vec<Fraction>),
    /// Yes or no.
    Flag(bool),
    /// Something else, by what the caller calls its type.
    Other(String),
}

/// The options of one rule, looked up by name; what the caller leaves out has no value.
pub struct Options<'a> {
    pub(crate) rule: &'static str,
    pub(crate) look_up: &'a dyn Fn(&str) -> Option<Value>,
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

    /// Yes or no.
    ///
    /// # Errors
    /// [`Error::OptionKind`] for anything else.
    pub fn flag(&self, option: &'static str) -> Result<bool> {
        match (self.look_up)(option) {
            Some(Value::Flag(value)) => Ok(value),
            other => Err(self.wrong(option, other, "a bool")),
        }
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// [`Error::OptionKind`] for anything else.
    pub fn numbers(&self, option: &'static str) -> Result<Vec<f64>> {
        match (self.look_up)(option) {
            Some(Value::Numbers(values)) => Ok(values),
            Some(Value::Fractions(values)) => Ok(values.iter().map(to_float).collect()),
            other => Err(self.wrong(option, other, "a sequence of numbers")),
        }
    }

    /// A list of numbers, as the exact fractions that they are.
    ///
    /// # Errors
    /// [`Error::OptionRange`] for one that is not finite; [`Error::OptionKind`] for anything but a list of numbers.
    pub fn fractions(&self, option: &'static str) -> Result<Vec<Fraction>> {
        let exact = |value: &f64| {
            if !value.is_finite() {
                let (got, expected) = (format!("a sequence with {value}"), "finite numbers".to_owned());
                return Err(Error::OptionRange { rule: self.rule, option, got, expected });
            }
            Ok(exactly(*value))
        };
        match (self.look_up)(option) {
            Some(Value::Fractions(values)) => Ok(values),
            Some(Value::Numbers(values)) => values.iter().map(exact).collect(),
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
            Value::Numbers(_) | Value::Fractions(_) => "a sequence of numbers".to_owned(),
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

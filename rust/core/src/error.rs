//! Everything that can go wrong, as data.
//!
//! One enum with fields; its `Display` says what, where, what was found and what was expected. The binding maps each
//! variant to one Python exception in one exhaustive match.

use std::borrow::Cow;
use std::fmt;

use crate::items::Label;

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Where in an input a fault was found; prints as the index a Python user would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The input as a whole.
    Whole,
    /// One entry of a vector.
    Entry(usize),
    /// One cell of a table.
    Cell(usize, usize),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Whole => Ok(()),
            At::Entry(i) => write!(f, "[{i}]"),
            At::Cell(i, j) => write!(f, "[{i}, {j}]"),
        }
    }
}

/// A fault of the input, of a state, or of the run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value that is not what its place asks for.
    #[error("{what}{at} = {} is not {wanted}: expected {expected}", shown(got))]
    Invalid {
        /// The argument, by the name that the caller used.
        what: &'static str,
        /// Where in the argument.
        at: At,
        /// The value, printed.
        got: String,
        /// What it should have been, in words ("an item").
        wanted: &'static str,
        /// The rule it broke ("0 <= item < 8").
        expected: String,
    },
    /// An array of the wrong length.
    #[error("{what} has {got} entries: expected {expected}")]
    Length {
        /// The argument.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length that fits.
        expected: usize,
    },
    /// The same item twice where once is allowed.
    #[error("{what}{at} names the item {item} a second time: expected each item at most once")]
    Duplicate {
        /// The argument.
        what: &'static str,
        /// The ballot, or the place of the second one in a list of items.
        at: At,
        /// The item's label.
        item: String,
    },
    /// A document that cannot stand in a ranked list as it does.
    #[error("runs[{run}], query {query}: document {document} {got}; expected {expected}")]
    Listing {
        /// The run, counted from 0.
        run: usize,
        /// The query: its index, or its label where the caller knows one.
        query: Label,
        /// The document: its number, or its label where the caller knows one.
        document: Label,
        /// What is wrong with it.
        got: String,
        /// The rule it broke.
        expected: &'static str,
    },
    /// More than this build can hold.
    #[error("{what} would be {got}: the limit is {limit}")]
    TooLarge {
        /// The quantity.
        what: &'static str,
        /// Its size.
        got: u128,
        /// The largest size accepted.
        limit: u128,
    },
    /// A buffer that the system has no memory for.
    #[error("{what} would take {bytes} bytes: there is not so much memory; use fewer items or voters")]
    Memory {
        /// What it is for.
        what: &'static str,
        /// Its size.
        bytes: u128,
    },
    /// Float weights that span too many orders of magnitude to be summed exactly.
    #[error(
        "weights from {smallest:e} to {largest:e} are too far apart to be summed exactly: \
         expected a total below 2**110 units of the last place of the smallest weight; rescale or drop the tiny ones"
    )]
    WeightRange {
        /// The smallest weight above zero.
        smallest: f64,
        /// The largest weight.
        largest: f64,
    },
    /// An exact integer accumulator would overflow.
    #[error("{what} overflows its exact accumulator: expected a total below 2**{bits}; use smaller weights")]
    Overflow {
        /// The quantity.
        what: &'static str,
        /// The accumulator's width in bits.
        bits: u32,
    },
    /// An option with a value that the rule does not define.
    #[error("{rule} does not define {option}={got:?}: expected one of {expected}")]
    Option {
        /// The rule's id.
        rule: &'static str,
        /// The option.
        option: &'static str,
        /// The value given.
        got: String,
        /// The values that it takes.
        expected: &'static str,
    },
    /// An option outside of the range that the rule defines.
    #[error("{rule} does not define {option}={}: expected {expected}", shown(got))]
    OptionRange {
        /// The rule's id.
        rule: &'static str,
        /// The option.
        option: &'static str,
        /// The value given.
        got: String,
        /// The range.
        expected: String,
    },
    /// An option of a type that the rule cannot use.
    #[error("{rule}: {option} is of type {got}: expected {expected}")]
    OptionKind {
        /// The rule's id.
        rule: &'static str,
        /// The option.
        option: &'static str,
        /// The type given, as the caller calls it.
        got: String,
        /// The type that fits.
        expected: &'static str,
    },
    /// A name that no rule has.
    #[error("there is no rule {got:?}")]
    NoRule {
        /// The name given.
        got: String,
    },
    /// A rule was given a kind of data that it does not read.
    #[error("{rule} cannot read {got}: expected {expected}")]
    InputKind {
        /// The rule's id.
        rule: &'static str,
        /// The container given.
        got: &'static str,
        /// The containers it reads.
        expected: &'static str,
    },
    /// Data that a rule cannot use as they are.
    #[error("{what}: {got}; expected {expected}")]
    Data {
        /// What was asked of the data.
        what: &'static str,
        /// What they are.
        got: String,
        /// What they should be.
        expected: String,
    },
    /// Two states that do not count the same things.
    #[error("cannot merge {what}: this state has {left}, the other has {right}")]
    IncompatibleState {
        /// What differs.
        what: &'static str,
        /// On this side.
        left: String,
        /// On the other side.
        right: String,
    },
    /// Bytes that are not a state.
    #[error("not a rankfold state: {what} is {got}; expected {expected}")]
    CorruptState {
        /// The field.
        what: &'static str,
        /// What it holds.
        got: String,
        /// What it should hold.
        expected: String,
    },
    /// The caller's token was set.
    #[error("cancelled through its token")]
    Cancelled,
    /// The time limit passed before the work was done.
    #[error("time limit of {limit} s passed")]
    TimeLimit {
        /// The limit, in seconds.
        limit: f64,
    },
    /// The caller's hook asked to stop (Ctrl-C, an exception in a progress callback).
    #[error("interrupted by its caller")]
    Interrupted,
}

impl Error {
    /// A value that is not what its place asks for.
    pub fn invalid(
        what: &'static str,
        at: At,
        got: impl fmt::Display,
        wanted: &'static str,
        expected: impl fmt::Display,
    ) -> Self {
        Error::Invalid { what, at, got: got.to_string(), wanted, expected: expected.to_string() }
    }

    /// Fails unless `got` is the length that fits.
    ///
    /// # Errors
    /// [`Error::Length`] if the two differ.
    pub fn check_length(what: &'static str, got: usize, expected: usize) -> Result<()> {
        if got == expected { Ok(()) } else { Err(Error::Length { what, got, expected }) }
    }

    /// The product of two sizes, refused above `limit` before anything is allocated.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if the product passes the limit.
    pub fn check_size(what: &'static str, rows: usize, columns: usize, limit: u128) -> Result<usize> {
        let got = rows as u128 * columns as u128;
        match usize::try_from(got) {
            Ok(size) if got <= limit => Ok(size),
            _ => Err(Error::TooLarge { what, got, limit }),
        }
    }
}

/// A printed value; of a number with hundreds of digits its leading ones and the power of ten.
fn shown(value: &str) -> Cow<'_, str> {
    const MOST_DIGITS: usize = 40;
    match value.parse::<f64>() {
        Ok(number) if value.len() > MOST_DIGITS => Cow::Owned(format!("{number:e}")),
        _ => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_where_got_expected() {
        let error = Error::invalid("rankings", At::Cell(17, 3), 9, "an item", "0 <= item < 8");
        assert_eq!(error.to_string(), "rankings[17, 3] = 9 is not an item: expected 0 <= item < 8");
        assert_eq!(Error::check_length("weights", 3, 4).unwrap_err().to_string(), "weights has 3 entries: expected 4");
    }

    #[test]
    fn numbers_with_hundreds_of_digits_are_shortened() {
        let error = |got: f64| Error::invalid("weights", At::Entry(0), got, "a weight", "weight >= 0").to_string();
        assert_eq!(error(-1e300), "weights[0] = -1e300 is not a weight: expected weight >= 0");
        assert_eq!(error(-5e-324), "weights[0] = -5e-324 is not a weight: expected weight >= 0");
        assert_eq!(error(-123_456.75), "weights[0] = -123456.75 is not a weight: expected weight >= 0");
        let expected = "temperature > 0".to_owned();
        let error = Error::OptionRange { rule: "r", option: "t", got: (1e-300).to_string(), expected };
        assert_eq!(error.to_string(), "r does not define t=1e-300: expected temperature > 0");
        assert_eq!(shown(&u128::MAX.to_string()), u128::MAX.to_string());
        let text = "a".repeat(100);
        assert_eq!(shown(&text), text);
    }

    #[test]
    fn sizes_are_checked_before_they_are_used() {
        assert_eq!(Error::check_size("cells", 3, 4, 12), Ok(12));
        assert!(matches!(Error::check_size("cells", usize::MAX, usize::MAX, u128::MAX), Err(Error::TooLarge { .. })));
    }
}

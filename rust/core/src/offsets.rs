//! Rows of different lengths in flat arrays: where each begins, checked once.

use std::ops::Range;

use crate::error::{At, Error, Result};

/// Offsets into `length` values as sizes; `what` is what the caller calls them.
///
/// # Errors
/// [`Error::Length`] for none at all; [`Error::Invalid`] unless they start at 0, never fall, and end at `length`.
pub fn bounds(what: &'static str, offsets: &[i64], length: usize) -> Result<Vec<usize>> {
    let wrong =
        |at: usize, expected: String| Err(Error::invalid(what, At::Entry(at), offsets[at], "an offset", expected));
    let Some((&first, &last)) = offsets.first().zip(offsets.last()) else {
        return Err(Error::Length { what, got: 0, expected: 1 });
    };
    if first != 0 {
        return wrong(0, format!("{what}[0] = 0"));
    }
    if let Some(fall) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
        return wrong(fall + 1, format!("{what} that never fall, {} or more here", offsets[fall]));
    }
    if last as u128 != length as u128 {
        return wrong(offsets.len() - 1, format!("the last offset to be {length}, the number of values"));
    }
    Ok(offsets.iter().map(|&offset| offset as usize).collect())
}

/// Where the rows of a flat array begin and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offsets(Vec<usize>);

impl Offsets {
    /// Reads `n_rows + 1` offsets into `length` values.
    ///
    /// # Errors
    /// As [`bounds`].
    pub fn new(offsets: &[i64], length: usize) -> Result<Self> {
        bounds("offsets", offsets, length).map(Self)
    }

    /// Offsets that a container has checked.
    pub(crate) fn checked(offsets: Vec<usize>) -> Self {
        Self(offsets)
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.0.len() - 1
    }

    /// How many values there are in all.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.last().copied().unwrap_or(0)
    }

    /// The values of one row.
    #[must_use]
    pub fn row(&self, row: usize) -> Range<usize> {
        self.0[row]..self.0[row + 1]
    }

    /// How many values the longest row has.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.0.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_checked() {
        assert_eq!(Offsets::new(&[0, 2, 2, 5], 5).unwrap().row(2), 2..5);
        assert_eq!(Offsets::new(&[0], 0).unwrap().n_rows(), 0);
        for (offsets, text) in [
            (&[1, 2][..], "offsets[0] = 1 is not an offset: expected offsets[0] = 0"),
            (&[0, 3, 2], "offsets[2] = 2 is not an offset: expected offsets that never fall, 3 or more here"),
            (&[0, 1], "offsets[1] = 1 is not an offset: expected the last offset to be 2, the number of values"),
        ] {
            assert_eq!(Offsets::new(offsets, 2).unwrap_err().to_string(), text);
        }
        assert!(Offsets::new(&[], 0).is_err());
    }
}

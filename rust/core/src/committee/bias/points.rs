//! What a place is worth: rules that add up points, whose committee is the items with the most.

use crate::error::{At, Error, Result};
use crate::weights::{FixedPoint, scale};

/// Fails unless there is a number for each place, at least 0 and not above the one before.
pub(super) fn check_by_place(name: &'static str, what: &'static str, values: &[f64], n_places: usize) -> Result<()> {
    Error::check_length(name, values.len(), n_places)?;
    let mut above = f64::MAX;
    for (place, &value) in values.iter().enumerate() {
        if !(0.0..=above).contains(&value) {
            let expected = "finite numbers >= 0 that do not rise from one place to the next";
            return Err(Error::invalid(name, At::Entry(place), value, what, expected));
        }
        above = value;
    }
    Ok(())
}

/// Points by place, at least 0 and not rising, exactly: `numerators[place] * 2^exponent`.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    n_places: usize,
    /// Of the places that get points.
    numerators: Vec<i128>,
    exponent: i32,
}

impl Points {
    /// `"borda"`: the number of items behind; `"bloc"`: 1 for each of the first `committee_size` places; `"sntv"`: 1 for the
    /// first.
    ///
    /// # Errors
    /// [`Error::Option`] for another name, [`Error::Data`] for `bloc` without a committee size.
    pub fn named(rule: &str, n_places: usize, committee_size: Option<usize>) -> Result<Self> {
        let first = |n: usize| vec![1; n.min(n_places)];
        let numerators = match (rule, committee_size) {
            ("borda", _) => (1..n_places as i128).rev().collect(),
            ("sntv", _) => first(1),
            ("bloc", Some(size)) => first(size),
            ("bloc", None) => {
                let (got, expected) = ("committee_size is missing".to_owned(), "a committee size".to_owned());
                return Err(Error::Data { what: "bloc", got, expected });
            }
            _ => {
                let (got, expected) = (rule.to_owned(), "\"borda\", \"bloc\", \"sntv\", or points by place");
                return Err(Error::Option { rule: "committee.bias", option: "rule", got, expected });
            }
        };
        Ok(Self { n_places, numerators, exponent: 0 })
    }

    /// Points of the caller's own.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Invalid`], or [`Error::Data`] for points that are too far apart.
    pub fn given(points: &[f64], n_places: usize) -> Result<Self> {
        check_by_place("points", "the points of a place", points, n_places)?;
        let FixedPoint { mut numerators, exponent } = FixedPoint::exact_cells("points", "points", points)?;
        while numerators.pop_if(|last| *last == 0).is_some() {}
        Ok(Self { n_places, numerators, exponent })
    }

    /// Fails unless a total over `n_rankings` rankings, times the cube of the number of items, fits its accumulator.
    pub(super) fn check(&self, n_rankings: usize) -> Result<()> {
        let Some(&most) = self.numerators.first() else {
            let (got, expected) = ("every place gets 0 points".to_owned(), "points above 0 for the first place");
            return Err(Error::Data { what: "rule", got, expected: expected.to_owned() });
        };
        let m = self.n_places as i128;
        let total = most.checked_mul(n_rankings as i128).and_then(|total| total.checked_mul(m * m * m));
        match total {
            Some(total) if total < 1 << 124 => Ok(()),
            _ => Err(Error::Overflow { what: "a total of points", bits: 124 }),
        }
    }

    /// The points of the first place.
    pub(super) fn most(&self) -> f64 {
        self.value(self.numerators.first().copied().unwrap_or(0))
    }

    /// Adds the points of a ranking, item by place.
    pub(super) fn add(&self, order: &[u16], totals: &mut [i128]) {
        for (&item, &points) in order.iter().zip(&self.numerators) {
            totals[usize::from(item)] += points;
        }
    }

    /// A total as a float.
    pub(super) fn value(&self, total: i128) -> f64 {
        scale(total, self.exponent)
    }
}

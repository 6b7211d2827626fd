//! Two vectors over the same items, checked; and numbers as integers that sort like them.

use std::borrow::Cow;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::vectorized::vectorized;

/// The most items in a vector: the number of their pairs fits 63 bits.
pub(super) const MAX_ITEMS: u128 = 1 << 32;

/// Two vectors of ranks or scores over the same items: finite numbers, as many on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors<'a> {
    pub(super) x: Cow<'a, [f64]>,
    pub(super) y: Cow<'a, [f64]>,
    /// The places of the items that are left, where some were left out.
    pub(super) kept: Option<Vec<u32>>,
}

impl<'a> Vectors<'a> {
    /// Checks two vectors. NaN is a missing value: an error, or, with `leave_out`, an item that is not compared. `names`
    /// are what the caller calls the two.
    ///
    /// # Errors
    /// [`Error::Length`] for vectors of different length, [`Error::Data`] for empty ones, [`Error::Invalid`] for NaN and
    /// infinities, [`Error::TooLarge`].
    pub fn new(names: [&'static str; 2], x: &'a [f64], y: &'a [f64], leave_out: bool) -> Result<Self> {
        Error::check_length(names[1], y.len(), x.len())?;
        Error::check_size(names[0], x.len(), 1, MAX_ITEMS)?;
        if x.is_empty() {
            let expected = "at least one item".to_owned();
            return Err(Error::Data { what: names[0], got: "no items".to_owned(), expected });
        }
        let gaps = [first_gap(names[0], x, leave_out)?, first_gap(names[1], y, leave_out)?];
        if gaps == [None, None] {
            return Ok(Self::trusted(x, y));
        }
        let present = |&k: &u32| !x[k as usize].is_nan() && !y[k as usize].is_nan();
        let kept: Vec<u32> = (0..x.len() as u32).filter(present).collect();
        let pick = |values: &[f64]| kept.iter().map(|&k| values[k as usize]).collect();
        Ok(Self { x: pick(x), y: pick(y), kept: Some(kept) })
    }

    /// The vectors as given, whose values are known to be finite.
    pub(super) fn trusted(x: &'a [f64], y: &'a [f64]) -> Self {
        Self { x: Cow::Borrowed(x), y: Cow::Borrowed(y), kept: None }
    }

    /// How many items are compared.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.x.len()
    }

    /// The vectors with numbers of their own, which nobody else can write to.
    #[must_use]
    pub fn into_owned(self) -> Vectors<'static> {
        let own = |values: Cow<'_, [f64]>| Cow::Owned(values.into_owned());
        Vectors { x: own(self.x), y: own(self.y), kept: self.kept }
    }

    /// The vectors with the best value the highest.
    #[must_use]
    pub fn oriented(mut self, lower_is_better: bool) -> Self {
        if lower_is_better {
            for value in self.x.to_mut().iter_mut().chain(self.y.to_mut()) {
                *value = -*value;
            }
        }
        self
    }
}

/// The place of the first NaN, unless NaN or an infinity is a fault.
fn first_gap(name: &'static str, values: &[f64], leave_out: bool) -> Result<Option<usize>> {
    // Nearly always all are finite, and then that is all there is to do.
    let all_finite = vectorized(
        #[inline(always)]
        || values.iter().fold(true, |finite, value| finite & value.is_finite()),
    );
    if all_finite {
        return Ok(None);
    }
    let fault = |value: &f64| if leave_out { value.is_infinite() } else { !value.is_finite() };
    if let Some(k) = values.iter().position(fault) {
        let expected =
            if values[k].is_nan() { "a number; missing=\"absent\" leaves NaN out" } else { "a finite number" };
        return Err(Error::invalid(name, At::Entry(k), values[k], "a rank or score", expected));
    }
    Ok(values.iter().position(|value| value.is_nan()))
}

/// An integer that sorts as the number does; not for NaN.
pub(super) fn key(value: f64) -> u64 {
    // Plus zero, which makes one zero of two.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// For each item the number of different values below its own, and how many different values there are.
pub(super) fn dense_ranks(values: &[f64], ctx: &Ctx<'_>) -> Result<(Vec<u32>, usize)> {
    let sorted = sorted_places(values, ctx)?;
    let mut ranks = vec![0; values.len()];
    let mut rank = 0;
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        for &(_, place) in group {
            ranks[place as usize] = rank;
        }
        rank += 1;
    }
    Ok((ranks, rank as usize))
}

/// Keys with the places of their items, sorted.
pub(super) fn sorted_places(values: &[f64], ctx: &Ctx<'_>) -> Result<Vec<(u64, u32)>> {
    super::spread::sort_by_number(values, |place| (key(values[place]), place as u32), ctx)
}

/// Ranks with the mean for ties, less their mean, times two: whole numbers that sum to zero.
pub(super) fn centred_ranks(values: &[f64], ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    let n = values.len();
    let sorted = sorted_places(values, ctx)?;
    let mut ranks = vec![0; n];
    let mut start = 0;
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let end = start + group.len();
        for &(_, place) in group {
            ranks[place as usize] = (start + end) as i64 - n as i64;
        }
        start = end;
    }
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_numbers_do() {
        let values = [-f64::MAX, -2.5, -f64::MIN_POSITIVE, -5e-324, 0.0, 5e-324, 1.0, 1.5, f64::MAX];
        assert!(values.map(key).is_sorted_by(|a, b| a < b));
        assert_eq!(key(-0.0), key(0.0));
    }

    #[test]
    fn gaps_are_named_or_left_out() {
        let nan = f64::NAN;
        let error = Vectors::new(["x", "y"], &[1.0, 2.0], &[nan, 1.0], false).unwrap_err().to_string();
        assert_eq!(error, "y[0] = NaN is not a rank or score: expected a number; missing=\"absent\" leaves NaN out");
        let (x, y) = ([1.0, 2.0, nan, -0.0], [nan, 1.0, 2.0, 3.0]);
        let kept = Vectors::new(["x", "y"], &x, &y, true).unwrap();
        assert_eq!((&*kept.x, &*kept.y, kept.kept), (&[2.0, 0.0][..], &[1.0, 3.0][..], Some(vec![1, 3])));
        assert!(Vectors::new(["x", "y"], &[1.0, f64::INFINITY], &[nan, 1.0], true).is_err());
        assert!(Vectors::new(["x", "y"], &[], &[], true).is_err());
        assert!(Vectors::new(["x", "y"], &[1.0], &[], true).is_err());
    }

    #[test]
    fn ranks_are_dense_or_centred() {
        let ctx = Ctx::default();
        assert_eq!(dense_ranks(&[3.0, -1.0, 3.0, 7.5], &ctx).unwrap(), (vec![1, 0, 1, 2], 3));
        // Ranks 2.5, 1, 2.5, 4, less 2.5, times two.
        assert_eq!(centred_ranks(&[3.0, -1.0, 3.0, 7.5], &ctx).unwrap(), [0, -3, 0, 3]);
    }
}

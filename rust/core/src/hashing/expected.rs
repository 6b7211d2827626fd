//! What attention over hash tables is on average over all hyperplanes.
//!
//! Two vectors at an angle `a` fall on the same side of a random hyperplane with probability `1 - a / pi`, so they share
//! a code of `bits` of them with probability `(1 - a / pi)^bits`. The angle is taken from the lengths of the difference and
//! the sum of both directions, which keeps its digits for all angles; an arc cosine loses half of them near 0 and pi.

use std::f64::consts::PI;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::options::Named;
use crate::par::rows;
use crate::vectorized::vectorized;

/// Behaviours whose angles are taken together.
const LANES: usize = 8;

/// Pairs of a candidate and a behaviour in a chunk; a pair takes some 50 nanoseconds.
const CHUNK_PAIRS: usize = 1 << 14;

/// Hyperplanes of a code at most.
pub const MAX_BITS: u32 = 64;

/// What the weighted sum of values is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalize {
    /// Nothing.
    None,
    /// The sum of the weights.
    Ratio,
}

impl Named for Normalize {
    const OPTION: &'static str = "normalize";
    const VALUES: &'static [(&'static str, Self)] = &[("none", Self::None), ("ratio", Self::Ratio)];
    const NAMES: &'static str = "\"none\", \"ratio\"";
}

/// Rows of numbers, and what their caller calls them.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    what: &'static str,
    cells: &'a [f64],
    width: usize,
}

impl<'a> Rows<'a> {
    /// Checks that every number is finite.
    ///
    /// # Errors
    /// [`Error::Length`] for rows without cells or a number of cells that does not fit, [`Error::Invalid`] for a cell that
    /// is not finite.
    pub fn new(what: &'static str, cells: &'a [f64], n_rows: usize, width: usize) -> Result<Self> {
        if width == 0 {
            return Err(Error::invalid(what, At::Whole, "an array of no columns", "vectors", "at least one column"));
        }
        Error::check_length(what, cells.len(), Error::check_size(what, n_rows, width, 1 << 44)?)?;
        if let Some(at) = cells.iter().position(|cell| !cell.is_finite()) {
            let place = At::Cell(at / width, at % width);
            return Err(Error::invalid(what, place, cells[at], "a coordinate", "a finite number"));
        }
        Ok(Self { what, cells, width })
    }

    fn n_rows(&self) -> usize {
        self.cells.len() / self.width
    }

    fn row(&self, row: usize) -> &'a [f64] {
        &self.cells[row * self.width..][..self.width]
    }
}

/// For each candidate the sum of the values of all behaviours, weighted by the probability that they share its code;
/// a row of `out` each.
///
/// A zero vector has all bits 0. It shares a code with another vector with probability `2^-bits`, as if it stood at a right
/// angle to it, and with another zero vector always. Without behaviours, and with [`Normalize::Ratio`] where all weights
/// are 0, the sum is 0.
///
/// # Errors
/// [`Error::Length`] if the shapes do not fit, [`Error::OptionRange`] for more than [`MAX_BITS`], or a stop asked for
/// through `ctx`.
///
/// # Complexity
/// `O(n_candidates * n_behaviours * (dim + value_dim))`, with a copy of both.
pub fn expected_attention(
    behaviours: Rows<'_>,
    values: Rows<'_>,
    candidates: Rows<'_>,
    bits: u32,
    normalize: Normalize,
    out: &mut [f64],
    ctx: &Ctx<'_>,
) -> Result<()> {
    if bits > MAX_BITS {
        return Err(Error::OptionRange {
            rule: "expected_attention",
            option: "bits",
            got: bits.to_string(),
            expected: format!("0 <= bits <= {MAX_BITS}"),
        });
    }
    let n_behaviours = behaviours.n_rows();
    Error::check_length(values.what, values.n_rows(), n_behaviours)?;
    Error::check_length(candidates.what, candidates.width, behaviours.width)?;
    Error::check_length("out", out.len(), candidates.n_rows() * values.width)?;
    let directions = by_lanes(behaviours, ctx)?;
    ctx.set_total(candidates.n_rows() as u64);
    let fill = |first: usize, cells: &mut [f64]| {
        for (candidate, sums) in (first..).zip(cells.chunks_exact_mut(values.width)) {
            let query = direction(candidates.row(candidate));
            let total = weighted_sum(&query, &directions, values, bits, sums, ctx)?;
            if normalize == Normalize::Ratio && total > 0.0 {
                for sum in sums {
                    *sum /= total;
                }
            }
        }
        ctx.advance((cells.len() / values.width) as u64);
        Ok(())
    };
    ctx.fill_chunks(out, values.width, rows(CHUNK_PAIRS, n_behaviours), fill)?;
    Ok(())
}

/// A vector of length 1, or the zero vector. Divided by its largest coordinate first, so that no square overflows.
fn direction(vector: &[f64]) -> Vec<f64> {
    let largest = vector.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if largest == 0.0 {
        return vec![0.0; vector.len()];
    }
    let scaled: Vec<f64> = vector.iter().map(|x| x / largest).collect();
    let length = scaled.iter().map(|x| x * x).sum::<f64>().sqrt();
    scaled.iter().map(|x| x / length).collect()
}

/// Directions in groups of [`LANES`], each group coordinate by coordinate.
fn by_lanes(vectors: Rows<'_>, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    let n = Error::check_size("directions", vectors.n_rows().next_multiple_of(LANES), vectors.width, 1 << 44)?;
    let mut directions = filled("directions of behaviours", n, 0.0)?;
    let width = vectors.width;
    ctx.fill_chunks(&mut directions, LANES * width, rows(CHUNK_PAIRS, LANES * width), |first, cells| {
        for (group, cells) in (first..).zip(cells.chunks_exact_mut(LANES * width)) {
            for lane in 0..LANES.min(vectors.n_rows() - group * LANES) {
                for (k, x) in direction(vectors.row(group * LANES + lane)).into_iter().enumerate() {
                    cells[k * LANES + lane] = x;
                }
            }
        }
        Ok(())
    })?;
    Ok(directions)
}

/// Adds up values in the order of behaviours, and returns the sum of the weights.
fn weighted_sum(
    query: &[f64],
    directions: &[f64],
    values: Rows<'_>,
    bits: u32,
    sums: &mut [f64],
    ctx: &Ctx<'_>,
) -> Result<f64> {
    let mut total = 0.0;
    for (group, lanes) in directions.chunks_exact(LANES * query.len()).enumerate() {
        if group % (CHUNK_PAIRS / LANES) == 0 {
            ctx.check()?;
        }
        let (apart, together) = vectorized(
            #[inline(always)]
            || squares(query, lanes),
        );
        for lane in 0..LANES.min(values.n_rows() - group * LANES) {
            let weight = collision(apart[lane].sqrt(), together[lane].sqrt(), bits);
            total += weight;
            for (sum, value) in sums.iter_mut().zip(values.row(group * LANES + lane)) {
                *sum += weight * value;
            }
        }
    }
    Ok(total)
}

/// Squared lengths of the differences from, and of the sums with, a group of directions.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn squares(query: &[f64], lanes: &[f64]) -> ([f64; LANES], [f64; LANES]) {
    let (mut apart, mut together) = ([0.0; LANES], [0.0; LANES]);
    for (&q, lanes) in query.iter().zip(lanes.chunks_exact(LANES)) {
        for lane in 0..LANES {
            let (difference, sum) = (q - lanes[lane], q + lanes[lane]);
            apart[lane] += difference * difference;
            together[lane] += sum * sum;
        }
    }
    (apart, together)
}

/// The probability that two directions share a code, from the lengths of their difference and their sum.
fn collision(apart: f64, together: f64, bits: u32) -> f64 {
    // Of a library that is the same on every host.
    let angle = 2.0 * libm::atan2(apart, together);
    let agree = (1.0 - angle / PI).max(0.0);
    (0..bits).fold(1.0, |power, _| power * agree)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(behaviours: &[f64], candidates: &[f64], dim: usize, bits: u32, normalize: Normalize) -> Vec<f64> {
        let rows = |what, cells: &'static [f64]| Rows::new(what, cells, cells.len() / dim, dim).unwrap();
        let leak = |cells: &[f64]| -> &'static [f64] { Vec::leak(cells.to_vec()) };
        let (behaviours, candidates) = (rows("behaviours", leak(behaviours)), rows("candidates", leak(candidates)));
        let mut out = vec![0.0; candidates.cells.len()];
        expected_attention(behaviours, behaviours, candidates, bits, normalize, &mut out, &Ctx::default()).unwrap();
        out
    }

    #[test]
    fn angles_with_known_weights() {
        // 0, 60, 90, 180 degrees.
        let root = 3.0_f64.sqrt() / 2.0;
        for (behaviour, weight) in
            [([1.0, 0.0], 1.0), ([0.5, root], 8.0 / 27.0), ([0.0, 1.0], 0.125), ([-1.0, 0.0], 0.0)]
        {
            let found = expected(&behaviour, &[2.0, 0.0], 2, 3, Normalize::None);
            for (sum, x) in found.iter().zip(behaviour) {
                assert!((sum - weight * x).abs() < 1e-15, "{behaviour:?} {sum}");
            }
        }
    }

    #[test]
    fn exact_cases_are_exact() {
        for scale in [1.0, 1e300, 5e-324, 1e-200] {
            let same = [scale, 3.0 * scale];
            assert_eq!(expected(&same, &same, 2, 16, Normalize::None), same);
            let opposite = [-scale, -3.0 * scale];
            assert_eq!(expected(&opposite, &same, 2, 16, Normalize::None), [0.0, 0.0]);
        }
        // A zero vector shares a code with another vector as often as a perpendicular one does.
        assert_eq!(expected(&[3.0, 1.0], &[0.0, 0.0], 2, 3, Normalize::None), [0.375, 0.125]);
        assert_eq!(expected(&[0.0, 0.0], &[0.0, 0.0], 2, 3, Normalize::Ratio), [0.0, 0.0]);
        // Without bits all behaviours share the code.
        assert_eq!(expected(&[1.0, 2.0, -1.0, 4.0], &[1.0, 1.0], 2, 0, Normalize::Ratio), [0.0, 3.0]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(expected(&[], &[1.0, 2.0], 2, 3, Normalize::Ratio), [0.0, 0.0]);
        assert_eq!(expected(&[-1.0, -2.0], &[1.0, 2.0], 2, 3, Normalize::Ratio), [0.0, 0.0]);
    }

    #[test]
    fn what_is_no_vector_is_named() {
        let error = Rows::new("behaviours", &[1.0, f64::NAN], 1, 2).unwrap_err().to_string();
        assert_eq!(error, "behaviours[0, 1] = NaN is not a coordinate: expected a finite number");
        assert!(Rows::new("behaviours", &[], 3, 0).is_err());
        assert!(Rows::new("behaviours", &[1.0], 1, 2).is_err());
    }
}

//! Rows of floats as they come: of 16, 32 or 64 bits, borrowed from the caller, with rows that do not count.

use std::ops::Range;

use half::f16;
use half::slice::HalfFloatSliceExt as _;

use crate::error::{At, Error, Result};
use crate::vectorized::vectorized;

/// No coordinate is as large: products and sums then stay far from infinity.
pub const LIMIT: f32 = 18_446_744_073_709_551_616.0;

/// Floats that are read where they lie.
#[derive(Debug, Clone, Copy)]
pub enum Floats<'a> {
    /// Of 16 bits.
    F16(&'a [f16]),
    /// Of 32 bits.
    F32(&'a [f32]),
    /// Of 64 bits, of which each is rounded to 32.
    F64(&'a [f64]),
}

impl Floats<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Floats::F16(cells) => cells.len(),
            Floats::F32(cells) => cells.len(),
            Floats::F64(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows of a matrix.
#[derive(Debug, Clone, Copy)]
pub struct Vectors<'a> {
    what: &'static str,
    cells: Floats<'a>,
    width: usize,
}

impl<'a> Vectors<'a> {
    /// `n` rows of `width` floats; `what` names them in errors.
    ///
    /// # Errors
    /// [`Error::Length`] if the cells do not make so many rows.
    pub fn new(what: &'static str, cells: Floats<'a>, n: usize, width: usize) -> Result<Self> {
        Error::check_length(what, cells.len(), n.saturating_mul(width))?;
        Ok(Self { what, cells, width })
    }

    /// What errors call them.
    #[must_use]
    pub fn what(&self) -> &'static str {
        self.what
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// Floats in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// These rows, those that `keep` holds, one after the other; copied into the buffer unless they lie there as they are.
    /// What is not kept is never looked at, so that padding may hold anything.
    pub(super) fn read<'s>(&self, rows: Range<usize>, keep: Keep<'_>, buffer: &'s mut Vec<f32>) -> Result<&'s [f32]>
    where
        'a: 's,
    {
        let width = self.width;
        let found = match (self.cells, keep.0) {
            (Floats::F32(cells), None) => &cells[rows.start * width..rows.end * width],
            (_, None) => {
                buffer.clear();
                self.append(rows.clone(), buffer);
                &buffer[..]
            }
            (_, Some(_)) => {
                buffer.clear();
                keep.of(rows.clone()).for_each(|row| self.append(row..row + 1, buffer));
                &buffer[..]
            }
        };
        let Some(at) = first_fault(found) else { return Ok(found) };
        let row = keep.of(rows).nth(at / width).unwrap_or(0);
        let at = (row, at % width);
        let (got, expected) = (self.cell(at.0 * width + at.1), "finite, below 2**64 in magnitude");
        Err(Error::invalid(self.what, At::Cell(at.0, at.1), format_args!("{got:?}"), "a coordinate", expected))
    }

    fn append(&self, rows: Range<usize>, buffer: &mut Vec<f32>) {
        let range = rows.start * self.width..rows.end * self.width;
        match self.cells {
            Floats::F32(cells) => buffer.extend_from_slice(&cells[range]),
            Floats::F64(cells) => buffer.extend(cells[range].iter().map(|&cell| cell as f32)),
            Floats::F16(cells) => {
                let start = buffer.len();
                buffer.resize(start + range.len(), 0.0);
                cells[range].convert_to_f32_slice(&mut buffer[start..]);
            }
        }
    }

    fn cell(&self, at: usize) -> f64 {
        match self.cells {
            Floats::F16(cells) => f64::from(cells[at].to_f32()),
            Floats::F32(cells) => f64::from(cells[at]),
            Floats::F64(cells) => cells[at],
        }
    }
}

/// Which rows count: those whose flag is set, or all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keep<'a>(pub(super) Option<&'a [bool]>);

impl Keep<'_> {
    /// The rows that count among these.
    pub(super) fn of(&self, rows: Range<usize>) -> impl Iterator<Item = usize> {
        let flags = self.0;
        rows.filter(move |&row| flags.is_none_or(|flags| flags[row]))
    }

    /// How many rows count among these.
    pub(super) fn count(&self, rows: Range<usize>) -> usize {
        self.0.map_or(rows.len(), |flags| flags[rows].iter().filter(|&&keep| keep).count())
    }
}

/// The first cell that is not finite, or too large.
fn first_fault(cells: &[f32]) -> Option<usize> {
    let magnitude = |cell: f32| cell.to_bits() & 0x7fff_ffff;
    let largest = vectorized(
        #[inline(always)]
        || cells.iter().fold(0, |largest, &cell| magnitude(cell).max(largest)),
    );
    if largest < LIMIT.to_bits() { None } else { cells.iter().position(|&cell| magnitude(cell) >= LIMIT.to_bits()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_as_they_are_or_rounded() {
        let (halves, doubles) = ([f16::from_f32(1.5), f16::from_f32(-2.0)], [1.5, -2.0]);
        let mut buffer = Vec::new();
        for cells in [Floats::F16(&halves), Floats::F32(&[1.5, -2.0]), Floats::F64(&doubles)] {
            let vectors = Vectors::new("vectors", cells, 2, 1).unwrap();
            assert_eq!(vectors.read(0..2, Keep(None), &mut buffer).unwrap(), [1.5, -2.0]);
            assert_eq!(vectors.read(1..2, Keep(None), &mut buffer).unwrap(), [-2.0]);
        }
    }

    #[test]
    fn what_is_masked_may_be_anything_and_what_is_not_is_found() {
        let cells = [1.0, f32::NAN, 2.0, 3.0, 4.0, f32::INFINITY];
        let mut buffer = Vec::new();
        let vectors = Vectors::new("vectors", Floats::F32(&cells), 3, 2).unwrap();
        let keep = Keep(Some(&[false, true, false]));
        assert_eq!(vectors.read(0..3, keep, &mut buffer).unwrap(), [2.0, 3.0]);
        assert_eq!(keep.count(0..3), 1);
        let error = vectors.read(0..3, Keep(Some(&[false, true, true])), &mut buffer).unwrap_err().to_string();
        assert_eq!(error, "vectors[2, 1] = inf is not a coordinate: expected finite, below 2**64 in magnitude");
    }
}

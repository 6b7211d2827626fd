//! The sizes of a table.

use crate::error::{At, Error, Result};
use crate::hashing::simhash::SimHash;
use crate::state::{Reader, Writer, corrupt};

/// The largest number of values in a row.
pub const MAX_WIDTH: usize = 1 << 16;
/// The largest table of a history, in bytes of its sums.
pub const MAX_BYTES: u128 = 1 << 36;

/// The sizes of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Groups of hyperplanes.
    pub groups: usize,
    /// Codes in each.
    pub n_codes: usize,
    /// Values in each bucket.
    pub width: usize,
}

impl Shape {
    /// Buckets of a history.
    #[must_use]
    pub fn n_buckets(self) -> usize {
        self.groups * self.n_codes
    }

    /// Values of a history.
    #[must_use]
    pub fn n_cells(self) -> usize {
        self.n_buckets() * self.width
    }
}

impl Shape {
    /// Of tables for the codes of an encoder.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a width out of range, [`Error::TooLarge`].
    pub fn of(encoder: &SimHash, width: usize) -> Result<Self> {
        if !(1..=MAX_WIDTH).contains(&width) {
            let expected = format!("1 <= value_dim <= {MAX_WIDTH}");
            return Err(Error::invalid("value_dim", At::Whole, width, "a size", expected));
        }
        let shape = Self { groups: encoder.groups(), n_codes: encoder.n_codes(), width };
        Error::check_size("bytes of a table", shape.n_buckets(), 4 * width, MAX_BYTES)?;
        Ok(shape)
    }
}

/// Writes an encoder and the width of its tables.
pub(in crate::hashing) fn write_sizes(writer: &mut Writer, encoder: &SimHash, shape: Shape) {
    encoder.write(writer);
    writer.u64(shape.width as u64);
}

/// Reads what [`write_sizes`] wrote into bytes whose fingerprint is that of the encoder.
pub(in crate::hashing) fn read_sizes(reader: &mut Reader<'_>) -> Result<(SimHash, Shape)> {
    let encoder = SimHash::read(reader)?;
    if reader.fingerprint() != encoder.fingerprint() {
        return Err(corrupt("fingerprint", reader.fingerprint(), encoder.fingerprint()));
    }
    let width = usize::try_from(reader.u64("value_dim")?).unwrap_or(usize::MAX);
    let shape = Shape::of(&encoder, width).map_err(|error| corrupt("sizes", error, "less"))?;
    Ok((encoder, shape))
}

//! Tables that answer: normalised once, read by many, in memory that may belong to a file.

mod freeze;
mod gather;
mod head;

use std::iter::repeat_n;

use half::f16;

pub use freeze::{CellsMut, freeze, frozen_weights};
pub use head::Head;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::hashing::simhash::SimHash;
use crate::hashing::tables::Shape;
use crate::hashing::vectors::{Keep, LIMIT, Vectors};
use crate::offsets::bounds;
use crate::options::Named;

/// What becomes of the sum of a bucket, and of the buckets that a candidate meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Normalize {
    /// The mean of the sums: an unbiased estimate of the sum of all values, each times its probability of a collision.
    None = 0,
    /// The mean of the sums, each brought to length 1.
    L2 = 1,
    /// The mean of the means: each sum divided by the weight of its bucket.
    Count = 2,
    /// The sum of the sums, divided by the sum of the weights.
    Ratio = 3,
}

impl Named for Normalize {
    const OPTION: &'static str = "normalize";
    const VALUES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("l2", Self::L2), ("count", Self::Count), ("ratio", Self::Ratio)];
    const NAMES: &'static str = "\"none\", \"l2\", \"count\", \"ratio\"";
}

impl Normalize {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::VALUES[self as usize].0
    }
}

/// Normalised sums, by user, group, code and value.
#[derive(Debug, Clone, Copy)]
pub enum Cells<'a> {
    /// In 32 bits.
    F32(&'a [f32]),
    /// In 16 bits.
    F16(&'a [f16]),
}

/// No user has this number: a candidate of one who is unknown meets empty buckets.
pub const UNKNOWN: u32 = u32::MAX;

/// The tables of one or of many users, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct FrozenTable<'a> {
    shape: Shape,
    normalize: Normalize,
    cells: Cells<'a>,
    weights: &'a [f64],
    n_users: usize,
}

/// No mean is larger, since no value is. What rows that were removed leave behind by rounding may be, next to little weight.
const MOST_MEAN: f64 = LIMIT as f64;

/// Candidates between two looks at the clock.
const CHUNK: usize = 1 << 10;

impl<'a> FrozenTable<'a> {
    /// Tables of `n_users`; `weights`, by user, group and code, are for [`Normalize::Ratio`] alone.
    ///
    /// # Errors
    /// [`Error::Length`] if cells or weights do not fit.
    pub fn new(
        shape: Shape,
        normalize: Normalize,
        cells: Cells<'a>,
        weights: &'a [f64],
        n_users: usize,
    ) -> Result<Self> {
        let n_cells = match cells {
            Cells::F32(cells) => cells.len(),
            Cells::F16(cells) => cells.len(),
        };
        Error::check_length("cells", n_cells, n_users * shape.n_cells())?;
        let n_weights = if normalize == Normalize::Ratio { n_users * shape.n_buckets() } else { 0 };
        Error::check_length("weights", weights.len(), n_weights)?;
        Ok(Self { shape, normalize, cells, weights, n_users })
    }

    /// Writes what the buckets of each candidate make together: a row of values each. `users` says whose tables each
    /// candidate is for, [`UNKNOWN`] included; without it all are for the first.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Invalid`] for a coordinate that is not finite or a user beyond the last, [`Error::Data`]
    /// for candidates of another length, or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n * groups * (bits * dim + width))`, whatever the length of the histories.
    pub fn query(
        &self,
        encoder: &SimHash,
        candidates: &Vectors<'_>,
        users: Option<&[u32]>,
        out: &mut [f32],
        ctx: &Ctx<'_>,
    ) -> Result<()> {
        encoder.check_vectors(candidates)?;
        self.check(candidates.n_rows(), users, out)?;
        let width = self.shape.width;
        ctx.set_total(candidates.n_rows() as u64);
        ctx.fill_chunks(out, width, CHUNK, |first, out| {
            let (mut hasher, block) = (encoder.hasher(), encoder.rows_in_block());
            let mut codes = vec![0; block * self.shape.groups];
            for (k, out) in out.chunks_mut(block * width).enumerate() {
                let (start, n) = (first + k * block, out.len() / width);
                let codes = &mut codes[..n * self.shape.groups];
                hasher.codes(candidates, start..start + n, Keep(None), codes)?;
                self.gather_all(codes, users.map(|users| &users[start..start + n]), out);
            }
            ctx.advance((out.len() / width) as u64);
            Ok(())
        })?;
        Ok(())
    }

    /// The same for candidates that were hashed before: a row of codes each.
    ///
    /// # Errors
    /// As [`FrozenTable::query`]; [`Error::Invalid`] for a code that the groups have no room for.
    pub fn query_codes(&self, codes: &[u16], users: Option<&[u32]>, out: &mut [f32], ctx: &Ctx<'_>) -> Result<()> {
        let Shape { groups, n_codes, width } = self.shape;
        let n = out.len() / width;
        Error::check_length("codes", codes.len(), n * groups)?;
        self.check(n, users, out)?;
        ctx.fill_chunks(out, width, CHUNK, |first, out| {
            let n = out.len() / width;
            // Copied, so that what was checked is what is used, whoever writes to them meanwhile.
            let codes = codes[first * groups..][..n * groups].to_vec();
            if let Some(at) = codes.iter().position(|&code| usize::from(code) >= n_codes) {
                let (place, expected) = (At::Cell(first + at / groups, at % groups), format!("0 <= code < {n_codes}"));
                return Err(Error::invalid("codes", place, codes[at], "a code", expected));
            }
            self.gather_all(&codes, users.map(|users| &users[first..first + n]), out);
            Ok(())
        })?;
        Ok(())
    }

    fn check(&self, n: usize, users: Option<&[u32]>, out: &[f32]) -> Result<()> {
        Error::check_length("out", out.len(), n.saturating_mul(self.shape.width))?;
        let Some(users) = users else { return Ok(()) };
        Error::check_length("users", users.len(), n)?;
        match users.iter().position(|&user| user != UNKNOWN && user as usize >= self.n_users) {
            None => Ok(()),
            Some(at) => {
                let expected = format!("0 <= user < {}", self.n_users);
                Err(Error::invalid("users", At::Entry(at), users[at], "a user", expected))
            }
        }
    }
}

/// Whose table each of `n` candidates is for, given where those of each user begin.
///
/// # Errors
/// [`Error::Length`] or [`Error::Invalid`] for offsets that do not cut so many candidates into as many pieces as users.
pub fn places(users: &[u32], offsets: &[i64], n: usize) -> Result<Vec<u32>> {
    Error::check_length("offsets", offsets.len(), users.len() + 1)?;
    let offsets = bounds("offsets", offsets, n)?;
    Ok(users.iter().zip(offsets.windows(2)).flat_map(|(&user, pair)| repeat_n(user, pair[1] - pair[0])).collect())
}

//! Codes that similar vectors share: on which side of random hyperplanes a vector lies.
//!
//! A group of `bits` hyperplanes through the origin gives a code of as many bits. Two vectors at the angle `a` have the same
//! code in a group with probability `(1 - a / pi)^bits` if the hyperplanes are Gaussian.

mod bytes;
mod codes;
mod draw;
mod hadamard;
mod hasher;
mod planes;

use pulp::Arch;
use xxhash_rust::xxh3::xxh3_64;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::hashing::vectors::{Keep, Vectors};
use crate::rng::Stream;
use crate::state::{Kind, Writer};
use codes::{Layout, pack};
use hadamard::Rounds;
use planes::Planes;

/// The largest number of coordinates.
pub const MAX_DIM: usize = 1 << 16;
/// The largest number of groups.
pub const MAX_GROUPS: usize = 1 << 16;
/// The largest number of bits in a code.
pub const MAX_BITS: usize = 16;
/// The largest number of cells in a matrix of hyperplanes.
pub const MAX_CELLS: u128 = 1 << 28;
/// Cells of a matrix are below this, so that projections stay far from infinity.
const MAX_CELL: f32 = 2_147_483_648.0;

/// Where hyperplanes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Projection {
    /// Independent normal numbers, drawn from a seed.
    Gaussian = 0,
    /// Three rounds of random signs and Walsh-Hadamard transforms, drawn from a seed.
    Hadamard = 1,
    /// A matrix of the caller's.
    Matrix = 2,
}

impl Projection {
    const ALL: [(Self, &str); 3] =
        [(Self::Gaussian, "gaussian"), (Self::Hadamard, "hadamard"), (Self::Matrix, "matrix")];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

#[derive(Debug, Clone)]
enum Hyperplanes {
    /// A matrix with a hyperplane in each row, and the same in the order of the kernel.
    Matrix(Vec<f32>, Planes),
    Rounds(Rounds),
}

/// Hyperplanes in groups, fixed for good: codes are the same on every host.
#[derive(Debug, Clone)]
pub struct SimHash {
    dim: usize,
    layout: Layout,
    seed: u64,
    projection: Projection,
    hyperplanes: Hyperplanes,
    fingerprint: u64,
}

impl SimHash {
    /// Hyperplanes drawn from a seed.
    ///
    /// # Errors
    /// [`Error::Invalid`] for sizes out of range, [`Error::TooLarge`], [`Error::Memory`], and [`Error::Data`] for
    /// [`Projection::Matrix`], which is not drawn.
    pub fn draw(dim: usize, groups: usize, bits: usize, seed: u64, projection: Projection) -> Result<Self> {
        let layout = check_sizes(dim, groups, bits)?;
        let mut stream = Stream::new(seed, 0);
        let hyperplanes = match projection {
            Projection::Gaussian => of_matrix(draw::normals(&mut stream, layout.n_bits() * dim), dim, layout)?,
            Projection::Hadamard => Hyperplanes::Rounds(Rounds::draw(&mut stream, dim, layout)),
            Projection::Matrix => {
                let (got, expected) = ("matrix".to_owned(), "gaussian or hadamard".to_owned());
                return Err(Error::Data { what: "hyperplanes that are drawn from a seed", got, expected });
            }
        };
        Self::fingerprinted(dim, layout, seed, projection, hyperplanes)
    }

    /// Hyperplanes as they are given, one in each row, those of a group one after the other.
    ///
    /// # Errors
    /// As [`SimHash::draw`]; [`Error::Length`], and [`Error::Invalid`] for a cell that is not finite or too large.
    pub fn from_matrix(matrix: Vec<f32>, dim: usize, groups: usize, bits: usize) -> Result<Self> {
        let layout = check_sizes(dim, groups, bits)?;
        Error::check_length("matrix", matrix.len(), layout.n_bits() * dim)?;
        if let Some(at) = matrix.iter().position(|cell| !is_cell(*cell)) {
            let place = At::Cell(at / dim, at % dim);
            return Err(Error::invalid("matrix", place, matrix[at], "a cell", "finite, below 2**31 in magnitude"));
        }
        let hyperplanes = of_matrix(matrix, dim, layout)?;
        Self::fingerprinted(dim, layout, 0, Projection::Matrix, hyperplanes)
    }

    fn fingerprinted(
        dim: usize,
        layout: Layout,
        seed: u64,
        projection: Projection,
        hyperplanes: Hyperplanes,
    ) -> Result<Self> {
        let mut encoder = Self { dim, layout, seed, projection, hyperplanes, fingerprint: 0 };
        let mut writer = Writer::new(Kind::SimHash, 0);
        encoder.write_codes_of(&mut writer);
        encoder.fingerprint = xxh3_64(&writer.finish()?);
        Ok(encoder)
    }

    /// Coordinates of a vector.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Codes of a vector.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.layout.groups
    }

    /// Bits of a code.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.layout.bits
    }

    /// What the hyperplanes were drawn from; 0 for those of a matrix.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Where the hyperplanes come from.
    #[must_use]
    pub fn projection(&self) -> Projection {
        self.projection
    }

    /// Equal for encoders that give equal codes, whatever they were made from.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Codes that a group has room for.
    #[must_use]
    pub fn n_codes(&self) -> usize {
        1 << self.layout.bits
    }

    /// 64-bit words of [`SimHash::packed_bits`] for a vector.
    #[must_use]
    pub fn n_words(&self) -> usize {
        self.layout.n_bits().div_ceil(64)
    }

    /// The hyperplanes, one in each row.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn matrix(&self) -> Result<Vec<f32>> {
        match &self.hyperplanes {
            Hyperplanes::Matrix(matrix, _) => Ok(matrix.clone()),
            Hyperplanes::Rounds(rounds) => rounds.matrix(self.layout.n_bits()),
        }
    }

    /// Writes the code of each group for each vector: bit `b` of group `g` is 1 if the projection on row
    /// `g * bits + b` of the matrix is above 0.
    ///
    /// # Errors
    /// [`Error::Length`] for other vectors or another output, [`Error::Invalid`] naming a coordinate that is not finite or
    /// too large, or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n * groups * bits * dim)` for matrices, `O(n * groups * bits * log dim)` for Hadamard rounds.
    pub fn signatures(&self, vectors: &Vectors<'_>, codes: &mut [u16], ctx: &Ctx<'_>) -> Result<()> {
        self.check_vectors(vectors)?;
        let groups = self.layout.groups;
        Error::check_length("codes", codes.len(), vectors.n_rows() * groups)?;
        ctx.fill_chunks(codes, groups, self.rows_in_chunk(), |first, codes| {
            self.hasher().codes(vectors, first..first + codes.len() / groups, Keep(None), codes)
        })?;
        Ok(())
    }

    /// Writes the bits of each vector into words of 64: bit `j` belongs to row `j` of the matrix, the lowest bit comes first.
    ///
    /// # Errors
    /// As [`SimHash::signatures`].
    pub fn packed_bits(&self, vectors: &Vectors<'_>, words: &mut [u64], ctx: &Ctx<'_>) -> Result<()> {
        self.check_vectors(vectors)?;
        let n_words = self.n_words();
        Error::check_length("words", words.len(), vectors.n_rows() * n_words)?;
        ctx.fill_chunks(words, n_words, self.rows_in_chunk(), |first, words| {
            let n = words.len() / n_words;
            let mut codes = vec![0; n * self.layout.groups];
            self.hasher().codes(vectors, first..first + n, Keep(None), &mut codes)?;
            for (words, codes) in words.chunks_exact_mut(n_words).zip(codes.chunks_exact(self.layout.groups)) {
                pack(codes, self.layout.bits, words);
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Fails for vectors of another length.
    pub(super) fn check_vectors(&self, vectors: &Vectors<'_>) -> Result<()> {
        if vectors.width() == self.dim {
            return Ok(());
        }
        let (got, expected) = (format!("{} coordinates", vectors.width()), format!("{}, as the encoder has", self.dim));
        Err(Error::Data { what: vectors.what(), got, expected })
    }
}

fn is_cell(cell: f32) -> bool {
    cell.abs() < MAX_CELL
}

fn of_matrix(matrix: Vec<f32>, dim: usize, layout: Layout) -> Result<Hyperplanes> {
    let planes = Planes::new(&matrix, dim, layout, Arch::new())?;
    Ok(Hyperplanes::Matrix(matrix, planes))
}

fn check_sizes(dim: usize, groups: usize, bits: usize) -> Result<Layout> {
    for (what, size, most) in [("dim", dim, MAX_DIM), ("groups", groups, MAX_GROUPS), ("bits", bits, MAX_BITS)] {
        if !(1..=most).contains(&size) {
            return Err(Error::invalid(what, At::Whole, size, "a size", format!("1 <= {what} <= {most}")));
        }
    }
    Error::check_size("cells of the hyperplanes", groups * bits, dim, MAX_CELLS)?;
    Ok(Layout { groups, bits })
}

//! Codes that similar vectors share: on which side of random hyperplanes a vector lies.
//!
//! A group of `bits` hyperplanes through the origin gives a code of as many bits. Two vectors at the angle `a` have the same
//! code in a group with probability `(1 - a / pi)^bits` if the hyperplanes are Gaussian.

mod codes;
mod draw;
mod hadamard;
mod planes;

use std::ops::Range;

use pulp::Arch;
use xxhash_rust::xxh3::xxh3_64;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::hashing::vectors::{Keep, Vectors};
use crate::rng::Stream;
use crate::state::{Kind, Reader, Writer, corrupt};
use codes::Layout;
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

/// Floats that are projected between two looks at anything else: they stay in the first-level cache.
const BLOCK: usize = 1 << 13;
/// Multiplications between two looks at the clock.
const CHUNK: usize = 1 << 24;

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
            let (at, got) = (At::Cell(at / dim, at % dim), format!("{:?}", matrix[at]));
            return Err(Error::invalid("matrix", at, got, "a cell", "finite, below 2**31 in magnitude"));
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

    /// Whatever it takes to hash block after block.
    pub(super) fn hasher(&self) -> Hasher<'_> {
        let scratch = match &self.hyperplanes {
            Hyperplanes::Matrix(_, planes) => planes.scratch(),
            Hyperplanes::Rounds(rounds) => rounds.scratch(),
        };
        Hasher { encoder: self, buffer: Vec::new(), scratch: vec![0.0; scratch] }
    }

    /// Rows that are read, hashed and used together.
    pub(super) fn rows_in_block(&self) -> usize {
        (BLOCK / self.dim).max(1).next_multiple_of(16)
    }

    /// Rows between two looks at the clock: whole blocks.
    pub(super) fn rows_in_chunk(&self) -> usize {
        let work = self.layout.n_bits() * self.dim;
        (CHUNK / work).clamp(1, 1 << 12).next_multiple_of(self.rows_in_block())
    }

    /// The bytes of this encoder.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::SimHash, self.fingerprint);
        self.write(&mut writer);
        writer.finish()
    }

    /// The encoder that `bytes` hold.
    ///
    /// # Errors
    /// [`Error::CorruptState`] for anything that [`SimHash::to_bytes`] did not write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::SimHash)?;
        let encoder = Self::read(&mut reader)?;
        if reader.fingerprint() != encoder.fingerprint {
            return Err(corrupt("fingerprint", reader.fingerprint(), encoder.fingerprint));
        }
        reader.finish()?;
        Ok(encoder)
    }

    /// Writes this encoder among other things.
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u64(self.seed);
        writer.u8(self.projection as u8);
        self.write_codes_of(writer);
    }

    /// Writes what the codes depend on.
    fn write_codes_of(&self, writer: &mut Writer) {
        for size in [self.dim, self.layout.groups, self.layout.bits] {
            writer.u64(size as u64);
        }
        match &self.hyperplanes {
            Hyperplanes::Matrix(matrix, _) => {
                writer.u8(0);
                writer.cells(matrix, f32::to_le_bytes);
            }
            Hyperplanes::Rounds(rounds) => {
                writer.u8(1);
                writer.cells(&rounds.words(), u64::to_le_bytes);
            }
        }
    }

    /// Reads what [`SimHash::write`] wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let seed = reader.u64("seed")?;
        let number = usize::from(reader.u8("projection")?);
        let Some(&(projection, _)) = Projection::ALL.get(number) else {
            return Err(corrupt("projection", number, "0, 1 or 2"));
        };
        let mut size = |what| reader.u64(what).map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        let (dim, groups, bits) = (size("dim")?, size("groups")?, size("bits")?);
        let layout = check_sizes(dim, groups, bits).map_err(|error| corrupt("sizes of the encoder", error, "less"))?;
        let has_rounds = reader.flag("form of hyperplanes")?;
        if has_rounds != (projection == Projection::Hadamard) {
            return Err(corrupt("form of hyperplanes", has_rounds, projection.name()));
        }
        let hyperplanes = if has_rounds {
            let words = reader.cells("signs", Rounds::n_signs(dim, layout) / 64, u64::from_le_bytes)?;
            Hyperplanes::Rounds(Rounds::from_words(&words, dim))
        } else {
            let matrix = reader.cells("matrix", layout.n_bits() * dim, f32::from_le_bytes)?;
            if let Some(&cell) = matrix.iter().find(|cell| !is_cell(**cell)) {
                return Err(corrupt("a cell of the matrix", cell, "a finite number below 2**31"));
            }
            of_matrix(matrix, dim, layout)?
        };
        Self::fingerprinted(dim, layout, seed, projection, hyperplanes)
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

/// Puts codes one behind the other.
fn pack(codes: &[u16], bits: usize, words: &mut [u64]) {
    words.fill(0);
    for (group, &code) in codes.iter().enumerate() {
        let (word, shift) = (group * bits / 64, group * bits % 64);
        words[word] |= u64::from(code) << shift;
        if shift + bits > 64 {
            words[word + 1] |= u64::from(code) >> (64 - shift);
        }
    }
}

/// An encoder with the memory that it works in.
pub(super) struct Hasher<'a> {
    encoder: &'a SimHash,
    buffer: Vec<f32>,
    scratch: Vec<f32>,
}

impl Hasher<'_> {
    /// Writes the codes of the rows that count among these; the number of codes is theirs.
    pub(super) fn codes(
        &mut self,
        vectors: &Vectors<'_>,
        rows: Range<usize>,
        keep: Keep<'_>,
        codes: &mut [u16],
    ) -> Result<()> {
        let (groups, block) = (self.encoder.layout.groups, self.encoder.rows_in_block());
        let mut rest = codes;
        for start in rows.clone().step_by(block) {
            let part = start..(start + block).min(rows.end);
            let (here, behind) = rest.split_at_mut(keep.count(part.clone()) * groups);
            rest = behind;
            let cells = vectors.read(part, keep, &mut self.buffer)?;
            self.encoder.project(cells, &mut self.scratch, here);
        }
        Ok(())
    }

    /// Writes the codes of vectors that were read already.
    pub(super) fn codes_of(&mut self, cells: &[f32], codes: &mut [u16]) {
        self.encoder.project(cells, &mut self.scratch, codes);
    }
}

impl SimHash {
    fn project(&self, cells: &[f32], scratch: &mut [f32], codes: &mut [u16]) {
        match &self.hyperplanes {
            Hyperplanes::Matrix(_, planes) => planes.codes(cells, self.layout, scratch, codes),
            Hyperplanes::Rounds(rounds) => rounds.codes(cells, self.layout, scratch, codes),
        }
    }
}

//! Hashing of rows, block after block.

use std::ops::Range;

use super::{Hyperplanes, SimHash};
use crate::error::Result;
use crate::hashing::vectors::{Keep, Vectors};

/// Floats that are projected between two looks at anything else: they stay in the first-level cache.
const BLOCK: usize = 1 << 13;
/// Multiplications between two looks at the clock.
const CHUNK: usize = 1 << 24;

/// An encoder with the memory that it works in.
pub(in crate::hashing) struct Hasher<'a> {
    encoder: &'a SimHash,
    buffer: Vec<f32>,
    scratch: Vec<f32>,
}

impl Hasher<'_> {
    /// Writes the codes of the rows that count among these; the number of codes is theirs.
    pub(in crate::hashing) fn codes(
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
    pub(in crate::hashing) fn codes_of(&mut self, cells: &[f32], codes: &mut [u16]) {
        self.encoder.project(cells, &mut self.scratch, codes);
    }
}

impl SimHash {
    /// Whatever it takes to hash block after block.
    pub(in crate::hashing) fn hasher(&self) -> Hasher<'_> {
        let scratch = match &self.hyperplanes {
            Hyperplanes::Matrix(_, planes) => planes.scratch(),
            Hyperplanes::Rounds(rounds) => rounds.scratch(),
        };
        Hasher { encoder: self, buffer: Vec::new(), scratch: vec![0.0; scratch] }
    }

    /// Rows that are read, hashed and used together.
    pub(in crate::hashing) fn rows_in_block(&self) -> usize {
        (BLOCK / self.dim).max(1).next_multiple_of(16)
    }

    /// Rows between two looks at the clock: whole blocks.
    pub(in crate::hashing) fn rows_in_chunk(&self) -> usize {
        let work = self.layout.n_bits() * self.dim;
        (CHUNK / work).clamp(1, 1 << 12).next_multiple_of(self.rows_in_block())
    }

    fn project(&self, cells: &[f32], scratch: &mut [f32], codes: &mut [u16]) {
        match &self.hyperplanes {
            Hyperplanes::Matrix(_, planes) => planes.codes(cells, self.layout, scratch, codes),
            Hyperplanes::Rounds(rounds) => rounds.codes(cells, self.layout, scratch, codes),
        }
    }
}

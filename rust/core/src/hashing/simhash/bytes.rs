//! The bytes of an encoder: its hyperplanes, so that they are never derived anew.

use super::hadamard::Rounds;
use super::{Hyperplanes, Projection, SimHash, check_sizes, is_cell, of_matrix};
use crate::error::Result;
use crate::state::{Kind, Reader, Writer, corrupt};

impl SimHash {
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
    pub(in crate::hashing) fn write(&self, writer: &mut Writer) {
        writer.u64(self.seed);
        writer.u8(self.projection as u8);
        self.write_codes_of(writer);
    }

    /// Writes what the codes depend on.
    pub(super) fn write_codes_of(&self, writer: &mut Writer) {
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
    pub(in crate::hashing) fn read(reader: &mut Reader<'_>) -> Result<Self> {
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

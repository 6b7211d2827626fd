//! What stands before the numbers of a frozen table in a file.
//!
//! | bytes | field |
//! |---|---|
//! | 8 | length of the head |
//! | n | the head: bytes of a state, with encoder, sizes, users and a checksum of the numbers |
//! | | zeros up to a multiple of 64 |
//! | | weights, 64-bit floats, if the normalisation needs them |
//! | | cells, floats of 32 or 16 bits |
//!
//! All little-endian. The numbers can be mapped into memory as they are.

use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::Normalize;
use crate::error::{Error, Result};
use crate::hashing::simhash::SimHash;
use crate::hashing::tables::{BucketTable, Shape, Users, read_sizes, read_tag, write_sizes, write_tag};
use crate::items::Label;
use crate::options::Named as _;
use crate::state::{Kind, Reader, Writer, corrupt};

/// Numbers begin at a multiple of this.
const ALIGNMENT: usize = 64;

/// Everything about a frozen table but its numbers.
#[derive(Debug, Clone)]
pub struct Head {
    /// What gives the codes.
    pub encoder: Arc<SimHash>,
    /// Its sizes.
    pub shape: Shape,
    /// What became of the sums.
    pub normalize: Normalize,
    /// Whether cells have 16 bits.
    pub is_half: bool,
    /// What the values belong to, if that was said.
    pub model_tag: Option<String>,
    /// The users, in the order of labels, if there are many histories.
    pub users: Option<Vec<Label>>,
}

impl Head {
    /// The head of a table that is to be frozen, and the places of its histories in the order of labels.
    #[must_use]
    pub fn of(table: &BucketTable, normalize: Normalize, is_half: bool) -> (Self, Vec<usize>) {
        let places = table.users().map_or_else(|| vec![0], Users::sorted);
        let users = table.users().map(|users| places.iter().map(|&place| users.labels()[place].clone()).collect());
        let (encoder, model_tag) = (Arc::clone(table.encoder()), table.model_tag().map(str::to_owned));
        (Self { encoder, shape: table.shape(), normalize, is_half, model_tag, users }, places)
    }

    /// How many histories there are.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.users.as_ref().map_or(1, Vec::len)
    }

    /// The place of a user, if it is there.
    #[must_use]
    pub fn place(&self, user: &Label) -> Option<usize> {
        self.users.as_ref()?.binary_search(user).ok()
    }

    /// How many cells there are.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.n_users() * self.shape.n_cells()
    }

    /// How many weights there are.
    #[must_use]
    pub fn n_weights(&self) -> usize {
        if self.normalize == Normalize::Ratio { self.n_users() * self.shape.n_buckets() } else { 0 }
    }

    /// Bytes of the numbers.
    fn n_bytes(&self) -> usize {
        self.n_weights() * size_of::<f64>() + self.n_cells() * if self.is_half { 2 } else { 4 }
    }

    /// The bytes before the numbers.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn to_bytes(&self, numbers: &[&[u8]]) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::FrozenTable, self.encoder.fingerprint());
        write_sizes(&mut writer, &self.encoder, self.shape);
        writer.u8(self.normalize as u8);
        writer.u8(u8::from(self.is_half));
        write_tag(&mut writer, self.model_tag.as_deref());
        writer.u8(u8::from(self.users.is_some()));
        writer.u64(self.n_users() as u64);
        self.users.iter().flatten().for_each(|user| user.write(&mut writer));
        writer.u64(checksum(numbers));
        let head = writer.finish()?;
        let mut bytes = (head.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(&head);
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        Ok(bytes)
    }

    /// The head at the beginning of `bytes`, and where the numbers begin. With `verify` the numbers are compared with
    /// their checksum, which reads all of them.
    ///
    /// # Errors
    /// [`Error::CorruptState`] for anything that [`Head::to_bytes`] and the numbers behind it do not make.
    pub fn from_bytes(bytes: &[u8], verify: bool) -> Result<(Self, usize)> {
        let cut = || corrupt("its length", format!("{} bytes", bytes.len()), "a frozen table");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let mut reader = Reader::new(rest.get(..length).ok_or_else(cut)?, Kind::FrozenTable)?;
        let (head, found) = Self::read(&mut reader)?;
        reader.finish()?;
        let start = (8 + length).next_multiple_of(ALIGNMENT);
        let numbers = bytes.get(start..).ok_or_else(cut)?;
        if numbers.len() != head.n_bytes() {
            return Err(corrupt("bytes of numbers", numbers.len(), head.n_bytes()));
        }
        if verify && checksum(&[numbers]) != found {
            return Err(corrupt(
                "checksum of the numbers",
                format!("{:016x}", checksum(&[numbers])),
                format!("{found:016x}"),
            ));
        }
        Ok((head, start))
    }

    fn read(reader: &mut Reader<'_>) -> Result<(Self, u64)> {
        let (encoder, shape) = read_sizes(reader)?;
        let number = reader.u8("normalisation")?;
        let Some(&(_, normalize)) = Normalize::VALUES.get(usize::from(number)) else {
            return Err(corrupt("normalisation", number, "0 to 3"));
        };
        let is_half = reader.flag("format of cells")?;
        let model_tag = read_tag(reader)?;
        let keyed = reader.flag("users")?;
        let users = if keyed {
            let n_users = reader.length("users", 9)?;
            let users = (0..n_users).map(|_| Label::read(reader)).collect::<Result<Vec<_>>>()?;
            if !users.is_sorted_by(|a, b| a < b) {
                return Err(corrupt("order of users", "another", "the order of labels"));
            }
            Some(users)
        } else {
            let n_users = reader.u64("users")?;
            if n_users != 1 {
                return Err(corrupt("histories without users", n_users, 1));
            }
            None
        };
        let found = reader.u64("checksum of the numbers")?;
        let head = Self { encoder: Arc::new(encoder), shape, normalize, is_half, model_tag, users };
        Error::check_size(
            "bytes of a frozen table",
            head.n_users(),
            shape.n_cells() * 4 + shape.n_buckets() * 8,
            1 << 60,
        )
        .map_err(|error| corrupt("sizes", error, "less"))?;
        Ok((head, found))
    }
}

fn checksum(numbers: &[&[u8]]) -> u64 {
    let mut hash = Xxh3::new();
    for part in numbers {
        hash.update(part);
    }
    hash.digest()
}

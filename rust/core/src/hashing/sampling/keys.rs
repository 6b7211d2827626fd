//! The one place where keys become 64-bit hashes.
//!
//! The hash of a key is XXH3-64 (Collet; the specification of xxHash, as `xxhash-rust` implements it) of the key's bytes,
//! with the hash of the salt's bytes under seed 0 as its seed. A text is its UTF-8, an integer of any width its 8 bytes in
//! two's complement, the lowest first. So 5 is the same key in every integer type, and another than the text "5".
//!
//! The salt is hashed because seeds that differ in a few bits give related hashes of integers: under the seeds 0 and 1 pairs
//! of neighbouring integers would merely swap theirs. Under one seed different integers never have the same hash, since on
//! 8 bytes the function is a bijection.

use std::cmp::Ordering;
use std::fmt;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::vectorized::vectorized;

/// Keys that are hashed between two looks at the clock.
pub(super) const CHUNK: usize = 1 << 16;

/// Hashes that are made at a time, so that they stay in the nearest cache.
pub(super) const BLOCK: usize = 64;

/// How a key was given; two forms of the same bytes are the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// An integer, 8 bytes.
    Integer,
    /// A text in UTF-8.
    Text,
    /// Bytes.
    Bytes,
}

/// A key of its own.
#[derive(Debug, Clone)]
pub enum Key {
    /// An integer; one of 2^63 and more is the negative one with the same 64 bits.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Key {
    /// How it was given.
    #[must_use]
    pub fn form(&self) -> Form {
        match self {
            Self::Integer(_) => Form::Integer,
            Self::Text(_) => Form::Text,
            Self::Bytes(_) => Form::Bytes,
        }
    }

    /// Calls `read` with the bytes that are hashed.
    pub fn with_bytes<T>(&self, read: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::Integer(value) => read(&value.to_le_bytes()),
            Self::Text(text) => read(text.as_bytes()),
            Self::Bytes(bytes) => read(bytes),
        }
    }

    /// Its hash under a seed.
    #[must_use]
    pub fn hash(&self, seed: u64) -> u64 {
        self.with_bytes(|bytes| xxh3_64_with_seed(bytes, seed))
    }

    /// The order of their bytes; equal for the same key.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.with_bytes(|bytes| other.with_bytes(|others| bytes.cmp(others)))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
        }
    }
}

/// Keys of any form, one after the other in one buffer.
#[derive(Debug, Clone, Default)]
pub struct PackedKeys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    forms: Vec<Form>,
}

impl PackedKeys {
    /// Adds an integer, given by its 64 bits.
    pub fn push_integer(&mut self, bits: u64) {
        self.push(&bits.to_le_bytes(), Form::Integer);
    }

    /// Adds a text.
    pub fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes(), Form::Text);
    }

    /// Adds bytes.
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        self.push(bytes, Form::Bytes);
    }

    fn push(&mut self, bytes: &[u8], form: Form) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
        self.forms.push(form);
    }

    fn get(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }
}

/// Keys, one for each row.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'a> {
    /// The number of the row, counted from 0, is its key.
    Rows(usize),
    /// Integers; those of 2^63 and more as the negative ones with the same 64 bits.
    Integers(&'a [i64]),
    /// Any keys.
    Packed(&'a PackedKeys),
}

impl Keys<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Rows(n) => *n,
            Self::Integers(values) => values.len(),
            Self::Packed(packed) => packed.ends.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> Key {
        match self {
            Self::Rows(_) => Key::Integer(index as i64),
            Self::Integers(values) => Key::Integer(values[index]),
            Self::Packed(packed) => {
                let bytes = packed.get(index);
                match (packed.forms[index], bytes.try_into(), std::str::from_utf8(bytes)) {
                    (Form::Integer, Ok(eight), _) => Key::Integer(i64::from_le_bytes(eight)),
                    (Form::Text, _, Ok(text)) => Key::Text(text.to_owned()),
                    _ => Key::Bytes(bytes.to_owned()),
                }
            }
        }
    }

    /// The hashes of the keys from `first` on.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    pub(super) fn hash_into(&self, first: usize, seed: u64, hashes: &mut [u64]) {
        match self {
            Self::Rows(_) => {
                for (row, hash) in (first as u64..).zip(hashes) {
                    *hash = xxh3_64_with_seed(&row.to_le_bytes(), seed);
                }
            }
            Self::Integers(values) => {
                for (value, hash) in values[first..].iter().zip(hashes) {
                    *hash = xxh3_64_with_seed(&value.to_le_bytes(), seed);
                }
            }
            Self::Packed(packed) => {
                for (index, hash) in (first..).zip(hashes) {
                    *hash = xxh3_64_with_seed(packed.get(index), seed);
                }
            }
        }
    }

    /// Two rows with the same key, if there are any: the first of which the key was seen before, and that one.
    pub(super) fn duplicate(&self, seed: u64, ctx: &Ctx<'_>) -> Result<Option<(usize, usize)>> {
        if let Self::Rows(_) = self {
            return Ok(None);
        }
        let n = self.len();
        let run = |k: usize| {
            let range = k * CHUNK..n.min((k + 1) * CHUNK);
            let mut hashes = vec![0; range.len()];
            vectorized(
                #[inline(always)]
                || self.hash_into(range.start, seed, &mut hashes),
            );
            hashes.into_iter().zip(range).collect::<Vec<_>>()
        };
        let order = |a: &(u64, usize), b: &(u64, usize)| a.cmp(b);
        let sorted = crate::sort::sort_runs(n.div_ceil(CHUNK), run, order, crate::sort::Equal::Keep, ctx)?;
        let mut found: Option<(usize, usize)> = None;
        for same in sorted.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            // Rows rise within a hash. Different keys with one hash are possible, and rare.
            for (k, &(_, later)) in same.iter().enumerate().skip(1) {
                let earlier = same[..k].iter().find(|(_, row)| self.get(*row).compare(&self.get(later)).is_eq());
                if let Some(&(_, earlier)) = earlier
                    && found.is_none_or(|(first, _)| later < first)
                {
                    found = Some((later, earlier));
                }
            }
        }
        Ok(found)
    }
}

/// The seed that a salt stands for: the hash of its bytes.
#[must_use]
pub fn salt_seed(salt: &[u8]) -> u64 {
    xxh3_64(salt)
}

/// The hash of each key.
///
/// # Errors
/// [`Error::Length`] unless there is room for one hash a key, or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the bytes of the keys.
pub fn hash_keys(keys: &Keys<'_>, seed: u64, hashes: &mut [u64], ctx: &Ctx<'_>) -> Result<()> {
    Error::check_length("hashes", hashes.len(), keys.len())?;
    ctx.set_total(keys.len() as u64);
    ctx.fill_chunks(hashes, 1, CHUNK, |first, hashes| {
        vectorized(
            #[inline(always)]
            || keys.hash_into(first, seed, hashes),
        );
        ctx.advance(hashes.len() as u64);
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_a_contract() {
        // The vectors of xxHash's own sanity check for no bytes, and those of the empty salt.
        assert_eq!(xxh3_64(b""), 0x2d06_8005_38d3_94c2);
        assert_eq!(salt_seed(b""), 0x2d06_8005_38d3_94c2);
        let mut packed = PackedKeys::default();
        packed.push_integer(5);
        packed.push_text("5");
        packed.push_bytes(&[5, 0, 0, 0, 0, 0, 0, 0]);
        packed.push_text("é");
        packed.push_bytes(&[0xc3, 0xa9]);
        let mut hashes = [0; 5];
        hash_keys(&Keys::Packed(&packed), 7, &mut hashes, &Ctx::default()).unwrap();
        assert_eq!(hashes[0], hashes[2]);
        assert_eq!(hashes[3], hashes[4]);
        assert_ne!(hashes[0], hashes[1]);
        let mut rows = [0; 6];
        hash_keys(&Keys::Rows(6), 7, &mut rows, &Ctx::default()).unwrap();
        assert_eq!(rows[5], hashes[0]);
    }

    #[test]
    fn vector_loops_hash_as_one_call_does() {
        let values: Vec<i64> = (0..1000_i64).map(|i| i.wrapping_mul(0x0123_4567_89ab_cdef) - i).collect();
        let mut hashes = vec![0; 1000];
        hash_keys(&Keys::Integers(&values), 99, &mut hashes, &Ctx::default()).unwrap();
        for (value, hash) in values.iter().zip(hashes) {
            assert_eq!(Key::Integer(*value).hash(99), hash);
        }
    }

    #[test]
    fn a_key_given_twice_is_found() {
        let ctx = Ctx::default();
        assert_eq!(Keys::Rows(5).duplicate(1, &ctx).unwrap(), None);
        assert_eq!(Keys::Integers(&[3, 1, 4, 1, 3]).duplicate(1, &ctx).unwrap(), Some((3, 1)));
        assert_eq!(Keys::Integers(&[3, 1, 4]).duplicate(1, &ctx).unwrap(), None);
    }
}

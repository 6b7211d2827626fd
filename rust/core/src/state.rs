//! States: what is counted can be stopped, shipped, merged and resumed.
//!
//! A [`State`] is a sum over votes. Its bytes are a contract, little-endian:
//!
//! | bytes | field |
//! |---|---|
//! | 4 | magic `RKFS` |
//! | 2 | format version, now 1 |
//! | 2 | kind of state |
//! | 8 | fingerprint of what is counted (items and their order) |
//! | 8 | length of the payload |
//! | n | payload: integers, floats, length-prefixed arrays and strings |
//! | 8 | `xxh3` of all bytes before |
//!
//! Reading trusts nothing: every length is checked against the bytes that are left before anything is allocated.

use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};

const MAGIC: [u8; 4] = *b"RKFS";
const VERSION: u16 = 1;
const HEADER: usize = 24;
const TRAILER: usize = 8;

/// The largest state that is written or read, in bytes.
pub const MAX_BYTES: usize = 1 << 36;

/// What each kind of state is called in its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Kind {
    /// [`crate::pairwise::PairwiseCounts`].
    PairwiseCounts = 1,
    /// [`crate::positional::PositionalCounts`].
    PositionalCounts = 2,
    /// [`crate::rank::sums::RankSums`].
    RankSums = 3,
    /// [`crate::answers::AnswerVotes`].
    AnswerVotes = 4,
    /// [`crate::hashing::SimHash`], which is no sum and yet has bytes.
    SimHash = 5,
    /// [`crate::hashing::BucketTable`].
    BucketTable = 6,
    /// The head of a [`crate::hashing::FrozenTable`].
    FrozenTable = 7,
    /// [`crate::hashing::sampling::BottomK`].
    BottomK = 8,
    /// [`crate::approvals::ApprovalCounts`].
    ApprovalCounts = 9,
}

/// A mergeable sum over votes.
///
/// Laws: `merge` is associative and commutative; `update` in any split equals one `update`; `from_bytes(to_bytes(s))`
/// is `s`. They hold bit for bit for counts and integer weights, and within 1e-12 relative for float weights.
pub trait State: Sized {
    /// What an update takes; it may be borrowed from the caller.
    type Votes<'a>;
    /// What the state is folded into.
    type Output;

    /// Adds votes. On an error the state is unchanged.
    ///
    /// # Errors
    /// [`Error::IncompatibleState`] for other items, [`Error::Overflow`], or a stop asked for through `ctx`.
    fn update(&mut self, votes: &Self::Votes<'_>, ctx: &crate::ctx::Ctx<'_>) -> Result<()>;

    /// Adds another state. On an error the state is unchanged.
    ///
    /// # Errors
    /// [`Error::IncompatibleState`] or [`Error::Overflow`].
    fn merge(&mut self, other: &Self) -> Result<()>;

    /// The result so far.
    ///
    /// # Errors
    /// [`Error::Memory`], or a stop asked for through `ctx`.
    fn finish(&self, ctx: &crate::ctx::Ctx<'_>) -> Result<Self::Output>;

    /// The state as bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_BYTES`].
    fn to_bytes(&self) -> Result<Vec<u8>>;

    /// The state that `bytes` hold.
    ///
    /// # Errors
    /// [`Error::CorruptState`] for anything that [`State::to_bytes`] did not write.
    fn from_bytes(bytes: &[u8]) -> Result<Self>;
}

pub(crate) fn corrupt(what: &'static str, got: impl std::fmt::Display, expected: impl std::fmt::Display) -> Error {
    Error::CorruptState { what, got: format!("{got}"), expected: format!("{expected}") }
}

/// Writes the bytes of a state.
pub struct Writer(Vec<u8>);

impl Writer {
    /// Starts the bytes of a state of this kind.
    #[must_use]
    pub fn new(kind: Kind, fingerprint: u64) -> Self {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&(kind as u16).to_le_bytes());
        bytes.extend_from_slice(&fingerprint.to_le_bytes());
        bytes.extend_from_slice(&[0; 8]);
        Self(bytes)
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    /// An unsigned integer.
    pub fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A signed integer.
    pub fn i64(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A wide signed integer.
    pub fn i128(&mut self, value: i128) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A float, bit for bit.
    pub fn f64(&mut self, value: f64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A string with its length.
    pub fn string(&mut self, value: &str) {
        self.u64(value.len() as u64);
        self.0.extend_from_slice(value.as_bytes());
    }

    /// Bytes with their number.
    pub fn bytes(&mut self, value: &[u8]) {
        self.u64(value.len() as u64);
        self.0.extend_from_slice(value);
    }

    /// Integers with their number.
    pub fn i64s(&mut self, values: &[i64]) {
        self.u64(values.len() as u64);
        for &value in values {
            self.i64(value);
        }
    }

    /// Floats with their number.
    pub fn f64s(&mut self, values: &[f64]) {
        self.u64(values.len() as u64);
        for &value in values {
            self.f64(value);
        }
    }

    /// Integers of any width with their number.
    pub fn cells<T: Copy, const N: usize>(&mut self, values: &[T], bytes: impl Fn(T) -> [u8; N]) {
        self.u64(values.len() as u64);
        self.0.reserve(values.len() * N);
        for &value in values {
            self.0.extend_from_slice(&bytes(value));
        }
    }

    /// The finished bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_BYTES`].
    pub fn finish(mut self) -> Result<Vec<u8>> {
        Error::check_size("bytes of the state", self.0.len() + TRAILER, 1, MAX_BYTES as u128)?;
        let payload = (self.0.len() - HEADER) as u64;
        self.0[16..24].copy_from_slice(&payload.to_le_bytes());
        let checksum = xxh3_64(&self.0);
        self.u64(checksum);
        Ok(self.0)
    }
}

/// Reads the bytes of a state.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    fingerprint: u64,
}

impl<'a> Reader<'a> {
    /// Checks header, length and checksum.
    ///
    /// # Errors
    /// [`Error::CorruptState`] naming the field that does not fit.
    pub fn new(bytes: &'a [u8], kind: Kind) -> Result<Self> {
        if bytes.len() < HEADER + TRAILER || bytes.len() > MAX_BYTES {
            return Err(corrupt(
                "its length",
                format!("{} bytes", bytes.len()),
                format!("{} to {MAX_BYTES}", HEADER + TRAILER),
            ));
        }
        let (body, trailer) = bytes.split_at(bytes.len() - TRAILER);
        let mut header = Self { rest: body, fingerprint: 0 };
        let magic = header.take::<4>("magic")?;
        if magic != MAGIC {
            return Err(corrupt("magic", format!("{magic:02x?}"), format!("{MAGIC:02x?}")));
        }
        let version = u16::from_le_bytes(header.take("version")?);
        if version != VERSION {
            return Err(corrupt("version", version, format!("{VERSION} (written by another release of rankfold?)")));
        }
        let found = u16::from_le_bytes(header.take("kind")?);
        if found != kind as u16 {
            return Err(corrupt("kind", found, format!("{} ({kind:?})", kind as u16)));
        }
        let fingerprint = header.u64("fingerprint")?;
        let payload = header.u64("payload length")?;
        if payload != header.rest.len() as u64 {
            return Err(corrupt("payload length", payload, header.rest.len()));
        }
        let checksum = xxh3_64(body);
        if trailer != checksum.to_le_bytes() {
            return Err(corrupt("checksum", format!("{trailer:02x?}"), format!("{:02x?}", checksum.to_le_bytes())));
        }
        Ok(Self { rest: header.rest, fingerprint })
    }

    /// The fingerprint in the header.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// One byte.
    ///
    /// # Errors
    /// [`Error::CorruptState`] at the end of the bytes; so do all that follow.
    pub fn u8(&mut self, what: &'static str) -> Result<u8> {
        Ok(self.take::<1>(what)?[0])
    }

    /// An unsigned integer.
    #[allow(clippy::missing_errors_doc)]
    pub fn u64(&mut self, what: &'static str) -> Result<u64> {
        Ok(u64::from_le_bytes(self.take(what)?))
    }

    /// A signed integer.
    #[allow(clippy::missing_errors_doc)]
    pub fn i64(&mut self, what: &'static str) -> Result<i64> {
        Ok(i64::from_le_bytes(self.take(what)?))
    }

    /// A wide signed integer.
    #[allow(clippy::missing_errors_doc)]
    pub fn i128(&mut self, what: &'static str) -> Result<i128> {
        Ok(i128::from_le_bytes(self.take(what)?))
    }

    /// A float; refused if it is not finite.
    #[allow(clippy::missing_errors_doc)]
    pub fn f64(&mut self, what: &'static str) -> Result<f64> {
        let value = f64::from_le_bytes(self.take(what)?);
        if value.is_finite() { Ok(value) } else { Err(corrupt(what, value, "a finite number")) }
    }

    /// A string.
    #[allow(clippy::missing_errors_doc)]
    pub fn string(&mut self, what: &'static str) -> Result<&'a str> {
        std::str::from_utf8(self.bytes(what)?).map_err(|_| corrupt(what, "not UTF-8", "UTF-8 text"))
    }

    /// Bytes.
    #[allow(clippy::missing_errors_doc)]
    pub fn bytes(&mut self, what: &'static str) -> Result<&'a [u8]> {
        let length = self.length(what, 1)?;
        let (bytes, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(bytes)
    }

    /// Integers, exactly `expected` of them.
    #[allow(clippy::missing_errors_doc)]
    pub fn i64s(&mut self, what: &'static str, expected: usize) -> Result<Vec<i64>> {
        self.exact_length(what, expected)?;
        (0..expected).map(|_| self.i64(what)).collect()
    }

    /// Floats, exactly `expected` of them.
    #[allow(clippy::missing_errors_doc)]
    pub fn f64s(&mut self, what: &'static str, expected: usize) -> Result<Vec<f64>> {
        self.exact_length(what, expected)?;
        (0..expected).map(|_| self.f64(what)).collect()
    }

    /// Integers of any width, exactly `expected` of them.
    #[allow(clippy::missing_errors_doc)]
    pub fn cells<T, const N: usize>(
        &mut self,
        what: &'static str,
        expected: usize,
        value: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>> {
        let length = self.length(what, N)?;
        if length != expected {
            return Err(corrupt(what, length, expected));
        }
        (0..expected).map(|_| self.take(what).map(&value)).collect()
    }

    /// A number of records of at least `size` bytes each, checked against the bytes that are left.
    #[allow(clippy::missing_errors_doc)]
    pub fn length(&mut self, what: &'static str, size: usize) -> Result<usize> {
        let length = self.u64(what)?;
        let most = self.rest.len() / size;
        if length <= most as u64 { Ok(length as usize) } else { Err(corrupt(what, length, format!("at most {most}"))) }
    }

    /// A byte of 0 or 1.
    #[allow(clippy::missing_errors_doc)]
    pub fn flag(&mut self, what: &'static str) -> Result<bool> {
        match self.u8(what)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(corrupt(what, other, "0 or 1")),
        }
    }

    /// Nothing may be left.
    #[allow(clippy::missing_errors_doc)]
    pub fn finish(self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(corrupt("its end", format!("{} bytes", self.rest.len()), "none"))
        }
    }

    fn exact_length(&mut self, what: &'static str, expected: usize) -> Result<()> {
        let length = self.length(what, 8)?;
        if length == expected { Ok(()) } else { Err(corrupt(what, length, expected)) }
    }

    fn take<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N]> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(corrupt(what, "cut off", format!("{N} bytes")));
        };
        self.rest = rest;
        Ok(*head)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::approvals::{ApprovalCounts, Approvals};
    use crate::ballots::{Ballots, Missing};
    use crate::ctx::Ctx;
    use crate::items::Items;
    use crate::pairwise::PairwiseCounts;
    use crate::positional::PositionalCounts;
    use crate::rank::sums::{Clients, Form, RankSums, Sums, Validate, Vector};
    use crate::rank::{Votes, rule};
    use crate::weights::Weights;

    fn sample() -> Vec<u8> {
        let mut writer = Writer::new(Kind::PairwiseCounts, 99);
        writer.u8(7);
        writer.string("né");
        writer.i64s(&[-1, 2]);
        writer.f64s(&[0.5]);
        writer.i128(-5);
        writer.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<()> {
        let mut reader = Reader::new(bytes, Kind::PairwiseCounts)?;
        assert_eq!(reader.fingerprint(), 99);
        assert_eq!(reader.u8("a")?, 7);
        assert_eq!(reader.string("b")?, "né");
        assert_eq!(reader.i64s("c", 2)?, [-1, 2]);
        assert_eq!(reader.f64s("d", 1)?, [0.5]);
        assert_eq!(reader.i128("e")?, -5);
        reader.finish()
    }

    #[test]
    fn bytes_come_back() {
        read(&sample()).unwrap();
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_refused() {
        let bytes = sample();
        for length in 0..bytes.len() {
            assert!(matches!(Reader::new(&bytes[..length], Kind::PairwiseCounts), Err(Error::CorruptState { .. })));
        }
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(Reader::new(&damaged, Kind::PairwiseCounts).is_err(), "bit {bit}");
        }
        let error = Reader::new(&bytes, Kind::PositionalCounts).unwrap_err().to_string();
        assert_eq!(error, "not a rankfold state: kind is 1; expected 2 (PositionalCounts)");
    }

    /// Damage that the checksum does not see, because whoever did it made a new one.
    pub(crate) fn forge(bytes: &[u8], damage: &[(prop::sample::Index, u8)]) -> Vec<u8> {
        let mut forged = bytes[..bytes.len() - TRAILER].to_vec();
        for (at, value) in damage {
            let at = HEADER + at.index(forged.len() - HEADER);
            forged[at] = *value;
        }
        let checksum = xxh3_64(&forged);
        forged.extend_from_slice(&checksum.to_le_bytes());
        forged
    }

    proptest! {
        /// Whatever comes out of forged bytes is refused, or is a state that rules can be run on.
        #[test]
        fn forged_bytes_do_no_harm(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let ctx = Ctx::default();
            let rows = [1, 2, 3, 2, 0, 1, 1, 1, 0];
            for weights in [Weights::Unit, Weights::from_floats(&[0.5, 0.1, 3.0], 3).unwrap()] {
                let items = Items::range(3).unwrap();
                let votes = Ballots::from_positions(&rows, 3, items, weights, Missing::Below, &ctx).unwrap();
                let pairs = PairwiseCounts::from_ballots(&votes, &ctx).unwrap().to_bytes().unwrap();
                if let Ok(mut state) = PairwiseCounts::from_bytes(&forge(&pairs, &damage)) {
                    let _ = state.finish(&ctx);
                    let _ = rule("copeland", &|_| None).unwrap().evaluate(&Votes::Pairwise(&state), &ctx);
                    let _ = state.merge(&state.clone());
                }
                let places = PositionalCounts::from_ballots(&votes, &ctx).unwrap().to_bytes().unwrap();
                if let Ok(mut state) = PositionalCounts::from_bytes(&forge(&places, &damage)) {
                    prop_assert!(state.finish(&ctx).unwrap().iter().all(|cell| cell.is_finite()));
                    let _ = rule("mean_rank", &|_| None).unwrap().evaluate(&Votes::Positional(&state), &ctx);
                    let _ = state.merge(&state.clone());
                }
                let approvals = Approvals::from_ballots(&votes, 2, &ctx).unwrap();
                let counts = ApprovalCounts::from_approvals(&approvals, &ctx).unwrap().to_bytes().unwrap();
                if let Ok(mut state) = ApprovalCounts::from_bytes(&forge(&counts, &damage)) {
                    prop_assert!(state.finish(&ctx).unwrap().iter().all(|weight| weight.is_finite()));
                    let _ = state.merge(&state.clone());
                    let _ = state.update(&approvals, &ctx);
                }
                let vectors = vec![Vector::I64(&[2, 0, 1]); 3];
                let weights = votes.weights().clone();
                let clients = Clients::new(vectors, 3, Form::Ranks, Validate::Range, weights).unwrap();
                let sums = RankSums::new(3).unwrap().plus(&clients, &ctx).unwrap().to_bytes().unwrap();
                if let Ok(mut state) = RankSums::from_bytes(&forge(&sums, &damage)) {
                    let finite = match state.finish(&ctx).unwrap() {
                        Sums::Integer(sums) => sums.iter().all(|&sum| sum >= 0),
                        Sums::Float(sums) => sums.iter().all(|sum| sum.is_finite()),
                    };
                    prop_assert!(finite);
                    let _ = state.merge(&state.clone());
                    let _ = state.update(&clients, &ctx);
                }
            }
        }
    }

    #[test]
    fn a_huge_length_is_refused_before_it_is_allocated() {
        let mut writer = Writer::new(Kind::PairwiseCounts, 0);
        writer.u64(u64::MAX);
        let bytes = writer.finish().unwrap();
        let mut reader = Reader::new(&bytes, Kind::PairwiseCounts).unwrap();
        assert!(reader.length("records", 8).is_err());
    }
}

//! A sample of keys that merges: the k keys with the smallest ranks, and the rank after them.

use std::cmp::Ordering;
use std::ops::Range;

use super::distinct::Distinct;
use super::keys::{CHUNK, Form, Key, Keys};
use super::smallest::SharedBound;
use super::uniform::rank;
use super::weights::fits;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::state::{Kind, Reader, State, Writer, corrupt};

/// The largest sample.
const MAX_SIZE: usize = 1 << 31;

/// Bytes of an entry at least: form, weight, length of the key.
const ENTRY_BYTES: usize = 1 + 8 + 8;

/// A key with its rank.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `-ln(1 - u) / weight`, where `u` comes from the hash.
    pub rank: f64,
    /// The hash of the key under the state's seed.
    pub hash: u64,
    /// Its weight, the largest it was given.
    pub weight: f64,
    /// The key.
    pub key: Key,
}

impl Entry {
    /// By rank, then by hash, then by the bytes of the key: equal for the same key with the same weight alone.
    fn order(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then(self.hash.cmp(&other.hash)).then_with(|| self.key.compare(&other.key))
    }

    fn new(key: Key, weight: f64, seed: u64) -> Self {
        let hash = key.hash(seed);
        Self { rank: rank(hash, weight), hash, weight, key }
    }
}

/// Keys and the weight of each; without weights each has 1.
#[derive(Debug, Clone, Copy)]
pub struct KeyedWeights<'a> {
    /// The keys; one that comes again counts once, with its largest weight.
    pub keys: Keys<'a>,
    /// The weights; keys of weight 0 are left out.
    pub weights: Option<&'a [f64]>,
}

/// The keys with the smallest exponential ranks, out of all that were added.
///
/// It keeps one entry more than the sample has: the rank of that one is the threshold, by which sums are estimated.
#[derive(Debug, Clone)]
pub struct BottomK {
    size: usize,
    seed: u64,
    /// In order, each key once.
    entries: Vec<Entry>,
}

impl BottomK {
    /// A sample of at most `size` keys of those to come.
    ///
    /// # Errors
    /// [`Error::OptionRange`] for a size of 0, or above 2^31.
    pub fn new(size: usize, seed: u64) -> Result<Self> {
        if !(1..=MAX_SIZE).contains(&size) {
            let expected = format!("1 <= k <= {MAX_SIZE}");
            return Err(Error::OptionRange { rule: "bottom_k", option: "k", got: size.to_string(), expected });
        }
        Ok(Self { size, seed, entries: Vec::new() })
    }

    /// The largest number of keys in the sample.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The seed that the salt stands for.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The sample, the smallest rank first.
    #[must_use]
    pub fn sample(&self) -> &[Entry] {
        &self.entries[..self.entries.len().min(self.size)]
    }

    /// The rank that all of the sample are below, ties aside: infinite if nothing was left out.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.entries.get(self.size).map_or(f64::INFINITY, |entry| entry.rank)
    }

    /// Puts entries of any order in the place of these, each key once, with its smallest rank.
    fn settle(&mut self, mut entries: Vec<Entry>) {
        entries.sort_by(|a, b| {
            let key = a.hash.cmp(&b.hash).then_with(|| a.key.compare(&b.key));
            key.then(a.rank.total_cmp(&b.rank)).then(a.key.form().cmp(&b.key.form()))
        });
        entries.dedup_by(|later, earlier| later.hash == earlier.hash && later.key.compare(&earlier.key).is_eq());
        entries.sort_by(Entry::order);
        entries.truncate(self.size + 1);
        self.entries = entries;
    }

    /// The sample of these keys alone.
    fn of(votes: &KeyedWeights<'_>, size: usize, seed: u64, ctx: &Ctx<'_>) -> Result<Self> {
        let KeyedWeights { keys, weights } = votes;
        let n = keys.len();
        let mut state = Self { size, seed, entries: Vec::new() };
        if let Some(weights) = weights {
            Error::check_length("weights", weights.len(), n)?;
        }
        let shared = SharedBound::new();
        let mut all = Distinct::new(keys, size + 1, f64::INFINITY);
        ctx.set_total(n as u64);
        let part = |range: Range<usize>| {
            let mut part = Distinct::new(keys, size + 1, shared.get());
            ctx.advance(range.len() as u64);
            part.walk(range, *weights, seed)?;
            shared.lower(part.bound());
            Ok(part)
        };
        ctx.fold_chunks(n, CHUNK, part, |part| {
            part.take().into_iter().for_each(|candidate| all.offer(candidate));
            shared.lower(all.bound());
            Ok(())
        })?;
        let weight = |index| weights.map_or(1.0, |weights| weights[index]);
        state.settle(
            all.take().into_iter().map(|found| Entry::new(keys.get(found.index), weight(found.index), seed)).collect(),
        );
        Ok(state)
    }
}

impl State for BottomK {
    type Votes<'a> = KeyedWeights<'a>;
    /// What each key of the sample stands for in a sum.
    type Output = Vec<f64>;

    fn update(&mut self, votes: &KeyedWeights<'_>, ctx: &Ctx<'_>) -> Result<()> {
        let part = Self::of(votes, self.size, self.seed, ctx)?;
        self.merge(&part)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        let refuse = |what, left: String, right: String| Err(Error::IncompatibleState { what, left, right });
        if self.size != other.size {
            return refuse("samples of different sizes", self.size.to_string(), other.size.to_string());
        }
        if self.seed != other.seed {
            let name = |seed| format!("the salt of hash {seed:016x}");
            return refuse("samples under different salts", name(self.seed), name(other.seed));
        }
        let entries = self.entries.iter().chain(&other.entries).cloned().collect();
        self.settle(entries);
        Ok(())
    }

    /// `weight / p`, where `p = 1 - exp(-weight * threshold)` is how likely the key is in the sample given the ranks of the
    /// others; the weight where nothing was left out.
    fn finish(&self, _ctx: &Ctx<'_>) -> Result<Vec<f64>> {
        let threshold = self.threshold();
        let adjusted =
            |weight: f64| if threshold.is_finite() { weight / -libm::expm1(-weight * threshold) } else { weight };
        Ok(self.sample().iter().map(|entry| adjusted(entry.weight)).collect())
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::BottomK, self.seed);
        writer.u64(self.size as u64);
        writer.u64(self.entries.len() as u64);
        for entry in &self.entries {
            writer.u8(match entry.key.form() {
                Form::Integer => 0,
                Form::Text => 1,
                Form::Bytes => 2,
            });
            writer.f64(entry.weight);
            entry.key.with_bytes(|bytes| writer.bytes(bytes));
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::BottomK)?;
        let size = reader.u64("size of the sample")?;
        let sized = usize::try_from(size).ok().and_then(|size| Self::new(size, reader.fingerprint()).ok());
        let mut state = sized.ok_or_else(|| corrupt("size of the sample", size, "1 to 2**31"))?;
        let n = reader.length("number of keys", ENTRY_BYTES)?;
        if n > state.size + 1 {
            return Err(corrupt("number of keys", n, "at most one more than the sample has"));
        }
        for _ in 0..n {
            let form = reader.u8("form of a key")?;
            let weight = reader.f64("weight")?;
            if !fits(weight) || weight == 0.0 {
                return Err(corrupt("weight", weight, "a weight above 0"));
            }
            let bytes = reader.bytes("key")?;
            let key = match (form, bytes.try_into(), std::str::from_utf8(bytes)) {
                (0, Ok(eight), _) => Key::Integer(i64::from_le_bytes(eight)),
                (1, _, Ok(text)) => Key::Text(text.to_owned()),
                (2, _, _) => Key::Bytes(bytes.to_owned()),
                _ => return Err(corrupt("key", format!("{bytes:02x?} of form {form}"), "an integer, a text or bytes")),
            };
            // Ranks are not stored, so that none can be wrong.
            let entry = Entry::new(key, weight, state.seed);
            if state.entries.last().is_some_and(|last| last.order(&entry).is_ge()) {
                return Err(corrupt("keys", format!("{} out of order", entry.key), "the smallest rank first"));
            }
            state.entries.push(entry);
        }
        reader.finish()?;
        let mut keys: Vec<&Entry> = state.entries.iter().collect();
        keys.sort_by(|a, b| a.key.compare(&b.key));
        if let Some(pair) = keys.windows(2).find(|pair| pair[0].key.compare(&pair[1].key).is_eq()) {
            return Err(corrupt("keys", format!("{} twice", pair[0].key), "each key once"));
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hashing::sampling::PackedKeys;
    use crate::state::tests::forge;

    fn of(keys: &[i64], weights: Option<&[f64]>, size: usize) -> BottomK {
        let mut state = BottomK::new(size, 3).unwrap();
        state.update(&KeyedWeights { keys: Keys::Integers(keys), weights }, &Ctx::default()).unwrap();
        state
    }

    fn bytes(state: &BottomK) -> Vec<u8> {
        state.to_bytes().unwrap()
    }

    #[test]
    fn without_weights_the_smallest_hashes_are_kept() {
        let keys: Vec<i64> = (0..5000).chain(100..900).collect();
        let mut hashes: Vec<u64> = (0..5000).map(|key| Key::Integer(key).hash(3)).collect();
        hashes.sort_unstable();
        for size in [1, 7, 300, 4999, 5000, 9000] {
            let state = of(&keys, None, size);
            let found: Vec<u64> = state.sample().iter().map(|entry| entry.hash).collect();
            assert_eq!(found, hashes[..size.min(5000)]);
            assert_eq!(state.threshold().is_finite(), size < 5000);
        }
    }

    #[test]
    fn a_key_counts_with_its_largest_weight_however_it_is_split() {
        let keys: Vec<i64> = (0..3000).map(|i| i * 7919 % 400).collect();
        let weights: Vec<f64> = (0..3000).map(|i| f64::from(i * 31 % 50)).collect();
        let whole = of(&keys, Some(&weights), 20);
        for cut in [1, 500, 2999] {
            let mut merged = of(&keys[cut..], Some(&weights[cut..]), 20);
            merged.merge(&of(&keys[..cut], Some(&weights[..cut]), 20)).unwrap();
            assert_eq!(bytes(&merged), bytes(&whole));
            merged.merge(&whole).unwrap();
            assert_eq!(bytes(&merged), bytes(&whole));
        }
        for entry in whole.sample() {
            let Key::Integer(key) = entry.key else { panic!("{}", entry.key) };
            let largest = keys.iter().zip(&weights).filter(|(other, _)| **other == key).map(|(_, weight)| *weight);
            assert_eq!(entry.weight.to_bits(), largest.fold(0.0, f64::max).to_bits());
        }
    }

    #[test]
    fn others_are_not_merged() {
        let mut state = of(&[1, 2], None, 2);
        assert!(state.merge(&of(&[1, 2], None, 3)).unwrap_err().to_string().contains("samples of different sizes"));
        assert!(state.merge(&BottomK::new(2, 4).unwrap()).unwrap_err().to_string().contains("different salts"));
        assert!(BottomK::new(0, 0).is_err());
    }

    proptest! {
        /// Whatever comes out of forged bytes is refused, or is a state that can be merged and estimated from.
        #[test]
        fn forged_bytes_do_no_harm(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut packed = PackedKeys::default();
            packed.push_text("é");
            packed.push_bytes(b"\xff");
            packed.push_integer(u64::MAX);
            let mut state = BottomK::new(2, 3).unwrap();
            let votes = KeyedWeights { keys: Keys::Packed(&packed), weights: Some(&[1.0, 0.5, 3.0]) };
            state.update(&votes, &Ctx::default()).unwrap();
            prop_assert_eq!(bytes(&BottomK::from_bytes(&bytes(&state)).unwrap()), bytes(&state));
            if let Ok(mut forged) = BottomK::from_bytes(&forge(&bytes(&state), &damage)) {
                prop_assert!(forged.finish(&Ctx::default()).unwrap().iter().all(|adjusted| *adjusted > 0.0));
                let _ = forged.merge(&state);
            }
        }
    }
}

//! Samples that every host agrees on: chance comes from a hash of the key, or from a counter-based generator, never from
//! when or where something is computed.
//!
//! Two sources of 64 bits: [`hash_keys`] for what has a key, [`philox`] for what has a row and a column. `uniform.rs` makes
//! numbers and exponential ranks of them, and all methods order by the smallest rank: a small hash is drawn first, so
//! samples of the same keys under the same salt overlap as far as they can.

mod bottom_k;
mod distinct;
mod gumbel_top_k;
mod hash_sample;
mod keys;
mod philox;
mod priority_sample;
mod rendezvous;
mod sample_without_replacement;
mod smallest;
mod uniform;
mod weights;

pub use bottom_k::{BottomK, Entry, KeyedWeights};
pub use gumbel_top_k::{Draws, Logits, gumbel_top_k};
pub use hash_sample::hash_sample;
pub use keys::{Form, Key, Keys, PackedKeys, hash_keys, salt_seed};
pub use priority_sample::{PrioritySample, priority_sample};
pub use rendezvous::rendezvous;
pub use sample_without_replacement::sample_without_replacement;

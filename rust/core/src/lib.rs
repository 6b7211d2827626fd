//! Ranking aggregation: many votes into one decision.
//!
//! This crate has no Python in it, does no I/O and keeps no globals. Containers ([`ballots::Ballots`], [`approvals::Approvals`],
//! [`score_table::ScoreTable`], [`samples::Samples`], [`pairwise::PairwiseCounts`], [`positional::PositionalCounts`]) check their input once; kernels trust
//! them. Threads, time limits and cancellation come in through [`ctx::Ctx`]; faults go out as [`error::Error`].
#![forbid(unsafe_code)]

pub mod answers;
pub mod approvals;
pub mod ballots;
pub mod committee;
pub mod ctx;
pub mod error;
mod exp;
pub mod fraction;
pub mod hashing;
pub mod items;
mod ln;
pub mod logits;
mod logprob;
mod memory;
pub mod offsets;
pub mod options;
pub mod pairwise;
pub mod par;
pub mod positional;
pub mod rank;
pub mod rng;
pub mod samples;
pub mod score_table;
mod sort;
pub mod state;
pub mod sum;
mod vectorized;
pub mod weights;

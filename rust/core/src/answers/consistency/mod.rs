//! Methods that weigh samples by the probability that the model gave them (Zhou et al. 2025), a file each.
//!
//! [`perplexity_consistency`] adds up probabilities of different paths; [`rpc`] leaves improbable paths out before
//! (`prune.rs`; `majority.rs` asks whether chance explains the outcome), by a mixture of two Weibull laws (`weibull.rs`, `mixture.rs`) that `fit.rs` fits with the bounded search of
//! `minimize.rs`. [`weibull_mixture`] is that fit for whoever wants to look at it.

mod dedup;
mod fit;
mod line_search;
mod majority;
mod minimize;
mod mixture;
mod paths;
mod perplexity_consistency;
mod prune;
mod rpc;
mod weibull;
mod weibull_mixture;

pub use fit::Start;
pub use weibull_mixture::{MixtureOptions, WeibullMixtures, weibull_mixture};

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] =
    &[(perplexity_consistency::ID, perplexity_consistency::parse), (rpc::ID, rpc::parse)];

//! Rankings under bias: how good is a committee that was chosen from rankings in which one group stands too low, and do
//! constraints help?
//!
//! An election is drawn from a [`Culture`], a model of bias ([`Bias`]) moves the items of the second group down, a rule
//! adds up points over the places of the biased rankings, and the committee it chooses is valued by the same points over
//! the latent ones. Setting and study: Boehmer, Celis, Huang, Mehrotra, Vishnoi, ICML 2023; where their published notebook
//! and its description differ, the place says so.
//!
//! Election `e` draws its parameters and its latent rankings from stream `e * 2^32` of the seed, and the bias of its ranking
//! `v` from stream `e * 2^32 + v + 1`; groups, where they are drawn, come from stream `2^32 - 1`. So the first `n` rankings of an election are an election of `n`
//! rankings, the biased ranking at one strength does not depend on which others are asked for, and no result depends on the
//! number of threads. Draws that curves share are the same draws, so that curves differ by what they are
//! about.

mod culture;
mod curve;
mod distance;
mod gamma;
mod moments;
mod pairs;
mod points;
mod ratios;
mod scenario;
mod select;
mod simulate;
mod smoothness;
mod swaps;
#[cfg(test)]
mod tests;
mod utility;

pub use culture::Culture;
pub use curve::{Curve, CurveOptions, fairness_curve};
pub use points::Points;
pub use scenario::{Bias, Groups, Scenario};
pub use simulate::{Simulated, simulate_bias};
pub use smoothness::{Smoothness, SmoothnessOptions, smoothness};
pub use swaps::Variant;
pub use utility::Utilities;

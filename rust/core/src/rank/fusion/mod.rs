//! Ranked lists of several systems into one list a query.
//!
//! A fusion is a function from [`Runs`] to [`Fused`]; each has its own file. Those that look at places add integers
//! (`points.rs`), those that look at scores gather floats and round their sum once (`values.rs`), and all go through the
//! queries in the same way (`fused.rs`).
//!
//! To add a fusion: write its file, add its variant to [`Fusion`], and let the compiler show the matches to extend.

mod borda_fusion;
mod comb;
mod comb_anz;
mod comb_mnz;
mod comb_sum;
mod fused;
mod inverse_square_rank;
mod normalize;
mod order;
mod points;
mod rank_biased_centroids;
mod read;
mod reciprocal_rank_fusion;
mod run_weights;
mod runs;
mod table;
mod values;

pub mod options;

pub use fused::Fused;
pub use runs::{FlatRun, MAX_ENTRIES, MAX_LISTS, MAX_SCORE, Runs};

use super::options::Ties;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::weights::Weights;
use options::{Frequency, Normalize};
use run_weights::RunWeights;

/// A fusion with its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fusion {
    /// Sum of `1 / (k + place)`.
    ReciprocalRank {
        /// What damps the first places.
        k: i64,
        /// What documents get that share places.
        ties: Ties,
    },
    /// Sum of `1 / place^2`, times the number of lists.
    InverseSquareRank {
        /// How the number of lists counts.
        frequency: Frequency,
        /// What documents get that share places.
        ties: Ties,
    },
    /// Sum of `(1 - phi) phi^(place - 1)`.
    RankBiasedCentroids {
        /// The probability of going on to the next place.
        phi: f64,
        /// What documents get that share places.
        ties: Ties,
    },
    /// Sum of how many documents stand below.
    Borda {
        /// What documents get that share places.
        ties: Ties,
    },
    /// Sum of the scores.
    CombSum {
        /// How scores are made comparable.
        normalize: Normalize,
    },
    /// Sum of the scores times the number of lists.
    CombMnz {
        /// How scores are made comparable.
        normalize: Normalize,
    },
    /// Mean of the scores.
    CombAnz {
        /// How scores are made comparable.
        normalize: Normalize,
    },
}

impl Fusion {
    /// The name of the fusion: of its Python function, its tests and its heading in the documentation.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Fusion::ReciprocalRank { .. } => reciprocal_rank_fusion::ID,
            Fusion::InverseSquareRank { .. } => inverse_square_rank::ID,
            Fusion::RankBiasedCentroids { .. } => rank_biased_centroids::ID,
            Fusion::Borda { .. } => borda_fusion::ID,
            Fusion::CombSum { .. } => comb_sum::ID,
            Fusion::CombMnz { .. } => comb_mnz::ID,
            Fusion::CombAnz { .. } => comb_anz::ID,
        }
    }

    /// Fails for options that no lists could make sense of.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`].
    pub fn check(&self) -> Result<()> {
        match self {
            Fusion::ReciprocalRank { k, .. } => reciprocal_rank_fusion::check_k(*k),
            Fusion::RankBiasedCentroids { phi, .. } => rank_biased_centroids::check_phi(*phi),
            _ => Ok(()),
        }
    }

    /// Nanoseconds that one thread needs about, for choosing how to run.
    #[must_use]
    pub fn estimate(&self, runs: &Runs) -> f64 {
        let (entries, documents) = (runs.n_entries() as f64, runs.n_documents() as f64);
        match self {
            Fusion::ReciprocalRank { .. } | Fusion::InverseSquareRank { .. } | Fusion::Borda { .. } => {
                entries * 2.0 + documents * 15.0
            }
            _ => entries * 10.0 + documents * 60.0,
        }
    }
}

/// Fuses the lists of each query.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an option or a weight that is none, [`crate::error::Error::Data`] for runs that
/// the fusion cannot use, or a stop asked for through `ctx`.
pub fn fuse(fusion: &Fusion, runs: &Runs, weights: &Weights, top_k: Option<usize>, ctx: &Ctx<'_>) -> Result<Fused> {
    fusion.check()?;
    let weights = &RunWeights::new(weights, runs.n_runs())?;
    let comb = |id, normalize, combine: fn(&mut [f64], f64) -> f64| {
        comb::comb(id, runs, normalize, weights, top_k, ctx, combine)
    };
    match *fusion {
        Fusion::ReciprocalRank { k, ties } => {
            reciprocal_rank_fusion::reciprocal_rank_fusion(runs, k, ties, weights, top_k, ctx)
        }
        Fusion::InverseSquareRank { frequency, ties } => {
            inverse_square_rank::inverse_square_rank(runs, frequency, ties, weights, top_k, ctx)
        }
        Fusion::RankBiasedCentroids { phi, ties } => {
            rank_biased_centroids::rank_biased_centroids(runs, phi, ties, weights, top_k, ctx)
        }
        Fusion::Borda { ties } => borda_fusion::borda_fusion(runs, ties, weights, top_k, ctx),
        Fusion::CombSum { normalize } => comb(comb_sum::ID, normalize, comb_sum::comb_sum),
        Fusion::CombMnz { normalize } => comb(comb_mnz::ID, normalize, comb_mnz::comb_mnz),
        Fusion::CombAnz { normalize } => comb(comb_anz::ID, normalize, comb_anz::comb_anz),
    }
}

#[cfg(test)]
mod tests;

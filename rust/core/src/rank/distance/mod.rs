//! How far rankings agree: correlations and distances of two rankings, and of all rows of a table.
//!
//! Two rankings of the same items come as two vectors in item order, of ranks or of scores: only their order counts. Lists
//! that name different items come as two rows of [`crate::ballots::Ballots`]. One measure is one file; what several need
//! is in `vectors.rs` (checking, keys), `merge.rs` (sorting that counts), `spread_vectors.rs` with `partition.rs` and
//! `lanes.rs` (the same by AVX-512), `spread.rs` (sorting of many) and `fenwick.rs` (counting while inserting).

mod average_precision;
mod fenwick;
mod footrule;
mod kendall;
mod kendall_w;
#[cfg(target_arch = "x86_64")]
mod lanes;
mod matrix;
mod merge;
#[cfg(target_arch = "x86_64")]
mod partition;
mod rank_biased_overlap;
mod sign_planes;
mod spearman;
mod spread;
#[cfg(target_arch = "x86_64")]
mod spread_vectors;
#[cfg(not(target_arch = "x86_64"))]
#[path = "no_spread_vectors.rs"]
mod spread_vectors;
mod top_k;
mod vectors;
mod weighted_tau;

pub use average_precision::{ApVariant, average_precision_correlation};
pub use footrule::spearman_footrule;
pub use kendall::{PairCounts, TauVariant, check_penalty, pair_counts};
pub use kendall_w::{KendallW, kendall_w};
pub use matrix::{Measure, matrix};
pub use rank_biased_overlap::{Overlap, TieReading, rank_biased_overlap};
pub use spearman::spearman_rho;
pub use spread_vectors::SpreadVectors;
pub use top_k::{top_k_footrule, top_k_pair_counts};
pub use vectors::Vectors;
pub use weighted_tau::{Importance, weighted_tau};

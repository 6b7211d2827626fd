//! The native half of `rankfold`: conversion, and the door. Logic lives in `rankfold-core`, words for users in Python.
// Arguments are extracted by value.
#![allow(clippy::needless_pass_by_value)]

use pyo3::prelude::*;

mod answers;
mod approval_counts;
mod approvals;
mod ballots;
mod committee;
mod control;
mod convert;
mod door;
mod errors;
mod hashing;
mod huge_pages;
mod logits;
mod pairwise_counts;
mod pool;
mod positional_counts;
mod rank;
mod samples;
mod score_table;
mod shared;

#[global_allocator]
static ALLOCATOR: huge_pages::HugePages = huge_pages::HugePages;

/// The native module `rankfold._native`; private, typed in `_native.pyi`.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::answers::checklists::{ChecklistScores, checklist_score};
    #[pymodule_export]
    use crate::answers::code::{ByExecution, DualAgreement, dual_agreement, mbr_execution, suspect_tests};
    #[pymodule_export]
    use crate::answers::consistency::{WeibullMixtures, weibull_mixture};
    #[pymodule_export]
    use crate::answers::estimators::{maj_at_k, means_at_k, reward_at_k, trials_at_k};
    #[pymodule_export]
    use crate::answers::grouping::{AnswerForms, AnswerGrouping, canonical_forms, canonical_steps};
    #[pymodule_export]
    use crate::answers::ragged::{answer_counts, correct_answers, correct_samples};
    #[pymodule_export]
    use crate::answers::stopping::{StoppingRule, deepening_budgets, early_stop_window, expected_samples};
    #[pymodule_export]
    use crate::answers::trace_confidence::trace_confidence;
    #[pymodule_export]
    use crate::answers::uncertainty::{answer_entropy, distinct_answers, pairwise_agreement, semantic_entropy};
    #[pymodule_export]
    use crate::answers::{AnswerRule, AnswerSelection, AnswerVotes, select_answers};
    #[pymodule_export]
    use crate::approval_counts::ApprovalCounts;
    #[pymodule_export]
    use crate::approvals::Approvals;
    #[pymodule_export]
    use crate::ballots::Ballots;
    #[pymodule_export]
    use crate::committee::bias::{BiasScenario, Smoothness, fairness_curve, simulate_bias, smoothness};
    #[pymodule_export]
    use crate::committee::{CommitteeRequest, CommitteeRule, Election, check_committee, committee_score, elect};
    #[pymodule_export]
    use crate::control::{CancelToken, Control};
    #[pymodule_export]
    use crate::door::panic_for_tests;
    #[pymodule_export]
    use crate::hashing::error_memory::read_errors;
    #[pymodule_export]
    use crate::hashing::expected::expected_attention;
    #[pymodule_export]
    use crate::hashing::frozen_table::FrozenTable;
    #[pymodule_export]
    use crate::hashing::hamming::hamming_top_k;
    #[pymodule_export]
    use crate::hashing::sampling::{
        BottomK, gumbel_top_k, hash_keys, hash_sample, priority_sample, rendezvous, sample_without_replacement,
    };
    #[pymodule_export]
    use crate::hashing::simhash::SimHash;
    #[pymodule_export]
    use crate::hashing::tables::BucketTable;
    #[pymodule_export]
    use crate::logits::{SequenceColumns, padded_sequences, ragged_sequences, token_statistics};
    #[pymodule_export]
    use crate::pairwise_counts::PairwiseCounts;
    #[pymodule_export]
    use crate::positional_counts::PositionalCounts;
    #[pymodule_export]
    use crate::rank::distance::{
        PairCounts, average_precision_correlation, distance_matrix, kendall_w, pair_counts, rank_biased_overlap,
        spearman_footrule, spearman_rho, top_k_footrule, top_k_pair_counts, weighted_tau,
    };
    #[pymodule_export]
    use crate::rank::fusion::{Fused, Fusion, Runs, fuse};
    #[pymodule_export]
    use crate::rank::grouped::{grouped, grouped_battles};
    #[pymodule_export]
    use crate::rank::kemeny::buckets::{BucketConsensus, kemeny_buckets, kemeny_buckets_cost, tie_scheme_vectors};
    #[pymodule_export]
    use crate::rank::kemeny::{Kemeny, KemenyOrders, kemeny, kemeny_all, kemeny_cost};
    #[pymodule_export]
    use crate::rank::lottery::{
        AverageLottery, Lottery, draw, maximal_lottery, multiplicative_weights, regularized_best_response,
    };
    #[pymodule_export]
    use crate::rank::models::{
        MallowsFit, PlackettLuceFit, generalized_mallows, mallows, mallows_log_likelihood, plackett_luce,
        plackett_luce_log_likelihood, sample_mallows, sample_plackett_luce,
    };
    #[pymodule_export]
    use crate::rank::sums::{RankSums, order_by_sum, sum_of_ranks, top};
    #[pymodule_export]
    use crate::rank::{Outcome, Rule, Stability, bootstrap, rank};
    #[pymodule_export]
    use crate::samples::Samples;
    #[pymodule_export]
    use crate::score_table::ScoreTable;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::pool::survive_fork();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        let profile = if cfg!(debug_assertions) { "checked" } else { "release" };
        module.add("build_profile", profile)
    }

    /// What this process runs with: threads by default, and the sizes of the pools that were started.
    #[pyfunction]
    fn runtime_info() -> PyResult<(usize, Vec<usize>)> {
        Ok((crate::pool::default_threads()?.get(), crate::pool::sizes()))
    }
}

//! Reasoning-pruning perplexity consistency (RPC): perplexity consistency without the improbable paths.

use super::dedup::Dedup;
use super::majority::Majority;
use super::paths::{add_up, same_path, sort_by_path};
use super::prune::{Pruned, Variant, prune};
use crate::answers::path_probability::PathProbability;
use crate::answers::{Rule, Scored, Scratch, Status};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "rpc";

/// Different probabilities that the robust variant wants to see, unless told otherwise: on fewer, two laws are too many.
const ROBUST_MIN_PATHS: i64 = 8;

/// The most paths that may be asked for before anything is pruned.
const MAX_MIN_PATHS: i64 = 1 << 30;

#[derive(Debug)]
struct Rpc {
    variant: Variant,
    path_probability: PathProbability,
    dedup: Dedup,
    min_paths: usize,
    significance: f64,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let variant: Variant = options.named()?;
    let default = if variant == Variant::Robust { ROBUST_MIN_PATHS } else { 0 };
    let min_paths = options.optional_integer("min_paths", 0..=MAX_MIN_PATHS)?.unwrap_or(default) as usize;
    let within = |value: f64| (0.0..=1.0).contains(&value);
    let significance = options.number("significance", "0 <= significance <= 1", within)?;
    let (path_probability, dedup) = (options.named()?, options.named()?);
    Ok(Box::new(Rpc { variant, path_probability, dedup, min_paths, significance }))
}

/// The paths of a question that are judged.
#[derive(Default)]
struct Paths {
    answers: Vec<u32>,
    /// What an answer gains by each.
    logprobs: Vec<f64>,
    /// What each is judged by: log-probabilities per token.
    fitted: Vec<f64>,
    /// How many samples each stands for.
    n_samples: Vec<u32>,
}

/// Prunes paths by their probabilities per token, then adds up the probabilities of those that are left.
///
/// The reference follows the authors' code: all samples take part in the fit and in the mean, and whatever comes of it
/// decides. The robust variant looks at different paths, asks two laws to describe them better than one does, and lets the
/// result overrule the most frequent answer only where pruning hit that answer harder than chance would.
///
/// # Complexity
/// Some 50 evaluations of the likelihood a question, three exponentials a path each; a sort of the paths.
///
/// # Source
/// Zhou et al. 2025, arXiv 2502.00511, and the authors' code.
impl Rule for Rpc {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        300.0 * samples.n_samples() as f64 + 20_000.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        // Whatever the mass is, the fit is about probabilities near 1.
        PathProbability::PerToken.check(ID, samples)?;
        self.path_probability.check(ID, samples)?;
        self.dedup.check(ID, samples)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        match self.variant {
            Variant::Reference => self.reference(question, scores, scratch),
            Variant::Robust => self.robust(question, scores, scratch),
        }
    }
}

impl Rpc {
    fn reference(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let fitted = PathProbability::PerToken.logprobs(question);
        let (mut sorted, mut is_pruned) = (Vec::new(), Vec::new());
        let found = prune(self.variant, self.min_paths, fitted.iter().copied(), &mut sorted, &mut is_pruned);
        let logprobs = self.path_probability.logprobs(question);
        let mut order = std::mem::take(&mut scratch.order);
        match self.dedup {
            Dedup::Paths => {
                // Samples of one text with different probabilities stay apart, as in the authors' code.
                let same = same_path(question);
                sort_by_path(question, logprobs, fitted, &mut order);
                order.dedup_by(|later, first| {
                    let (i, j) = (*later as usize, *first as usize);
                    let equal = |column: &[f64]| column[i].total_cmp(&column[j]).is_eq();
                    same(first, later) && equal(logprobs) && equal(fitted)
                });
            }
            Dedup::Nothing => {
                order.clear();
                order.extend(0..fitted.len() as u32);
            }
        }
        order.retain(|&i| !is_pruned[i as usize]);
        let answers: Vec<u32> = order.iter().map(|&i| question.answers()[i as usize]).collect();
        let logprobs: Vec<f64> = order.iter().map(|&i| logprobs[i as usize]).collect();
        scratch.order = order;
        let (mass, status) = add_up(&answers, &logprobs, scores, scratch);
        let n_pruned = if let Pruned::Some(n) = found { n as u32 } else { 0 };
        Scored { mass, n_pruned, status: said(found, status) }
    }

    fn robust(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let paths = self.paths(question, scratch);
        let (mut sorted, mut is_pruned) = (Vec::new(), Vec::new());
        let found = prune(self.variant, self.min_paths, paths.fitted.iter().copied(), &mut sorted, &mut is_pruned);
        let kept = |values: &[u32]| -> Vec<u32> {
            values.iter().zip(&is_pruned).filter(|&(_, pruned)| !pruned).map(|(&value, _)| value).collect()
        };
        let logprobs: Vec<f64> =
            paths.logprobs.iter().zip(&is_pruned).filter(|&(_, pruned)| !pruned).map(|(&value, _)| value).collect();
        let (mass, status) = add_up(&kept(&paths.answers), &logprobs, scores, scratch);
        let n_kept: u32 = kept(&paths.n_samples).iter().sum();
        let n_pruned = paths.n_samples.iter().sum::<u32>() - n_kept;
        let majority = Majority::of(&paths.answers, scores.len());
        if majority.includes_the_best(scores)
            || majority.chance(&paths.answers, &is_pruned, scores) <= self.significance
        {
            return Scored { mass, n_pruned, status: said(found, status) };
        }
        // Chance explains it: the paths count by their number.
        let mass = majority.count(scores, paths.answers.len());
        let found = if n_pruned > 0 { Pruned::Nothing } else { found };
        Scored { mass, n_pruned: 0, status: said(found, status) }
    }

    fn paths(&self, question: &Question<'_>, scratch: &mut Scratch) -> Paths {
        let (logprobs, fitted) =
            (self.path_probability.logprobs(question), PathProbability::PerToken.logprobs(question));
        let mut paths = Paths::default();
        let mut push = |samples: &[u32]| {
            let i = samples[0] as usize;
            paths.answers.push(question.answers()[i]);
            paths.logprobs.push(logprobs[i]);
            paths.fitted.push(fitted[i]);
            paths.n_samples.push(samples.len() as u32);
        };
        match self.dedup {
            Dedup::Nothing => (0..question.len() as u32).for_each(|sample| push(&[sample])),
            Dedup::Paths => {
                sort_by_path(question, logprobs, fitted, &mut scratch.order);
                scratch.order.chunk_by(same_path(question)).for_each(push);
            }
        }
        paths
    }
}

/// The status that is told of a question.
fn said(found: Pruned, status: Status) -> Status {
    match (status, found) {
        (Status::Ok, Pruned::Nothing) => Status::PrunedNothing,
        (Status::Ok, Pruned::FewDistinct) => Status::FewDistinct,
        _ => status,
    }
}

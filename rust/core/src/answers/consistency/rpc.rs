//! Reasoning-pruning perplexity consistency (RPC): perplexity consistency without the improbable paths.

use super::options::{Dedup, PathProbability};
use super::paths::{add_up, same_path, sort_by_path};
use super::prune::{Pruned, Variant, prune};
use crate::answers::{Mass, Rule, Scored, Scratch, Status};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "rpc";

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
    let min_paths = options.integer("min_paths", 0..=MAX_MIN_PATHS)? as usize;
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
                    same(first, later) && logprobs[i] == logprobs[j] && fitted[i] == fitted[j]
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
        if majority.includes_the_best(scores) || majority.chance(&paths.answers, &is_pruned, scores) <= self.significance {
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

/// The answers that most paths lead to.
struct Majority {
    counts: Vec<u32>,
    most: u32,
}

impl Majority {
    fn of(answers: &[u32], n_answers: usize) -> Self {
        let mut counts = vec![0; n_answers];
        for &answer in answers {
            if let Some(count) = counts.get_mut(answer as usize) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        Self { counts, most }
    }

    /// Whether all answers with the highest score are among them.
    fn includes_the_best(&self, scores: &[f64]) -> bool {
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores.iter().zip(&self.counts).all(|(&score, &count)| score < best || count == self.most)
    }

    /// How likely it is that pruning tells them from the answers with the highest score as much as it did, if it does not
    /// matter which answer a path has: for each such answer the upper tail of a hypergeometric law, since the fit does not look
    /// at answers, times the number of answers that might have taken its place.
    fn chance(&self, answers: &[u32], is_pruned: &[bool], scores: &[f64]) -> f64 {
        let mut pruned = vec![0_usize; scores.len()];
        for (&answer, _) in answers.iter().zip(is_pruned).filter(|&(_, &is_pruned)| is_pruned) {
            if let Some(pruned) = pruned.get_mut(answer as usize) {
                *pruned += 1;
            }
        }
        let each = || self.counts.iter().map(|&count| count as usize).zip(&pruned);
        let most = self.most as usize;
        let (ours, hit) = each().filter(|&(count, _)| count == most).fold((0, 0), |(n, k), (count, pruned)| (n + count, k + pruned));
        let n_rivals = each().filter(|&(count, _)| count > 0 && count < most).count() as f64;
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let rivals = each().zip(scores).filter(|&((count, _), &score)| score == best && count < most);
        let tail = |((count, &pruned), _): ((usize, &usize), &f64)| {
            n_rivals * hypergeometric_tail(ours + count, ours, hit + pruned, hit)
        };
        rivals.map(tail).fold(0.0, f64::max)
    }

    /// The numbers of paths as scores.
    fn count(&self, scores: &mut [f64], n_paths: usize) -> Mass {
        let mut answered = 0;
        for (score, &count) in scores.iter_mut().zip(&self.counts) {
            *score = f64::from(count);
            answered += count;
        }
        Mass { answered: f64::from(answered), missing: n_paths as f64 - f64::from(answered) }
    }
}

/// The probability of at least `hit` of `ours` among `drawn` of `n`, each set of so many being as likely.
fn hypergeometric_tail(n: usize, ours: usize, drawn: usize, hit: usize) -> f64 {
    let log_factorial = |k: usize| libm::lgamma(k as f64 + 1.0);
    let choices = |n: usize, k: usize| log_factorial(n) - log_factorial(k) - log_factorial(n - k);
    let least = hit.max((ours + drawn).saturating_sub(n));
    let most = ours.min(drawn);
    if least > most {
        return 0.0;
    }
    let log = choices(ours, least) + choices(n - ours, drawn - least) - choices(n, drawn);
    let (mut term, mut tail) = (libm::exp(log), 0.0);
    for k in least..=most {
        tail += term;
        let others = (n + k + 1 - ours - drawn) as f64;
        term *= ((ours - k) * (drawn - k)) as f64 / ((k + 1) as f64 * others);
    }
    tail.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_the_urn() {
        // 4 of 10 are ours, 5 are drawn: C(4,3) C(6,2) + C(4,4) C(6,1) of C(10,5).
        assert!((hypergeometric_tail(10, 4, 5, 3) - 66.0 / 252.0).abs() < 1e-13);
        assert!((hypergeometric_tail(10, 4, 5, 0) - 1.0).abs() < 1e-13);
        assert!((hypergeometric_tail(10, 4, 10, 4) - 1.0).abs() < 1e-13);
        assert!((hypergeometric_tail(10, 4, 0, 0) - 1.0).abs() < 1e-13);
        assert!(hypergeometric_tail(1000, 500, 400, 400) < 1e-100);
    }
}

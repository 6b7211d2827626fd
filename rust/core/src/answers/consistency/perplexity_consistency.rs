//! Perplexity consistency: an answer has the probabilities of the different paths to it.

use super::dedup::Dedup;
use super::paths::{add_up, same_path, sort_by_path};
use crate::answers::path_probability::PathProbability;
use crate::answers::{Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Question, Samples};

pub(super) const ID: &str = "perplexity_consistency";

#[derive(Debug)]
struct PerplexityConsistency {
    path_probability: PathProbability,
    dedup: Dedup,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(PerplexityConsistency { path_probability: options.named()?, dedup: options.named()? }))
}

/// `score(a) = sum p(t) / p*` over the different paths t that end in a, with p* the greatest probability of the question.
/// In units of p* nothing underflows, and what is compared within a question stays the same.
///
/// # Complexity
/// Linear in the number of samples, an exponential each; a sort where equal paths count once.
///
/// # Source
/// Zhou et al. 2025, arXiv 2502.00511.
impl Rule for PerplexityConsistency {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        let a_sample = if self.dedup == Dedup::Paths { 50.0 } else { 12.0 };
        a_sample * samples.n_samples() as f64 + 100.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        self.path_probability.check(ID, samples)?;
        self.dedup.check(ID, samples)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let (answers, logprobs) = (question.answers(), self.path_probability.logprobs(question));
        let (mass, status) = match self.dedup {
            Dedup::Nothing => add_up(answers, logprobs, scores, scratch),
            Dedup::Paths => {
                let mut order = std::mem::take(&mut scratch.order);
                let same = same_path(question);
                sort_by_path(question, logprobs, logprobs, &mut order);
                order.dedup_by(|later, first| same(first, later));
                let answers: Vec<u32> = order.iter().map(|&i| answers[i as usize]).collect();
                let logprobs: Vec<f64> = order.iter().map(|&i| logprobs[i as usize]).collect();
                scratch.order = order;
                add_up(&answers, &logprobs, scores, scratch)
            }
        };
        Scored { mass, n_pruned: 0, status }
    }
}

//! Confidence-informed self-consistency (CISC): samples weigh by how sure they are, within their question.

use super::weights::{check_sign, exponentials, numbers};
use crate::answers::{Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::{Named, Options};
use crate::samples::{Column, Question, Samples};

pub(super) const ID: &str = "confidence_vote";

/// What a weight is made of a confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Normalize {
    /// `exp(c / temperature)`.
    Softmax,
    /// `temperature * (c - least) + 1`.
    Linear,
    /// The confidence.
    Nothing,
}

impl Named for Normalize {
    const OPTION: &'static str = "normalize";
    const VALUES: &'static [(&'static str, Self)] =
        &[("softmax", Normalize::Softmax), ("linear", Normalize::Linear), ("none", Normalize::Nothing)];
    const NAMES: &'static str = "'softmax', 'linear', 'none'";
}

#[derive(Debug)]
struct ConfidenceVote {
    normalize: Normalize,
    temperature: f64,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let temperature =
        options.number("temperature", "0 < temperature <= 1e100", |value| value > 0.0 && value <= 1e100)?;
    Ok(Box::new(ConfidenceVote { normalize: options.named()?, temperature }))
}

/// An answer has the sum of the weights of the samples that gave it: a softmax of the confidences of the question, up to
/// its common factor.
///
/// # Complexity
/// Linear in the number of samples, an exponential each.
///
/// # Source
/// Taubenfeld et al. 2025, arXiv 2502.06233.
impl Rule for ConfidenceVote {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        15.0 * samples.n_samples() as f64 + 100.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        samples.need(ID, Column::Confidences)?;
        if self.normalize == Normalize::Nothing {
            check_sign(samples, Column::Confidences, "at least 0, or normalize='softmax'")?;
        }
        Ok(())
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let confidences = numbers(question, Column::Confidences);
        let weights = &mut scratch.values;
        weights.clear();
        match self.normalize {
            Normalize::Softmax => exponentials(confidences, self.temperature, weights),
            Normalize::Linear => {
                let least = confidences.iter().copied().fold(f64::INFINITY, f64::min);
                weights.extend(confidences.iter().map(|&c| self.temperature * (c - least) + 1.0));
            }
            Normalize::Nothing => weights.extend_from_slice(confidences),
        }
        let mass = scratch.tally.add_up(question.answers(), weights, scores);
        Scored { mass, ..Scored::default() }
    }
}

//! Borda voting on confidences: a sample weighs a power of its place among the samples.

use super::weights::numbers;
use crate::answers::{Rule, Scored, Scratch};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Column, Question, Samples};

pub(super) const ID: &str = "borda_confidence_vote";

/// The most votes that a sample has as such.
const LARGEST: f64 = 1e200;

#[derive(Debug)]
struct BordaConfidenceVote {
    power: f64,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let power = options.number("power", "0 <= power <= 100", |value| (0.0..=100.0).contains(&value))?;
    Ok(Box::new(BordaConfidenceVote { power }))
}

/// Of n samples, the r-th most confident has `(n - r + 1)**power` votes for its answer. Samples of one confidence share
/// the votes of their places equally; one without an answer keeps its place.
///
/// # Complexity
/// A sort of the samples of each question, and a power each.
///
/// # Source
/// Kang, Zhao, Song 2025, arXiv 2502.18581.
impl Rule for BordaConfidenceVote {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        60.0 * samples.n_samples() as f64 + 200.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        samples.need(ID, Column::Confidences)
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let confidences = numbers(question, Column::Confidences);
        let (order, weights) = (&mut scratch.order, &mut scratch.values);
        order.clear();
        order.extend(0..question.len() as u32);
        // Ascending: the k-th of them, from 1, has k**power.
        order.sort_unstable_by(|&a, &b| confidences[a as usize].total_cmp(&confidences[b as usize]));
        weights.clear();
        weights.resize(question.len(), 0.0);
        // Votes that floats cannot hold are counted in units of those of the surest sample.
        let n = question.len() as f64;
        let unit = if n.powf(self.power) < LARGEST { 1.0 } else { n };
        let mut place = 0;
        for tied in order.chunk_by(|&a, &b| confidences[a as usize] >= confidences[b as usize]) {
            let votes: f64 = (place + 1..=place + tied.len()).map(|k| (k as f64 / unit).powf(self.power)).sum();
            for &sample in tied {
                weights[sample as usize] = votes / tied.len() as f64;
            }
            place += tied.len();
        }
        let mass = scratch.tally.add_up(question.answers(), weights, scores);
        Scored { mass, ..Scored::default() }
    }
}

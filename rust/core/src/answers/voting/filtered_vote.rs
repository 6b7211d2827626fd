//! Filtered vote (`DeepConf`, offline): the most confident samples vote.

use super::weights::{check_sign, numbers};
use crate::answers::{Rule, Scored, Scratch, Status};
use crate::error::Result;
use crate::options::Options;
use crate::samples::{Column, MISSING, Question, Samples};

pub(super) const ID: &str = "filtered_vote";

#[derive(Debug)]
struct FilteredVote {
    keep: f64,
    weighted: bool,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let keep = options.number("keep", "0 < keep <= 1", |value| value > 0.0 && value <= 1.0)?;
    let weighted = options.flag("weighted")?;
    Ok(Box::new(FilteredVote { keep, weighted }))
}

/// Samples vote whose confidence is at least the quantile `1 - keep` of those with an answer, interpolated linearly; they
/// weigh by their confidence, or all alike.
///
/// # Complexity
/// A sort of the samples of each question.
///
/// # Source
/// Fu et al. 2025, arXiv 2508.15260, and their code: `keep=0.1` is "top 10 %".
impl Rule for FilteredVote {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, samples: &Samples) -> f64 {
        40.0 * samples.n_samples() as f64 + 200.0 * samples.n_questions() as f64
    }

    fn check(&self, samples: &Samples) -> Result<()> {
        samples.need(ID, Column::Confidences)?;
        if self.weighted {
            check_sign(samples, Column::Confidences, "at least 0, or weighted=False")?;
        }
        Ok(())
    }

    fn score(&self, question: &Question<'_>, scores: &mut [f64], scratch: &mut Scratch) -> Scored {
        let (answers, confidences) = (question.answers(), numbers(question, Column::Confidences));
        let values = &mut scratch.values;
        values.clear();
        values.extend(answers.iter().zip(confidences).filter(|(answer, _)| **answer != MISSING).map(|(_, c)| *c));
        let bar = quantile(values, 1.0 - self.keep);
        values.clear();
        values.extend(confidences.iter().map(|&c| match c {
            c if c < bar => 0.0,
            c if self.weighted => c,
            _ => 1.0,
        }));
        let n_pruned = confidences.iter().filter(|&&c| c < bar).count() as u32;
        let mass = scratch.tally.add_up(answers, values, scores);
        let status = if mass.answered == 0.0 { Status::NoMass } else { Status::Ok };
        Scored { mass, n_pruned, status }
    }
}

/// The quantile between the two nearest of some numbers, which are sorted for it, as `numpy.quantile` does it.
fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let Some(last) = values.len().checked_sub(1) else { return f64::NEG_INFINITY };
    let place = q * last as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let (low, high) = (values[below], values[(below + 1).min(last)]);
    if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_are_interpolated() {
        let mut values: Vec<f64> = (0..10).map(f64::from).collect();
        assert!((quantile(&mut values, 0.9) - 8.1).abs() < 1e-12);
        assert_eq!(quantile(&mut [3.0], 0.4).to_bits(), 3.0_f64.to_bits());
    }
}

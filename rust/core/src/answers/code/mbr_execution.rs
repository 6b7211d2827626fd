//! The program whose output most programs print.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::logprob::logprobs;
use crate::offsets::bounds;
use crate::par::rows;

/// Samples of one chunk of questions.
const CHUNK_SAMPLES: usize = 1 << 13;

/// The program of each question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByExecution {
    /// One a question: the sample within it, or -1 if none ran.
    pub best: Vec<i64>,
    /// One a question: different outputs that share the highest score.
    pub n_tied: Vec<i64>,
    /// One a question: samples that ran.
    pub n_ran: Vec<i64>,
    /// One a sample: how many that ran have its output, itself included; 0 if it did not run.
    pub scores: Vec<i64>,
}

/// Picks the program whose output is the most frequent; of those the one of the highest log-probability, then the first.
///
/// `outputs` are numbers within a question, equal where the outputs are, and -1 for a program that did not run.
///
/// # Errors
/// [`Error::Invalid`] for offsets that are none, an output below -1 or a log-probability that is NaN or above 0,
/// [`Error::Length`] for columns that differ, or a stop asked for through `ctx`.
///
/// # Complexity
/// A sort of the samples of each question.
pub fn mbr_execution(
    outputs: &[i64],
    offsets: &[i64],
    sum_logprobs: Option<&[f64]>,
    ctx: &Ctx<'_>,
) -> Result<ByExecution> {
    let bounds = bounds("offsets", offsets, outputs.len())?;
    if let Some(at) = outputs.iter().position(|&output| output < -1) {
        return Err(Error::invalid("outputs", At::Entry(at), outputs[at], "the number of an output", "-1 or more"));
    }
    let logprobs = sum_logprobs.map(|given| logprobs("sum_logprobs", given, outputs.len())).transpose()?;
    let n_questions = bounds.len() - 1;
    let mut found = ByExecution::default();
    ctx.set_total(n_questions as u64);
    let map = |questions: std::ops::Range<usize>| {
        let one = |question: usize| {
            let samples = bounds[question]..bounds[question + 1];
            pick(&outputs[samples.clone()], logprobs.as_ref().map(|logprobs| &logprobs[samples]))
        };
        Ok(questions.map(one).collect::<Vec<_>>())
    };
    ctx.fold_chunks(n_questions, rows(CHUNK_SAMPLES, outputs.len() / n_questions.max(1)), map, |part| {
        ctx.advance(part.len() as u64);
        for (best, n_tied, n_ran, mut scores) in part {
            found.best.push(best);
            found.n_tied.push(n_tied);
            found.n_ran.push(n_ran);
            found.scores.append(&mut scores);
        }
        Ok(())
    })?;
    Ok(found)
}

fn pick(outputs: &[i64], logprobs: Option<&[f64]>) -> (i64, i64, i64, Vec<i64>) {
    let mut order: Vec<usize> = (0..outputs.len()).filter(|&sample| outputs[sample] >= 0).collect();
    order.sort_by_key(|&sample| outputs[sample]);
    let mut scores = vec![0; outputs.len()];
    let (mut most, mut n_tied) = (0, 0);
    for same in order.chunk_by(|&a, &b| outputs[a] == outputs[b]) {
        let n = same.len() as i64;
        for &sample in same {
            scores[sample] = n;
        }
        n_tied = if n > most { 1 } else { n_tied + i64::from(n == most) };
        most = most.max(n);
    }
    let n_ran = order.len() as i64;
    let logprob = |sample: usize| logprobs.map_or(0.0, |logprobs| logprobs[sample] + 0.0);
    // Among equals, `min_by` takes the first.
    let candidates = (0..outputs.len()).filter(|&sample| most > 0 && scores[sample] == most);
    let best = candidates.min_by(|&a, &b| logprob(b).total_cmp(&logprob(a)));
    (best.map_or(-1, |best| best as i64), n_tied, n_ran, scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_comes_out() {
        let logprobs = [-3.0, -2.0, -1.0, -0.5, -4.0];
        let found = mbr_execution(&[0, 0, 1, -1, 1], &[0, 5], Some(&logprobs), &Ctx::default()).unwrap();
        assert_eq!(found.scores, [2, 2, 2, 0, 2]);
        assert_eq!((found.best, found.n_tied, found.n_ran), (vec![2], vec![2], vec![4]));
        let found = mbr_execution(&[0, 0, 1, -1, 1, -1], &[0, 5, 5, 6], None, &Ctx::default()).unwrap();
        assert_eq!(found.best, [0, -1, -1]);
    }

    #[test]
    fn what_is_no_log_probability_is_named() {
        let fails = |logprob| mbr_execution(&[0], &[0, 1], Some(&[logprob]), &Ctx::default()).unwrap_err().to_string();
        let text = "sum_logprobs[0] = 0.1 is not a log-probability: expected a number of at most 0";
        assert_eq!(fails(0.1), text);
        assert!(fails(f64::NAN).contains("NaN"));
        assert!(mbr_execution(&[-2], &[0, 1], None, &Ctx::default()).is_err());
    }
}

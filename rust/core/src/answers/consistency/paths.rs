//! The different paths of a question, and what they weigh.

use crate::answers::{Mass, Scratch, Status};
use crate::exp::extend_relative;
use crate::samples::Question;

/// Brings samples of one text and one answer together, in `order`: they are one path, and the first of them, which stands
/// for it, has the greatest of their probabilities. Log-probabilities of one text that differ do so by the order of operations
/// in the model. Which of equal samples stands where makes no difference to anything.
pub(super) fn sort_by_path(question: &Question<'_>, logprobs: &[f64], fitted: &[f64], order: &mut Vec<u32>) {
    let paths = question.paths().unwrap_or(&[]);
    let answers = question.answers();
    let likelier = |i: usize, j: usize| logprobs[j].total_cmp(&logprobs[i]).then(fitted[j].total_cmp(&fitted[i]));
    order.clear();
    order.extend(0..answers.len() as u32);
    order.sort_unstable_by(|&i, &j| {
        let (i, j) = (i as usize, j as usize);
        (paths[i], answers[i]).cmp(&(paths[j], answers[j])).then_with(|| likelier(i, j))
    });
}

/// Whether two samples are one path.
pub(super) fn same_path<'a>(question: &Question<'a>) -> impl Fn(&u32, &u32) -> bool + use<'a> {
    let paths = question.paths().unwrap_or(&[]);
    let answers = question.answers();
    move |&i, &j| {
        let (i, j) = (i as usize, j as usize);
        paths[i] == paths[j] && answers[i] == answers[j]
    }
}

/// Adds up `exp(logprob - greatest)` of each answer, and says whether that means anything: where every probability is 0,
/// each path weighs 1 instead.
pub(super) fn add_up(answers: &[u32], logprobs: &[f64], scores: &mut [f64], scratch: &mut Scratch) -> (Mass, Status) {
    let weights = &mut scratch.values;
    weights.clear();
    let is_possible = extend_relative(logprobs, 1.0, weights);
    weights.resize(logprobs.len(), 1.0);
    let mass = scratch.tally.add_up(answers, weights, scores);
    (mass, if is_possible || logprobs.is_empty() { Status::Ok } else { Status::NoMass })
}

//! Whether chance explains that pruning overrules the answer of most paths.

use crate::answers::Mass;

/// The answers that most paths lead to.
pub(super) struct Majority {
    counts: Vec<u32>,
    most: u32,
}

impl Majority {
    pub(super) fn of(answers: &[u32], n_answers: usize) -> Self {
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
    pub(super) fn includes_the_best(&self, scores: &[f64]) -> bool {
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores.iter().zip(&self.counts).all(|(&score, &count)| score < best || count == self.most)
    }

    /// How likely it is that pruning tells them from the answers with the highest score as much as it did, if it does not
    /// matter which answer a path has: for each such answer the upper tail of a hypergeometric law, since the fit does not look
    /// at answers, times the number of answers that might have taken its place.
    pub(super) fn chance(&self, answers: &[u32], is_pruned: &[bool], scores: &[f64]) -> f64 {
        let mut pruned = vec![0_usize; scores.len()];
        for (&answer, _) in answers.iter().zip(is_pruned).filter(|&(_, &is_pruned)| is_pruned) {
            if let Some(pruned) = pruned.get_mut(answer as usize) {
                *pruned += 1;
            }
        }
        let each = || self.counts.iter().map(|&count| count as usize).zip(&pruned);
        let most = self.most as usize;
        let (ours, hit) =
            each().filter(|&(count, _)| count == most).fold((0, 0), |(n, k), (count, pruned)| (n + count, k + pruned));
        let n_rivals = each().filter(|&(count, _)| count > 0 && count < most).count() as f64;
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let rivals = each().zip(scores).filter(|&((count, _), &score)| score >= best && count < most);
        let tail = |((count, &pruned), _): ((usize, &usize), &f64)| {
            n_rivals * hypergeometric_tail(ours + count, ours, hit + pruned, hit)
        };
        rivals.map(tail).fold(0.0, f64::max).min(1.0)
    }

    /// The numbers of paths as scores.
    pub(super) fn count(&self, scores: &mut [f64], n_paths: usize) -> Mass {
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

//! Best of k by reward: that the sample with the highest reward of k is correct.

use super::{Ks, each};
use crate::answers::ragged::MAX_SAMPLES;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::offsets::Offsets;

/// The reward of every sample, and whether it is correct.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewards {
    offsets: Offsets,
    of_samples: Vec<f64>,
    correct: Vec<bool>,
    totals: Vec<u32>,
}

impl Rewards {
    /// Checks rewards, question after question.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a reward that is not finite or wrong offsets; [`Error::Length`] for different lengths;
    /// [`Error::TooLarge`] for 2^32 samples.
    pub fn new(rewards: &[f64], correct: &[bool], offsets: &[i64]) -> Result<Self> {
        Error::check_length("correct", correct.len(), rewards.len())?;
        let offsets = Offsets::new(offsets, rewards.len())?;
        Error::check_size("the number of samples", rewards.len(), 1, MAX_SAMPLES.into())?;
        if let Some(index) = rewards.iter().position(|reward| !reward.is_finite()) {
            let (got, expected) = (rewards[index], "a finite number");
            return Err(Error::invalid("rewards", At::Entry(index), got, "a reward", expected));
        }
        let totals = (0..offsets.n_rows()).map(|question| offsets.row(question).len() as u32).collect();
        Ok(Self { offsets, of_samples: rewards.to_vec(), correct: correct.to_vec(), totals })
    }

    /// The samples of each question.
    #[must_use]
    pub fn totals(&self) -> &[u32] {
        &self.totals
    }
}

/// Samples of one question, best first, and the probability of each to be the first among k.
#[derive(Default)]
struct Scratch {
    order: Vec<(f64, bool)>,
    p_first: Vec<f64>,
}

/// The mean correctness of the best of `k` samples by reward. In the order of rewards, the best first, sample `i` of `n` is
/// the first of a subset with probability `C(n - i - 1, k - 1) / C(n, k)`. Samples with equal rewards share: whichever is
/// taken, each counts with the mean of them all, so that their order decides nothing.
///
/// # Errors
/// As [`super::pass_at_k`].
///
/// # Complexity
/// `O(n log n + n n_k)` a question.
pub fn reward_at_k(rewards: &Rewards, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(ks, &rewards.totals, 64, ctx, |question, within, cells, scratch: &mut Scratch| {
        let row = rewards.offsets.row(question);
        scratch.order.clear();
        scratch.order.extend(rewards.of_samples[row.clone()].iter().copied().zip(rewards.correct[row].iter().copied()));
        scratch.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        best(&scratch.order, within, cells, &mut scratch.p_first, ctx)
    })
}

fn best(order: &[(f64, bool)], ks: &[u32], cells: &mut [f64], p_first: &mut Vec<f64>, ctx: &Ctx<'_>) -> Result<()> {
    let n = order.len() as f64;
    p_first.clear();
    p_first.extend(ks.iter().map(|&k| f64::from(k) / n));
    cells.fill(0.0);
    let mut place = 0;
    // Equal as numbers: 0.0 and -0.0 are one reward, and lie side by side.
    #[allow(clippy::float_cmp)]
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let share = tied.iter().filter(|sample| sample.1).count() as f64 / tied.len() as f64;
        for _ in tied {
            if place % 256 == 0 {
                ctx.check()?;
            }
            let left = n - f64::from(place);
            for ((cell, p), &k) in cells.iter_mut().zip(p_first.iter_mut()).zip(ks) {
                *cell += share * *p;
                *p *= (left - f64::from(k)).max(0.0) / (left - 1.0).max(1.0);
            }
            place += 1;
        }
    }
    for cell in cells {
        *cell = cell.min(1.0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::estimators::Short;

    #[test]
    fn ties_share_and_order_decides_nothing() {
        let run = |rewards: &[f64], correct: &[bool]| {
            let rewards = Rewards::new(rewards, correct, &[0, rewards.len() as i64]).unwrap();
            let ks = Ks::new(None, rewards.totals(), Short::Error).unwrap();
            reward_at_k(&rewards, &ks, &Ctx::default()).unwrap()
        };
        let two = run(&[0.0, 1.0, -0.0], &[true, false, false]);
        // Pairs: the right one against the best, the other two against the best, and the two that tie.
        let expected = [1.0 / 3.0, 0.5 / 3.0, 0.0];
        assert!(two.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-15), "{two:?}");
        assert_eq!(two, run(&[-0.0, 0.0, 1.0], &[false, true, false]));
        assert_eq!(run(&[1.0, 2.0], &[true, true]), [1.0, 1.0]);
        assert!(Rewards::new(&[f64::NAN], &[true], &[0, 1]).is_err());
    }
}

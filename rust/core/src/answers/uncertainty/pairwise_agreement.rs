//! How often two samples agree.

use super::each;
use crate::answers::ragged::Counts;
use crate::ctx::Ctx;
use crate::error::Result;

/// The share of pairs of different samples with the same answer, `sum of c (c - 1) / (n (n - 1))`; a sample without an
/// answer agrees with none. NaN for fewer than two samples.
///
/// # Errors
/// If the call was stopped.
///
/// # Complexity
/// `O(n_answers)` a question.
pub fn pairwise_agreement(counts: &Counts, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    let pairs = |count: u32| u64::from(count) * u64::from(count).saturating_sub(1);
    each(counts.n_questions(), ctx, |question, (): &mut ()| {
        let agree: u64 = counts.of(question).iter().map(|&count| pairs(count)).sum();
        agree as f64 / pairs(counts.totals()[question]) as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        let counts = Counts::new(&[3, 1, 4, 1], &[0, 2, 3, 4], Some(&[0, 1, 0])).unwrap();
        let found = pairwise_agreement(&counts, &Ctx::default()).unwrap();
        assert_eq!(found[..2], [0.5, 0.6]);
        assert!(found[2].is_nan());
    }
}

//! mG-Pass@k: the mean of G-Pass@k over the upper half of shares.

use super::hypergeometric::expectation;
use super::{Ks, Trials, each};
use crate::ctx::Ctx;
use crate::error::Result;

/// `2/k` times the sum of `P(X >= i)` over `i` from `ceil(k/2) + 1` to `k`: the mean of `2/k max(X - ceil(k/2), 0)` for the
/// number `X` of correct samples among `k`. For `k = 1` the sum is empty, and the value 0.
///
/// # Errors
/// As [`super::pass_at_k`].
///
/// # Complexity
/// `O(min(k, c))` for each question and `k`.
pub fn mg_pass_at_k(trials: &Trials, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(ks, trials.n(), 64, ctx, |question, within, cells, (): &mut ()| {
        let (n, c) = (trials.n()[question], trials.c()[question]);
        for (cell, &k) in cells.iter_mut().zip(within) {
            let half = k.div_ceil(2);
            let beyond = expectation(n, c, k, ctx, |x| f64::from(x.saturating_sub(half)))?;
            *cell = 2.0 * beyond / f64::from(k);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::estimators::Short;

    #[test]
    fn worked_examples() {
        for (n, c, k, expected) in [(48, 30, 16, 0.259_244_955_171_202), (16, 12, 8, 0.5), (16, 12, 1, 0.0)] {
            let trials = Trials::new(&[n], &[c]).unwrap();
            let ks = Ks::new(Some(&[k]), trials.n(), Short::Error).unwrap();
            let value = mg_pass_at_k(&trials, &ks, &Ctx::default()).unwrap()[0];
            assert!((value - expected).abs() <= 1e-13, "{n} {c} {k}: {value}");
        }
    }
}

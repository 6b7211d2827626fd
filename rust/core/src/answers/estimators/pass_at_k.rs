//! pass@k: that at least one of k samples is correct.

use super::{Ks, Trials, each};
use crate::ctx::Ctx;
use crate::error::Result;

/// `1 - C(n - c, k) / C(n, k)`, as the sum over `j < k` of the probability that draw `j` is the first correct one: sums and
/// products of positive numbers alone, so that small values keep their digits.
///
/// # Errors
/// Those of the call: it was stopped, or there is no memory for the result.
///
/// # Complexity
/// `O(k)` a question for the largest `k`.
pub fn pass_at_k(trials: &Trials, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(ks, trials.n(), 1 << 10, ctx, |question, within, cells, (): &mut ()| {
        row(trials.n()[question], trials.c()[question], within, cells);
        Ok(())
    })
}

fn row(n: u32, c: u32, ks: &[u32], cells: &mut [f64]) {
    let correct = f64::from(c);
    let (mut drawn, mut fail, mut pass) = (0, 1.0, 0.0);
    for (cell, &k) in cells.iter_mut().zip(ks) {
        while drawn < k && fail > 0.0 {
            let left = f64::from(n - drawn);
            pass += fail * correct / left;
            // No wrong samples are left: exactly 0 from here on.
            fail *= (left - correct).max(0.0) / left;
            drawn += 1;
        }
        *cell = if fail > 0.0 { f64::min(pass, 1.0) } else { 1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::estimators::Short;

    #[test]
    fn worked_examples() {
        // Chen et al. 2021, the unbiased estimator; values of its product form.
        for (n, c, k, expected) in [
            (8, 3, 5, 0.982_142_857_142_857_1),
            (10, 3, 1, 0.3),
            (10, 3, 5, 0.916_666_666_666_666_7),
            (200, 10, 100, 0.999_228_973_937_282),
            (5, 0, 3, 0.0),
            (5, 5, 3, 1.0),
            (100, 1, 10, 0.1),
        ] {
            let trials = Trials::new(&[n], &[c]).unwrap();
            let ks = Ks::new(Some(&[k]), trials.n(), Short::Error).unwrap();
            let value = pass_at_k(&trials, &ks, &Ctx::default()).unwrap()[0];
            assert!((value - expected).abs() <= 1e-14, "{n} {c} {k}: {value}");
        }
    }
}

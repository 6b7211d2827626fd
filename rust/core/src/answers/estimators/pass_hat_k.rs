//! pass^k: that all of k samples are correct.

use super::{Ks, Trials, each};
use crate::ctx::Ctx;
use crate::error::Result;

/// `C(c, k) / C(n, k)`, the product over `j < k` of `(c - j) / (n - j)`.
///
/// # Errors
/// As [`super::pass_at_k`].
///
/// # Complexity
/// `O(k)` a question for the largest `k`.
pub fn pass_hat_k(trials: &Trials, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(ks, trials.n(), 1 << 10, ctx, |question, within, cells, (): &mut ()| {
        row(trials.n()[question], trials.c()[question], within, cells);
        Ok(())
    })
}

fn row(n: u32, c: u32, ks: &[u32], cells: &mut [f64]) {
    let (mut drawn, mut all) = (0, 1.0);
    for (cell, &k) in cells.iter_mut().zip(ks) {
        while drawn < k && all > 0.0 {
            all *= f64::from(c.saturating_sub(drawn)) / f64::from(n - drawn);
            drawn += 1;
        }
        *cell = all;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::estimators::Short;

    #[test]
    fn worked_examples() {
        for (n, c, k, expected) in [(10, 7, 3, 7.0 / 24.0), (16, 12, 8, 1.0 / 26.0), (5, 2, 3, 0.0), (4, 4, 4, 1.0)] {
            let trials = Trials::new(&[n], &[c]).unwrap();
            let ks = Ks::new(Some(&[k]), trials.n(), Short::Error).unwrap();
            let value = pass_hat_k(&trials, &ks, &Ctx::default()).unwrap()[0];
            assert!((value - expected).abs() <= 1e-15, "{n} {c} {k}: {value}");
        }
    }
}

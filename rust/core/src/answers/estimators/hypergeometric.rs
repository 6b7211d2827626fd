//! Expectations over the number of correct samples among k.

use crate::ctx::Ctx;
use crate::error::Result;

/// Terms between two looks at whether the call should stop.
const TERMS: u32 = 1 << 14;

/// The mean of `worth(x)`, from 0 upwards, over the number `x` of correct samples in a subset of `k` out of `n` samples of
/// which `c` are correct.
///
/// Probabilities are taken relative to the most likely number, from one to the next by the ratio of neighbours, and
/// divided by their sum: no binomial coefficient is ever formed, and nothing is subtracted.
pub(super) fn expectation(n: u32, c: u32, k: u32, ctx: &Ctx<'_>, worth: impl Fn(u32) -> f64) -> Result<f64> {
    let wrong = n - c;
    let (low, high) = (k.saturating_sub(wrong), c.min(k));
    let mode = ((u64::from(k) + 1) * (u64::from(c) + 1) / (u64::from(n) + 2)) as u32;
    let mode = mode.clamp(low, high);
    // p(x + 1) / p(x)
    let up = |x: u32| {
        let (x, rest) = (f64::from(x), f64::from(wrong) - f64::from(k));
        (f64::from(c) - x) * (f64::from(k) - x) / ((x + 1.0) * (rest + x + 1.0))
    };
    let (mut total, mut sum) = (1.0, worth(mode));
    let mut term = 1.0;
    for x in mode..high {
        term *= up(x);
        if term == 0.0 {
            break;
        }
        total += term;
        sum += term * worth(x + 1);
        if x % TERMS == TERMS - 1 {
            ctx.check()?;
        }
    }
    term = 1.0;
    for x in (low..mode).rev() {
        term /= up(x);
        if term == 0.0 {
            break;
        }
        total += term;
        sum += term * worth(x);
        if x % TERMS == TERMS - 1 {
            ctx.check()?;
        }
    }
    Ok(sum / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_mean() {
        for (n, c, k) in [(10, 3, 4), (5, 5, 2), (5, 0, 2), (100_000, 40_000, 70_000)] {
            let mean = expectation(n, c, k, &Ctx::default(), f64::from).unwrap();
            let expected = f64::from(c) * f64::from(k) / f64::from(n);
            assert!((mean - expected).abs() <= 1e-11 * expected, "{mean} {expected}");
        }
    }
}

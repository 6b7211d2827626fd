//! G-Pass@k: that a given share of k samples is correct.

use super::hypergeometric::expectation;
use super::{Ks, Trials, each};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// A share from 0 to 1, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

impl Share {
    /// `numerator / denominator`.
    ///
    /// # Errors
    /// [`Error::OptionRange`] unless it is from 0 to 1.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self> {
        if denominator == 0 || numerator > denominator {
            let (rule, option, expected) = ("g_pass_at_k", "tau", "0 <= tau <= 1".to_owned());
            return Err(Error::OptionRange { rule, option, got: format!("{numerator}/{denominator}"), expected });
        }
        Ok(Self { numerator, denominator })
    }

    /// The share of `k`, rounded up. In integers: `k * 0.3` in floats is 3.0000000000000004 at times, and would be 4.
    fn of(self, k: u32) -> u32 {
        (u128::from(k) * u128::from(self.numerator)).div_ceil(u128::from(self.denominator)) as u32
    }
}

/// `P(X >= max(ceil(k tau), 1))` for the number `X` of correct samples among `k`: pass@k for small `tau`, pass^k for 1.
///
/// # Errors
/// As [`super::pass_at_k`].
///
/// # Complexity
/// `O(min(k, c))` for each question and `k`.
pub fn g_pass_at_k(trials: &Trials, tau: Share, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(ks, trials.n(), 64, ctx, |question, within, cells, (): &mut ()| {
        let (n, c) = (trials.n()[question], trials.c()[question]);
        for (cell, &k) in cells.iter_mut().zip(within) {
            let least = tau.of(k).max(1);
            *cell = expectation(n, c, k, ctx, |x| f64::from(u8::from(x >= least)))?;
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
        // Made with SciPy's hypergeometric distribution.
        let trials = Trials::new(&[48], &[30]).unwrap();
        let ks = Ks::new(Some(&[16]), trials.n(), Short::Error).unwrap();
        for (share, expected) in [
            ((0, 1), 0.999_999_999_932_146),
            ((1, 4), 0.999_983_971_514_552),
            ((1, 2), 0.942_327_399_037_717),
            ((3, 4), 0.171_887_575_732_569),
            ((1, 1), 6.449_331_222_143_52e-5),
        ] {
            let tau = Share::new(share.0, share.1).unwrap();
            let value = g_pass_at_k(&trials, tau, &ks, &Ctx::default()).unwrap()[0];
            assert!((value / expected - 1.0).abs() <= 1e-12, "{share:?}: {value}");
        }
    }

    #[test]
    fn shares_round_up_exactly() {
        assert_eq!(Share::new(3, 10).unwrap().of(10), 3);
        assert_eq!(Share::new(1, 3).unwrap().of(7), 3);
        assert_eq!(Share::new(0, 1).unwrap().of(7), 0);
        assert!(Share::new(2, 1).is_err());
        assert!(Share::new(0, 0).is_err());
    }
}

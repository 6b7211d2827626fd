//! How many samples early stopping by windows takes on average.

use crate::error::{At, Error, Result};

/// The mean number of samples until a window of `window` samples is unanimous, or `max_samples` are drawn, for independent
/// samples that give answer `j` with probability `p[j]`; what is missing to 1 gives no answer, and is never unanimous.
///
/// A window is unanimous with probability `q`, the sum of `p[j]^window`, and `M = max_samples / window` windows are drawn at
/// most, so the mean is `window (1 - (1 - q)^M) / q`.
///
/// # Errors
/// [`Error::Invalid`] for a probability that is not from 0 to 1, or if they sum to more than 1; [`Error::OptionRange`] unless
/// `window` is at least 1 and divides `max_samples`.
pub fn expected_samples(p: &[f64], window: u32, max_samples: u32) -> Result<f64> {
    super::window::check("expected_samples", window, max_samples)?;
    if let Some(index) = p.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(Error::invalid("p", At::Entry(index), p[index], "a probability", "0 <= p <= 1"));
    }
    let total: f64 = p.iter().sum();
    if total > 1.0 + 1e-9 {
        return Err(Error::invalid("sum(p)", At::Whole, total, "a probability", "at most 1"));
    }
    let q: f64 = p.iter().map(|p| p.powi(window as i32)).sum::<f64>().min(1.0);
    let (windows, length) = (f64::from(max_samples / window), f64::from(window));
    if q == 0.0 {
        return Ok(length * windows);
    }
    // 1 - (1 - q)^M, with all its digits for small q.
    Ok(length * -(windows * (-q).ln_1p()).exp_m1() / q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        for (p, expected) in [
            (&[0.6, 0.3, 0.1][..], 30.403_553_778_179_8),
            (&[0.9, 0.1], 8.460_705_033_685_77),
            (&[1.0], 5.0),
            (&[], 40.0),
        ] {
            assert!((expected_samples(p, 5, 40).unwrap() - expected).abs() < 1e-12, "{p:?}");
        }
        assert!(expected_samples(&[0.9, 0.2], 5, 40).is_err());
        assert!(expected_samples(&[-0.1], 5, 40).is_err());
        assert!(expected_samples(&[0.5], 5, 41).is_err());
        assert!(expected_samples(&[0.5], 0, 40).is_err());
    }
}

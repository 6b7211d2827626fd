//! Log-probabilities as callers give them: natural logarithms of at most 0, minus infinity included.

use crate::error::{At, Error, Result};

/// How far a log-probability may be above 0, because softmax rounds. It counts as 0 then.
pub(crate) const ABOVE_ZERO: f64 = 1e-6;

/// What errors call it, and what they expect.
pub(crate) const KIND: &str = "a log-probability";
pub(crate) const EXPECTED: &str = "a number of at most 0";

/// The number as a log-probability; `None` if it is none.
pub(crate) fn logprob(value: f64) -> Option<f64> {
    (value <= ABOVE_ZERO).then(|| value.min(0.0))
}

/// All of these as log-probabilities.
///
/// # Errors
/// [`Error::Invalid`], which names the first that is none.
pub(crate) fn logprobs(what: &'static str, values: &[f64]) -> Result<Vec<f64>> {
    let one = |(at, &value)| logprob(value).ok_or_else(|| Error::invalid(what, At::Entry(at), value, KIND, EXPECTED));
    values.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_above_zero_is_zero_and_more_is_refused() {
        assert_eq!(logprobs("p", &[-1.0, 1e-7, f64::NEG_INFINITY, 0.0]), Ok(vec![-1.0, 0.0, f64::NEG_INFINITY, 0.0]));
        for wrong in [f64::NAN, 1e-5, f64::INFINITY] {
            let error = logprobs("p", &[-1.0, wrong]).unwrap_err().to_string();
            assert!(error.starts_with("p[1] = ") && error.ends_with("a number of at most 0"), "{error}");
        }
    }
}

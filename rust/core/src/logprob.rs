//! Log-probabilities as callers give them: natural logarithms of at most 0, minus infinity included.

use std::borrow::Cow;

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

/// `n` log-probabilities; a copy only where one has to be rounded down.
///
/// # Errors
/// [`Error::Length`], or [`Error::Invalid`], which names the first that is none.
pub(crate) fn logprobs<'a>(what: &'static str, values: &'a [f64], n: usize) -> Result<Cow<'a, [f64]>> {
    Error::check_length(what, values.len(), n)?;
    if let Some(at) = values.iter().position(|&value| logprob(value).is_none()) {
        return Err(Error::invalid(what, At::Entry(at), values[at], KIND, EXPECTED));
    }
    let is_rounded = values.iter().any(|&value| value > 0.0);
    Ok(if is_rounded { values.iter().map(|value| value.min(0.0)).collect() } else { Cow::Borrowed(values) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_above_zero_is_zero_and_more_is_refused() {
        let rounded = logprobs("p", &[-1.0, 1e-7, f64::NEG_INFINITY, 0.0], 4).unwrap();
        assert_eq!(*rounded, [-1.0, 0.0, f64::NEG_INFINITY, 0.0]);
        assert!(matches!(logprobs("p", &[-1.0, 0.0], 2), Ok(Cow::Borrowed([-1.0, 0.0]))));
        assert!(matches!(logprobs("p", &[f64::NAN], 2), Err(Error::Length { .. })));
        for wrong in [f64::NAN, 1e-5, f64::INFINITY] {
            let error = logprobs("p", &[-1.0, wrong], 2).unwrap_err().to_string();
            assert!(error.starts_with("p[1] = ") && error.ends_with("a number of at most 0"), "{error}");
        }
    }
}

//! The entropy of the answers.

use super::each;
use crate::answers::ragged::Counts;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::options::Named;

/// What is done about the entropy of few samples, which is too low on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Nothing.
    None,
    /// Miller and Madow: `(n_distinct - 1) / (2 n)` is added.
    MillerMadow,
}

impl Named for Correction {
    const OPTION: &'static str = "correction";
    const VALUES: &'static [(&'static str, Self)] = &[("none", Self::None), ("miller_madow", Self::MillerMadow)];
    const NAMES: &'static str = "\"none\", \"miller_madow\"";
}

/// `sum of c/n ln(n/c)` over the answers, in nats; NaN for a question without any. Terms are added in the order of counts,
/// so that the order of answers leaves no trace.
///
/// # Errors
/// If the call was stopped.
///
/// # Complexity
/// `O(n_answers log n_answers)` a question.
pub fn answer_entropy(counts: &Counts, correction: Correction, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    each(counts.n_questions(), ctx, |question, sorted: &mut Vec<u32>| {
        sorted.clear();
        sorted.extend(counts.of(question).iter().copied().filter(|&count| count > 0));
        sorted.sort_unstable();
        entropy(sorted, correction)
    })
}

/// The entropy of counts above 0, in the order in which they stand.
pub(super) fn entropy(counts: &[u32], correction: Correction) -> f64 {
    if counts.is_empty() {
        return f64::NAN;
    }
    let n: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let term = |&count: &u32| f64::from(count) / n * (n / f64::from(count)).ln();
    // From 0.0, since the empty sum of floats is -0.0.
    let plain = counts.iter().map(term).fold(0.0, |sum, term| sum + term);
    match correction {
        Correction::None => plain,
        Correction::MillerMadow => plain + (counts.len() as f64 - 1.0) / (2.0 * n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        let counts = Counts::new(&[2, 2, 0, 5, 0], &[0, 3, 4, 5, 5], None).unwrap();
        let found = answer_entropy(&counts, Correction::None, &Ctx::default()).unwrap();
        assert!((found[0] - 2_f64.ln()).abs() < 1e-15);
        assert_eq!(found[1].to_bits(), 0.0_f64.to_bits());
        assert!(found[2].is_nan() && found[3].is_nan());
        let found = answer_entropy(&counts, Correction::MillerMadow, &Ctx::default()).unwrap();
        assert!((found[0] - 2_f64.ln() - 0.125).abs() < 1e-15);
    }
}

//! Draws from a lottery.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::rng::Stream;

/// Draws between two looks at the clock.
const CHUNK: usize = 1 << 16;

/// `n` independent draws of an index, from stream 0 of a seed: 53 bits each, looked up among the running sums. A
/// probability of 0 is never drawn.
///
/// # Errors
/// [`Error::Invalid`] for a probability that is negative or not finite, [`Error::Data`] if all are 0, or a stop asked for
/// through `ctx`.
///
/// # Complexity
/// `O(n log n_items)`.
pub fn draw(probabilities: &[f64], n: usize, seed: u64, ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    let (mut sums, mut total) = (Vec::with_capacity(probabilities.len()), 0.0);
    for (item, &share) in probabilities.iter().enumerate() {
        if !(share >= 0.0 && share.is_finite()) {
            let expected = "a finite number >= 0";
            return Err(Error::invalid("probabilities", At::Entry(item), share, "a probability", expected));
        }
        total += share;
        sums.push(total);
    }
    let Some(last) = probabilities.iter().rposition(|share| *share > 0.0) else {
        let (got, expected) = ("no item has a probability above 0".to_owned(), "at least one".to_owned());
        return Err(Error::Data { what: "a draw", got, expected });
    };
    let mut stream = Stream::new(seed, 0);
    let mut drawn = filled("draws", n, 0)?;
    for chunk in drawn.chunks_mut(CHUNK) {
        ctx.check()?;
        for slot in chunk {
            let point = stream.unit() * total;
            *slot = sums.partition_point(|sum| *sum <= point).min(last) as i64;
        }
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_probabilities() {
        let drawn = draw(&[0.0, 0.25, 0.0, 0.75, 0.0], 40_000, 7, &Ctx::default()).unwrap();
        let share = |item| drawn.iter().filter(|&&at| at == item).count() as f64 / 40_000.0;
        assert!((share(1) - 0.25).abs() < 0.02 && (share(3) - 0.75).abs() < 0.02);
        assert!(draw(&[0.0], 1, 0, &Ctx::default()).is_err());
        assert!(draw(&[f64::NAN], 1, 0, &Ctx::default()).is_err());
    }
}

//! Whether the leader still leads when all samples are drawn.

use super::MAX_HORIZON;
use crate::answers::estimators::convolve;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::vectorized::vectorized;

/// How small a power may start before it is scaled from its largest term: `e^-600`.
const DEPTH: f64 = 600.0;

/// The probability that the first of the answers, with counts in falling order, is alone in the lead after `left` more
/// samples. They come from Pólya's urn: it holds a ball for each answer that was seen and one for an answer that was not, and
/// another ball for each sample; a new sample is an answer drawn from the urn, and adds a ball. That is the predictive
/// distribution under a uniform prior over the probabilities of these answers.
///
/// For each number `x` of further samples of the leader, the others' are the coefficient of `z^(left - x)` in a product of
/// their series `C(c_j + y, y) z^y`, cut off where `j` would draw level. Answers that cannot draw level any more have no cut,
/// and one closed form together. All terms are positive.
///
/// # Errors
/// [`Error::TooLarge`] for more than 2^16 samples of an answer; or the call was stopped.
///
/// # Complexity
/// `O(left^2)` with one rival, `O(left^3)` for each further one that can still draw level.
pub fn horizon(counts: &[u32], left: u32, ctx: &Ctx<'_>) -> Result<f64> {
    let Some((&top, others)) = counts.split_first() else { return Ok(0.0) };
    if top > MAX_HORIZON {
        let what = "the number of samples of an answer";
        return Err(Error::TooLarge { what, got: top.into(), limit: MAX_HORIZON.into() });
    }
    let second = others.first().copied().unwrap_or(0);
    if top - second > left {
        return Ok(1.0);
    }
    if left == 0 {
        return Ok(0.0);
    }
    // The answer that was not seen comes last.
    let others: Vec<u32> = others.iter().copied().chain([0]).collect();
    let balls = |counts: &[u32]| counts.iter().map(|&count| u64::from(count) + 1).sum::<u64>();
    let all = balls(&others) + u64::from(top) + 1;
    // The series near z = left / (left + all) have their weight where it is asked for.
    let z = f64::from(left) / (f64::from(left) + all as f64);
    let series = |balls: u64, length: u32| power(balls, z, length as usize);
    let leader = series(u64::from(top) + 1, left + 1);
    let rivals: Vec<Vec<f64>> = others.iter().map(|&count| series(u64::from(count) + 1, left + 1)).collect();
    let (mut product, mut next) = (Vec::new(), Vec::new());
    let (mut sum, mut rest, mut n_rest) = (0.0, Vec::new(), usize::MAX);
    for more in 0..=left {
        ctx.check()?;
        let (reached, free) = (top + more, left - more);
        if reached <= second {
            continue;
        }
        let n_rivals = others.partition_point(|&count| count + free >= reached);
        if n_rest != others.len() - n_rivals {
            n_rest = others.len() - n_rivals;
            rest = series(balls(&others[n_rivals..]), left + 1);
        }
        let cut = |rival: usize| &rivals[rival][..((reached - others[rival]).min(free + 1)) as usize];
        product.clear();
        product.push(1.0);
        for rival in 0..n_rivals {
            let cut = cut(rival);
            next.clear();
            next.resize((product.len() + cut.len() - 1).min(free as usize + 1), 0.0);
            vectorized(
                #[inline(always)]
                || convolve(&product, 0, cut, &mut next),
            );
            std::mem::swap(&mut product, &mut next);
        }
        let others: f64 = product.iter().enumerate().map(|(y, weight)| weight * rest[free as usize - y]).sum();
        sum += leader[more as usize] * others;
    }
    Ok((sum / series(all, left + 1)[left as usize]).min(1.0))
}

/// The first coefficients of `((1 - z) / (1 - z y))^balls` in `y`: `C(balls - 1 + i, i) z^i (1 - z)^balls`.
fn power(balls: u64, z: f64, length: usize) -> Vec<f64> {
    let mut terms = vec![0.0; length];
    if balls == 0 {
        terms[0] = 1.0;
        return terms;
    }
    let up = |i: usize| (balls as f64 + i as f64) / (i as f64 + 1.0) * z;
    let start = balls as f64 * (-z).ln_1p();
    if start > -DEPTH {
        let mut term = start.exp();
        for (i, cell) in terms.iter_mut().enumerate() {
            *cell = term;
            term *= up(i);
        }
        return terms;
    }
    // From the largest term on, and divided by the sum of all, which is 1.
    let mode = ((balls as f64 - 1.0) * z / (1.0 - z)) as usize;
    let (mut total, mut term, mut i) = (0.0, 1.0, mode);
    while term > 1e-20 {
        total += term;
        if let Some(cell) = terms.get_mut(i) {
            *cell = term;
        }
        term *= up(i);
        i += 1;
    }
    term = 1.0;
    for i in (0..mode).rev() {
        term /= up(i);
        total += term;
        if let Some(cell) = terms.get_mut(i) {
            *cell = term;
        }
        if term < 1e-300 {
            break;
        }
    }
    for cell in &mut terms {
        *cell /= total;
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways to draw, one after the other.
    fn drawn(counts: &mut Vec<u32>, left: u32) -> f64 {
        if left == 0 {
            return f64::from(u8::from(counts[1..].iter().all(|&count| count < counts[0])));
        }
        let balls: u32 = counts.iter().map(|&count| count + 1).sum();
        (0..counts.len())
            .map(|answer| {
                let p = f64::from(counts[answer] + 1) / f64::from(balls);
                counts[answer] += 1;
                let value = p * drawn(counts, left - 1);
                counts[answer] -= 1;
                value
            })
            .sum()
    }

    #[test]
    fn the_urn_is_the_urn() {
        for (counts, left) in [(&[3, 2, 1][..], 6), (&[1], 5), (&[2, 2], 4), (&[4, 1, 1, 1], 5), (&[3, 3, 3], 1)] {
            let mut with_unseen = counts.to_vec();
            with_unseen.push(0);
            let (found, expected) = (horizon(counts, left, &Ctx::default()).unwrap(), drawn(&mut with_unseen, left));
            assert!((found - expected).abs() < 1e-14, "{counts:?} {left}: {found} {expected}");
        }
    }

    #[test]
    fn series_are_a_distribution_however_large() {
        for (balls, z) in [(3, 0.9), (2000, 0.5), (60_000, 0.2)] {
            let terms = power(balls, z, 40_000);
            assert!((terms.iter().sum::<f64>() - 1.0).abs() < 1e-11, "{balls}");
            let mean: f64 = terms.iter().enumerate().map(|(i, term)| i as f64 * term).sum();
            assert!((mean / (balls as f64 * z / (1.0 - z)) - 1.0).abs() < 1e-11, "{balls} {mean}");
        }
    }
}

//! The leader against all other answers.

use std::f64::consts::TAU;

use super::MAX_HORIZON;
use super::beta::beta;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// The first step, in standard deviations of the leader's density.
const STEP: f64 = 0.6;

/// Points of a smaller share of the sum than this are left out.
const SHARE: f64 = 1e-18;

/// Where sums at a step and at half of it agree so far, the second is the integral to the square of it: each halving
/// squares the error, or better.
const AGREE: f64 = 1e-8;

/// Halvings of the step at most.
const HALVINGS: usize = 12;

/// The probability that the first answer is the likeliest of all, under a uniform prior over the answers' probabilities and
/// after the samples in `counts`, the leader's first. A single answer is compared with one that was not seen.
///
/// With independent gamma variables of shapes `c_j + 1` it is the probability that the first is the largest: the integral
/// of its density times the distributions of the others, all of them finite sums for whole shapes. In the logarithm of the
/// variable the integrand is smooth and falls off at both ends, where the trapezoidal rule converges faster than any power
/// of its step; the step is halved until two sums agree to 1e-8, and the last one to about 1e-15. Nothing is drawn at
/// random.
///
/// # Errors
/// [`Error::TooLarge`] for more than 2^16 samples of an answer; or the call was stopped.
///
/// # Complexity
/// `O(n_answers + c_1)` for each of some 50 points.
pub fn dirichlet(counts: &[u32], ctx: &Ctx<'_>) -> Result<f64> {
    let (Some(&leader), others) = (counts.first(), counts.get(1..).unwrap_or(&[])) else { return Ok(0.0) };
    match others {
        [] => return Ok(beta(leader, 0)),
        [second] => return Ok(beta(leader, *second)),
        _ => (),
    }
    if leader > MAX_HORIZON {
        return Err(Error::TooLarge {
            what: "the number of samples of an answer",
            got: leader.into(),
            limit: MAX_HORIZON.into(),
        });
    }
    let race = Race { leader, others };
    let mut step = STEP / f64::from(leader + 1).sqrt();
    let mut sum = race.sweep(0.0, step) + race.at(0.0).1 + race.sweep(0.0, -step);
    for _ in 0..HALVINGS {
        ctx.check()?;
        // The points half way between those that are there.
        let half = 0.5 * step;
        let between = race.sweep(-half, step) + race.sweep(half, -step);
        let (before, after) = (sum * step, (sum + between) * half);
        (sum, step) = (sum + between, half);
        if (before - after).abs() <= AGREE {
            break;
        }
    }
    Ok((sum * step).clamp(0.0, 1.0))
}

struct Race<'a> {
    leader: u32,
    /// In falling order.
    others: &'a [u32],
}

impl Race<'_> {
    /// The sum over the points from `start` on, it left out, until nothing is left. The leader's density falls on both
    /// sides of 0; downwards the others' distributions fall with it, upwards they rise to 1.
    fn sweep(&self, start: f64, step: f64) -> f64 {
        let (mut sum, mut points) = (0.0, 0.0);
        loop {
            points += 1.0;
            let (density, product) = self.at(start + points * step);
            sum += product;
            let rest = if step < 0.0 { product } else { density };
            if rest <= SHARE * sum || density < f64::MIN_POSITIVE {
                return sum;
            }
        }
    }

    /// The leader's density in `ln x`, and its product with the distributions of the others, at `x = (c_1 + 1) e^y`: near
    /// the peak of the density, `y` has more digits than `ln x`.
    fn at(&self, y: f64) -> (f64, f64) {
        let x = f64::from(self.leader + 1) * y.exp();
        let term = poisson(self.leader, x);
        let density = term * x;
        // P(a gamma variable of shape c + 1 is at most x) = P(more than c events of a Poisson process until x).
        let (mut more, mut next, mut events) = (0.0, term, self.leader);
        loop {
            events += 1;
            next *= x * inverse(events);
            more += next;
            if next <= SHARE * more || next == 0.0 {
                break;
            }
        }
        let (mut product, mut reached, mut last) = (density, self.leader, term);
        let step_down = 1.0 / x;
        for group in self.others.chunk_by(|a, b| a == b) {
            while reached > group[0] {
                more += last;
                last *= f64::from(reached) * step_down;
                reached -= 1;
            }
            product *= f64::min(more, 1.0).powi(group.len() as i32);
        }
        (density, product)
    }
}

/// `1 / i`, from a table where it is short: divisions were half of the time.
fn inverse(i: u32) -> f64 {
    const LENGTH: usize = 128;
    static TABLE: [f64; LENGTH] = {
        let mut table = [1.0; LENGTH];
        let mut i = 1;
        while i < LENGTH {
            table[i] = 1.0 / i as f64;
            i += 1;
        }
        table
    };
    TABLE.get(i as usize).copied().unwrap_or_else(|| 1.0 / f64::from(i))
}

/// `e^-x x^m / m!`, to nearly full precision for any `m`: the exponent is small where the probability is not.
fn poisson(m: u32, x: f64) -> f64 {
    if m < 16 {
        let mut term = (-x).exp();
        (1..=m).for_each(|i| term *= x * inverse(i));
        return term;
    }
    let m = f64::from(m);
    // Stirling's series for m!, whose next term is below 1e-15 from 16 on.
    let square = 1.0 / (m * m);
    let series =
        (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0)))) / m;
    let away = (x - m) / m;
    (m * (away.ln_1p() - away) - series).exp() / (TAU * m).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[u32]) -> f64 {
        dirichlet(counts, &Ctx::default()).unwrap()
    }

    #[test]
    fn worked_examples() {
        // By adaptive quadrature of the same integral.
        for (counts, expected) in [
            (&[5, 3, 1][..], 0.719_970_318_612_508),
            (&[6, 1, 1], 0.935_123_663_186_506),
            (&[4, 2, 1, 1, 1], 0.637_859_978_334_276),
            (&[5, 3], 0.746_093_75),
            (&[4], 0.968_75),
        ] {
            assert!((of(counts) - expected).abs() < 1e-13, "{counts:?}: {}", of(counts));
        }
    }

    #[test]
    fn equal_counts_have_equal_chances() {
        for (count, n) in [(0, 3), (1, 2), (1, 3), (1, 64), (7, 5), (40, 3), (1000, 4), (60_000, 3)] {
            let p = of(&vec![count; n]);
            assert!((p - 1.0 / n as f64).abs() < 1e-12, "{count} x {n}: {p}");
        }
    }
}

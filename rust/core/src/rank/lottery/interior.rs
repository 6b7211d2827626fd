//! A float solution from the inside: which items carry weight in some optimal lottery, and about how much.

use super::factor::{Factors, dot};
use super::game::Game;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// Far more steps than any game has taken: ten to thirty.
const MAX_STEPS: usize = 100;
/// The part of the way to the border that a step goes.
const BACK_OFF: f64 = 0.995;
/// Weight over slack, or slack over weight, from which on an item's side is taken as settled.
const SETTLED: f64 = 1e6;

/// For each item its weight in a lottery, up to a common factor, and what the lottery earns against it.
pub(super) struct Interior {
    pub(super) weights: Vec<f64>,
    pub(super) slacks: Vec<f64>,
}

impl Interior {
    /// Items whose weight tends to stay above 0.
    pub(super) fn carriers(&self) -> Vec<usize> {
        (0..self.weights.len()).filter(|&i| self.weights[i] > self.slacks[i]).collect()
    }
}

/// Follows the central path of the self-dual program of a symmetric game.
///
/// Find `x >= 0` with `s = A x >= 0`, where `A` is the transposed matrix of margins. Embedded with one more variable, so
/// that all ones are a start on the path, the program is skew-symmetric: it is its own dual, and each Newton step is one
/// system of `n + 1` equations. The path ends in the analytic centre of the solutions, in which of weight and slack of
/// each item exactly one is positive, and which treats items alike that play like parts. Predictor and corrector after
/// Mehrotra; every step stays feasible.
///
/// `to_the_end` asks for all the digits that floats have, not only for the side of each item.
pub(super) fn interior(game: &Game, to_the_end: bool, ctx: &Ctx<'_>) -> Result<Interior> {
    let n = game.n() + 1;
    let matrix = embedded(game)?;
    let (mut z, mut s) = (vec![1.0; n], vec![1.0; n]);
    let (mut step, mut corrector) = (vec![0.0; n], vec![0.0; n]);
    for _ in 0..MAX_STEPS {
        ctx.check()?;
        let gap = dot(&z, &s) / n as f64;
        let clearest = (0..n - 1).map(|i| z[i].max(s[i])).fold(f64::INFINITY, f64::min);
        if gap < 1e-24 || (!to_the_end && gap * SETTLED < clearest * clearest) {
            break;
        }
        let mut cells = matrix.clone();
        for i in 0..n {
            cells[i * n + i] = s[i] / z[i];
        }
        let Some(factors) = Factors::new(cells, n, ctx)? else { break };
        for i in 0..n {
            step[i] = -s[i];
        }
        factors.solve(&mut step);
        let other = |i: usize, target: f64, step: f64| target - s[i] / z[i] * step;
        let way = way_to_border(&z, &step).min(way_to_border_of(&s, |i| other(i, -s[i], step[i])));
        let reached = (0..n).map(|i| (z[i] + way * step[i]) * (s[i] + way * other(i, -s[i], step[i]))).sum::<f64>();
        let centring = (reached / n as f64 / gap).clamp(0.0, 1.0).powi(3) * gap;
        for i in 0..n {
            corrector[i] = (centring - step[i] * other(i, -s[i], step[i])) / z[i] - s[i];
        }
        let targets = corrector.clone();
        factors.solve(&mut corrector);
        let other = |i: usize| targets[i] - s[i] / z[i] * corrector[i];
        let way = BACK_OFF * way_to_border(&z, &corrector).min(way_to_border_of(&s, other));
        let others: Vec<f64> = (0..n).map(other).collect();
        if !(way > 1e-8 && others.iter().chain(&corrector).all(|x| x.is_finite())) {
            break;
        }
        let way = way.min(1.0);
        for i in 0..n {
            z[i] += way * corrector[i];
            s[i] += way * others[i];
        }
    }
    z.truncate(n - 1);
    s.truncate(n - 1);
    Ok(Interior { weights: z, slacks: s })
}

/// The transposed margins as shares of the largest one, with the row and column of the added variable.
fn embedded(game: &Game) -> Result<Vec<f64>> {
    let (n, largest) = (game.n(), game.largest().max(1) as f64);
    let mut cells = filled("a float copy of the margins", (n + 1) * (n + 1), 0.0)?;
    for (i, row) in cells.chunks_exact_mut(n + 1).take(n).enumerate() {
        for (cell, &margin) in row.iter_mut().zip(game.row(i)) {
            *cell = -(margin as f64) / largest;
        }
        row[n] = 1.0 - row.iter().sum::<f64>();
    }
    for i in 0..n {
        cells[n * (n + 1) + i] = -cells[i * (n + 1) + n];
    }
    Ok(cells)
}

/// How far one can go until a component is 0; infinity if none ever is.
fn way_to_border(values: &[f64], step: &[f64]) -> f64 {
    way_to_border_of(values, |i| step[i])
}

fn way_to_border_of(values: &[f64], step: impl Fn(usize) -> f64) -> f64 {
    let ways = values.iter().enumerate().filter(|(i, _)| step(*i) < 0.0).map(|(i, value)| -value / step(i));
    ways.fold(f64::INFINITY, f64::min).min(1.0 / BACK_OFF)
}

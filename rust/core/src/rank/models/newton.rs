//! Newton's method for Plackett-Luce, each step by conjugate gradients.
//!
//! The curvature is never written down: applying it to a direction costs one walk over the lists, as the gradient does, and
//! a handful of applications make a step.

use crate::rank::components::Components;
use super::likelihood::{Likelihood, Point};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Logarithms of strengths may differ by so much: squares of ratios must stay floats.
const MAX_SPAN: f64 = 340.0;

/// Fractions of a step that are tried: 1, 1/2, ...
const MAX_HALVINGS: i32 = 40;

/// Where Newton's method ended.
pub(super) struct Maximum {
    pub(super) log_strengths: Vec<f64>,
    pub(super) n_iterations: usize,
    pub(super) converged: bool,
}

/// Climbs until a whole step changes no log strength by more than `tolerance`.
///
/// # Errors
/// [`Error::Data`] for strengths too far apart for floats, or a stop asked for through `ctx`.
pub(super) fn maximize(
    likelihood: &Likelihood<'_>,
    components: &Components,
    tolerance: f64,
    max_iterations: usize,
    ctx: &Ctx<'_>,
) -> Result<Maximum> {
    let members = components.members();
    let mut point = likelihood.at(vec![0.0; components.of.len()], ctx)?;
    let mut last = f64::INFINITY;
    for n_iterations in 1..=max_iterations {
        // A step that is off by this share leaves an error that the next one, which is that much smaller, removes.
        let mut step = conjugate_gradients(likelihood, &point, last.clamp(1e-4, 0.1), 1e-3 * tolerance, ctx)?;
        center(&mut step, &members);
        let slope = dot(&point.gradient, &step);
        let Some((next, halvings)) = advance(likelihood, &point, &step, slope, ctx)? else {
            return Ok(Maximum { log_strengths: point.log_strengths, n_iterations, converged: false });
        };
        point = next;
        check_span(&point.log_strengths, &members)?;
        last = 0.5_f64.powi(halvings) * step.iter().fold(0.0, |most: f64, by| most.max(by.abs()));
        if halvings == 0 && last <= tolerance {
            return Ok(Maximum { log_strengths: point.log_strengths, n_iterations, converged: true });
        }
    }
    Ok(Maximum { log_strengths: point.log_strengths, n_iterations: max_iterations, converged: false })
}

/// The first of 1, 1/2, 1/4, ... of the step that climbs enough, and how often it was halved; `None` if none does.
fn advance(
    likelihood: &Likelihood<'_>,
    point: &Point,
    step: &[f64],
    slope: f64,
    ctx: &Ctx<'_>,
) -> Result<Option<(Point, i32)>> {
    // What rounding may take from a sum of this size.
    let slack = 1e-12 * point.value.abs();
    for halvings in 0..MAX_HALVINGS {
        let fraction = 0.5_f64.powi(halvings);
        let moved = point.log_strengths.iter().zip(step).map(|(log, by)| log + fraction * by).collect();
        let next = likelihood.at(moved, ctx)?;
        // A comparison with NaN, which a step out of the range of floats may give, is false.
        if next.value >= point.value + 1e-4 * fraction * slope - slack {
            return Ok(Some((next, halvings)));
        }
    }
    Ok(None)
}

/// Solves `curvature * step = gradient` up to a share of the gradient, or until what is left is negligible in each item. A shift of a component's log strengths changes
/// nothing, so the curvature is singular; the gradient has no part in that direction, and so has no residual.
fn conjugate_gradients(
    likelihood: &Likelihood<'_>,
    point: &Point,
    share: f64,
    negligible: f64,
    ctx: &Ctx<'_>,
) -> Result<Vec<f64>> {
    let scaled = |residual: &[f64]| -> Vec<f64> {
        let scale = |(residual, diagonal): (&f64, &f64)| if *diagonal > 0.0 { residual / diagonal } else { 0.0 };
        residual.iter().zip(&point.diagonal).map(scale).collect()
    };
    let mut step = vec![0.0; point.gradient.len()];
    let mut residual = point.gradient.clone();
    let mut direction = scaled(&residual);
    let mut size = dot(&residual, &direction);
    let goal = share * share * size;
    for _ in 0..2 * step.len() + 100 {
        if size <= goal {
            break;
        }
        let bent = likelihood.curvature(point, &direction, ctx)?;
        let along = dot(&direction, &bent);
        if along <= 0.0 {
            // Rounding alone is left.
            break;
        }
        let length = size / along;
        for item in 0..step.len() {
            step[item] += length * direction[item];
            residual[item] -= length * bent[item];
        }
        let next = scaled(&residual);
        let before = std::mem::replace(&mut size, dot(&residual, &next));
        if next.iter().all(|next| next.abs() <= negligible) {
            // The rest is rounding, which could be chased for long.
            break;
        }
        for (direction, next) in direction.iter_mut().zip(&next) {
            *direction = next + size / before * *direction;
        }
    }
    Ok(step)
}

/// Takes the mean of each component off.
fn center(step: &mut [f64], members: &[Vec<usize>]) {
    for members in members {
        let mean = members.iter().map(|&item| step[item]).sum::<f64>() / members.len() as f64;
        for &item in members {
            step[item] -= mean;
        }
    }
}

fn check_span(log_strengths: &[f64], members: &[Vec<usize>]) -> Result<()> {
    for members in members {
        let of = || members.iter().map(|&item| log_strengths[item]);
        let span = of().fold(f64::NEG_INFINITY, f64::max) - of().fold(f64::INFINITY, f64::min);
        if span > MAX_SPAN {
            let got = "the strengths that fit best span more than 147 orders of magnitude".to_owned();
            let expected = "ballots that contradict each other more, or a prior".to_owned();
            return Err(Error::Data { what: "plackett_luce", got, expected });
        }
    }
    Ok(())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

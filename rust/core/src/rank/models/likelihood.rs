//! The log-likelihood of Plackett-Luce, its gradient and its curvature: one walk up and one down each list.

use super::choices::{Choice, Choices};
use super::lists::CHUNK_CELLS;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::par;

/// Choices under strengths `exp(log_strengths)`.
pub(super) struct Likelihood<'a> {
    choices: &'a Choices,
    /// Every weight is multiplied by this.
    scale: f64,
}

/// What is known at one vector of log strengths.
pub(super) struct Point {
    pub(super) log_strengths: Vec<f64>,
    /// Relative to the largest.
    strengths: Vec<f64>,
    pub(super) value: f64,
    /// The weight with which each item should have been chosen.
    pub(super) expected: Vec<f64>,
    /// The diagonal of the curvature.
    pub(super) diagonal: Vec<f64>,
}

#[derive(Default)]
struct Sums {
    value: f64,
    expected: Vec<f64>,
    squares: Vec<f64>,
}

impl<'a> Likelihood<'a> {
    pub(super) fn new(choices: &'a Choices, scale: f64) -> Self {
        Self { choices, scale }
    }

    /// `sum over choices of weight * (log strength of the chosen - log of the sum of the strengths that were left)`.
    pub(super) fn at(&self, log_strengths: Vec<f64>, ctx: &Ctx<'_>) -> Result<Point> {
        let m = log_strengths.len();
        let highest = log_strengths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let strengths: Vec<f64> = log_strengths.iter().map(|&log| (log - highest).exp()).collect();
        let mut total =
            Sums { expected: filled("sums", m, 0.0)?, squares: filled("sums", m, 0.0)?, ..Sums::default() };
        let map = |lists: std::ops::Range<usize>| {
            let mut part = Sums { value: 0.0, expected: vec![0.0; m], squares: vec![0.0; m] };
            let mut left = Vec::new();
            for k in lists {
                let Choice { entries, n_stages, weight } = self.choices.get(k);
                let weight = weight * self.scale;
                sums_of_the_rest(entries, n_stages, &strengths, &mut left);
                // Of all stages so far: weight / sum, and weight / sum^2.
                let (mut first, mut second, mut value) = (0.0, 0.0, 0.0);
                for (&item, &sum) in entries.iter().zip(&left) {
                    let item = usize::from(item);
                    let inverse = 1.0 / sum;
                    first += weight * inverse;
                    second += weight * inverse * inverse;
                    value += log_strengths[item] - highest - sum.ln();
                    part.expected[item] += first;
                    part.squares[item] += second;
                }
                for &item in &entries[n_stages..] {
                    part.expected[usize::from(item)] += first;
                    part.squares[usize::from(item)] += second;
                }
                part.value += weight * value;
            }
            Ok(part)
        };
        self.fold(map, ctx, |part| {
            total.value += part.value;
            add(&mut total.expected, &part.expected);
            add(&mut total.squares, &part.squares);
        })?;
        let mut diagonal = total.squares;
        for ((expected, diagonal), &strength) in total.expected.iter_mut().zip(&mut diagonal).zip(&strengths) {
            *expected *= strength;
            // Of p - p^2, where p is 1 but for rounding, nothing may be left.
            *diagonal = (*expected - *diagonal * strength * strength).max(1e-12 * *expected);
        }
        Ok(Point { log_strengths, strengths, value: total.value, expected: total.expected, diagonal })
    }

    /// The curvature (the negative second derivative) at a point, applied to a direction.
    pub(super) fn curvature(&self, point: &Point, direction: &[f64], ctx: &Ctx<'_>) -> Result<Vec<f64>> {
        let strengths = &point.strengths;
        let moved: Vec<f64> = strengths.iter().zip(direction).map(|(strength, by)| strength * by).collect();
        let mut total = vec![0.0; moved.len()];
        let map = |lists: std::ops::Range<usize>| {
            let mut part = vec![0.0; moved.len()];
            let mut pulls = Vec::new();
            for k in lists {
                let Choice { entries, n_stages, weight } = self.choices.get(k);
                let weight = weight * self.scale;
                let (chosen, rest) = entries.split_at(n_stages);
                let (mut sum, mut moving) = (0.0, 0.0);
                for &item in rest.iter().rev() {
                    sum += strengths[usize::from(item)];
                    moving += moved[usize::from(item)];
                }
                pulls.resize(n_stages, 0.0);
                for (&item, pull) in chosen.iter().zip(&mut pulls).rev() {
                    sum += strengths[usize::from(item)];
                    moving += moved[usize::from(item)];
                    let inverse = 1.0 / sum;
                    *pull = weight * (moving * inverse) * inverse;
                }
                let mut pulled = 0.0;
                for (&item, &pull) in chosen.iter().zip(&pulls) {
                    pulled += pull;
                    part[usize::from(item)] += pulled;
                }
                for &item in rest {
                    part[usize::from(item)] += pulled;
                }
            }
            Ok(part)
        };
        self.fold(map, ctx, |part| add(&mut total, &part))?;
        for (item, total) in total.iter_mut().enumerate() {
            *total = point.expected[item] * direction[item] - strengths[item] * *total;
        }
        Ok(total)
    }

    fn fold<T: Send>(
        &self,
        map: impl Fn(std::ops::Range<usize>) -> Result<T> + Sync,
        ctx: &Ctx<'_>,
        mut add: impl FnMut(T),
    ) -> Result<()> {
        let lists = par::rows(CHUNK_CELLS, self.choices.mean_length());
        ctx.fold_chunks(self.choices.len(), lists, map, |part| {
            add(part);
            Ok(())
        })
    }
}

/// For each stage the sum of the strengths that are left, smallest sums first, so that no small term is lost.
fn sums_of_the_rest(entries: &[u16], n_stages: usize, strengths: &[f64], left: &mut Vec<f64>) {
    let (chosen, rest) = entries.split_at(n_stages);
    let mut sum: f64 = rest.iter().rev().map(|&item| strengths[usize::from(item)]).sum();
    left.resize(n_stages, 0.0);
    for (&item, slot) in chosen.iter().zip(left).rev() {
        sum += strengths[usize::from(item)];
        *slot = sum;
    }
}

fn add(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

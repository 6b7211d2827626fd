//! The log-likelihood of Plackett-Luce, its gradient and its curvature: one walk up and one down each list.

use std::ops::Range;

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
    /// The weight with which each item was chosen, less that with which it should have been.
    pub(super) gradient: Vec<f64>,
    /// The diagonal of the curvature.
    pub(super) diagonal: Vec<f64>,
}

#[derive(Clone, Default)]
struct Sums {
    value: f64,
    gradient: Vec<f64>,
    diagonal: Vec<f64>,
}

/// One stage of one list.
#[derive(Clone, Copy, Default)]
struct Step {
    /// What it gives to the chosen item.
    own: f64,
    /// What it gives to those that are left, once multiplied with their strengths.
    others: [f64; 2],
}

impl<'a> Likelihood<'a> {
    pub(super) fn new(choices: &'a Choices, scale: f64) -> Self {
        Self { choices, scale }
    }

    /// `sum over choices of weight * log(strength of the chosen / sum of the strengths that were left)`.
    ///
    /// What a choice gives to the chosen item is computed from those beside it, not as 1 less its own share: so nothing is
    /// lost where one item is far stronger than the rest.
    pub(super) fn at(&self, log_strengths: Vec<f64>, ctx: &Ctx<'_>) -> Result<Point> {
        let m = log_strengths.len();
        let highest = log_strengths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let strengths: Vec<f64> = log_strengths.iter().map(|&log| (log - highest).exp()).collect();
        let zero = Sums { value: 0.0, gradient: filled("sums", m, 0.0)?, diagonal: filled("sums", m, 0.0)? };
        let mut total = zero.clone();
        let map = |lists: Range<usize>| {
            let mut part = zero.clone();
            let mut steps = Vec::new();
            for k in lists {
                let Choice { entries, n_stages, weight } = self.choices.get(k);
                let weight = weight * self.scale;
                let (chosen, rest) = entries.split_at(n_stages);
                let mut sum: f64 = rest.iter().rev().map(|&item| strengths[usize::from(item)]).sum();
                let mut logs = Logarithms::new();
                steps.resize(n_stages, Step::default());
                for (&item, step) in chosen.iter().zip(&mut steps).rev() {
                    let (beside, strength) = (sum, strengths[usize::from(item)]);
                    sum += strength;
                    let inverse = 1.0 / sum;
                    logs.add_1p(beside / strength);
                    *step = Step { own: beside * inverse, others: [weight * inverse, weight * inverse * inverse] };
                }
                part.value -= weight * logs.sum();
                let (mut first, mut second) = (0.0, 0.0);
                let mut missed = |item: u16, first: f64, second: f64, own: f64| {
                    let (item, strength) = (usize::from(item), strengths[usize::from(item)]);
                    let expected = first * strength;
                    part.gradient[item] += weight * own - expected;
                    // Of p - p^2, where p is 1 but for rounding, nothing may be left.
                    let spread = (expected - second * strength * strength).max(1e-12 * expected);
                    part.diagonal[item] += spread + weight * own * (1.0 - own);
                };
                for (&item, &Step { own, others }) in chosen.iter().zip(&steps) {
                    missed(item, first, second, own);
                    first += others[0];
                    second += others[1];
                }
                for &item in rest {
                    missed(item, first, second, 0.0);
                }
            }
            Ok(part)
        };
        self.fold(map, ctx, |part| {
            total.value += part.value;
            add(&mut total.gradient, &part.gradient);
            add(&mut total.diagonal, &part.diagonal);
        })?;
        let Sums { value, gradient, diagonal } = total;
        Ok(Point { log_strengths, strengths, value, gradient, diagonal })
    }

    /// The curvature (the negative second derivative) at a point, applied to a direction.
    pub(super) fn curvature(&self, point: &Point, direction: &[f64], ctx: &Ctx<'_>) -> Result<Vec<f64>> {
        // Strengths, and what they move by, side by side.
        let pairs: Vec<[f64; 2]> = point.strengths.iter().zip(direction).map(|(&s, &by)| [s, s * by]).collect();
        let mut total = vec![0.0; pairs.len()];
        let map = |lists: Range<usize>| {
            let mut part = vec![0.0; pairs.len()];
            let mut steps = Vec::new();
            for k in lists {
                let Choice { entries, n_stages, weight } = self.choices.get(k);
                let weight = weight * self.scale;
                let (chosen, rest) = entries.split_at(n_stages);
                let (mut sum, mut moving) = (0.0, 0.0);
                for &item in rest.iter().rev() {
                    let [strength, moves] = pairs[usize::from(item)];
                    sum += strength;
                    moving += moves;
                }
                steps.resize(n_stages, Step::default());
                for (&item, step) in chosen.iter().zip(&mut steps).rev() {
                    let [strength, moves] = pairs[usize::from(item)];
                    let apart = moves * sum - strength * moving;
                    sum += strength;
                    moving += moves;
                    let inverse = 1.0 / sum;
                    let each = weight * inverse;
                    *step = Step { own: (apart * inverse) * each, others: [each, (moving * inverse) * each] };
                }
                let (mut pushed, mut pulled) = (0.0, 0.0);
                for (&item, &Step { own, others }) in chosen.iter().zip(&steps) {
                    let [strength, moves] = pairs[usize::from(item)];
                    part[usize::from(item)] += own + (moves * pushed - strength * pulled);
                    pushed += others[0];
                    pulled += others[1];
                }
                for &item in rest {
                    let [strength, moves] = pairs[usize::from(item)];
                    part[usize::from(item)] += moves * pushed - strength * pulled;
                }
            }
            Ok(part)
        };
        self.fold(map, ctx, |part| add(&mut total, &part))?;
        Ok(total)
    }

    fn fold<T: Send>(
        &self,
        map: impl Fn(Range<usize>) -> Result<T> + Sync,
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

/// A sum of logarithms of `1 + x`. Most are taken together, as one logarithm of a product.
struct Logarithms {
    sum: f64,
    product: f64,
}

impl Logarithms {
    fn new() -> Self {
        Self { sum: 0.0, product: 1.0 }
    }

    fn add_1p(&mut self, x: f64) {
        if x < 1e-3 {
            // As a factor it would lose its digits.
            self.sum += x.ln_1p();
            return;
        }
        // Strengths span 148 orders of magnitude at most, so this stays a float.
        self.product *= 1.0 + x;
        if self.product > 1e150 {
            self.sum += self.product.ln();
            self.product = 1.0;
        }
    }

    fn sum(&self) -> f64 {
        self.sum + self.product.ln()
    }
}

fn add(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

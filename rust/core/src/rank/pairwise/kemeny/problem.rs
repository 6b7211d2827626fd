//! A Kemeny problem: whose order is sought, and what an order costs.

use super::Margins;
use super::margins::MAX_TOTAL;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::{Items, Label};
use crate::pairwise::{Preference, check_items};
use crate::rank::Votes;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::weights::FixedPoint;

/// Items and, for each ordered pair, the weight that prefers the first. An order costs the weight it contradicts:
/// `weights[b, a]`, summed over all `a` that it puts before `b`.
pub struct Problem {
    /// The items.
    pub items: Items,
    /// How unranked items were read; `None` where there are no votes.
    pub missing: Option<Missing>,
    weights: Preference,
    /// How many low bits the margins have lost.
    dropped: u32,
    /// The items in label order, in which `margins` number them.
    pub(super) by_label: Vec<u32>,
    pub(super) margins: Margins,
}

/// A cost: an integer if all weights are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cost {
    /// Exact.
    Integer(i128),
    /// An exact sum of floats, rounded once.
    Float(f64),
}

impl Cost {
    /// The nearest float.
    #[must_use]
    pub fn to_float(self) -> f64 {
        match self {
            Cost::Integer(value) => value as f64,
            Cost::Float(value) => value,
        }
    }
}

impl Problem {
    /// What votes ask for.
    ///
    /// # Errors
    /// [`Error::InputKind`] for counts of places, [`Error::TooLarge`] for integer margins that add up to 2**61 or more,
    /// what counting pairs fails with, or a stop asked for through `ctx`.
    pub fn of_votes(votes: &Votes<'_>, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Self> {
        let Pairs { items, preference, missing } = Pairs::of(votes, super::rule::ID, missing, ctx)?;
        Self::new(items, Some(missing), preference, ctx)
    }

    /// The linear ordering problem of a square matrix, row-major: the order with the greatest sum of the cells `[a, b]`
    /// over all `a` before `b`, which is the one that costs the least. The diagonal says nothing.
    ///
    /// # Errors
    /// As [`Problem::of_votes`]; [`Error::Length`] for cells that are no square.
    pub fn of_integers(cells: Vec<i64>, n_items: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let items = Items::range(n_items)?;
        check_items(&items)?;
        Error::check_length("matrix", cells.len(), n_items * n_items)?;
        Self::new(items, None, Preference::Integer(cells), ctx)
    }

    /// The same of floats.
    ///
    /// # Errors
    /// As [`Problem::of_integers`]; [`Error::Invalid`] for a cell off the diagonal that is not finite, [`Error::Data`]
    /// for cells too far apart to be added exactly.
    pub fn of_floats(mut cells: Vec<f64>, n_items: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let items = Items::range(n_items)?;
        check_items(&items)?;
        Error::check_length("matrix", cells.len(), n_items * n_items)?;
        (0..n_items).for_each(|item| cells[item * n_items + item] = 0.0);
        if let Some(cell) = cells.iter().position(|cell| !cell.is_finite()) {
            let at = At::Cell(cell / n_items, cell % n_items);
            return Err(Error::invalid("matrix", at, cells[cell], "a weight", "a finite number"));
        }
        let fixed = FixedPoint::exact_cells("matrix", "cells", &cells)?;
        Self::new(items, None, Preference::Fixed(fixed), ctx)
    }

    /// What weights of preference ask for.
    pub(in crate::rank) fn new(
        items: Items,
        missing: Option<Missing>,
        weights: Preference,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let m = items.len();
        let by_label = items.by_label();
        let (margins, dropped) = with_weights!(&weights, cells => {
            // So that the cost of any order, or of all pairs, can be summed.
            if cells.iter().map(|&cell| wide(cell).unsigned_abs() as f64).sum::<f64>() >= 126_f64.exp2() {
                return Err(Error::Overflow { what: "the sum of all weights of preference", bits: 126 });
            }
            let cell = |a: u32, b: u32| wide(cells[a as usize * m + b as usize]);
            let margin = |i: usize, j: usize| cell(by_label[i], by_label[j]) - cell(by_label[j], by_label[i]);
            let drop = match &weights {
                Preference::Integer(_) => 0,
                Preference::Fixed(_) => bits_to_drop(m, margin, ctx)?,
            };
            let margins = Margins::new(m, |i, j| {
                if j == i + 1 {
                    ctx.check()?;
                }
                Ok(rounded(margin(i, j), drop))
            });
            (margins?, drop)
        });
        Ok(Self { items, missing, weights, dropped, by_label, margins })
    }

    /// What an order of all items costs, as a numerator for [`Problem::cost`]. Items are numbered as in `items`.
    #[must_use]
    pub fn contradicted(&self, order: &[u32]) -> i128 {
        let m = self.items.len();
        with_weights!(&self.weights, cells => {
            let below = |(place, &first): (usize, &u32)| {
                let later = order[place + 1..].iter();
                later.map(|&later| wide(cells[later as usize * m + first as usize])).sum::<i128>()
            };
            order.iter().enumerate().map(below).sum()
        })
    }

    /// So much excess, as a numerator for [`Problem::cost`].
    pub(super) fn units(&self, excess: i64) -> i128 {
        i128::from(excess) << self.dropped
    }

    /// A numerator as a cost.
    #[must_use]
    pub fn cost(&self, numerator: i128) -> Cost {
        match &self.weights {
            Preference::Integer(_) => Cost::Integer(numerator),
            Preference::Fixed(_) => Cost::Float(self.weights.value(numerator)),
        }
    }

    /// The items of an order of labels.
    ///
    /// # Errors
    /// As [`Items::places`].
    pub fn order(&self, labels: &[Label]) -> Result<Vec<u32>> {
        let places = self.items.places("order", labels)?;
        Ok(places.into_iter().map(|place| self.by_label[place as usize]).collect())
    }
}

/// A weight, whatever its width.
fn wide<T: Into<i128>>(weight: T) -> i128 {
    weight.into()
}

/// How many low bits margins of floats lose, so that they add up to less than [`MAX_TOTAL`]; none if they do already.
fn bits_to_drop(m: usize, margin: impl Fn(usize, usize) -> i128, ctx: &Ctx<'_>) -> Result<u32> {
    let mut total = 0.0_f64;
    for i in 0..m {
        ctx.check()?;
        total += (i + 1..m).map(|j| margin(i, j).unsigned_abs() as f64).sum::<f64>();
    }
    // One bit more than the sum asks for pays for its own rounding, and for that of the margins.
    let bits = if total < MAX_TOTAL as f64 / 2.0 { 0.0 } else { (total / MAX_TOTAL as f64).log2().ceil() + 1.0 };
    Ok(bits as u32)
}

/// The nearest multiple of `2**drop`, in units of it; the same for a margin and its opposite.
fn rounded(margin: i128, drop: u32) -> i128 {
    let half = if drop == 0 { 0 } else { 1_i128 << (drop - 1) };
    margin.signum() * ((margin.abs() + half) >> drop)
}

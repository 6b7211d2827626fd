//! The buckets of one history.

use super::Shape;
use crate::error::{Error, Result};
use crate::memory::filled;

/// Whether rows are added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Added.
    Plus,
    /// Taken away.
    Minus,
}

/// For each code of each group: the sum of the values whose vectors have it, how many there are, and what they weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// `[group][code][value]`.
    pub(super) sums: Vec<f32>,
    /// `[group][code]`.
    pub(super) counts: Vec<u32>,
    /// `[group][code]`; `None` while every row weighs 1.
    pub(super) weights: Option<Vec<f64>>,
    pub(super) n_rows: u64,
}

impl Table {
    pub(super) fn new(shape: Shape) -> Result<Self> {
        let sums = filled("sums of the buckets", shape.n_cells(), 0.0)?;
        let counts = filled("counts of the buckets", shape.n_buckets(), 0)?;
        Ok(Self { sums, counts, weights: None, n_rows: 0 })
    }

    /// Sums of values, by group, code and value.
    #[must_use]
    pub fn sums(&self) -> &[f32] {
        &self.sums
    }

    /// Rows, by group and code.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// Weights of rows, by group and code.
    pub fn weights(&self) -> impl Iterator<Item = f64> {
        self.counts.iter().enumerate().map(|(bucket, &count)| self.weight(bucket, count))
    }

    /// The weight of a bucket with so many rows.
    pub(crate) fn weight(&self, bucket: usize, count: u32) -> f64 {
        self.weights.as_ref().map_or(f64::from(count), |weights| weights[bucket])
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// The weights, written down if they were not.
    pub(super) fn weighted(&mut self) -> &mut Vec<f64> {
        let counts = &self.counts;
        self.weights.get_or_insert_with(|| counts.iter().map(|&count| f64::from(count)).collect())
    }

    /// Fails if so many rows cannot be added to these.
    pub(super) fn check_room(&self, n_rows: u64) -> Result<()> {
        let (got, limit) = (u128::from(self.n_rows) + u128::from(n_rows), u128::from(u32::MAX));
        if got > limit { Err(Error::TooLarge { what: "rows of a history", got, limit }) } else { Ok(()) }
    }

    /// Fails unless all rows of another table may be among these.
    pub(super) fn check_contains(&self, other: &Table, shape: Shape) -> Result<()> {
        let Some(bucket) = self.counts.iter().zip(&other.counts).position(|(mine, theirs)| theirs > mine) else {
            return Ok(());
        };
        let (group, code) = (bucket / shape.n_codes, bucket % shape.n_codes);
        Err(Error::Data {
            what: "rows to remove",
            got: format!("{} with code {code} in group {group}", other.counts[bucket]),
            expected: format!("at most {}, which is how many are there", self.counts[bucket]),
        })
    }

    /// Adds another table, or takes it away; both are checked.
    pub(super) fn combine(&mut self, other: &Table, sign: Sign, width: usize) {
        if other.weights.is_some() {
            self.weighted();
        }
        if let Some(weights) = &mut self.weights {
            for ((weight, more), _) in weights.iter_mut().zip(other.weights()).zip(&other.counts) {
                *weight = if sign == Sign::Plus { *weight + more } else { (*weight - more).max(0.0) };
            }
        }
        let buckets = self.sums.chunks_exact_mut(width).zip(other.sums.chunks_exact(width));
        for (((sums, more), count), &other_count) in buckets.zip(&mut self.counts).zip(&other.counts) {
            if other_count == 0 {
                continue;
            }
            let pairs = sums.iter_mut().zip(more);
            match sign {
                Sign::Plus => {
                    *count += other_count;
                    pairs.for_each(|(sum, more)| *sum += more);
                }
                Sign::Minus => {
                    *count -= other_count;
                    pairs.for_each(|(sum, more)| *sum -= more);
                }
            }
        }
        match sign {
            Sign::Plus => self.n_rows += other.n_rows,
            Sign::Minus => {
                self.n_rows -= other.n_rows;
                self.clear_empty(width);
            }
        }
    }

    /// What was rounded away does not stay behind where nothing is left.
    fn clear_empty(&mut self, width: usize) {
        for (bucket, _) in self.counts.iter().enumerate().filter(|(_, count)| **count == 0) {
            self.sums[bucket * width..][..width].fill(0.0);
            if let Some(weights) = &mut self.weights {
                weights[bucket] = 0.0;
            }
        }
    }

    /// Multiplies sums and weights; counts stay.
    pub(super) fn decay(&mut self, factor: f64) {
        self.sums.iter_mut().for_each(|sum| *sum = (f64::from(*sum) * factor) as f32);
        self.weighted().iter_mut().for_each(|weight| *weight *= factor);
    }
}

//! Fusions of ranks: each list gives points for places, in integers, so that order and grouping cannot matter.

use std::ops::Range;

use super::run_weights::RunWeights;
use super::runs::Runs;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::reserved;
use crate::rank::options::Ties;

/// Bits of a sum of points; one more is the sign.
const BITS: u32 = 126;

/// Points by place as fixed-point numbers, each rounded once.
pub(super) struct PlacePoints {
    points: Vec<i128>,
    /// Sums of the first so many; for means over tied places.
    sums: Vec<i128>,
    /// Bits below the point.
    pub(super) fraction_bits: u32,
}

impl PlacePoints {
    /// `1 / denominator(place)` for the places 1 to `longest`, with as many bits as the weights leave room for: at least
    /// 63, and 123 for five runs without weights.
    pub(super) fn reciprocals(
        longest: usize,
        weights: &RunWeights,
        denominator: impl Fn(u128) -> u128,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let fraction_bits = BITS - weights.total_bits();
        let (mut points, mut sums) = (reserved("points", longest)?, reserved("sums of points", longest + 1)?);
        let mut sum = 0;
        sums.push(sum);
        for place in 1..=longest {
            if place % (1 << 14) == 0 {
                ctx.check()?;
            }
            let denominator = denominator(place as u128);
            let point = (((1_u128 << fraction_bits) + denominator / 2) / denominator) as i128;
            points.push(point);
            // A sum of many places may pass what fits; a mean needs differences only, which do not.
            sum = i128::wrapping_add(sum, point);
            sums.push(sum);
        }
        Ok(Self { points, sums, fraction_bits })
    }

    /// What each document gets that shares these places, counted from 0.
    #[inline]
    pub(super) fn shared(&self, places: Range<usize>, ties: Ties) -> i128 {
        match (places.len(), ties) {
            (1, _) | (_, Ties::Max) => self.points[places.start],
            (_, Ties::Min) => self.points[places.end - 1],
            (n, Ties::Average) => {
                let sum = self.sums[places.end].wrapping_sub(self.sums[places.start]);
                ((sum as u128 + n as u128 / 2) / n as u128) as i128
            }
        }
    }
}

/// `points` times a power of two, rounded once: 126 bits as two floats that hold 52 and 53 of them, the last of which
/// stands for all below, and one addition. Several times faster than the conversion of 128 bits, which small sums take.
#[inline]
pub(super) fn to_float(points: i128, unit: f64) -> f64 {
    let rest = i64::from(points & ((1 << 21) - 1) != 0);
    let (high, low) = ((points >> 74) as i64, (points >> 21) as i64 & ((1 << 53) - 1) | rest);
    // Below, fewer than two bits would lie behind those that a float keeps.
    if high < 8 {
        return points as f64 * unit;
    }
    (high as f64 * TWO_74 + low as f64 * TWO_21) * unit
}

const TWO_74: f64 = (1_u128 << 74) as f64;
const TWO_21: f64 = (1_u128 << 21) as f64;

/// Room for the sums of one query.
#[derive(Default)]
pub(super) struct PointSums {
    /// For each document of the query its points.
    pub(super) points: Vec<i128>,
    /// For each document the weight of the lists that hold it; empty unless asked for.
    pub(super) frequency: Vec<i128>,
}

impl PointSums {
    /// Starts a query with so many documents.
    pub(super) fn start(&mut self, n_documents: usize) {
        self.points.clear();
        self.points.resize(n_documents, 0);
    }

    /// Adds the points of all lists of a query.
    #[inline]
    pub(super) fn add_lists(
        &mut self,
        runs: &Runs,
        query: usize,
        weights: &RunWeights,
        table: &PlacePoints,
        ties: Ties,
    ) {
        self.start(runs.documents(query).len());
        for (run, &weight) in weights.numerators.iter().enumerate() {
            let list = runs.list(run, query);
            match (list.scores, weights.unit) {
                (None, true) => {
                    for (&id, &points) in list.ids.iter().zip(&table.points) {
                        self.points[id as usize] += points;
                    }
                }
                (None, false) => {
                    for (&id, &points) in list.ids.iter().zip(&table.points) {
                        self.points[id as usize] += points * weight;
                    }
                }
                (Some(_), _) => list.each_tie(|places| {
                    let points = table.shared(places.clone(), ties) * weight;
                    for &id in &list.ids[places] {
                        self.points[id as usize] += points;
                    }
                }),
            }
        }
    }

    /// Adds up the weights of the lists that hold each document.
    pub(super) fn count_lists(&mut self, runs: &Runs, query: usize, weights: &RunWeights) {
        self.frequency.clear();
        self.frequency.resize(runs.documents(query).len(), 0);
        for (run, &weight) in weights.numerators.iter().enumerate() {
            for &id in runs.list(run, query).ids {
                self.frequency[id as usize] += weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;
    use crate::weights::scale;

    #[test]
    fn points_are_rounded_once() {
        let mut stream = Stream::new(2, 0);
        for round in 0..10_000 {
            let bits = 1 + round % 126;
            let random = u128::from(stream.next_u64()) << 64 | u128::from(stream.next_u64());
            let points = ((random | 1 << 127) >> (128 - bits)) as i128;
            for points in [points, points & !0x7fff_ffff, points | 1 << 100, (points >> 70) << 70 | 1 << 50] {
                for exponent in [0, -126, 300, -400] {
                    assert_eq!(to_float(points, scale(1, exponent)).to_bits(), scale(points, exponent).to_bits());
                }
            }
        }
        assert_eq!(to_float(0, 1.0).to_bits(), 0);
    }
}

//! The linear ordering problem in floats that are integers, so that every sum of the bound is exact.

use crate::error::{Error, Result};
use crate::rank::kemeny::margins::Margins;

/// Rows of bits are kept for each pair, 18 MiB at this size, and up to some 60 bytes for one three items in 24: 160 MiB.
pub(in crate::rank::pairwise::kemeny) const MAX_ITEMS: usize = 400;

/// Sums of margins and multipliers below this are exact in a float.
pub(super) const EXACT: f64 = (1_u64 << 52) as f64;

/// Margins add up to at most so many bits, which leaves room for multipliers of 16 times as much.
const COST_BITS: i32 = 48;

/// Multipliers are multiples of a unit over two to this power. On a grid of 12 bits the small steps of degenerate problems
/// are lost: bounds stay away from the optimum by half a thousandth.
const FRACTION_BITS: i32 = 24;

/// Places of an order, their pairs, and what each pair costs.
///
/// Items are numbered by their place in the first incumbent, so `x = 1` of a pair says: as in the incumbent. An order
/// costs `constant - sum of gain * x`, which is its excess.
pub(super) struct Problem {
    /// The item at each place of the first incumbent.
    items: Vec<u32>,
    /// The places of each pair, the smaller first.
    pub(super) pairs: Vec<[u16; 2]>,
    /// What the pair gains by the smaller place coming first, scaled.
    pub(super) gains: Vec<f64>,
    /// The scaled gains above 0.
    pub(super) constant: f64,
    /// The scaled gains without their signs.
    pub(super) total: f64,
    scale: Scale,
}

/// How an excess becomes a float: times `2^shift`, which rounds margins only if they are huge.
#[derive(Debug, Clone, Copy)]
struct Scale {
    shift: i32,
    /// By how much the scaled excess of an order may be off.
    error: f64,
    /// Every excess is a multiple of it.
    step: i64,
}

impl Problem {
    /// Margins with the items named by their places in `order`.
    pub(super) fn new(margins: &Margins, order: &[u32]) -> Result<Self> {
        let n = order.len();
        if n > MAX_ITEMS {
            return Err(Error::TooLarge { what: "items of one component", got: n as u128, limit: MAX_ITEMS as u128 });
        }
        let margins = margins.among(order)?;
        let pairs: Vec<[u16; 2]> = (0..n).flat_map(|i| (i + 1..n).map(move |j| [i as u16, j as u16])).collect();
        let margin = |pair: &[u16; 2]| margins.of(pair[0].into(), pair[1].into());
        let sum: i64 = pairs.iter().map(|pair| margin(pair).abs()).sum();
        let bits = 64 - sum.leading_zeros() as i32;
        let shift = (COST_BITS - bits).min(FRACTION_BITS);
        let error = if shift < 0 { pairs.len() as f64 } else { 0.0 };
        let scale = Scale { shift, error, step: margins.step().max(1) };
        let gains: Vec<f64> = pairs.iter().map(|pair| scale.near(margin(pair))).collect();
        let constant = gains.iter().map(|gain| gain.max(0.0)).sum();
        let total = gains.iter().map(|gain| gain.abs()).sum();
        Ok(Self { items: order.to_vec(), pairs, gains, constant, total, scale })
    }

    pub(super) fn n_items(&self) -> usize {
        self.items.len()
    }

    /// An order of places as one of items.
    pub(super) fn named(&self, places: &[u32]) -> Vec<u32> {
        places.iter().map(|&place| self.items[place as usize]).collect()
    }

    /// A bound above this leaves no order better than one of so much excess.
    pub(super) fn target(&self, excess: i64) -> f64 {
        self.scale.above(excess - self.scale.step) + self.scale.error
    }

    /// What the steps towards a bound aim at: so much excess itself.
    pub(super) fn aim(&self, excess: i64) -> f64 {
        self.scale.above(excess)
    }

    /// The least excess that a scaled bound allows.
    pub(super) fn lower_bound(&self, bound: f64) -> i64 {
        let Scale { shift, error, step } = self.scale;
        let units = (bound - error).floor() as i128;
        let unit = i128::from(step);
        let steps =
            if shift >= 0 { -(-units).div_euclid(unit << shift) } else { -(-(units << -shift)).div_euclid(unit) };
        (steps * unit).max(0) as i64
    }
}

/// The number of the pair of places `i < j` among `n`.
pub(super) fn pair(n: usize, i: usize, j: usize) -> usize {
    i * (2 * n - i - 1) / 2 + j - i - 1
}

impl Scale {
    /// A margin, to the nearest unit.
    fn near(self, margin: i64) -> f64 {
        if self.shift >= 0 { (margin << self.shift) as f64 } else { (margin >> -self.shift) as f64 }
    }

    /// At least the value.
    fn above(self, value: i64) -> f64 {
        if self.shift >= 0 { (value << self.shift) as f64 } else { ((value >> -self.shift) + 1) as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_numbered_in_order() {
        for n in 0..7 {
            let all: Vec<_> = (0..n).flat_map(|i| (i + 1..n).map(move |j| pair(n, i, j))).collect();
            assert_eq!(all, (0..n * n.saturating_sub(1) / 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn bounds_round_up_to_the_step() {
        let margins = Margins::new(3, |i, j| Ok([[0, 6, -4], [0, 0, 2], [0; 3]][i][j])).unwrap();
        let problem = Problem::new(&margins, &[0, 1, 2]).unwrap();
        let unit = f64::from(1 << FRACTION_BITS);
        for (bound, expected) in [(-3.0, 0), (0.0, 0), (1.0, 2), (2.0 * unit, 2), (2.0 * unit + 1.0, 4)] {
            assert_eq!(problem.lower_bound(bound), expected, "{bound}");
        }
        assert!((problem.target(4) - 2.0 * unit).abs() < 0.5);
    }

    #[test]
    fn huge_margins_are_rounded_within_the_error() {
        let cells = [[0, (1_i64 << 58) + 12_345, -(1 << 57) - 1], [0, 0, 7], [0; 3]];
        let margins = Margins::new(3, |i, j| Ok(cells[i][j].into())).unwrap();
        let problem = Problem::new(&margins, &[0, 1, 2]).unwrap();
        assert!(problem.total <= EXACT / 8.0);
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let excess = margins.excess(&order);
            let before = |a: u32, b: u32| order.iter().position(|&x| x == a) < order.iter().position(|&x| x == b);
            let placed = problem.pairs.iter().zip(&problem.gains);
            let kept: f64 = placed.filter(|([i, j], _)| before((*i).into(), (*j).into())).map(|(_, g)| g).sum();
            assert!(problem.lower_bound(problem.constant - kept) <= excess);
            assert!(problem.constant - kept <= problem.target(excess) + problem.scale.above(1));
        }
    }
}

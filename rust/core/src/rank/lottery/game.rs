//! The game that a lottery is the solution of: integer margins between the items that can matter.

use std::cmp::Ordering;

use num_integer::Integer as _;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::rank::pairwise::pairs::each_item;
use crate::rank::pairwise::smith_set::top;

/// Margins beyond this are not solved exactly: sums of a thousand of them, times a digit, must fit 128 bits.
const MAX_MARGIN: i128 = 1 << 88;

/// An antisymmetric matrix of integers, row-major.
#[derive(Debug, Clone)]
pub(super) struct Game {
    n: usize,
    cells: Vec<i128>,
    largest: i128,
}

impl Game {
    /// Margins of `items` among each other, without their common factor: multiples of a game have the same solutions.
    pub(super) fn new(items: &[usize], margin: impl Fn(usize, usize) -> i128, ctx: &Ctx<'_>) -> Result<Self> {
        let n = items.len();
        let mut cells = filled("margins", n * n, 0_i128)?;
        let (mut common, mut largest) = (0, 0);
        for (i, row) in cells.chunks_exact_mut(n.max(1)).enumerate() {
            ctx.check()?;
            for (j, cell) in row.iter_mut().enumerate().filter(|(j, _)| *j != i) {
                *cell = margin(items[i], items[j]);
                largest = largest.max(cell.abs());
                if common != 1 {
                    common = common.gcd(cell);
                }
            }
        }
        if common > 1 {
            for cell in &mut cells {
                *cell /= common;
            }
            largest /= common;
        }
        Ok(Self { n, cells, largest })
    }

    /// The same game among some of its items.
    pub(super) fn among(&self, items: &[usize]) -> Self {
        let cells = items.iter().flat_map(|&i| items.iter().map(move |&j| self.at(i, j))).collect();
        Self { n: items.len(), cells, largest: self.largest }
    }

    pub(super) fn n(&self) -> usize {
        self.n
    }

    /// By how much the first beats the second.
    pub(super) fn at(&self, i: usize, j: usize) -> i128 {
        self.cells[i * self.n + j]
    }

    pub(super) fn row(&self, i: usize) -> &[i128] {
        &self.cells[i * self.n..(i + 1) * self.n]
    }

    /// The largest margin of all.
    pub(super) fn largest(&self) -> i128 {
        self.largest
    }

    /// Whether the margins are small enough for exact arithmetic.
    pub(super) fn is_exact(&self) -> bool {
        self.largest < MAX_MARGIN
    }
}

/// The smallest set of items that each beat every item outside it (Smith set), ascending.
///
/// An optimal lottery has no weight outside. Let `x` be optimal among the members alone and let `p` put weight outside:
/// against `p`, `x` earns at least 0 from the part of `p` inside, and more than 0 from the part outside. So `p` loses to
/// `x`, which no optimal lottery does. Ties with members are enough to break this argument, and items that only tie with
/// some member can indeed carry weight; so the smaller Schwartz set would be wrong here.
pub(super) fn smith_set(
    m: usize,
    compare: impl Fn(usize, usize) -> Ordering + Sync,
    ctx: &Ctx<'_>,
) -> Result<Vec<usize>> {
    let copeland = each_item(m, ctx, |i| (0..m).filter(|&j| j != i).map(|j| compare(i, j) as i64).sum())?;
    Ok(top((0..m).collect(), |item| copeland[item]))
}

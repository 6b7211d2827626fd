//! The counting kernel: for every pair of items, the weight of the voters who put one before the other.
//!
//! Voters are taken in tiles. A tile is transposed, so that the ranks of one item lie side by side, and two items are
//! compared 64 voters at a time into 64 small counters that are emptied before they can overflow. "Unranked" is the
//! largest rank, so one comparison covers ranked-before-ranked and ranked-before-unranked; the two are told apart
//! afterwards by how many voters rank both. Only pairs `i < j` are visited; where every ballot is complete and strict
//! one comparison decides both directions.
//!
//! Threads share the rows of one result, so the memory does not grow with them, and all sums are integers, so neither
//! does anything else depend on them.

use super::lanes::Lane;
use crate::ballots::{Ballots, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::vectorized::vectorized;
use crate::weights::Weights;

/// Voters compared at once, and the unit that tiles are padded to.
pub(super) const LANES: usize = 64;

/// Tiles have at most this many groups of lanes: a counter of 8 bits holds 255.
const MAX_GROUPS: usize = 64;

/// A tile's bytes: half of a usual second-level cache.
const TILE_BYTES: usize = 1 << 19;

/// Tiles transposed at a time, by several threads if there are.
const TILES: usize = 16;

/// Rows of the result that one thread takes at a time, and that reuse a tile while it is in the cache.
const ROWS: usize = 16;

/// Exact sums over the voters for pairs `i < j`, held in row `i` of three matrices that lie side by side.
pub(super) struct Sums<T> {
    cells: Vec<T>,
    n_items: usize,
}

/// For one pair: the weight of `i` before `j`, of `j` before `i` (an unranked item being last), and of both ranked.
#[derive(Clone, Copy)]
pub(super) struct Pair<T> {
    pub(super) before: T,
    pub(super) after: T,
    pub(super) both: T,
}

impl<T: Copy> Sums<T> {
    /// The sums of a pair `i <= j`; on the diagonal `both` is the weight of the voters who rank the item.
    pub(super) fn pair(&self, i: usize, j: usize) -> Pair<T> {
        let row = &self.cells[3 * self.n_items * i..];
        Pair { before: row[j], after: row[self.n_items + j], both: row[2 * self.n_items + j] }
    }
}

/// Sums as wide as the weights need: 64 bits for integers, 128 for floats.
pub(super) enum Counted {
    Integer(Sums<i64>),
    Fixed(Sums<i128>),
}

/// Counts all pairs.
pub(super) fn count(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<Counted> {
    match ballots.ranks() {
        Ranks::Narrow(ranks) => count_ranks(ballots, ranks, ctx),
        Ranks::Wide(ranks) => count_ranks(ballots, ranks, ctx),
    }
}

fn count_ranks<R: Lane>(ballots: &Ballots, ranks: &[R], ctx: &Ctx<'_>) -> Result<Counted> {
    let job = |passes| Job {
        ranks,
        n_items: ballots.n_items(),
        n_voters: ballots.n_voters(),
        passes,
        complete: ballots.is_complete(),
        strict: ballots.is_complete() && !ballots.has_ties(),
        total: ballots.weights().total(ballots.n_voters()),
    };
    Ok(match ballots.weights() {
        Weights::Unit => Counted::Integer(job(Vec::new()).run(ctx)?),
        Weights::Integer(weights) => {
            let pass = Pass { weights: weights.clone(), shift: 0 };
            Counted::Integer(job(vec![pass]).run(ctx)?)
        }
        Weights::Float(fixed) => Counted::Fixed(job(limbs(&fixed.numerators)).run(ctx)?),
    })
}

/// Weights for one sweep: a voter's weight is the sum over the passes of `weight << shift`. No pass at all means that
/// every voter counts 1.
#[derive(Clone)]
struct Pass {
    weights: Vec<i64>,
    shift: u32,
}

/// Wide integers cut into pieces of 40 bits, whose sums over a tile fit into 64 bits.
fn limbs(numerators: &[i128]) -> Vec<Pass> {
    const BITS: u32 = 40;
    let largest = numerators.iter().copied().max().unwrap_or(0);
    let used = (i128::BITS - largest.leading_zeros()).div_ceil(BITS).max(1);
    let piece = |shift: u32| numerators.iter().map(|n| (n >> shift) as i64 & ((1 << BITS) - 1)).collect();
    (0..used).map(|k| Pass { weights: piece(k * BITS), shift: k * BITS }).collect()
}

/// An accumulator of a tile's sums. Totals were bounded when the weights came in, so nothing here overflows.
pub(super) trait Total:
    Copy + Default + Send + Sync + std::ops::AddAssign + std::ops::Sub<Output = Self>
{
    fn shifted(sum: i64, shift: u32) -> Self;
    fn from_total(total: i128) -> Self;
}

impl Total for i64 {
    fn shifted(sum: i64, shift: u32) -> Self {
        sum << shift
    }
    fn from_total(total: i128) -> Self {
        total as i64
    }
}

impl Total for i128 {
    fn shifted(sum: i64, shift: u32) -> Self {
        i128::from(sum) << shift
    }
    fn from_total(total: i128) -> Self {
        total
    }
}

struct Job<'a, R> {
    ranks: &'a [R],
    n_items: usize,
    n_voters: usize,
    passes: Vec<Pass>,
    complete: bool,
    strict: bool,
    total: i128,
}

/// Some voters, item by item, padded with voters who rank nothing.
#[derive(Default)]
struct Tile<R> {
    /// Item `i` has `ranks[start + i * stride..][..width]`.
    ranks: Vec<R>,
    /// Puts every item at the beginning of a cache line: a vector that straddles two costs two loads.
    start: usize,
    stride: usize,
    width: usize,
    /// Which voters rank an item, as bits, `width / 64` words an item; empty if all rank all or weights are used.
    ranked: Vec<u64>,
    /// Per pass, padded with 0.
    weights: Vec<Pass>,
}

impl<R: Lane> Tile<R> {
    fn row(&self, item: usize) -> &[R] {
        &self.ranks[self.start + item * self.stride..][..self.width]
    }

    fn bits(&self, item: usize) -> &[u64] {
        let words = self.width / LANES;
        &self.ranked[item * words..][..words]
    }
}

impl<R: Lane> Job<'_, R> {
    fn run<T: Total>(&self, ctx: &Ctx<'_>) -> Result<Sums<T>> {
        let m = self.n_items;
        let mut sums = Sums { cells: filled("pairwise counts", 3 * m * m, T::default())?, n_items: m };
        if m == 0 {
            return Ok(sums);
        }
        let tile_voters = (TILE_BYTES / (m * size_of::<R>())).clamp(LANES, LANES * MAX_GROUPS) / LANES * LANES;
        ctx.set_total(self.n_voters as u64);
        // One thread counts a tile while it is in the cache.
        let n_tiles = if ctx.par().n_threads() == 1 { 1 } else { TILES };
        let mut memory: Vec<Tile<R>> = Vec::new();
        memory.resize_with(n_tiles, Tile::default);
        for start in (0..self.n_voters).step_by(n_tiles * tile_voters) {
            let end = self.n_voters.min(start + n_tiles * tile_voters);
            let tiles = &mut memory[..(end - start).div_ceil(tile_voters)];
            ctx.fill_chunks(tiles, 1, 1, |k, tiles| {
                for (k, tile) in (k..).zip(tiles) {
                    let first = start + k * tile_voters;
                    self.fill(tile, first, end.min(first + tile_voters));
                }
                Ok(())
            })?;
            let tiles = &*tiles;
            ctx.fill_chunks(&mut sums.cells, 3 * m, ROWS, |first, rows| {
                for tile in tiles {
                    ctx.check()?;
                    vectorized(
                        #[inline(always)]
                        || {
                            for (i, row) in (first..).zip(rows.chunks_exact_mut(3 * m)) {
                                self.add_row(tile, i, row);
                            }
                        },
                    );
                }
                Ok(())
            })?;
            ctx.advance((end - start) as u64);
        }
        self.complete_rows(&mut sums, ctx)?;
        Ok(sums)
    }

    /// Transposes some voters into a tile, in the memory that it has.
    fn fill(&self, tile: &mut Tile<R>, start: usize, end: usize) {
        let m = self.n_items;
        tile.width = (end - start).next_multiple_of(LANES);
        // A stride that is no power of two keeps the columns that a ballot is scattered to in different cache sets.
        tile.stride = tile.width + LANES;
        tile.ranks.clear();
        tile.ranks.resize(m * tile.stride + LANES, R::UNRANKED);
        tile.start = tile.ranks.as_ptr().align_offset(LANES).min(LANES);
        for (voter, ballot) in self.ranks[start * m..end * m].chunks_exact(m).enumerate() {
            for (column, &rank) in tile.ranks[tile.start..].chunks_exact_mut(tile.stride).zip(ballot) {
                column[voter] = rank;
            }
        }
        if !self.complete && self.passes.is_empty() {
            let word =
                |lanes: &[R]| lanes.iter().rev().fold(0, |bits, &rank| bits << 1 | u64::from(rank != R::UNRANKED));
            tile.ranked = (0..m).flat_map(|item| tile.row(item).chunks_exact(LANES).map(word)).collect();
        }
        tile.weights.clear();
        for pass in &self.passes {
            let mut weights = pass.weights[start..end].to_vec();
            weights.resize(tile.width, 0);
            tile.weights.push(Pass { weights, shift: pass.shift });
        }
    }

    /// Adds a tile to item `i`'s row: the later items before it, after it, and both ranked.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn add_row<T: Total>(&self, tile: &Tile<R>, i: usize, row: &mut [T]) {
        let m = self.n_items;
        let (before, rest) = row.split_at_mut(m);
        let (after, both) = rest.split_at_mut(m);
        let own = tile.row(i);
        if self.passes.is_empty() {
            for j in i + 1..m {
                let other = tile.row(j);
                if self.strict {
                    before[j] += T::shifted(R::count_less(own, other), 0);
                } else {
                    let (less, greater) = R::count_both(own, other);
                    before[j] += T::shifted(less, 0);
                    after[j] += T::shifted(greater, 0);
                }
            }
            if !self.complete {
                for (j, both) in (i..).zip(&mut both[i..]) {
                    let common = tile.bits(i).iter().zip(tile.bits(j)).map(|(a, b)| i64::from((a & b).count_ones()));
                    *both += T::shifted(common.sum(), 0);
                }
            }
        }
        for Pass { weights, shift } in &tile.weights {
            for j in i..m {
                let (less, greater, common) = R::weigh(own, tile.row(j), weights);
                before[j] += T::shifted(less, *shift);
                after[j] += T::shifted(greater, *shift);
                both[j] += T::shifted(common, *shift);
            }
        }
    }

    /// Fills in what needs no counting.
    fn complete_rows<T: Total>(&self, sums: &mut Sums<T>, ctx: &Ctx<'_>) -> Result<()> {
        let (m, total) = (self.n_items, T::from_total(self.total));
        if !self.complete {
            return Ok(());
        }
        for (i, row) in sums.cells.chunks_exact_mut(3 * m).enumerate() {
            ctx.check()?;
            let (before, rest) = row.split_at_mut(m);
            let (after, both) = rest.split_at_mut(m);
            both.fill(total);
            if self.strict {
                for j in i + 1..m {
                    after[j] = total - before[j];
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Missing;
    use crate::items::Items;
    use crate::pairwise::{Cells, PairwiseCounts};
    use crate::par::Par;
    use crate::rng::Stream;

    /// The definition, one voter and one pair at a time.
    fn naive(positions: &[i64], weights: &[i64], m: usize) -> [Vec<i64>; 3] {
        let mut counts = [vec![0; m * m], vec![0; m * m], vec![0; m * m]];
        for (ballot, weight) in positions.chunks_exact(m).zip(weights) {
            for i in 0..m {
                for j in 0..m {
                    let (a, b) = (ballot[i], ballot[j]);
                    let which = match (a > 0, b > 0) {
                        (true, true) if a < b => 0,
                        (true, true) if a == b && i != j => 1,
                        (true, false) => 2,
                        _ => continue,
                    };
                    counts[which][i * m + j] += weight;
                }
            }
        }
        counts
    }

    fn random(n: usize, m: usize, kind: u64, stream: &mut Stream) -> Vec<i64> {
        let mut positions = Vec::with_capacity(n * m);
        for _ in 0..n {
            let mut ballot: Vec<i64> = (1..=m as i64).collect();
            for k in (1..m).rev() {
                ballot.swap(k, stream.below(k as u64 + 1) as usize);
            }
            if kind > 0 {
                for place in &mut ballot {
                    *place = (*place + 1) / (1 + kind as i64) * i64::from(kind < 2 || stream.below(3) > 0);
                }
            }
            positions.extend(ballot);
        }
        positions
    }

    fn counted(positions: &[i64], weights: Weights, n: usize, m: usize, par: Par<'_>) -> PairwiseCounts {
        let items = Items::range(m).unwrap();
        let ballots = Ballots::from_positions(positions, n, items, weights, Missing::Below, &Ctx::default()).unwrap();
        PairwiseCounts::from_ballots(&ballots, &Ctx::new(par)).unwrap()
    }

    #[test]
    fn counts_agree_with_the_definition_at_every_length() {
        let mut stream = Stream::new(7, 0);
        let sizes = (0..=130).map(|n| (n, 5)).chain((1..=20).map(|m| (67, m))).chain([(4100, 3), (9000, 2), (70, 260)]);
        for (n, m) in sizes {
            for kind in 0..3 {
                let positions = random(n, m, kind, &mut stream);
                let integers: Vec<i64> = (0..n).map(|_| stream.below(1000) as i64).collect();
                let floats: Vec<f64> = integers.iter().map(|&w| w as f64 / 64.0).collect();
                let weights = Weights::from_integers(&integers, n).unwrap();
                let weighted = counted(&positions, weights, n, m, Par::sequential());
                let [wins, ties, only] = naive(&positions, &integers, m);
                assert_eq!(weighted.wins(), &Cells::Integer(wins.clone()), "n {n} m {m} kind {kind}");
                assert_eq!(weighted.ties(), &Cells::Integer(ties));
                assert_eq!(weighted.only_one(), &Cells::Integer(only));
                let float = counted(&positions, Weights::from_floats(&floats, n).unwrap(), n, m, Par::sequential());
                assert_eq!(float.wins(), &Cells::Float(wins.iter().map(|&w| w as f64 / 64.0).collect()));
                let [wins, ties, only] = naive(&positions, &vec![1; n], m);
                let unit = counted(&positions, Weights::Unit, n, m, Par::sequential());
                assert_eq!(unit.wins(), &Cells::Integer(wins));
                assert_eq!(unit.ties(), &Cells::Integer(ties));
                assert_eq!(unit.only_one(), &Cells::Integer(only));
            }
        }
    }

    #[test]
    fn floats_that_need_several_passes_are_exact() {
        let values = [1e-6, 3.0, 0.1, 1e6];
        let positions = [1, 2, 1, 2, 2, 1, 1, 2];
        let counts = counted(&positions, Weights::from_floats(&values, 4).unwrap(), 4, 2, Par::sequential());
        let mut expected = crate::sum::ExactSum::new();
        for weight in [1e-6, 3.0, 1e6] {
            expected.add(weight);
        }
        let expected = expected.value();
        assert_eq!(counts.wins(), &Cells::Float(vec![0.0, expected, 0.1, 0.0]));
    }

    #[test]
    fn threads_and_chunks_leave_no_trace() {
        let mut stream = Stream::new(8, 0);
        let positions = random(5000, 9, 2, &mut stream);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let one = counted(&positions, Weights::Unit, 5000, 9, Par::sequential());
        assert_eq!(one, counted(&positions, Weights::Unit, 5000, 9, Par::pool(&pool)));
        let tiny = Par::pool(&pool).with_chunk(std::num::NonZeroUsize::new(4));
        assert_eq!(one, counted(&positions, Weights::Unit, 5000, 9, tiny));
    }
}

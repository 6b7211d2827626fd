//! Ballots from rank numbers.

use super::{Ballots, MAX_CELLS, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::par;
use crate::vectorized::vectorized;
use crate::weights::Weights;

/// Rank numbers stay below this.
const MAX_POSITION: i64 = 1 << 31;

/// Cells of one chunk: small enough that its source and result stay in the second-level cache.
const CHUNK_CELLS: usize = 1 << 15;

/// What the rows of a chunk have in common.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) is_complete: bool,
    pub(super) has_ties: bool,
}

impl Shape {
    pub(super) const STRICT: Self = Self { is_complete: true, has_ties: false };

    pub(super) fn and(self, other: Self) -> Self {
        Self { is_complete: self.is_complete && other.is_complete, has_ties: self.has_ties || other.has_ties }
    }
}

impl Ballots {
    /// Ballots from rank numbers in voter-major order: 1 is best, equal numbers tie, 0 is unranked. Only the order of the
    /// numbers counts, so 1, 2, 2, 4 and 1, 5, 5, 9 are the same ballot.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooLarge`], or [`Error::Invalid`] for a negative or huge number.
    ///
    /// # Complexity
    /// `O(n_voters * n_items)`; rows that are permutations of 1..=`n_items` pass in one sweep.
    pub fn from_positions(
        positions: &[i64],
        n_voters: usize,
        items: Items,
        weights: Weights,
        missing: Missing,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let n_items = items.len();
        let cells = Error::check_size("cells of the ballots", n_voters, n_items, MAX_CELLS)?;
        Error::check_length("positions", positions.len(), cells)?;
        let (ranks, shape) = if n_items < usize::from(u8::UNRANKED) {
            let (ranks, shape) = compact::<u8>(positions, n_items, ctx)?;
            (Ranks::Narrow(ranks), shape)
        } else {
            let (ranks, shape) = compact::<u16>(positions, n_items, ctx)?;
            (Ranks::Wide(ranks), shape)
        };
        Self::from_parts(items, n_voters, ranks, shape, missing).with_weights(weights)
    }
}

fn compact<R: Rank>(positions: &[i64], n_items: usize, ctx: &Ctx<'_>) -> Result<(Vec<R>, Shape)> {
    let mut ranks = filled("ballots", positions.len(), R::from_index(0))?;
    if n_items == 0 {
        return Ok((ranks, Shape::STRICT));
    }
    let rows = par::rows(CHUNK_CELLS, n_items);
    let shapes = ctx.fill_chunks(&mut ranks, n_items, rows, |first, ranks| {
        let source = &positions[first * n_items..][..ranks.len()];
        let mut shape = Shape::STRICT;
        let mut scratch = Scratch::default();
        vectorized(
            #[inline(always)]
            || {
                let rows = source.chunks_exact(n_items).zip(ranks.chunks_exact_mut(n_items));
                for (voter, (source, ranks)) in (first..).zip(rows) {
                    if !strict_row(source, ranks, &mut scratch) {
                        shape = shape.and(scratch.any_row(voter, source, ranks)?);
                    }
                }
                Ok(shape)
            },
        )
    })?;
    Ok((ranks, shapes.into_iter().fold(Shape::STRICT, Shape::and)))
}

/// Compacts a row that is a permutation of 1..=m; `false`, with `ranks` undefined, if it is not one.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn strict_row<R: Rank>(source: &[i64], ranks: &mut [R], scratch: &mut Scratch) -> bool {
    let m = source.len();
    if m <= 64 {
        // Each item sets at most one bit, so `m` items set the first `m` bits only if they are a permutation.
        let mut hit = 0;
        for (&position, rank) in source.iter().zip(ranks.iter_mut()) {
            let place = (position as u64).wrapping_sub(1);
            hit |= if place < 64 { 1 << place } else { 0 };
            *rank = R::from_index(place as usize);
        }
        return hit == u64::MAX >> (64 - m);
    }
    let mut out_of_range = false;
    for (&position, rank) in source.iter().zip(ranks.iter_mut()) {
        let place = (position as u64).wrapping_sub(1);
        out_of_range |= place >= m as u64;
        *rank = R::from_index(place as usize);
    }
    if out_of_range {
        return false;
    }
    // All places lie in 0..m, so they are a permutation if and only if every one is hit.
    scratch.hit.clear();
    scratch.hit.resize(m, false);
    for rank in ranks.iter() {
        scratch.hit[rank.index()] = true;
    }
    scratch.hit.iter().all(|&hit| hit)
}

#[derive(Default)]
struct Scratch {
    row: Vec<i64>,
    hit: Vec<bool>,
    count: Vec<u32>,
    sorted: Vec<(i64, u32)>,
}

impl Scratch {
    /// Compacts any row: ties, unranked items, gaps in the numbers.
    fn any_row<R: Rank>(&mut self, voter: usize, source: &[i64], ranks: &mut [R]) -> Result<Shape> {
        // Read once and then trusted: another thread may be writing to the caller's array.
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        row.extend_from_slice(source);
        let shape = self.rank_row(voter, &row, ranks);
        self.row = row;
        shape
    }

    fn rank_row<R: Rank>(&mut self, voter: usize, source: &[i64], ranks: &mut [R]) -> Result<Shape> {
        let mut highest = 0;
        let mut n_ranked = 0;
        for (item, &position) in source.iter().enumerate() {
            if !(0..MAX_POSITION).contains(&position) {
                let expected = "0 (unranked) or 1 <= rank < 2147483648 (1 = best)";
                return Err(Error::invalid("positions", At::Cell(voter, item), position, "a rank", expected));
            }
            highest = highest.max(position);
            n_ranked += usize::from(position > 0);
        }
        let n_distinct = if highest as usize <= 4 * source.len() {
            self.by_counting(source, highest as usize, ranks)
        } else {
            self.by_sorting(source, ranks)
        };
        Ok(Shape { is_complete: n_ranked == source.len(), has_ties: n_distinct < n_ranked })
    }

    fn by_counting<R: Rank>(&mut self, source: &[i64], highest: usize, ranks: &mut [R]) -> usize {
        self.count.clear();
        self.count.resize(highest + 1, 0);
        for &position in source {
            self.count[position as usize] += 1;
        }
        let (mut above, mut n_distinct) = (0, 0);
        for count in &mut self.count[1..] {
            n_distinct += usize::from(*count > 0);
            above += std::mem::replace(count, above);
        }
        for (&position, rank) in source.iter().zip(ranks) {
            *rank = if position == 0 { R::UNRANKED } else { R::from_index(self.count[position as usize] as usize) };
        }
        n_distinct
    }

    fn by_sorting<R: Rank>(&mut self, source: &[i64], ranks: &mut [R]) -> usize {
        self.sorted.clear();
        self.sorted.extend(source.iter().zip(0..).filter(|(position, _)| **position > 0).map(|(&p, item)| (p, item)));
        self.sorted.sort_unstable();
        ranks.fill(R::UNRANKED);
        rank_sorted(&self.sorted, ranks)
    }
}

/// Gives sorted `(key, item)` pairs their competition ranks; returns how many distinct keys there are.
pub(super) fn rank_sorted<K: PartialEq, R: Rank>(sorted: &[(K, u32)], ranks: &mut [R]) -> usize {
    let (mut above, mut n_distinct) = (0, 0);
    for tier in sorted.chunk_by(|a, b| a.0 == b.0) {
        for &(_, item) in tier {
            ranks[item as usize] = R::from_index(above);
        }
        above += tier.len();
        n_distinct += 1;
    }
    n_distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[&[i64]]) -> Result<Ballots> {
        let items = Items::range(rows[0].len()).unwrap();
        let ctx = Ctx::default();
        Ballots::from_positions(&rows.concat(), rows.len(), items, Weights::Unit, Missing::Below, &ctx)
    }

    #[test]
    fn only_the_order_of_the_numbers_counts() {
        let none = u8::UNRANKED;
        let ballots =
            read(&[&[1, 2, 2, 4], &[1, 5, 5, 9], &[1, 2, 2, 3], &[1, 700, 700, 10_000], &[0, 3, 0, 1]]).unwrap();
        let same = [0, 1, 1, 3];
        let expected = [same, same, same, same, [none, 1, none, 0]].concat();
        assert_eq!(ballots.ranks(), &Ranks::Narrow(expected));
        assert!(ballots.has_ties() && !ballots.is_complete());
        let strict = read(&[&[3, 1, 2], &[1, 2, 3]]).unwrap();
        assert!(!strict.has_ties() && strict.is_complete());
    }

    #[test]
    fn every_width_agrees_with_the_definition() {
        for m in [1, 2, 63, 64, 65, 253, 254, 255, 256, 300] {
            let mut state = 12345_u64 + m as u64;
            let mut next = |bound: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % bound
            };
            for bound in [m as u64 + 1, 3, 10 * m as u64] {
                let row: Vec<i64> = (0..m).map(|_| next(bound) as i64).collect();
                let ballots = read(&[&row]).unwrap();
                for item in 0..m {
                    let expected = (row[item] > 0).then(|| row.iter().filter(|&&p| p > 0 && p < row[item]).count());
                    assert_eq!(ballots.rank(0, item), expected);
                }
            }
            let shifted: Vec<i64> = (0..m).map(|i| ((i * 7 + 3) % m) as i64 + 1).collect();
            let is_permutation = shifted.iter().collect::<std::collections::BTreeSet<_>>().len() == m;
            assert_eq!(read(&[&shifted]).unwrap().has_ties(), !is_permutation);
        }
    }

    #[test]
    fn a_bad_number_is_named_where_it_stands() {
        let error = read(&[&[1, 2], &[1, -1]]).unwrap_err().to_string();
        assert!(error.starts_with("positions[1, 1] = -1 is not a rank"), "{error}");
        assert!(read(&[&[1, 1 << 31]]).is_err());
    }
}

//! The nearest codes by Hamming distance, ties by lowest index.
//!
//! A tile of queries walks over blocks of items that stay in the cache. Items come in groups of [`LANES`], so that the
//! distances of a group are one vector loop; only a group with somebody nearer than the worst that is kept is looked at
//! one by one. Who is kept is chosen by counting distances, which keeps the order of indices.

use std::ops::Range;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::{filled, reserved};
use crate::par::{chunks, rows};
use crate::vectorized::vectorized;

/// Items whose distances are taken together.
const LANES: usize = 32;

/// Words of a block of items: half of a first-level cache.
const BLOCK_WORDS: usize = 1 << 11;

/// Queries that share a block while it is in the cache, and kept neighbours of them in all.
const TILE: usize = 16;
const TILE_NEIGHBOURS: usize = 1 << 16;

/// Words of a code at most, 64 bits each: a distance is small enough to be counted.
pub const MAX_WORDS: usize = 1 << 12;

/// The nearest items of each query, `k` in a row, the nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// Which item.
    pub indices: Vec<i64>,
    /// In how many bits it differs.
    pub distances: Vec<i64>,
}

/// The `k` items whose codes differ from each query's in the fewest bits, by rising distance; of equal distances the
/// lowest index first. Codes are rows of `width` words.
///
/// # Errors
/// [`Error::Invalid`] for codes without words or a `k` that is not from 1 to the number of items, [`Error::TooLarge`]
/// beyond [`MAX_WORDS`] or 32 bits of items, [`Error::Memory`], or a stop asked for through `ctx`.
///
/// # Complexity
/// One comparison of `width` words for each query and item; a query keeps `O(k)` neighbours.
pub fn hamming_top_k(queries: &[u64], items: &[u64], width: usize, k: usize, ctx: &Ctx<'_>) -> Result<Neighbours> {
    if width == 0 {
        return Err(Error::invalid("words", At::Whole, 0, "the width of a code", "at least one word of 64 bits"));
    }
    Error::check_size("words of a code", width, 1, MAX_WORDS as u128)?;
    let (n_queries, n_items) = (queries.len() / width, items.len() / width);
    Error::check_size("items", n_items, 1, u128::from(u32::MAX))?;
    if k == 0 || k > n_items {
        let expected = format!("1 <= k <= {n_items}, the number of items");
        return Err(Error::invalid("k", At::Whole, k, "a number of neighbours", expected));
    }
    let n_found = Error::check_size("neighbours", n_queries, k, 1 << 40)?;
    let mut found = Neighbours {
        indices: reserved("indices of neighbours", n_found)?,
        distances: reserved("distances of neighbours", n_found)?,
    };
    ctx.set_total(n_queries as u64);
    let map = |range: Range<usize>| {
        let best = nearest(&queries[range.start * width..range.end * width], items, width, k, ctx)?;
        ctx.advance(range.len() as u64);
        Ok(best)
    };
    ctx.fold_chunks(n_queries, rows(TILE_NEIGHBOURS, k).min(TILE), map, |best| {
        for query in best {
            found.indices.extend(query.found[..k].iter().map(|&pair| i64::from(pair as u32)));
            found.distances.extend(query.found[..k].iter().map(|&pair| Best::distance(pair) as i64));
        }
        Ok(())
    })?;
    Ok(found)
}

/// The nearest of a tile of queries.
fn nearest(queries: &[u64], items: &[u64], width: usize, k: usize, ctx: &Ctx<'_>) -> Result<Vec<Best>> {
    let n_items = items.len() / width;
    let mut best = queries.chunks_exact(width).map(|_| Best::new(k, n_items, width)).collect::<Result<Vec<_>>>()?;
    let block_items = (BLOCK_WORDS / width).max(1).next_multiple_of(LANES);
    let mut block = Vec::new();
    for range in chunks(n_items, block_items) {
        ctx.check()?;
        by_lanes(&items[range.start * width..range.end * width], width, &mut block);
        for (query, best) in queries.chunks_exact(width).zip(&mut best) {
            vectorized(
                #[inline(always)]
                || best.scan(query, &block, range.clone()),
            );
        }
    }
    best.iter_mut().for_each(Best::keep);
    Ok(best)
}

/// Items in groups of [`LANES`], each group word by word; the last group is filled up with zeros.
fn by_lanes(items: &[u64], width: usize, block: &mut Vec<u64>) {
    let n_items = items.len() / width;
    block.clear();
    block.resize(n_items.next_multiple_of(LANES) * width, 0);
    if width == 1 {
        return block[..n_items].copy_from_slice(items);
    }
    for (item, words) in items.chunks_exact(width).enumerate() {
        let (group, lane) = (item / LANES, item % LANES);
        for (w, &word) in words.iter().enumerate() {
            block[(group * width + w) * LANES + lane] = word;
        }
    }
}

/// Distances of a group of items.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn distances(query: &[u64], group: &[u64]) -> [i64; LANES] {
    let mut found = [0_i64; LANES];
    for (&word, lanes) in query.iter().zip(group.chunks_exact(LANES)) {
        for (distance, &lane) in found.iter_mut().zip(lanes) {
            // Wrapping, since a check would keep the loop from becoming a vector loop; it stays below 2^19.
            *distance = distance.wrapping_add(i64::from((word ^ lane).count_ones()));
        }
    }
    found
}

/// Who may be among the nearest of one query: the kept ones in order, and behind them newcomers by index.
struct Best {
    k: usize,
    n: usize,
    /// Only who is nearer than this may be among the nearest.
    below: i64,
    /// Distance and index of each, as [`Best::pair`] puts them together.
    found: Vec<u64>,
    kept: Vec<u64>,
    /// For each distance, how many are nearer.
    nearer: Vec<u32>,
}

impl Best {
    fn new(k: usize, n_items: usize, width: usize) -> Result<Self> {
        let n_distances = 64 * width + 1;
        // Newcomers pile up until it pays to count them.
        let room = k.saturating_add(k.max(n_distances / 4).max(2 * LANES)).min(n_items) + LANES;
        Ok(Self {
            k,
            n: 0,
            below: i64::MAX,
            found: filled("neighbours", room, 0)?,
            kept: filled("neighbours", room, 0)?,
            nearer: filled("counts of distances", n_distances + 1, 0)?,
        })
    }

    fn pair(distance: i64, index: usize) -> u64 {
        (distance as u64) << 32 | index as u64
    }

    fn distance(pair: u64) -> usize {
        (pair >> 32) as usize
    }

    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn scan(&mut self, query: &[u64], block: &[u64], range: Range<usize>) {
        for (first, group) in range.clone().step_by(LANES).zip(block.chunks_exact(LANES * query.len())) {
            let found = distances(query, group);
            let below = self.below;
            let nearer = found.iter().fold(0_i64, |any, &distance| any | i64::from(distance < below));
            if nearer != 0 {
                self.add(&found, first, LANES.min(range.end - first));
            }
        }
    }

    /// Takes in the nearer ones of a group.
    fn add(&mut self, distances: &[i64; LANES], first: usize, n_items: usize) {
        if self.n + LANES > self.found.len() {
            self.keep();
        }
        let Some(room) = self.found[self.n..].first_chunk_mut::<LANES>() else { return };
        let mut n = 0;
        // Written whether or not it counts: a branch would be guessed wrong too often.
        for (item, &distance) in distances[..n_items].iter().enumerate() {
            room[n % LANES] = Self::pair(distance, first + item);
            n += usize::from(distance < self.below);
        }
        self.n += n;
    }

    /// Keeps the `k` nearest, in order; of equal distances those that came first, whose indices are the lowest.
    fn keep(&mut self) {
        self.nearer.fill(0);
        for &pair in &self.found[..self.n] {
            self.nearer[Self::distance(pair) + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.nearer {
            sum += *count;
            *count = sum;
        }
        for &pair in &self.found[..self.n] {
            let place = &mut self.nearer[Self::distance(pair)];
            if let Some(kept) = self.kept[..self.k].get_mut(*place as usize) {
                *kept = pair;
            }
            *place += 1;
        }
        std::mem::swap(&mut self.found, &mut self.kept);
        self.n = self.n.min(self.k);
        if self.n == self.k {
            self.below = Self::distance(self.found[self.k - 1]) as i64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::par::Par;
    use crate::rng::Stream;

    fn sorted(queries: &[u64], items: &[u64], width: usize, k: usize) -> Neighbours {
        let mut found = Neighbours { indices: Vec::new(), distances: Vec::new() };
        for query in queries.chunks_exact(width) {
            let distance = |item: &[u64]| query.iter().zip(item).map(|(a, b)| i64::from((a ^ b).count_ones())).sum();
            let mut all: Vec<(i64, i64)> =
                items.chunks_exact(width).enumerate().map(|(i, item)| (distance(item), i as i64)).collect();
            all.sort_unstable();
            found.distances.extend(all[..k].iter().map(|pair| pair.0));
            found.indices.extend(all[..k].iter().map(|pair| pair.1));
        }
        found
    }

    #[test]
    fn neighbours_are_those_of_a_sort() {
        let mut stream = Stream::new(4, 0);
        for width in [1, 2, 3, 17] {
            for n_items in [1, 2, 31, 32, 33, 200, 3000] {
                // Few bits are random, so that there are many ties.
                let mask = if n_items % 2 == 0 { 0x0101_0000_8000_0001 } else { u64::MAX };
                let mut draw = |n: usize| (0..n * width).map(|_| stream.next_u64() & mask).collect::<Vec<_>>();
                let (queries, items) = (draw(5), draw(n_items));
                for k in [1, 2, n_items.div_ceil(2), n_items] {
                    if k <= n_items {
                        let found = hamming_top_k(&queries, &items, width, k, &Ctx::default()).unwrap();
                        assert_eq!(found, sorted(&queries, &items, width, k), "{width} {n_items} {k}");
                    }
                }
            }
        }
    }

    #[test]
    fn threads_and_chunks_leave_no_trace() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let mut stream = Stream::new(5, 0);
        let words: Vec<u64> = (0..2000).map(|_| stream.next_u64()).collect();
        let expected = sorted(&words[..200], &words, 2, 40);
        for chunk in [None, std::num::NonZeroUsize::new(1), std::num::NonZeroUsize::new(7)] {
            let ctx = Ctx::new(Par::pool(&pool).with_chunk(chunk));
            assert_eq!(hamming_top_k(&words[..200], &words, 2, 40, &ctx).unwrap(), expected);
        }
    }

    #[test]
    fn what_cannot_be_found_is_named() {
        let fails = |width, k| hamming_top_k(&[1], &[1, 2], width, k, &Ctx::default()).unwrap_err().to_string();
        assert_eq!(fails(1, 3), "k = 3 is not a number of neighbours: expected 1 <= k <= 2, the number of items");
        assert!(fails(1, 0).starts_with("k = 0"));
        assert!(fails(0, 1).starts_with("words = 0"));
        assert!(fails(MAX_WORDS + 1, 1).contains("the limit is 4096"));
        let none = hamming_top_k(&[], &[1, 2], 1, 1, &Ctx::default()).unwrap();
        assert!(none.indices.is_empty());
    }
}

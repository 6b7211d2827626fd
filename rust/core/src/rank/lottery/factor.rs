//! Dense linear systems in floats: one factorisation, several right-hand sides.
//!
//! No crate is used for it: those with a safe and fast factorisation bring some sixty others along.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::vectorized::vectorized;

/// Columns that are eliminated together.
const BLOCK: usize = 48;
/// Rows and columns of the tile that is held in registers.
const ROWS: usize = 4;
const COLUMNS: usize = 16;
/// Rows between two looks at the clock.
const ROWS_AT_ONCE: usize = 64;

/// `P A = L U` with row pivots, in the place of `A`.
pub(super) struct Factors {
    n: usize,
    cells: Vec<f64>,
    /// The row that was swapped with each row in turn.
    swaps: Vec<usize>,
}

impl Factors {
    /// Factors a row-major matrix of `n` rows; `None` if it is singular to working precision.
    pub(super) fn new(mut cells: Vec<f64>, n: usize, ctx: &Ctx<'_>) -> Result<Option<Self>> {
        let mut swaps = Vec::with_capacity(n);
        let mut tiles = Vec::new();
        for start in (0..n).step_by(BLOCK) {
            ctx.check()?;
            let end = (start + BLOCK).min(n);
            for k in start..end {
                let Some(pivot) = largest_below(&cells, n, k) else { return Ok(None) };
                swap_rows(&mut cells, n, k, pivot);
                swaps.push(pivot);
                let (above, below) = cells.split_at_mut((k + 1) * n);
                let own = &above[k * n..][k..end];
                vectorized(
                    #[inline(always)]
                    || {
                        for row in below.chunks_exact_mut(n) {
                            let factor = row[k] / own[0];
                            row[k] = factor;
                            subtract(&mut row[k + 1..end], factor, &own[1..]);
                        }
                    },
                );
            }
            if end < n {
                let (above, below) = cells.split_at_mut(end * n);
                finish_rows(above, n, start, end);
                pack(&above[start * n..], n, end, &mut tiles);
                ctx.fill_chunks(below, n, ROWS_AT_ONCE, |_, rows| {
                    update(rows, n, start, end, &tiles);
                    Ok(())
                })?;
            }
        }
        Ok(Some(Self { n, cells, swaps }))
    }

    /// Solves in place.
    pub(super) fn solve(&self, x: &mut [f64]) {
        for (k, &pivot) in self.swaps.iter().enumerate() {
            x.swap(k, pivot);
        }
        for k in 1..self.n {
            let known = dot(&self.cells[k * self.n..][..k], &x[..k]);
            x[k] -= known;
        }
        for k in (0..self.n).rev() {
            let row = &self.cells[k * self.n..(k + 1) * self.n];
            x[k] = (x[k] - dot(&row[k + 1..], &x[k + 1..])) / row[k];
        }
    }
}

/// The row, from `k` on, with the largest entry in column `k`.
fn largest_below(cells: &[f64], n: usize, k: usize) -> Option<usize> {
    let (mut best, mut at) = (0.0, None);
    for i in k..n {
        let size = cells[i * n + k].abs();
        if size > best {
            (best, at) = (size, Some(i));
        }
    }
    at.filter(|_| best.is_normal())
}

fn swap_rows(cells: &mut [f64], n: usize, i: usize, j: usize) {
    if i != j {
        let (head, tail) = cells.split_at_mut(j * n);
        head[i * n..(i + 1) * n].swap_with_slice(&mut tail[..n]);
    }
}

#[inline(always)]
#[allow(clippy::inline_always)] // part of a vectorised loop
fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    for (cell, &value) in row.iter_mut().zip(other) {
        *cell -= factor * value;
    }
}

/// The rows of the block beyond its own columns.
fn finish_rows(above: &mut [f64], n: usize, start: usize, end: usize) {
    vectorized(
        #[inline(always)]
        || {
            for k in start..end {
                let (head, tail) = above.split_at_mut((k + 1) * n);
                let own = &head[k * n + end..(k + 1) * n];
                for row in tail.chunks_exact_mut(n) {
                    let factor = row[k];
                    subtract(&mut row[end..], factor, own);
                }
            }
        },
    );
}

/// The rows of the block, columns from `end` on, as tiles of `COLUMNS` columns one after another.
fn pack(block: &[f64], n: usize, end: usize, tiles: &mut Vec<[f64; COLUMNS]>) {
    tiles.clear();
    for first in (end..n).step_by(COLUMNS) {
        for row in block.chunks_exact(n) {
            let mut tile = [0.0; COLUMNS];
            let columns = &row[first..n.min(first + COLUMNS)];
            tile[..columns.len()].copy_from_slice(columns);
            tiles.push(tile);
        }
    }
}

/// Takes the product of factors (columns `start..end` of `rows`) and packed rows off what is left.
fn update(rows: &mut [f64], n: usize, start: usize, end: usize, tiles: &[[f64; COLUMNS]]) {
    let width = end - start;
    vectorized(
        #[inline(always)]
        || {
            let mut factors = [[0.0; ROWS]; BLOCK];
            for rows in rows.chunks_mut(ROWS * n) {
                for (r, row) in rows.chunks_exact(n).enumerate() {
                    for (factor, &value) in factors.iter_mut().zip(&row[start..end]) {
                        factor[r] = value;
                    }
                }
                for (first, tile) in (end..n).step_by(COLUMNS).zip(tiles.chunks_exact(width)) {
                    let mut sums = [[0.0; COLUMNS]; ROWS];
                    for (factor, values) in factors.iter().zip(tile) {
                        for r in 0..ROWS {
                            for c in 0..COLUMNS {
                                sums[r][c] += factor[r] * values[c];
                            }
                        }
                    }
                    for (row, sums) in rows.chunks_exact_mut(n).zip(&sums) {
                        for (cell, sum) in row[first..n.min(first + COLUMNS)].iter_mut().zip(sums) {
                            *cell -= sum;
                        }
                    }
                }
            }
        },
    );
}

/// A scalar product in eight interleaved sums.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    vectorized(
        #[inline(always)]
        || {
            let mut sums = [0.0; 8];
            let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
            let rest: f64 = chunks_a.remainder().iter().zip(chunks_b.remainder()).map(|(x, y)| x * y).sum();
            for (a, b) in chunks_a.zip(chunks_b) {
                for k in 0..8 {
                    sums[k] += a[k] * b[k];
                }
            }
            sums.iter().sum::<f64>() + rest
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_systems_of_all_sizes() {
        for n in [1, 2, 3, 5, 16, 47, 48, 49, 64, 100, 131] {
            let mut stream = crate::rng::Stream::new(1, n as u64);
            let mut noise = |_| stream.below(1 << 20) as f64 / f64::from(1 << 20) - 0.5;
            let cells: Vec<f64> = (0..n * n).map(&mut noise).collect();
            let expected: Vec<f64> = (0..n).map(&mut noise).collect();
            let mut x: Vec<f64> = cells.chunks_exact(n).map(|row| dot(row, &expected)).collect();
            Factors::new(cells, n, &Ctx::default()).unwrap().unwrap().solve(&mut x);
            for (x, expected) in x.iter().zip(&expected) {
                assert!((x - expected).abs() < 1e-8, "{n}: {x} is not {expected}");
            }
        }
        assert!(Factors::new(vec![0.0; 4], 2, &Ctx::default()).unwrap().is_none());
    }
}

//! Three rounds of random signs and a Walsh-Hadamard transform: projections that cost `D log D` for `D` of them.
//!
//! Sixteen vectors are transformed together, one in each lane, so that every step is a sum of whole registers. Sums and
//! differences come in the order of the transform, whatever the width of registers, so the bits are the same everywhere.

use super::codes::Layout;
use crate::error::Result;
use crate::memory::filled;
use crate::rng::Stream;
use crate::vectorized::vectorized;

/// Vectors that are transformed together.
const LANES: usize = 16;

/// Rounds. One or two are blind to vectors along the axes: their collisions are too few, however many groups there are.
const ROUNDS: usize = 3;

/// Shorter vectors are filled up with zeros: three rounds mix a few coordinates less well than many.
const LEAST: usize = 64;

const SIGN: u32 = 1 << 31;

/// The signs of all rounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rounds {
    /// By block of `size` projections, round and coordinate: the bit that flips a sign, or nothing.
    flips: Vec<u32>,
    size: usize,
    dim: usize,
}

impl Rounds {
    /// How many signs it takes.
    pub(super) fn n_signs(dim: usize, layout: Layout) -> usize {
        let size = dim.next_power_of_two().max(LEAST);
        layout.n_bits().div_ceil(size) * ROUNDS * size
    }

    /// Signs of a stream, 64 from each number, lowest bit first.
    pub(super) fn draw(stream: &mut Stream, dim: usize, layout: Layout) -> Self {
        let words = Self::n_signs(dim, layout) / 64;
        Self::from_words(&(0..words).map(|_| stream.next_u64()).collect::<Vec<_>>(), dim)
    }

    /// The signs that 64-bit words hold.
    pub(super) fn from_words(words: &[u64], dim: usize) -> Self {
        let flips = words.iter().flat_map(|&word| (0..64).map(move |bit| (word >> bit) as u32 & 1));
        Self { flips: flips.map(|flip| flip * SIGN).collect(), size: dim.next_power_of_two().max(LEAST), dim }
    }

    /// The signs as 64-bit words.
    pub(super) fn words(&self) -> Vec<u64> {
        let word = |flips: &[u32]| flips.iter().rev().fold(0, |word, &flip| word << 1 | u64::from(flip != 0));
        self.flips.chunks_exact(64).map(word).collect()
    }

    /// Floats of scratch memory that [`Rounds::codes`] needs.
    pub(super) fn scratch(&self) -> usize {
        self.size * LANES
    }

    /// The rounds of each block of projections.
    fn blocks(&self) -> impl Iterator<Item = &[u32]> {
        self.flips.chunks_exact(ROUNDS * self.size)
    }

    /// Writes the codes of vectors, which lie one after the other.
    pub(super) fn codes(&self, vectors: &[f32], layout: Layout, scratch: &mut [f32], codes: &mut [u16]) {
        let (lanes, _) = scratch.as_chunks_mut::<LANES>();
        codes.fill(0);
        let all = vectors.chunks(LANES * self.dim).zip(codes.chunks_mut(LANES * layout.groups));
        for (vectors, codes) in all {
            for (block, flips) in self.blocks().enumerate() {
                vectorized(
                    #[inline(always)]
                    || {
                        load(vectors, self.dim, lanes);
                        for flips in flips.chunks_exact(self.size) {
                            transform(flips, lanes);
                        }
                    },
                );
                let first = block * self.size;
                for (bit, lanes) in (first..layout.n_bits()).zip(&*lanes) {
                    let (group, shift) = (bit / layout.bits, bit % layout.bits);
                    for (codes, &projection) in codes.chunks_exact_mut(layout.groups).zip(lanes) {
                        codes[group] |= u16::from(projection > 0.0) << shift;
                    }
                }
            }
        }
    }

    /// The hyperplanes, with rows of about unit variance: each is what the transposed rounds make of an axis.
    pub(super) fn matrix(&self, n_rows: usize) -> Result<Vec<f32>> {
        let mut matrix = filled("hyperplanes", n_rows * self.dim, 0.0_f32)?;
        let mut lanes = vec![[0.0_f32; LANES]; self.size];
        let none = vec![0; self.size];
        // A power of two, so that nothing is rounded.
        let scale = 1.0 / self.size as f32;
        for (rows, flips) in matrix.chunks_mut(self.size * self.dim).zip(self.blocks()) {
            for (first, rows) in rows.chunks_mut(LANES * self.dim).enumerate() {
                lanes.fill([0.0; LANES]);
                for lane in 0..rows.len() / self.dim {
                    lanes[first * LANES + lane][lane] = 1.0;
                }
                transform(&none, &mut lanes);
                for flips in flips.chunks_exact(self.size).skip(1).rev() {
                    transform(flips, &mut lanes);
                }
                for (lane, row) in rows.chunks_exact_mut(self.dim).enumerate() {
                    for ((cell, cells), &flip) in row.iter_mut().zip(&lanes).zip(flips) {
                        *cell = flipped(cells[lane], flip) * scale;
                    }
                }
            }
        }
        Ok(matrix)
    }
}

#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn flipped(cell: f32, flip: u32) -> f32 {
    f32::from_bits(cell.to_bits() ^ flip)
}

/// Puts up to [`LANES`] vectors into lanes, with zeros where there is nothing.
#[inline(always)]
#[allow(clippy::inline_always)]
fn load(vectors: &[f32], dim: usize, lanes: &mut [[f32; LANES]]) {
    lanes.fill([0.0; LANES]);
    for (lane, vector) in vectors.chunks_exact(dim).enumerate() {
        for (cells, &cell) in lanes.iter_mut().zip(vector) {
            cells[lane] = cell;
        }
    }
}

/// One round: signs, then sums and differences at distances 1, 2, 4, ...
#[inline(always)]
#[allow(clippy::inline_always)]
fn transform(flips: &[u32], lanes: &mut [[f32; LANES]]) {
    for (cells, &flip) in lanes.iter_mut().zip(flips) {
        *cells = cells.map(|cell| flipped(cell, flip));
    }
    let mut distance = 1;
    if lanes.len().trailing_zeros() % 2 == 1 {
        for pair in lanes.chunks_exact_mut(2) {
            (pair[0], pair[1]) = butterfly(pair[0], pair[1]);
        }
        distance = 2;
    }
    // Two distances at a time, so that each cell is read and written half as often.
    while distance < lanes.len() {
        for quarters in lanes.chunks_exact_mut(4 * distance) {
            let (front, back) = quarters.split_at_mut(2 * distance);
            let ((a, b), (c, d)) = (front.split_at_mut(distance), back.split_at_mut(distance));
            for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
                let ((ab, ba), (cd, dc)) = (butterfly(*a, *b), butterfly(*c, *d));
                ((*a, *c), (*b, *d)) = (butterfly(ab, cd), butterfly(ba, dc));
            }
        }
        distance *= 4;
    }
}

#[inline(always)]
#[allow(clippy::inline_always)]
fn butterfly(a: [f32; LANES], b: [f32; LANES]) -> ([f32; LANES], [f32; LANES]) {
    let (mut sum, mut difference) = (a, a);
    for lane in 0..LANES {
        sum[lane] += b[lane];
        difference[lane] -= b[lane];
    }
    (sum, difference)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout { groups: 30, bits: 7 };

    #[test]
    fn codes_are_the_sides_of_the_hyperplanes_of_the_matrix() {
        for dim in [2, 20, 64, 65, 200] {
            let rounds = Rounds::draw(&mut Stream::new(1, 0), dim, LAYOUT);
            assert_eq!(Rounds::from_words(&rounds.words(), dim), rounds);
            let matrix = rounds.matrix(LAYOUT.n_bits()).unwrap();
            let n = 19;
            let vectors = super::super::draw::normals(&mut Stream::new(2, dim as u64), n * dim);
            let mut codes = vec![0; n * LAYOUT.groups];
            rounds.codes(&vectors, LAYOUT, &mut vec![0.0; rounds.scratch()], &mut codes);
            for (vector, codes) in vectors.chunks_exact(dim).zip(codes.chunks_exact(LAYOUT.groups)) {
                for (bit, row) in matrix.chunks_exact(dim).enumerate() {
                    let projection: f64 = row.iter().zip(vector).map(|(&r, &x)| f64::from(r) * f64::from(x)).sum();
                    let found = codes[bit / LAYOUT.bits] >> (bit % LAYOUT.bits) & 1 == 1;
                    assert!(found == (projection > 0.0) || projection.abs() < 1e-3, "{dim} {bit} {projection}");
                }
            }
        }
    }

    #[test]
    fn hyperplanes_have_unit_variance() {
        let layout = Layout { groups: 64, bits: 16 };
        let matrix = Rounds::draw(&mut Stream::new(3, 0), 128, layout).matrix(layout.n_bits()).unwrap();
        let variance = matrix.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / matrix.len() as f64;
        assert!((variance - 1.0).abs() < 1e-6, "{variance}");
    }
}

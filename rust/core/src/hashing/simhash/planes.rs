//! Hyperplanes, and the side of each on which a vector lies.
//!
//! A projection is one sum in one accumulator, from the first coordinate to the last, each step a fused multiply-add. Lanes
//! of a vector register hold different hyperplanes of the same vector, never parts of one sum; so the bits are the same for
//! every width of registers and for none.

use pulp::{Arch, Simd, WithSimd};

use super::codes::{Layout, write_codes};
use crate::error::Result;
use crate::memory::filled;

/// Columns that fill whole registers of every processor.
const PANEL: usize = 16;

/// Hyperplanes, in the order in which the kernel reads them.
#[derive(Debug, Clone)]
pub(super) struct Planes {
    /// Tiles of panels; in a tile the columns of the first coordinate come first.
    tiles: Vec<f32>,
    tile_panels: usize,
    n_panels: usize,
    dim: usize,
    processor: Arch,
}

impl Planes {
    /// Reorders a matrix with a hyperplane in each row, as it suits this processor.
    pub(super) fn new(matrix: &[f32], dim: usize, layout: Layout, processor: Arch) -> Result<Self> {
        let n_panels = layout.n_bits().div_ceil(PANEL);
        let tile_panels = processor.dispatch(TilePanels);
        let mut tiles = filled("hyperplanes", n_panels * PANEL * dim, 0.0_f32)?;
        for tile in (0..n_panels).step_by(tile_panels) {
            let width = tile_panels.min(n_panels - tile) * PANEL;
            let cells = &mut tiles[tile * PANEL * dim..][..width * dim];
            for column in 0..width.min(layout.n_bits() - tile * PANEL) {
                let row = layout.row_of(tile * PANEL + column);
                for (k, &cell) in matrix[row * dim..][..dim].iter().enumerate() {
                    cells[k * width + column] = cell;
                }
            }
        }
        Ok(Self { tiles, tile_panels, n_panels, dim, processor })
    }

    /// Floats of scratch memory that [`Planes::codes`] needs.
    pub(super) fn scratch(&self) -> usize {
        MOST_ROWS * self.n_panels * PANEL
    }

    /// Writes the codes of vectors, which lie one after the other.
    pub(super) fn codes(&self, vectors: &[f32], layout: Layout, scratch: &mut [f32], codes: &mut [u16]) {
        self.processor.dispatch(Project { planes: self, vectors, layout, scratch, codes });
    }
}

/// How many panels a tile has on this processor.
struct TilePanels;

impl WithSimd for TilePanels {
    type Output = usize;

    fn with_simd<S: Simd>(self, _: S) -> usize {
        if S::F32_LANES == 16 { 3 } else { 1 }
    }
}

/// Rows that are projected together, at most.
const MOST_ROWS: usize = 8;

struct Project<'a> {
    planes: &'a Planes,
    vectors: &'a [f32],
    layout: Layout,
    scratch: &'a mut [f32],
    codes: &'a mut [u16],
}

impl WithSimd for Project<'_> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that was found; so with all it calls
    fn with_simd<S: Simd>(self, simd: S) {
        // As many sums as there are registers for: rows times registers of columns, besides a row of columns and a cell.
        match S::F32_LANES {
            16 => self.rows::<S, 8, 1>(simd),
            8 => self.rows::<S, 6, 2>(simd),
            4 => self.rows::<S, 6, 4>(simd),
            _ => self.rows::<S, 1, 16>(simd),
        }
    }
}

impl Project<'_> {
    /// `R` rows at a time, and the last ones one by one; a panel is `V` registers.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn rows<S: Simd, const R: usize, const V: usize>(self, simd: S) {
        let Self { planes, vectors, layout, scratch, codes } = self;
        let dim = planes.dim;
        let (groups_of_rows, rest) = vectors.split_at(vectors.len() / (R * dim) * (R * dim));
        let (codes_of_groups, codes_of_rest) = codes.split_at_mut(groups_of_rows.len() / dim * layout.groups);
        let all = groups_of_rows.chunks_exact(R * dim).zip(codes_of_groups.chunks_exact_mut(R * layout.groups));
        for (rows, codes) in all {
            planes.project::<S, R, V>(simd, rows, scratch);
            write_codes(scratch, planes.n_panels * PANEL, layout, codes);
        }
        for (row, codes) in rest.chunks_exact(dim).zip(codes_of_rest.chunks_exact_mut(layout.groups)) {
            planes.project::<S, 1, V>(simd, row, scratch);
            write_codes(scratch, planes.n_panels * PANEL, layout, codes);
        }
    }
}

impl Planes {
    /// All projections of `R` rows.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn project<S: Simd, const R: usize, const V: usize>(&self, simd: S, rows: &[f32], out: &mut [f32]) {
        let stride = self.n_panels * PANEL;
        for panel in (0..self.n_panels).step_by(self.tile_panels) {
            let cells = &self.tiles[panel * PANEL * self.dim..];
            match self.tile_panels.min(self.n_panels - panel) {
                3 => tile::<S, R, V, 3>(simd, rows, cells, self.dim, &mut out[panel * PANEL..], stride),
                2 => tile::<S, R, V, 2>(simd, rows, cells, self.dim, &mut out[panel * PANEL..], stride),
                _ => tile::<S, R, V, 1>(simd, rows, cells, self.dim, &mut out[panel * PANEL..], stride),
            }
        }
    }
}

/// The projections of `R` rows on the `P` panels of a tile, of `V` registers each.
#[inline(always)]
#[allow(clippy::inline_always)]
fn tile<S: Simd, const R: usize, const V: usize, const P: usize>(
    simd: S,
    rows: &[f32],
    cells: &[f32],
    dim: usize,
    out: &mut [f32],
    stride: usize,
) {
    let mut row = [&rows[..0]; R];
    for (r, row) in row.iter_mut().enumerate() {
        *row = &rows[r * dim..][..dim];
    }
    let (columns, _) = S::as_simd_f32s(&cells[..dim * P * PANEL]);
    let (columns, _) = columns.as_chunks::<V>();
    let (columns, _) = columns.as_chunks::<P>();
    let columns = &columns[..dim];
    let mut sums = [[[simd.splat_f32s(0.0); V]; P]; R];
    for k in 0..dim {
        let column = columns[k];
        for r in 0..R {
            let cell = simd.splat_f32s(row[r][k]);
            for p in 0..P {
                for v in 0..V {
                    sums[r][p][v] = simd.mul_add_f32s(cell, column[p][v], sums[r][p][v]);
                }
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        let (cells, _) = S::as_mut_simd_f32s(&mut out[r * stride..][..P * PANEL]);
        for (cell, &sum) in cells.iter_mut().zip(sums.iter().flatten()) {
            *cell = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hashing::simhash::draw::normals;
    use crate::rng::Stream;

    /// Every kind of processor that this one can be.
    fn processors() -> Vec<Arch> {
        let all = vec![Arch::Scalar, Arch::new()];
        #[cfg(target_arch = "x86_64")]
        let all = [all, pulp::x86::V3::try_new().map(Arch::V3).into_iter().collect()].concat();
        all
    }

    #[test]
    fn every_processor_finds_the_same_side_of_what_is_next_to_a_plane() {
        for (dim, groups, bits) in [(3, 70, 1), (8, 3, 2), (17, 16, 3), (64, 16, 3), (67, 7, 5), (100, 5, 16)] {
            let layout = Layout { groups, bits };
            let matrix = normals(&mut Stream::new(5, 0), layout.n_bits() * dim);
            let mut vectors = normals(&mut Stream::new(9, 0), 61 * dim);
            // The last coordinate cancels the projection on one plane but for its rounding, which decides the side.
            for (vector, plane) in vectors.chunks_exact_mut(dim).zip(matrix.chunks_exact(dim).cycle()) {
                let products = vector.iter().zip(plane).take(dim - 1).map(|(&x, &r)| f64::from(x) * f64::from(r));
                vector[dim - 1] = (-products.sum::<f64>() / f64::from(plane[dim - 1])) as f32;
            }
            let mut expected = Vec::new();
            for vector in vectors.chunks_exact(dim) {
                for rows in matrix.chunks_exact(bits * dim) {
                    // One accumulator, from the first coordinate to the last, fused.
                    let sum = |row: &[f32]| row.iter().zip(vector).fold(0.0_f32, |sum, (&r, &x)| x.mul_add(r, sum));
                    let sides = rows.chunks_exact(dim).map(|row| u16::from(sum(row) > 0.0));
                    expected.push(sides.rev().fold(0, |code, side| code << 1 | side));
                }
            }
            for processor in processors() {
                let planes = Planes::new(&matrix, dim, layout, processor).unwrap();
                let mut codes = vec![0; expected.len()];
                planes.codes(&vectors, layout, &mut vec![0.0; planes.scratch()], &mut codes);
                assert_eq!(codes, expected, "{dim} {groups} {bits} {processor:?}");
            }
        }
    }
}

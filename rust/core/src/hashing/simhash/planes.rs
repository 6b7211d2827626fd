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
}

impl Planes {
    /// Reorders a matrix with a hyperplane in each row.
    pub(super) fn new(matrix: &[f32], dim: usize, layout: Layout) -> Result<Self> {
        let n_panels = layout.n_bits().div_ceil(PANEL);
        let tile_panels = Arch::new().dispatch(TilePanels);
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
        Ok(Self { tiles, tile_panels, n_panels, dim })
    }

    /// Floats of scratch memory that [`Planes::codes`] needs.
    pub(super) fn scratch(&self) -> usize {
        MOST_ROWS * self.n_panels * PANEL
    }

    /// Writes the codes of vectors, which lie one after the other.
    pub(super) fn codes(&self, vectors: &[f32], layout: Layout, scratch: &mut [f32], codes: &mut [u16]) {
        Arch::new().dispatch(Project { planes: self, vectors, layout, scratch, codes });
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

//! The loop that brings the buckets of a candidate together.

use half::f16;
use half::slice::HalfFloatSliceExt as _;

use super::{Cells, FrozenTable, Normalize, UNKNOWN};
use crate::vectorized::vectorized;

/// Floats of a row that are held in registers while the buckets of all groups are added.
const LANES: usize = 64;

impl FrozenTable<'_> {
    /// One row of `out` for the codes of each candidate.
    pub(super) fn gather_all(&self, codes: &[u16], users: Option<&[u32]>, out: &mut [f32]) {
        match self.cells {
            Cells::F32(cells) => vectorized(
                #[inline(always)]
                || self.gather(codes, users, out, cells, add),
            ),
            Cells::F16(cells) => {
                let mut wide = [0.0; LANES];
                let add = |sums: &mut [f32], cells: &[f16]| {
                    let wide = &mut wide[..cells.len()];
                    cells.convert_to_f32_slice(wide);
                    add(sums, wide);
                };
                self.gather(codes, users, out, cells, add);
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn gather<C>(
        &self,
        codes: &[u16],
        users: Option<&[u32]>,
        out: &mut [f32],
        cells: &[C],
        mut add: impl FnMut(&mut [f32], &[C]),
    ) {
        let shape = self.shape;
        let rows = codes.chunks_exact(shape.groups).zip(out.chunks_exact_mut(shape.width));
        for (row, (codes, out)) in rows.enumerate() {
            let user = users.map_or(0, |users| users[row]);
            if user == UNKNOWN {
                out.fill(0.0);
                continue;
            }
            let user = user as usize;
            let cells = &cells[user * shape.n_cells()..][..shape.n_cells()];
            let divisor = match self.normalize {
                Normalize::Ratio => self.weight(user, codes),
                _ => shape.groups as f64,
            };
            let groups = codes.iter().zip(cells.chunks_exact(shape.n_codes * shape.width));
            let (wide, rest) = out.as_chunks_mut::<LANES>();
            for (part, out) in wide.iter_mut().enumerate() {
                let mut sums = [0.0; LANES];
                for (&code, cells) in groups.clone() {
                    add(&mut sums, &cells[usize::from(code) * shape.width + part * LANES..][..LANES]);
                }
                *out = sums.map(|sum| quotient(sum, divisor));
            }
            if rest.is_empty() {
                continue;
            }
            rest.fill(0.0);
            for (&code, cells) in groups {
                let start = usize::from(code) * shape.width + wide.len() * LANES;
                add(rest, &cells[start..][..rest.len()]);
            }
            rest.iter_mut().for_each(|sum| *sum = quotient(*sum, divisor));
        }
    }

    /// The weight of all buckets that a candidate meets.
    fn weight(&self, user: usize, codes: &[u16]) -> f64 {
        let weights = &self.weights[user * self.shape.n_buckets()..][..self.shape.n_buckets()];
        let groups = weights.chunks_exact(self.shape.n_codes);
        groups.zip(codes).map(|(weights, &code)| weights[usize::from(code)]).sum()
    }
}

#[inline(always)]
#[allow(clippy::inline_always)]
fn add(sums: &mut [f32], cells: &[f32]) {
    for (sum, &cell) in sums.iter_mut().zip(cells) {
        *sum += cell;
    }
}

/// Nothing divided by nothing is nothing: so a candidate that meets empty buckets alone gets zeros.
#[inline(always)]
#[allow(clippy::inline_always)]
fn quotient(sum: f32, divisor: f64) -> f32 {
    if divisor > 0.0 { (f64::from(sum) / divisor) as f32 } else { 0.0 }
}

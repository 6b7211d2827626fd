//! The loop that brings the buckets of a candidate together.

use super::{Cells, FrozenTable, MOST_MEAN, Normalize, UNKNOWN};
use crate::vectorized::vectorized;

/// Floats of a row that are held in registers while the buckets of all groups are added.
const LANES: usize = 64;

impl FrozenTable<'_> {
    /// One row of `out` for the codes of each candidate.
    pub(super) fn gather_all(&self, codes: &[u16], users: Option<&[u32]>, out: &mut [f32]) {
        match self.cells {
            Cells::F32(cells) => vectorized(
                #[inline(always)]
                || self.gather(codes, users, out, cells, |cell| cell),
            ),
            Cells::F16(cells) => vectorized(
                #[inline(always)]
                || self.gather(codes, users, out, cells, |cell| widened(cell.to_bits())),
            ),
        }
    }

    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn gather<C: Copy>(
        &self,
        codes: &[u16],
        users: Option<&[u32]>,
        out: &mut [f32],
        cells: &[C],
        float: impl Fn(C) -> f32,
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
            let (divisor, most) = match self.normalize {
                Normalize::Ratio => (self.weight(user, codes), MOST_MEAN),
                _ => (shape.groups as f64, f64::MAX),
            };
            let groups = codes.iter().zip(cells.chunks_exact(shape.n_codes * shape.width));
            let (wide, rest) = out.as_chunks_mut::<LANES>();
            for (part, out) in wide.iter_mut().enumerate() {
                let mut sums = [0.0; LANES];
                for (&code, cells) in groups.clone() {
                    let cells = &cells[usize::from(code) * shape.width + part * LANES..][..LANES];
                    for lane in 0..LANES {
                        sums[lane] += float(cells[lane]);
                    }
                }
                *out = sums.map(|sum| quotient(sum, divisor, most));
            }
            if rest.is_empty() {
                continue;
            }
            rest.fill(0.0);
            for (&code, cells) in groups {
                let start = usize::from(code) * shape.width + wide.len() * LANES;
                for (sum, &cell) in rest.iter_mut().zip(&cells[start..]) {
                    *sum += float(cell);
                }
            }
            for sum in rest {
                *sum = quotient(*sum, divisor, most);
            }
        }
    }

    /// The weight of all buckets that a candidate meets.
    fn weight(&self, user: usize, codes: &[u16]) -> f64 {
        let weights = &self.weights[user * self.shape.n_buckets()..][..self.shape.n_buckets()];
        let groups = weights.chunks_exact(self.shape.n_codes);
        groups.zip(codes).map(|(weights, &code)| weights[usize::from(code)]).sum()
    }
}

/// A float of 16 bits as one of 32, exactly, unless it is infinite or no number, which frozen cells are not. The bits move to
/// their places, and a product brings the exponent to its new zero; so that loops over it become vector loops.
#[inline(always)]
#[allow(clippy::inline_always)]
fn widened(bits: u16) -> f32 {
    const TWO_TO_112: f32 = f32::from_bits(0x7780_0000);
    let magnitude = f32::from_bits(u32::from(bits & 0x7fff) << 13) * TWO_TO_112;
    f32::from_bits(magnitude.to_bits() | u32::from(bits & 0x8000) << 16)
}

/// Nothing divided by nothing is nothing: so a candidate that meets empty buckets alone gets zeros.
#[inline(always)]
#[allow(clippy::inline_always)]
fn quotient(sum: f32, divisor: f64, most: f64) -> f32 {
    if divisor > 0.0 { (f64::from(sum) / divisor).clamp(-most, most) as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use half::f16;

    use super::*;

    #[test]
    fn every_finite_half_is_widened_exactly() {
        for bits in 0..=u16::MAX {
            let half = f16::from_bits(bits);
            assert!(!half.is_finite() || widened(bits).to_bits() == half.to_f32().to_bits(), "{bits:04x}");
        }
    }
}

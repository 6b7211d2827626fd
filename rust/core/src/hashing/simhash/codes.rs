//! From the signs of projections to codes.

/// How bits make codes: `bits` of them each, `groups` of them in all.
///
/// Projections are computed with the first bits of all groups first, then the second bits, and so on: then the codes of
/// neighbouring groups are put together in the lanes of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) groups: usize,
    pub(super) bits: usize,
}

impl Layout {
    pub(super) fn n_bits(self) -> usize {
        self.groups * self.bits
    }

    /// The row of the matrix whose projection stands in this column.
    pub(super) fn row_of(self, column: usize) -> usize {
        column % self.groups * self.bits + column / self.groups
    }
}

/// Groups whose codes are put together at a time.
const LANES: usize = 8;

/// Writes the codes of vectors whose projections stand `stride` apart. A bit is 1 if its projection is above 0.
#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor of the caller
pub(super) fn write_codes(projections: &[f32], stride: usize, layout: Layout, codes: &mut [u16]) {
    for (row, codes) in codes.chunks_exact_mut(layout.groups).enumerate() {
        let projections = &projections[row * stride..][..layout.n_bits()];
        let (lanes, rest) = codes.as_chunks_mut::<LANES>();
        for (first, codes) in lanes.iter_mut().enumerate() {
            let mut found = [0_u32; LANES];
            for (bit, plane) in projections.chunks_exact(layout.groups).enumerate() {
                let (plane, _) = plane.as_chunks::<LANES>();
                for (code, &projection) in found.iter_mut().zip(&plane[first]) {
                    *code |= u32::from(projection > 0.0) << bit;
                }
            }
            *codes = found.map(|code| code as u16);
        }
        let first = lanes.len() * LANES;
        for (group, code) in rest.iter_mut().enumerate() {
            let planes = projections.iter().skip(first + group).step_by(layout.groups).enumerate();
            *code = planes.fold(0, |code, (bit, &projection)| code | u16::from(projection > 0.0) << bit);
        }
    }
}

/// Puts codes one behind the other.
pub(super) fn pack(codes: &[u16], bits: usize, words: &mut [u64]) {
    words.fill(0);
    for (group, &code) in codes.iter().enumerate() {
        let (word, shift) = (group * bits / 64, group * bits % 64);
        words[word] |= u64::from(code) << shift;
        if shift + bits > 64 {
            words[word + 1] |= u64::from(code) >> (64 - shift);
        }
    }
}

//! The loop that adds rows to buckets.

use super::Shape;
use super::table::Table;
use crate::vectorized::vectorized;

/// Floats of a row that are held in registers while they are added to the bucket of each group.
const LANES: usize = 64;

/// The buckets of one group.
pub(super) struct Group<'a> {
    sums: &'a mut [f32],
    counts: &'a mut [u32],
    weights: Option<&'a mut [f64]>,
}

/// The groups of a table, each with what is its own, so that threads can share them.
pub(super) fn groups(table: &mut Table, shape: Shape) -> Vec<Group<'_>> {
    let mut weights = table.weights.as_mut().map(|weights| weights.chunks_exact_mut(shape.n_codes));
    let sums = table.sums.chunks_exact_mut(shape.n_codes * shape.width);
    sums.zip(table.counts.chunks_exact_mut(shape.n_codes))
        .map(|(sums, counts)| Group { sums, counts, weights: weights.as_mut().and_then(Iterator::next) })
        .collect()
}

/// Rows with their codes in all groups, and their weights unless they are 1.
pub(super) struct Rows<'a> {
    pub(super) values: &'a [f32],
    pub(super) width: usize,
    pub(super) codes: &'a [u16],
    pub(super) n_groups: usize,
    pub(super) weights: Option<&'a [f32]>,
}

impl Rows<'_> {
    /// Adds all rows, one after the other, to these groups, of which the first has the number `first`.
    pub(super) fn add_to(&self, groups: &mut [Group<'_>], first: usize) {
        vectorized(
            #[inline(always)]
            || match self.weights {
                None => self.add(groups, first, |_, value| value),
                Some(weights) => self.add(groups, first, |row, value| weights[row] * value),
            },
        );
        for (row, codes) in self.codes.chunks_exact(self.n_groups).enumerate() {
            for (group, &code) in groups.iter_mut().zip(&codes[first..]) {
                group.counts[usize::from(code)] += 1;
                if let (Some(weights), Some(of_group)) = (self.weights, &mut group.weights) {
                    of_group[usize::from(code)] += f64::from(weights[row]);
                }
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn add(&self, groups: &mut [Group<'_>], first: usize, weighed: impl Fn(usize, f32) -> f32) {
        let width = self.width;
        let rows = self.values.chunks_exact(width).zip(self.codes.chunks_exact(self.n_groups));
        for (row, (values, codes)) in rows.enumerate() {
            let codes = &codes[first..];
            let (wide, rest) = values.as_chunks::<LANES>();
            for (part, values) in wide.iter().enumerate() {
                let values = values.map(|value| weighed(row, value));
                for (group, &code) in groups.iter_mut().zip(codes) {
                    let sums = &mut group.sums[usize::from(code) * width + part * LANES..][..LANES];
                    for lane in 0..LANES {
                        sums[lane] += values[lane];
                    }
                }
            }
            if rest.is_empty() {
                continue;
            }
            for (group, &code) in groups.iter_mut().zip(codes) {
                let sums = &mut group.sums[usize::from(code) * width + wide.len() * LANES..][..rest.len()];
                for (sum, &value) in sums.iter_mut().zip(rest) {
                    *sum += weighed(row, value);
                }
            }
        }
    }
}

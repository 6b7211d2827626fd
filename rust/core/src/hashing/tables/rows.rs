//! The loop that adds rows to buckets.

use super::Shape;
use super::table::Table;
use crate::vectorized::vectorized;

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
                if let Some(of_group) = &mut group.weights {
                    of_group[usize::from(code)] += self.weights.map_or(1.0, |weights| f64::from(weights[row]));
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
            let mut done = 0;
            done += add_span::<64>(&values[done..], groups, codes, width, done, |value| weighed(row, value));
            done += add_span::<16>(&values[done..], groups, codes, width, done, |value| weighed(row, value));
            add_span::<1>(&values[done..], groups, codes, width, done, |value| weighed(row, value));
        }
    }
}

/// Adds as many values as `N` goes into, held in registers while they are added to the bucket of each group; `start` is
/// where they begin in a bucket. Returns how many there were.
#[inline(always)]
#[allow(clippy::inline_always)]
fn add_span<const N: usize>(
    values: &[f32],
    groups: &mut [Group<'_>],
    codes: &[u16],
    width: usize,
    start: usize,
    weighed: impl Fn(f32) -> f32,
) -> usize {
    let (spans, _) = values.as_chunks::<N>();
    for (span, values) in spans.iter().enumerate() {
        let values = values.map(&weighed);
        for (group, &code) in groups.iter_mut().zip(codes) {
            let sums = &mut group.sums[usize::from(code) * width + start + span * N..][..N];
            for lane in 0..N {
                sums[lane] += values[lane];
            }
        }
    }
    spans.len() * N
}

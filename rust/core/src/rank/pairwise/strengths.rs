//! Strengths as their ranks among all that occur.

use std::ops::Range;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::pairwise::chunk_rows;
use crate::sort::{Equal, sort_runs};

/// A table of so many values is always small.
const SMALL: usize = 1 << 16;

/// The ranks of values, from 1 for the least; equal values share one.
pub(super) enum Ranks<T> {
    /// By what a value is more than the least: where integers lie close, as those of most elections do.
    Table {
        least: i128,
        ranks: Vec<u32>,
        n: usize,
    },
    Sorted(Vec<T>),
}

impl<T: Copy + Ord + Into<i128> + Send + Sync> Ranks<T> {
    /// Of the values that `value` gives for pairs of `m` items.
    pub(super) fn of(m: usize, value: impl Fn(usize, usize) -> Option<T> + Sync, ctx: &Ctx<'_>) -> Result<Self> {
        let rows = chunk_rows(m);
        let in_row = |i: usize| (0..m).map(move |j| (i, j));
        let values = |rows: Range<usize>| rows.flat_map(in_row).filter_map(|(i, j)| value(i, j));
        let mut span: Option<(T, T)> = None;
        let wider = |span: Option<(T, T)>, (low, high): (T, T)| {
            span.map_or(Some((low, high)), |(least, most)| Some((least.min(low), most.max(high))))
        };
        let span_of = |rows| Ok(values(rows).fold(None, |span, value| wider(span, (value, value))));
        ctx.fold_chunks(m, rows, span_of, |part| {
            span = part.map_or(span, |part| wider(span, part));
            Ok(())
        })?;
        let Some((least, most)) = span else {
            return Ok(Self::Sorted(Vec::new()));
        };
        let (least, most) = (least.into(), most.into());
        match usize::try_from(most - least) {
            Ok(length) if length < SMALL.max(m * m) => {
                let mut ranks = filled("ranks of strengths", length + 1, 0_u32)?;
                for start in (0..m).step_by(rows) {
                    ctx.check()?;
                    values(start..m.min(start + rows)).for_each(|value| ranks[(value.into() - least) as usize] = 1);
                }
                let mut n = 0;
                for rank in &mut ranks {
                    n += *rank;
                    *rank = n;
                }
                Ok(Self::Table { least, ranks, n: n as usize })
            }
            _ => {
                let run = |k: usize| values(k * rows..m.min((k + 1) * rows)).collect();
                Ok(Self::Sorted(sort_runs(m.div_ceil(rows), run, T::cmp, Equal::Fold, ctx)?))
            }
        }
    }

    /// How many different values there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Table { n, .. } => *n,
            Self::Sorted(values) => values.len(),
        }
    }

    /// The rank of one of the values.
    pub(super) fn rank(&self, value: T) -> u32 {
        match self {
            Self::Table { least, ranks, .. } => ranks[(value.into() - least) as usize],
            Self::Sorted(values) => values.partition_point(|other| *other < value) as u32 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_and_a_sorted_list_rank_alike() {
        for scale in [1_i64, 1 << 40] {
            let value = |i: usize, j: usize| (i != j).then(|| ((i * 7 + j * j) as i64 % 11 - 5) * scale);
            let ranks = Ranks::of(9, value, &Ctx::default()).unwrap();
            assert_eq!(matches!(ranks, Ranks::Table { .. }), scale == 1);
            let mut distinct: Vec<i64> = (0..81).filter_map(|cell| value(cell / 9, cell % 9)).collect();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(ranks.len(), distinct.len());
            for (rank, value) in (1..).zip(distinct) {
                assert_eq!(ranks.rank(value), rank);
            }
        }
        assert_eq!(Ranks::<i64>::of(3, |_, _| None, &Ctx::default()).unwrap().len(), 0);
    }
}

//! Sorting that threads share and that stops when asked to.

use std::cmp::Ordering;

use crate::ctx::Ctx;
use crate::error::Result;

/// Merged values between two looks at the clock.
const MERGE_CHUNK: usize = 1 << 16;

/// What to do with equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Equal {
    /// Keep all, in the order of the runs.
    Keep,
    /// Keep one.
    Fold,
}

/// Sorts the values of `n_runs` runs together. A run should take some milliseconds, so that the call stays responsive,
/// and must not depend on the number of threads.
pub(crate) fn sort_runs<T: Copy + Send + Sync>(
    n_runs: usize,
    run: impl Fn(usize) -> Vec<T> + Sync,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
    equal: Equal,
    ctx: &Ctx<'_>,
) -> Result<Vec<T>> {
    let mut runs: Vec<Vec<T>> = vec![Vec::new(); n_runs];
    ctx.fill_chunks(&mut runs, 1, 1, |first, runs| {
        for (k, slot) in (first..).zip(runs) {
            let mut values = run(k);
            values.sort_by(&compare);
            if equal == Equal::Fold {
                values.dedup_by(|a, b| compare(a, b).is_eq());
            }
            *slot = values;
        }
        Ok(())
    })?;
    while runs.len() > 1 {
        let pairs = runs.chunks(2).map(|pair| match pair {
            [a, b] => merge(a, b, &compare, equal, ctx),
            _ => Ok(pair.concat()),
        });
        runs = pairs.collect::<Result<_>>()?;
    }
    Ok(runs.pop().unwrap_or_default())
}

fn merge<T: Copy>(
    a: &[T],
    b: &[T],
    compare: impl Fn(&T, &T) -> Ordering,
    equal: Equal,
    ctx: &Ctx<'_>,
) -> Result<Vec<T>> {
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if merged.len() % MERGE_CHUNK == 0 {
            ctx.check()?;
        }
        let order = compare(&a[i], &b[j]);
        merged.push(if order.is_gt() { b[j] } else { a[i] });
        i += usize::from(order.is_le());
        j += usize::from(order.is_gt() || (order.is_eq() && equal == Equal::Fold));
    }
    merged.extend_from_slice(&a[i..]);
    merged.extend_from_slice(&b[j..]);
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn runs_sort_as_the_whole_does() {
        let mut stream = Stream::new(1, 0);
        for n_runs in 0..9 {
            let runs: Vec<Vec<(u64, usize)>> =
                (0..n_runs).map(|run| (0..stream.below(20)).map(|_| (stream.below(15), run)).collect()).collect();
            let sorted =
                |equal| sort_runs(n_runs, |k| runs[k].clone(), |a, b| a.0.cmp(&b.0), equal, &Ctx::default()).unwrap();
            let mut expected = runs.concat();
            expected.sort_by_key(|pair| pair.0);
            assert_eq!(sorted(Equal::Keep), expected);
            expected.dedup_by_key(|pair| pair.0);
            assert_eq!(sorted(Equal::Fold), expected);
        }
    }
}

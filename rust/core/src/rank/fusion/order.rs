//! The documents of a query from the highest score to the lowest.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::sort::{Equal, sort_runs};

/// Documents of one query above which the sort asks whether to stop.
const LONG: usize = 1 << 16;

/// Room for one query's sort, kept from query to query.
#[derive(Default)]
pub(super) struct Sorter {
    packed: Vec<u64>,
}

impl Sorter {
    /// Writes the best documents and their scores, as many as there is room for: the highest score first, equal scores
    /// by document. Returns whether the last one has the same score as one that was left out.
    ///
    /// Keys are the scores' bits in an order-preserving form, less the smallest of the query, with the document's number
    /// in the low bits: one sort of plain integers. What was cut off to make room for the numbers, and ties, are settled
    /// among neighbours.
    pub(super) fn best(
        &mut self,
        scores: &[f64],
        documents: &[i64],
        best_documents: &mut [i64],
        best_scores: &mut [f64],
        ctx: &Ctx<'_>,
    ) -> Result<bool> {
        let (n, room) = (scores.len(), best_documents.len());
        if room == 0 {
            return Ok(false);
        }
        let (least, most) =
            scores.iter().map(|&score| descending(score)).fold((u64::MAX, 0), |(a, b), key| (a.min(key), b.max(key)));
        let number_bits = usize::BITS - (n - 1).leading_zeros();
        let span_bits = u64::BITS - (most - least).leading_zeros();
        let cut = (span_bits + number_bits).saturating_sub(u64::BITS);
        let number = (1_u64 << number_bits) - 1;
        let pack = |(id, &score): (usize, &f64)| ((descending(score) - least) >> cut) << number_bits | id as u64;
        self.packed.clear();
        self.packed.extend(scores.iter().enumerate().map(pack));
        if room < n {
            let (_, last, _) = self.packed.select_nth_unstable(room - 1);
            let bound = *last | number;
            self.packed.retain(|&key| key <= bound);
        }
        sort(&mut self.packed, |&key| key, ctx)?;
        let of = |key: u64| (key & number) as usize;
        for tied in self.packed.chunk_by_mut(|a, b| a >> number_bits == b >> number_bits).filter(|tied| tied.len() > 1)
        {
            sort(tied, |&key| (descending(scores[of(key)]), documents[of(key)]), ctx)?;
        }
        for (slot, &key) in best_documents.iter_mut().zip(&self.packed) {
            *slot = documents[of(key)];
        }
        for (slot, &key) in best_scores.iter_mut().zip(&self.packed) {
            *slot = scores[of(key)];
        }
        let next = self.packed.get(room).map(|&key| scores[of(key)]);
        Ok(next.is_some_and(|next| best_scores.last().is_some_and(|last| last.total_cmp(&next).is_eq())))
    }
}

/// Sorts by distinct keys, in pieces where it takes long.
fn sort<K: Ord>(values: &mut [u64], key: impl Fn(&u64) -> K + Sync, ctx: &Ctx<'_>) -> Result<()> {
    if values.len() <= LONG {
        values.sort_unstable_by_key(key);
        return Ok(());
    }
    let piece = |k: usize| values[k * LONG..values.len().min((k + 1) * LONG)].to_vec();
    let compare = |a: &u64, b: &u64| key(a).cmp(&key(b));
    let sorted = sort_runs(values.len().div_ceil(LONG), piece, compare, Equal::Keep, &ctx.inner())?;
    values.copy_from_slice(&sorted);
    Ok(())
}

/// Integers that rise where scores fall.
#[inline]
fn descending(score: f64) -> u64 {
    let bits = score.to_bits();
    // Negative: all bits flip in the rising form, and once more for the falling one.
    if bits >> 63 == 1 { bits } else { !bits & (u64::MAX >> 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn integers_fall_where_scores_rise() {
        let scores = [f64::MIN, -1.0, -1e-300, 0.0, 5e-324, 0.1, 1.0, f64::MAX];
        assert!(scores.map(descending).is_sorted_by(|a, b| a > b));
    }

    #[test]
    fn the_best_are_those_of_a_plain_sort() {
        let mut stream = Stream::new(5, 0);
        let mut sorter = Sorter::default();
        for n in (0..40).chain([LONG + 100]) {
            for spread in [3, 1 << 20] {
                let scores: Vec<f64> = (0..n).map(|_| f64::exp2(stream.below(spread) as f64 / 1e4) - 2.0).collect();
                let documents: Vec<i64> = (0..n as i64).map(|id| (id * 7919) % 100_003 - 50_000).collect();
                let mut expected: Vec<(f64, i64)> = scores.iter().copied().zip(documents.iter().copied()).collect();
                expected.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                for room in [0, 1, n / 2, n].into_iter().filter(|&room| room <= n) {
                    let (mut best, mut high) = (vec![0; room], vec![0.0; room]);
                    let tied = sorter.best(&scores, &documents, &mut best, &mut high, &Ctx::default()).unwrap();
                    let got: Vec<(f64, i64)> = high.iter().copied().zip(best).collect();
                    assert_eq!(got, expected[..room]);
                    let cut = room > 0 && room < n && expected[room - 1].0 == expected[room].0;
                    assert_eq!(tied, cut);
                }
            }
        }
    }
}

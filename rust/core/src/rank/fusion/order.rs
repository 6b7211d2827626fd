//! The documents of a query from the highest score to the lowest.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::sort::{Equal, sort_runs};

/// Values above which a sort asks whether to stop.
const LONG: usize = 1 << 16;

/// Bits of the number of buckets at most.
const BUCKET_BITS: u32 = 12;

/// Values that share a bucket above which shifting them into place one by one is no longer the fastest way.
const CROWD: u32 = 24;

/// Room for one query's sort, kept from query to query.
#[derive(Default)]
pub(super) struct Sorter {
    keys: Vec<u64>,
    /// For each bucket where its values begin.
    starts: Vec<u32>,
    packed: Vec<u64>,
}

impl Sorter {
    /// Writes the best documents and their scores, as many as there is room for: the highest score first, equal scores
    /// by document. Returns whether the last one has the same score as one that was left out.
    ///
    /// Keys are the scores' bits in an order-preserving form, less the smallest of the query. Most fusions spread them
    /// evenly, so one pass drops them into about as many buckets as there are, and another shifts each past the few
    /// neighbours that it should stand behind. Where they crowd, buckets are sorted one by one.
    #[inline(always)]
    #[allow(clippy::inline_always)]
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
        let number_bits = usize::BITS - (n - 1).leading_zeros();
        let crowd = self.drop_into_buckets(scores, room, number_bits, ctx)?;
        let number = (1_u64 << number_bits) - 1;
        let of = |packed: u64| (packed & number) as usize;
        // Equal in what was packed: perhaps in all, perhaps in all but the last bits.
        let full = |packed: u64| (packed >> number_bits, descending(scores[of(packed)]), documents[of(packed)]);
        if crowd <= CROWD {
            for at in 1..self.packed.len() {
                let value = self.packed[at];
                let mut to = at;
                while to > 0 {
                    let other = self.packed[to - 1];
                    let (a, b) = (other >> number_bits, value >> number_bits);
                    if a < b || (a == b && full(other) < full(value)) {
                        break;
                    }
                    self.packed[to] = other;
                    to -= 1;
                }
                self.packed[to] = value;
            }
        } else {
            let mut start = 0;
            for &end in &self.starts {
                let end = end as usize;
                if let Some(bucket) = self.packed.get_mut(start..end).filter(|bucket| bucket.len() > 1) {
                    sort(bucket, |&packed| full(packed), ctx)?;
                }
                start = end;
            }
        }
        for ((document, score), &packed) in best_documents.iter_mut().zip(&mut *best_scores).zip(&self.packed) {
            *document = documents[of(packed)];
            *score = scores[of(packed)];
        }
        let next = self.packed.get(room).map(|&packed| scores[of(packed)]);
        Ok(next.is_some_and(|next| best_scores.last().is_some_and(|last| last.total_cmp(&next).is_eq())))
    }

    /// Packs keys, cut to leave `number_bits` bits for the number of the document, bucket by bucket; those alone that
    /// hold one of the first `room`. Leaves in `starts` where each bucket ends. Returns the size of the largest.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn drop_into_buckets(&mut self, scores: &[f64], room: usize, number_bits: u32, ctx: &Ctx<'_>) -> Result<u32> {
        let (mut least, mut most) = (u64::MAX, 0);
        self.keys.resize(scores.len(), 0);
        for (keys, scores) in self.keys.chunks_mut(LONG).zip(scores.chunks(LONG)) {
            look(scores.len(), ctx)?;
            for (key, &score) in keys.iter_mut().zip(scores) {
                *key = descending(score);
                (least, most) = (least.min(*key), most.max(*key));
            }
        }
        let span_bits = u64::BITS - (most - least).leading_zeros();
        let cut = (span_bits + number_bits).saturating_sub(u64::BITS);
        let bucket_bits = (number_bits + 1).min(BUCKET_BITS);
        let shift = span_bits.saturating_sub(bucket_bits);
        let bucket = |key: u64| ((key - least) >> shift) as usize;
        self.starts.clear();
        self.starts.resize(1 << bucket_bits, 0);
        for piece in self.keys.chunks(LONG) {
            look(piece.len(), ctx)?;
            for &key in piece {
                self.starts[bucket(key)] += 1;
            }
        }
        let crowd = self.starts.iter().copied().max().unwrap_or(0);
        let mut start = 0;
        for slot in &mut self.starts {
            start += std::mem::replace(slot, start);
        }
        // Up to the end of the bucket that holds the last one wanted.
        let kept =
            self.starts.get(self.starts.partition_point(|&start| (start as usize) < room)).copied().unwrap_or(start);
        self.packed.clear();
        self.packed.resize(kept as usize, 0);
        for (first, piece) in (0..).step_by(LONG).zip(self.keys.chunks(LONG)) {
            look(piece.len(), ctx)?;
            for (id, &key) in (first..).zip(piece) {
                let next = &mut self.starts[bucket(key)];
                if let Some(slot) = self.packed.get_mut(*next as usize) {
                    *slot = ((key - least) >> cut) << number_bits | id;
                }
                *next += 1;
            }
        }
        Ok(crowd)
    }
}

/// Asks whether to stop after a long piece of work; the clock costs more than a short one, and a chunk of queries has
/// asked before.
#[inline(always)]
#[allow(clippy::inline_always)]
fn look(n: usize, ctx: &Ctx<'_>) -> Result<()> {
    if n == LONG { ctx.check() } else { Ok(()) }
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
#[inline(always)]
#[allow(clippy::inline_always)]
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
                    let cut = room > 0 && room < n && expected[room - 1].0.total_cmp(&expected[room].0).is_eq();
                    assert_eq!(tied, cut);
                }
            }
        }
    }
}

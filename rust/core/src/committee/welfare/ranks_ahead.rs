//! The gains of the rule of Chamberlin and Courant with Borda scores, as differences of ranks: no table, and vectors.

use crate::ballots::Rank;
use crate::vectorized::vectorized;

/// If `joining` is `None`, for each item the ranks that it is ahead of the last, over all ballots. Else for each item what
/// becomes less of the ranks that it is ahead of the best member, because that item joins; `best` is brought up to date.
///
/// Ballots are complete and without ties, and `best` holds the utility of the best member of each: `step` times the number
/// of items below it, or 0. At most `2**16` ballots, so that 32 bits hold the sums.
pub(super) fn ranks_ahead<R: Rank>(
    ballots: &[R],
    n_items: usize,
    joining: Option<usize>,
    step: i64,
    best: &mut [i64],
) -> Vec<u32> {
    let mut sums = vec![0_u32; n_items];
    let last = n_items as u32 - 1;
    vectorized(
        #[inline(always)]
        || {
            for (ballot, best) in ballots.chunks_exact(n_items).zip(best.iter_mut()) {
                let Some(item) = joining else {
                    for (sum, rank) in sums.iter_mut().zip(ballot) {
                        *sum = sum.wrapping_add(last.wrapping_sub(rank.index() as u32));
                    }
                    continue;
                };
                let (before, after) = (last - (*best / step) as u32, ballot[item].index() as u32);
                if after < before {
                    *best = step * i64::from(last - after);
                    let most = before - after;
                    for (sum, rank) in sums.iter_mut().zip(ballot) {
                        let rank = rank.index() as u32;
                        // Ahead of the one is `before - min(rank, before)`, and of the other alike.
                        let kept = rank.min(before).wrapping_sub(rank.min(after));
                        *sum = sum.wrapping_add(most.wrapping_sub(kept));
                    }
                }
            }
        },
    );
    sums
}

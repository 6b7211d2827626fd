//! Orders to start from.

use crate::rank::kemeny::Margins;

/// The orders of Borda (sum of margins) and of Copeland (wins less losses), ties by number.
#[must_use]
pub(in crate::rank::pairwise::kemeny) fn starts(margins: &Margins) -> Vec<Vec<u32>> {
    let borda = by_score(margins, |margin| margin);
    let copeland = by_score(margins, i64::signum);
    vec![borda, copeland]
}

fn by_score(margins: &Margins, score: impl Fn(i64) -> i64) -> Vec<u32> {
    let scores: Vec<i64> =
        (0..margins.n_items()).map(|i| margins.row(i).iter().map(|&margin| score(margin)).sum()).collect();
    let mut order: Vec<u32> = (0..margins.n_items() as u32).collect();
    order.sort_by_key(|&i| (-scores[i as usize], i));
    order
}

//! Distances of lists that rank different items: top-k lists and partial rankings.

use super::kendall::{PairCounts, pair_counts};
use super::vectors::Vectors;
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};

/// Pairs of items by what two of the ballots say of them, for Kendall's distance with a penalty.
///
/// Under [`Missing::Below`] the items are those that one of the two ranks, and those that a ballot leaves out tie below
/// all that it ranks: so the distance is that of Fagin, Kumar and Sivakumar (2003) for top-k lists, with ties inside the
/// lists as in their work on partial rankings. Under [`Missing::Absent`] only items that both rank are compared.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// `O(k log k)` for `k` items.
pub fn top_k_pair_counts(ballots: &Ballots, pair: [usize; 2], missing: Missing, ctx: &Ctx<'_>) -> Result<PairCounts> {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for item in 0..ballots.n_items() {
        let (a, b) = (ballots.rank(pair[0], item), ballots.rank(pair[1], item));
        let compared = match missing {
            Missing::Below => a.is_some() || b.is_some(),
            Missing::Absent => a.is_some() && b.is_some(),
        };
        if compared {
            // Competition ranks stay below the number of items.
            x.push(a.unwrap_or(ballots.n_items()) as f64);
            y.push(b.unwrap_or(ballots.n_items()) as f64);
        }
    }
    pair_counts(&Vectors::trusted(&x, &y), ctx)
}

/// The footrule of two of the ballots over the items that one of them ranks: an item that a ballot leaves out has
/// `absent_rank`, by default one more than the longer list has items; tied items have the mean of their ranks.
///
/// # Errors
/// [`Error::Invalid`] for an absent rank that is not below the lists.
///
/// # Source
/// Fagin, Kumar and Sivakumar, Comparing top k lists (2003): the footrule with location parameter.
pub fn top_k_footrule(ballots: &Ballots, pair: [usize; 2], absent_rank: Option<f64>) -> Result<f64> {
    let lists = pair.map(|voter| mean_ranks(ballots, voter));
    let longest = lists.iter().map(|list| list.iter().flatten().count()).max().unwrap_or(0);
    let absent = absent_rank.unwrap_or(longest as f64 + 1.0);
    if !(absent.is_finite() && absent > longest as f64) {
        let expected = format!("a rank below both lists: absent_rank > {longest}");
        return Err(Error::invalid("absent_rank", At::Whole, absent, "a rank of absent items", expected));
    }
    let moves = lists[0].iter().zip(&lists[1]).filter(|(a, b)| a.is_some() || b.is_some());
    Ok(moves.map(|(a, b)| (a.unwrap_or(absent) - b.unwrap_or(absent)).abs()).sum())
}

/// Ranks from 1, tied items having the mean of theirs.
fn mean_ranks(ballots: &Ballots, voter: usize) -> Vec<Option<f64>> {
    let n = ballots.n_items();
    let mut sizes = vec![0_usize; n];
    for start in (0..n).filter_map(|item| ballots.rank(voter, item)) {
        sizes[start] += 1;
    }
    let mean = |start: usize| (2 * start + sizes[start] + 1) as f64 / 2.0;
    (0..n).map(|item| ballots.rank(voter, item).map(mean)).collect()
}

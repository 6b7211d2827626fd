//! From a fractional order to an order, and to a better one near it.

use super::problem::Problem;

/// The order by how many places each is ahead of in `x`, improved by moving single places while that gains.
pub(super) fn round(problem: &Problem, x: &[f64]) -> Vec<u32> {
    let n = problem.n_items();
    let mut ahead = vec![0.0; n];
    for (&[i, j], &x) in problem.pairs.iter().zip(x) {
        ahead[usize::from(i)] += x;
        ahead[usize::from(j)] += 1.0 - x;
    }
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by(|&a, &b| ahead[b as usize].total_cmp(&ahead[a as usize]).then(a.cmp(&b)));
    improve(problem, &mut order);
    order
}

/// Moves each place to where it gains the most until none gains. O(n) a move, O(n^2) a sweep.
fn improve(problem: &Problem, order: &mut [u32]) {
    let mut moved = true;
    while moved {
        moved = false;
        for at in 0..order.len() {
            let to = best_move(problem.row(order[at] as usize), order, at);
            if to < at {
                order[to..=at].rotate_right(1);
                moved = true;
            } else if to > at {
                order[at..=to].rotate_left(1);
                moved = true;
            }
        }
    }
}

/// Where the place at `at` gains the most; where it is if nowhere.
fn best_move(row: &[i64], order: &[u32], at: usize) -> usize {
    let (mut best, mut to) = (0, at);
    let mut gain = 0;
    for place in (0..at).rev() {
        gain += row[order[place] as usize];
        if gain > best {
            (best, to) = (gain, place);
        }
    }
    gain = 0;
    for place in at + 1..order.len() {
        gain -= row[order[place] as usize];
        if gain > best {
            (best, to) = (gain, place);
        }
    }
    to
}
